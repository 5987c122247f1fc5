"""Defines a place that a name may mean: where it is, how finely that is known, and why it is offered."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from babel import Locale
from babel.core import get_global

from geodata import model
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

Point = tuple[float, float]
"""Longitude and latitude in degrees, EPSG:4326."""

LONGEST_TEXT: Final = 200
_NAMED_IN: Final = (
    *("en", "sq", "sr", "sr_Latn", "fr", "de", "es", "pt", "hr", "bs", "mk", "ru", "uk", "tr", "ar"),
)


@dataclass(frozen=True)
class Candidate:
    """One place that a name may mean."""

    id: str
    """Where it comes from and which it is there: `case:banjska`, `geonames:792910`."""
    name: str
    location_class: str
    """How finely the place is known, one of `model.LOCATION_CLASSES`."""
    lon: float
    lat: float
    uncertainty_m: float
    """Within how many metres of the point the event lies if it was at this place."""
    source: str
    """Who says so, for `coordinate_source`."""
    country: str = ""
    """ISO 3166-1 alpha-2 (XK for Kosovo), where known."""
    kind: str = ""
    """What it is, in a word or two: populated place, railway station …"""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names by language tag, as far as known."""
    exact: bool = True
    """Whether one of its names is the name asked for, spelling apart."""
    why: str = ""
    """Why it is offered, in words."""
    distance_m: float | None = None
    """From the hint that was given, if any."""

    def __post_init__(self) -> None:
        if not (
            math.isfinite(self.lon)
            and math.isfinite(self.lat)
            and abs(self.lon) <= 180
            and abs(self.lat) <= 90
            and math.isfinite(self.uncertainty_m)
            and self.uncertainty_m >= 0
            and self.location_class in model.LOCATION_CLASSES
        ):
            raise ValueError(f"no place: {self}")

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Candidate:
        """Read what `to_dict` wrote; `TypeError` or `ValueError` if it is something else."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in said.items() if name in known})


def country_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code that a code or a country's name means, in a few languages; "" if none."""
    wanted = text.strip()
    if re.fullmatch(r"[A-Za-z]{2}", wanted):
        return wanted.upper()
    return _codes().get(fold(wanted), "")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Country names and three-letter codes, folded, from Unicode's CLDR."""
    found = {"xkx": "XK", "xko": "XK"}
    for old, new in get_global("territory_aliases").items():
        if len(old) == 3 and old.isalpha() and len(new) == 1:
            found.setdefault(old.lower(), new[0])
    for language in _NAMED_IN:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold(name), code)
    return found
