"""Defines "within so many km of …", a condition of `Filters`, and its text: `15 km of record kp-12`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from geodata.errors import FilterError

Path = tuple[tuple[float, float], ...]

MOST_KM: Final = 5_000
MAX_CORNERS: Final = 200
MAX_CROSSINGS: Final = 50
"""Of an area's border with itself: what lies in it costs as their square, and cannot be stopped."""
RECORD, POINT, LINE, AREA, RECORDS = KINDS = ("record", "point", "line", "area", "records")
EXAMPLES: Final = (
    "kilometres and of what: '15 km of record ID', '15 km of point 20.78,42.97', '15 km of line "
    "lon,lat;lon,lat', '15 km of area lon,lat;lon,lat;lon,lat' or '15 km of records type=clash'"
)
_WRITTEN: Final = re.compile(rf"(\d+(?:\.\d+)?) ?km of ({'|'.join(KINDS)}) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Near:
    """A condition: at most so far from one of a record, a point, a line, an area or all records of a filter.

    Distances are geodesic, over WGS 84. A record is possibly near where its nearest possible position is,
    certainly where its farthest is, with the uncertainty of both sides.
    """

    km: float
    record: str = ""
    """Id of a record."""
    point: tuple[float, float] | None = None
    """Longitude and latitude in degrees, EPSG:4326; known exactly, as lines and areas are."""
    line: Path = ()
    """Corners, (longitude, latitude) in degrees."""
    area: Path = ()
    """Corners of a polygon, not closed; what lies in it is 0 km away."""
    records: str = ""
    """A filter as in an address: any of the records that it shows, certainly of those it surely shows."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.km) and 0 < self.km <= MOST_KM):
            raise FilterError("near", f"{self.km} km", f"more than 0 and at most {MOST_KM:,} km")
        given = [name for name in KINDS if getattr(self, name)]
        if len(given) != 1:
            raise FilterError("near", " and ".join(given), "one of record, point, line, area and records")
        for name, least in ((LINE, 2), (AREA, 3)):
            corners = len(getattr(self, name))
            if corners and not least <= corners <= MAX_CORNERS:
                raise FilterError("near", f"{corners} corners", f"{least} to {MAX_CORNERS} corners")
            plain = tuple(
                (lon + 0.0, lat + 0.0) for lon, lat in getattr(self, name)
            )  # −0.0 is written as 0.0
            object.__setattr__(self, name, plain)
        if self.area and (crossings := _crossings(self.area)) > MAX_CROSSINGS:
            raise FilterError(
                "near",
                f"an area whose border crosses itself {crossings:,} times",
                f"one whose border does so at most {MAX_CROSSINGS} times",
            )
        if self.point:
            object.__setattr__(self, POINT, (self.point[0] + 0.0, self.point[1] + 0.0))

    @property
    def kind(self) -> str:
        """Which of `KINDS` it is a distance from."""
        return next(name for name in KINDS if getattr(self, name))

    def __str__(self) -> str:
        """As in an address: metres and, of degrees, five decimals are kept."""
        of = getattr(self, self.kind)
        if self.kind == POINT:
            of = written((of,))
        elif self.kind in (LINE, AREA):
            of = written(of)
        return f"{self.km_text} km of {self.kind} {of}"

    @property
    def km_text(self) -> str:
        """The kilometres without needless zeros."""
        return f"{self.km:.3f}".rstrip("0").rstrip(".")


def read(text: str) -> Near:
    """Read the text of a condition.

    Raises
    ------
    FilterError
        If it is none.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise FilterError("near", text[:60], EXAMPLES)
    km, kind, of = round(float(found[1]), 3), found[2], found[3]
    if kind in (RECORD, RECORDS):
        return Near(km, record=of) if kind == RECORD else Near(km, records=of)
    path = corners("near", of)
    if kind == POINT:
        if len(path) != 1:
            raise FilterError("near", of[:60], "one point as longitude,latitude in degrees")
        return Near(km, point=path[0])
    return Near(km, line=path) if kind == LINE else Near(km, area=path)


def corners(param: str, text: str) -> Path:
    """Read corners as an address has them, `20.75,42.95;20.82,42.95`.

    Raises
    ------
    FilterError
        If one is no position.
    """
    try:
        return tuple(_corner(pair) for pair in text.split(";"))
    except ValueError:
        raise FilterError(
            param, text[:60], "corners as longitude,latitude in degrees, separated by ; (longitude first)"
        ) from None


def written(path: Path) -> str:
    """Corners as an address has them."""
    return ";".join(f"{lon:.5f},{lat:.5f}" for lon, lat in path)


def _corner(pair: str) -> tuple[float, float]:
    lon, lat = (float(part) for part in pair.split(","))
    if not (math.isfinite(lon) and abs(lon) <= 180 and math.isfinite(lat) and abs(lat) <= 90):
        raise ValueError(pair)
    return lon, lat


def _crossings(area: Path) -> int:
    """How often a polygon's edges meet others than the two beside them."""
    begins = np.array(area)
    ends = np.roll(begins, -1, axis=0)
    some = (begins != ends).any(axis=1)
    edges = np.asarray(shapely.linestrings(np.stack([begins[some], ends[some]], axis=1)), object)
    pairs = len(shapely.STRtree(edges).query(edges, predicate="intersects")[0])
    return max(0, pairs - 3 * len(edges)) // 2
