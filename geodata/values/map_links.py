"""Reads positions that say themselves which number is which: links to maps, `geo:` addresses, ISO 6709.

Links: Google, OpenStreetMap, Apple, Bing, Yandex (longitude first), Wikimapia and GeoHack, and any address
with `lat=` and `lon=`, or with a map's `#zoom/latitude/longitude`. A link with a pin says where it is; a view
only what the map showed. `geo:` is RFC 5870 (`u=` is metres); `+42.9024+020.6844/` is ISO 6709.
Everything is taken on WGS 84.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from geodata.values import texts

PIN: Final = "pin"
VIEW: Final = "view"
_LONGEST: Final = 4_000
_DEGREES: Final = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,30})?"
_PAIR: Final = re.compile(rf"\s*(?:loc:)?\s*({_DEGREES})\s*[,;~_\s]\s*({_DEGREES})\s*(?:\(.*\))?\s*")
_GEO: Final = re.compile(
    rf"geo:({_DEGREES}),({_DEGREES})(?:,-?[0-9.]{{1,20}})?((?:;[^;?#\s]{{1,60}})*)(?:\?(\S{{0,400}}))?",
    re.IGNORECASE,
)
_ISO: Final = re.compile(
    r"([+-])([0-9]{2})([0-9]{2})?([0-9]{2})?(\.[0-9]{1,20})?([+-])([0-9]{3})([0-9]{2})?([0-9]{2})?(\.[0-9]{1,20})?"
    r"(?:[+-][0-9]{1,6}(?:\.[0-9]{1,10})?)?(?:CRS([A-Za-z0-9_:-]{1,20}))?/?"
)
_PINNED: Final = re.compile(rf"!3d({_DEGREES})!4d({_DEGREES})")
_GOOGLE_VIEW: Final = re.compile(rf"/@({_DEGREES}),({_DEGREES})(?:,|/|$)")
_GOOGLE_PLACE: Final = re.compile(r"/(?:place|search|dir/[^/]*)/([^/@?#]{3,80})(?:/|$|\?)")
_ZOOM: Final = r"[0-9]{1,2}(?:\.[0-9]{1,10})?"
_HASH: Final = re.compile(
    rf"(?:^|&)(?:map={_ZOOM}/({_DEGREES})/({_DEGREES})"
    rf"|/?{_ZOOM}/([+-]?[0-9]{{1,3}}\.[0-9]{{1,30}})/([+-]?[0-9]{{1,3}}\.[0-9]{{1,30}}))(?:[/&]|$)"
)
_GEOHACK: Final = re.compile(r"([0-9._]{1,40})_([NS])_([0-9._]{1,40})_([EW])(?:_|$)", re.IGNORECASE)
_NAMED: Final = (
    (("mlat", "mlon"), PIN),
    (("latitude", "longitude"), VIEW),
    (("lat", "lon"), VIEW),
    (("lat", "lng"), VIEW),
    (("lat", "long"), VIEW),
)
_LATITUDE_FIRST: Final = (
    *(
        ("q", PIN),
        ("query", PIN),
        ("destination", PIN),
        ("daddr", PIN),
        ("viewpoint", PIN),
        ("coordinate", PIN),
    ),
    *(("ll", VIEW), ("center", VIEW), ("sll", VIEW), ("cp", VIEW)),
)
_LONGITUDE_FIRST: Final = (("pt", PIN), ("whatshere[point]", PIN), ("ll", VIEW))
"""Of Yandex."""
_MAPS: Final = re.compile(
    r"(?:^|\.)(?:google\.[a-z.]{2,6}|goo\.gl|app\.goo\.gl|openstreetmap\.org|osm\.org|apple\.com|bing\.com"
    r"|yandex\.[a-z.]{2,6}|wikimapia\.org|toolforge\.org|wmflabs\.org)$"
)
_TO_MAP: Final = re.compile(
    r"//(?:www\.)?(?:google\.[a-z.]{2,6}/maps|maps\.google\.|maps\.app\.goo\.gl/|goo\.gl/maps|openstreetmap\.org/"
    r"|osm\.org/|maps\.apple\.com/|bing\.com/maps|yandex\.[a-z.]{2,6}/maps|wikimapia\.org/)",
    re.IGNORECASE,
)


class Linked(NamedTuple):
    """A position in degrees, within how many metres it is known (0: not said), and what it is in the link."""

    lon: float
    lat: float
    radius_m: float = 0.0
    what: str = PIN


def read(text: str) -> Linked | str | None:
    """A position, a reason why it is none, or None where a text is written in no such way."""
    tidy = text.strip()
    if not 8 <= len(tidy) <= _LONGEST:
        return None
    if tidy[0] in "+-":
        return _iso(tidy.replace("−", "-"))
    if tidy[:4].casefold() == "geo:":
        return _geo(tidy)
    if "://" not in tidy:
        return None
    found = dict.fromkeys(each for each in map(_of_link, texts.links(tidy)) if each is not None)
    if len(found) == 1:
        return _on_earth(next(iter(found)))
    return "links to several positions: leave one" if found else None


def is_position(text: str) -> bool:
    """Whether a text is a position in one of these ways."""
    return isinstance(read(text), Linked)


def is_of_map(text: str) -> bool:
    """Whether a text is a link to a map, even if it does not say where, or such a position."""
    return is_position(text) or (_TO_MAP.search(text) is not None and texts.link(text.strip()))


def _on_earth(found: Linked) -> Linked | str:
    if abs(found.lat) <= 90 and abs(found.lon) <= 180:
        return found
    return f"{found.lat:g}, {found.lon:g} is no position: latitudes reach to 90 degrees, longitudes to 180"


def _iso(text: str) -> Linked | str | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    parts = [match.group(n, n + 1, n + 2, n + 3, n + 4) for n in (1, 6)]
    if [each is None for each in parts[0][2:4]] != [each is None for each in parts[1][2:4]]:
        return "degrees, minutes and seconds are not given alike for latitude and longitude: correct one"
    if match[11] and match[11].casefold().replace("-", "_") not in ("wgs_84", "wgs84", "epsg:4326"):
        return f"a position in the coordinate system {match[11]}: write it in degrees on WGS 84"
    values = []
    for sign, *figures, decimals in parts:
        given = [each for each in figures if each]
        numbers = [float(each) for each in given[:-1]] + [float(given[-1] + (decimals or ""))]
        if any(number >= 60 for number in numbers[1:]):
            return "sixty minutes or seconds, or more: correct it"
        degrees = sum(number / 60**power for power, number in enumerate(numbers))
        values.append(-degrees if sign == "-" else degrees)
    return _on_earth(Linked(values[1], values[0]))


def _geo(text: str) -> Linked | str | None:
    match = _GEO.fullmatch(text)
    if match is None:
        return "no geo: address that can be read: write geo:42.97,20.78"
    said = dict(part.split("=", 1) for part in match[3].casefold().split(";") if "=" in part)
    if said.get("crs", "wgs84") != "wgs84":
        return f"a position in the coordinate system {said['crs']}: write it in degrees on WGS 84"
    radius = re.fullmatch(r"[0-9]{1,8}(?:\.[0-9]{1,10})?", said.get("u", "0"))
    asked = _PAIR.fullmatch(dict(parse_qsl(match[4] or "")).get("q", ""))
    lat, lon = (asked if asked and float(match[1]) == float(match[2]) == 0 else match).group(1, 2)
    return _on_earth(Linked(float(lon), float(lat), float(radius[0]) if radius else 0.0))


def _of_link(address: str) -> Linked | None:
    """Where a link says that something is; the surest of all that it says."""
    try:
        split = urlsplit(address)
        host = split.hostname or ""
    except ValueError:
        return None
    query, fragment = (dict(_pairs(part)) for part in (split.query, split.fragment))
    path = unquote(split.path)
    found = [
        *_in_path(path, host),
        *_by_names({**fragment, **query}, host),
        *[
            _linked(each[1] or each[3], each[2] or each[4], VIEW)
            for each in _HASH.finditer(unquote(split.fragment))
        ],
    ]
    pinned = [each for each in found if each.what == PIN]
    return next(iter(pinned or found), None)


def _pairs(part: str) -> list[tuple[str, str]]:
    return [(name.casefold(), value) for name, value in parse_qsl(part, max_num_fields=200) if value]


def _in_path(path: str, host: str) -> list[Linked]:
    if "google." not in host:
        return []
    found = [_linked(each[1], each[2], PIN) for each in _PINNED.finditer(path)][-1:]
    found += [
        _linked(pair[1], pair[2], PIN)
        for each in _GOOGLE_PLACE.finditer(path)
        if (pair := _PAIR.fullmatch(each[1].replace("+", " ")))
    ]
    return found + [_linked(each[1], each[2], VIEW) for each in _GOOGLE_VIEW.finditer(path)]


def _by_names(said: dict[str, str], host: str) -> list[Linked]:
    found = []
    for names, what in _NAMED:
        lat, lon = (said.get(name, "") for name in names)
        if re.fullmatch(_DEGREES, lat) and re.fullmatch(_DEGREES, lon):
            found.append(_linked(lat, lon, what))
    if said.get("params") and (match := _GEOHACK.match(said["params"])):
        north, east = (_geohack(match[n], match[n + 1]) for n in (1, 3))
        found += [Linked(east, north)] if north is not None and east is not None else []
    if (point := said.get("sp", "")).startswith("point.") and (
        pair := _PAIR.match(point[6:].replace("_", " ", 1))
    ):
        found.append(_linked(pair[1], pair[2], PIN))
    if not _MAPS.search(host):
        return found
    russian = "yandex." in host
    for name, what in _LONGITUDE_FIRST if russian else _LATITUDE_FIRST:
        if pair := _PAIR.fullmatch(said.get(name, "")):
            lat, lon = (pair[2], pair[1]) if russian else (pair[1], pair[2])
            found.append(_linked(lat, lon, what))
    return found


def _geohack(figures: str, letter: str) -> float | None:
    parts = figures.split("_")
    if len(parts) > 3 or not all(re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,20})?", part) for part in parts):
        return None
    value: float = sum(float(part) / 60**power for power, part in enumerate(parts))
    return -value if letter in "SWsw" else value


def _linked(lat: str, lon: str, what: str) -> Linked:
    return Linked(float(lon), float(lat), 0.0, what)
