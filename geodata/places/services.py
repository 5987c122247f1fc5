"""Asks online geocoders for candidate places, only when the user turned them on.

geopy speaks to them. All of this process asks at most once a second (the rule of OpenStreetMap's Nominatim,
https://operations.osmfoundation.org/policies/nominatim/), under a name of its own, and stores the answers
(`answer_cache`).
"""

from __future__ import annotations

import math
import re
import threading
import time
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from geopy import exc
from geopy.adapters import URLLibAdapter
from geopy.geocoders import Nominatim, OpenCage

from geodata import settings
from geodata.errors import GeocodingError, SettingsError
from geodata.places import precision
from geodata.places.answer_cache import AnswerCache
from geodata.places.candidates import LONGEST_TEXT, Candidate, country_code
from geodata.setting_texts import without_password
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_URLS: Final = {
    "nominatim": "https://nominatim.openstreetmap.org",
    "opencage": "https://api.opencagedata.com",
}
SECONDS_BETWEEN: Final = 1.0
_TIMEOUT_S: Final = 10.0
_MOST_ANSWERS: Final = 10

_FINAL: Final = (
    exc.GeocoderAuthenticationFailure,
    exc.GeocoderInsufficientPrivileges,
    exc.GeocoderQuotaExceeded,
    exc.ConfigurationError,
)
"""Errors that the next request would meet as well."""


class Stopped(Exception):  # noqa: N818 - it is no error
    """The user stopped while a request waited for its turn."""


class Pace:
    """Turns, a second apart, for every thread of the process."""

    def __init__(self) -> None:
        self._lock, self._next = threading.Lock(), -math.inf

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Wait for one's turn, or until stopped."""
        with self._lock:
            turn = max(time.monotonic(), self._next)
            self._next = turn + SECONDS_BETWEEN
        while (left := turn - time.monotonic()) > 0:
            if stopped():
                raise Stopped
            time.sleep(min(left, 0.1))
        if stopped():
            raise Stopped


_PACE: Final = Pace()


@dataclass(frozen=True)
class Service:
    """A geocoding service and where it is."""

    kind: str = "nominatim"
    """`nominatim` or, with a key, `opencage`."""
    url: str = ""
    """Base address, such as that of a Nominatim of one's own; empty for the public one."""
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.kind not in DEFAULT_URLS:
            known = " or ".join(DEFAULT_URLS)
            raise GeocodingError(self.kind[:40], f"no such service; {known} was expected", final=True)
        if not _is_base(self.base):
            problem = "its address was expected to be like https://nominatim.example.org"
            raise GeocodingError(self.kind, problem, final=True)
        if self.kind == "opencage" and not self.key:
            raise GeocodingError(self.kind, "it needs a key, in INCIDENTS_GEOCODER_KEY", final=True)

    @property
    def base(self) -> str:
        """The base address in use."""
        return (self.url or DEFAULT_URLS[self.kind]).rstrip("/")

    @property
    def host(self) -> str:
        """Who is asked, for the page to say before it asks."""
        return urlsplit(self.base).netloc.rpartition("@")[2]


def _is_base(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return web and not (parts.query or parts.fragment or re.search(r"\s", address))


def from_settings() -> Service | None:
    """The service that the host chose; none if it is off. A request is made by `geocoder` alone.

    Raises
    ------
    SettingsError
        If its address or its key cannot be.
    """
    said = settings.current()
    if said.geocoder == "off":
        return None
    key = said.geocoder_key.get_secret_value()
    if said.geocoder == "opencage" and not key:
        raise SettingsError("INCIDENTS_GEOCODER_KEY", "it is not set", "expected was the key of OpenCage")
    try:
        return Service(said.geocoder, said.geocoder_url, key)
    except GeocodingError:
        found = f"'{without_password(said.geocoder_url)}' was found"
        expected = "expected was an address like https://nominatim.example.org"
        raise SettingsError("INCIDENTS_GEOCODER_URL", found, expected) from None


def geocoder(
    service: Service,
    *,
    cache: AnswerCache | None = None,
    stopped: Callable[[], bool] = lambda: False,
    language: str = "en",
) -> Callable[..., tuple[Candidate, ...]]:
    """A function that asks the service: `geocode(name, country="XK", area="…")` → candidates, best first.

    Of a name with an area, both are looked for; if there is no such place, the name alone.

    The function raises `GeocodingError` when the service fails and `Stopped` when `stopped` says so while it
    waits; an empty answer means that the service knows no such place.
    """
    answers = cache or AnswerCache()
    client = _client(service)
    asked_of = f"{service.kind} {service.base} {language}"

    def geocode(name: str, *, country: str = "", area: str = "") -> tuple[Candidate, ...]:
        code = country_code(country) if country else ""
        query = f"{code}|{fold(name)}" + (f"|{fold(area)}" if area else "")
        found = answers.get(asked_of, query)
        if found is None:
            _PACE.wait(stopped)
            found = _asked(service, client, (name, area), code, language)
            answers.put(asked_of, query, found)
        return geocode(name, country=country) if area and not found else found

    return geocode


def _client(service: Service) -> Any:
    parts = urlsplit(service.base)
    options = {
        "domain": parts.netloc + parts.path,
        "scheme": parts.scheme,
        "timeout": _TIMEOUT_S,
        "user_agent": f"incident-map/{metadata.version('incident-map')}",
        # geopy's other adapter repeats failed requests at once, against the rule of one a second
        "adapter_factory": URLLibAdapter,
    }
    return OpenCage(service.key, **options) if service.kind == "opencage" else Nominatim(**options)


def _asked(
    service: Service, client: Any, place: tuple[str, str], code: str, language: str
) -> tuple[Candidate, ...]:
    """What the service says of a name, and of the area that it lies in, if any."""
    name, query = place[0], ", ".join(filter(None, place))
    try:
        if service.kind == "opencage":
            found = client.geocode(
                query, exactly_one=False, country=code.lower() or None, language=language, annotations=False
            )
        else:
            found = client.geocode(
                query,
                exactly_one=False,
                limit=_MOST_ANSWERS,
                addressdetails=True,
                namedetails=True,
                language=language,
                country_codes=code.lower() or None,
            )
        read = _from_opencage if service.kind == "opencage" else _from_nominatim
        return tuple(read(name, each.raw, service) for each in (found or ())[:_MOST_ANSWERS])
    except exc.GeocoderServiceError as error:
        raise GeocodingError(service.host, _words(error), final=isinstance(error, _FINAL)) from None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        # What came is no answer of such a service; it says nothing about the place.
        raise GeocodingError(service.host, "an answer that cannot be read") from None


def _words(error: Exception) -> str:
    said = {
        exc.GeocoderTimedOut: f"no answer within {_TIMEOUT_S:.0f} seconds",
        exc.GeocoderRateLimited: "too many requests, it says",
        exc.GeocoderQuotaExceeded: "the quota is used up",
        exc.GeocoderAuthenticationFailure: "the key is not accepted",
        exc.GeocoderInsufficientPrivileges: "the request is refused",
        exc.GeocoderUnavailable: "it cannot be reached",
        exc.GeocoderParseError: "an answer that cannot be read",
    }
    for kind, words in said.items():
        if isinstance(error, kind):
            return words
    return "it cannot be reached, or it answered with an error"


def _from_nominatim(asked: str, raw: Mapping[str, Any], service: Service) -> Candidate:
    rank = int(raw.get("place_rank") or 30)
    south, north, west, east = map(
        float, raw.get("boundingbox") or (raw["lat"], raw["lat"], raw["lon"], raw["lon"])
    )
    location_class = precision.of_nominatim(rank)
    named = raw.get("namedetails") or {}
    tags = {"en": "name:en", "sq": "name:sq", "sr-Latn": "name:sr-Latn", "sr-Cyrl": "name:sr"}
    names = {tag: _cut(named[key]) for tag, key in tags.items() if named.get(key)}
    name = _cut(named.get("name") or raw.get("name") or raw["display_name"])
    return Candidate(
        id=_cut(f"nominatim:{raw.get('osm_type', '')}/{raw.get('osm_id', '')}"),
        name=name,
        location_class=location_class,
        lon=float(raw["lon"]),
        lat=float(raw["lat"]),
        uncertainty_m=precision.radius(location_class, (south, north, west, east)),
        source=f"{service.host}, © OpenStreetMap contributors, ODbL",
        country=_cut((raw.get("address") or {}).get("country_code", "")).upper()[:2],
        kind=_cut(str(raw.get("addresstype") or raw.get("type") or "")).replace("_", " "),
        names=names,
        exact=fold(asked) in {fold(str(each)) for each in (name, *named.values())},
        why=_cut(str(raw["display_name"])),
    )


def _from_opencage(asked: str, raw: Mapping[str, Any], service: Service) -> Candidate:
    components, bounds = raw.get("components") or {}, raw.get("bounds") or {}
    kind = str(components.get("_type", ""))
    location_class = precision.of_opencage(kind)
    point, corners = raw["geometry"], (bounds.get("southwest"), bounds.get("northeast"))
    low, high = (each or point for each in corners)
    box = (float(low["lat"]), float(high["lat"]), float(low["lng"]), float(high["lng"]))
    formatted = _cut(str(raw["formatted"]))
    name = _cut(str(components.get(kind) or formatted))
    return Candidate(
        id=_cut(f"opencage:{point['lat']},{point['lng']}"),
        name=name,
        location_class=location_class,
        lon=float(point["lng"]),
        lat=float(point["lat"]),
        uncertainty_m=precision.radius(location_class, box),
        source=f"{service.host}, © OpenStreetMap contributors, ODbL",
        country=str(components.get("country_code", "")).upper()[:2],
        kind=_cut(kind.replace("_", " ")),
        exact=fold(asked) in {fold(name), fold(formatted.partition(",")[0])},
        why=formatted,
    )


def _cut(text: Any) -> str:
    return str(text)[:LONGEST_TEXT]
