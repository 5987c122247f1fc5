"""Finds where and when most of a dataset lies: a first view undisturbed by a few far-off records."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.values import firsts

Numbers = npt.NDArray[Any]
Box = dict[str, int]
"""West, east, north, south in units of the web mercator world (`geometry.WORLD`), from west and north."""

DAY: Final = 1440
BUSY_SHARE: Final = 0.97
"""Of the incidents' starts, how many the busy stretch holds."""
HALF: Final = 0.5
FEW: Final = 4
"""Of so few places, half would be a view of one or two: all of them are held."""
SHOWN_FIRST: Final = 0.75
"""Share of the drawn records that the first view holds."""


def stretch_of(starts: Numbers, span: tuple[int, int] | None) -> tuple[int, int] | None:
    """The busy stretch of time, minutes: one record of 2008 should not squeeze two years into a corner.

    Parameters
    ----------
    starts
        The incidents' first minutes, n values; sites and what is undated are left out.
    span
        First and last minute of all that is dated; none where nothing is.
    """
    if span is None or not len(starts):
        return span
    first, last = shortest_stretch(starts, BUSY_SHARE)
    if last - first > 0.6 * (span[1] - span[0]):
        return span
    margin = 0.03 * (last - first) + DAY
    return max(span[0], math.floor(first - margin)), min(span[1], math.ceil(last + margin))


def boxes_of(x: Numbers, y: Numbers) -> dict[str, Box | None]:
    """Boxes around places in world units: `half`, around the densest half in each direction, and `all`.

    Places count once, however many records they hold.
    """
    if not len(x):
        return {"half": None, "all": None}
    each = firsts.each(x.astype(np.uint64) << 32 | y.astype(np.uint64))
    places = np.stack([each >> 32, each & (1 << 32) - 1]).astype(np.int64)
    held = HALF if places.shape[1] > FEW else 1
    return {"half": _box(places, held), "all": _box(places, 1)}


def first_view(lon: Numbers, lat: Numbers) -> tuple[float, float, float, float] | None:
    """Where most points lie: west, south, east, north in degrees; none without a point.

    The three quarters nearest to the median point count, so that a statement made on another continent does
    not decide what a reader sees first.
    """
    if not len(lon):
        return None
    middle_lon, middle_lat = float(np.median(lon)), float(np.median(lat))
    shrink = math.cos(math.radians(middle_lat))  # of a degree of longitude against one of latitude
    distance = np.hypot((lon - middle_lon) * shrink, lat - middle_lat)
    near = distance <= np.quantile(distance, SHOWN_FIRST)
    west, east, south, north = lon[near].min(), lon[near].max(), lat[near].min(), lat[near].max()
    margin = max(0.02, 0.06 * max(east - west, north - south))
    west, south, east, north = (
        round(float(side), 3) for side in (west - margin, south - margin, east + margin, north + margin)
    )
    return west, south, east, north


def shortest_stretch(values: Numbers, share: float) -> tuple[int, int]:
    """The shortest interval that holds a share (above 0, at most 1) of the values."""
    ordered = np.sort(values)
    held = max(1, math.ceil(len(ordered) * share))
    begin = int(np.argmin(ordered[held - 1 :] - ordered[: len(ordered) - held + 1]))
    return int(ordered[begin]), int(ordered[begin + held - 1])


def _box(places: Numbers, share: float) -> Box:
    west, east = shortest_stretch(places[0], share)
    north, south = shortest_stretch(places[1], share)
    return {"west": west, "east": east, "north": north, "south": south}
