"""Parts regions into classes by a number of theirs, both ends of it: for a map that shades them.

What is certain and what is possible in a region may fall into two classes: the map shows both. Limits are
found among the possible numbers of the regions in which there is anything, for regions without anything are
a class of their own; a region of which nothing is known is in none.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from geodata.errors import FilterError
from geodata.query.regions import prefix

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.geometry import Floats
    from geodata.measures import Measure

    Ints = npt.NDArray[np.int64]

NUMBERS: Final = ("absolute", "area", "people", "share")
"""What of a measure is told: itself, per 1,000 km², per 100,000 people, of all that is shown in percent."""
WAYS: Final = ("quantiles", "jenks", "equal", "own")
"""How limits are found: as many regions in each class; at gaps between numbers (Fisher and Jenks); classes
equally wide; or as somebody says."""
CLASSES: Final = 5
MOST_LIMITS: Final = 6
NOTHING, UNKNOWN = 0, -1
"""The class of regions in which there is nothing, and of those of which no number is known."""
_JENKS: Final = 200
"""Values in which gaps are sought, for it takes the square of them: of more, as many evenly by rank."""
_RATES: Final = {"area": "per_1000_km2", "people": "per_100_000"}


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of n regions."""

    limits: tuple[float, ...]
    """The greatest number of each class, rising; the first begins above zero."""
    low: Floats
    high: Floats
    """What is certain and what is possible in each region; NaN where it is not known."""
    certain: Ints
    possible: Ints
    """The class of each: `UNKNOWN`, `NOTHING`, or 1 … k."""
    is_whole: bool
    """Whether all numbers are whole."""

    def counts(self) -> list[tuple[int, int]]:
        """Of `NOTHING` and each class, how many regions are certainly in it, and how many possibly."""
        sure = self.certain == self.possible
        first, last = np.minimum(self.certain, self.possible), np.maximum(self.certain, self.possible)
        return [
            (int((sure & (first == each)).sum()), int(((first <= each) & (each <= last)).sum()))
            for each in range(len(self.limits) + 1)
        ]

    @property
    def unknown(self) -> int:
        """Of how many regions nothing is known."""
        return int((self.certain == UNKNOWN).sum())


def classed(
    found: gpd.GeoDataFrame, measure: Measure, number: str, way: str, own: tuple[float, ...] = ()
) -> Classes:
    """The classes of what `regions` found, by one of `NUMBERS` and `WAYS`.

    Parameters
    ----------
    own
        The limits between classes, rising: needed where `way` is `own`.
    """
    low, high = numbers(found, measure, number)
    given = high[np.isfinite(high) & (high != 0)]
    whole = bool((given == np.round(given)).all() and (low[np.isfinite(low)] % 1 == 0).all())
    limits = _limits(given, way, own, whole=whole)
    return Classes(tuple(limits.tolist()), low, high, _class_of(low, limits), _class_of(high, limits), whole)


def numbers(found: gpd.GeoDataFrame, measure: Measure, number: str) -> tuple[Floats, Floats]:
    """What is certain and what is possible in each region; NaN where it is not known.

    Of nobody is known how many were killed in a region whose records give no number.
    """
    name = prefix(measure)
    both = []
    for bound in ("certain", "possible"):
        column = f"{name}_{bound}" + (f"_{_RATES[number]}" if number in _RATES else "")
        both.append(found[column].to_numpy(float))
    low, high = both
    if number == "share":
        whole = float(found.attrs["whole"]) or np.nan
        low, high = low / whole * 100, high / whole * 100
    if "records_without_figure" in found and name != "records":
        silent = (found["records_with_figure"] == 0) & (found["records_without_figure"] > 0)
        low, high = (np.where(silent, np.nan, each) for each in (low, high))
    return low, high


def read_limits(text: str) -> tuple[float, ...]:
    """Read limits that somebody writes, such as `1, 5, 10`.

    Raises
    ------
    FilterError
        If they are none, or do not rise.
    """
    parts = [part for part in re.split(r"[\s,;|]+", text.strip()) if part]
    try:
        found = tuple(float(part) for part in parts[: MOST_LIMITS + 1])
    except ValueError:
        found = ()
    rising = all(one < other for one, other in pairwise(found))
    if not found or len(found) > MOST_LIMITS or not rising or not np.isfinite(found).all() or found[0] <= 0:
        raise FilterError("limits", text[:60], f"up to {MOST_LIMITS} rising numbers such as 1, 5, 10")
    return found


def _class_of(values: Floats, limits: Floats) -> Ints:
    found = np.minimum(np.searchsorted(limits, values), max(0, len(limits) - 1)) + 1
    return np.where(np.isnan(values), UNKNOWN, np.where(values == 0, NOTHING, found)).astype(np.int64)


def _limits(given: Floats, way: str, own: tuple[float, ...], *, whole: bool) -> Floats:
    """The limits; of whole numbers whole ones, for between two of them there is nothing."""
    if not len(given):
        return np.array(own if way == "own" else (), float)
    most = float(given.max())
    if way == "own":
        return np.array([*own, most] if most > own[-1] else own, float)
    found = _found(given, way)
    if whole:
        found = np.floor(found)
    found = np.unique(np.minimum(found, most))
    return np.unique([*found[found > min(0.0, float(given.min()) - 1)], most])


def _found(given: Floats, way: str) -> Floats:
    """The upper limits that mapclassify finds."""
    different = np.unique(given)
    k = min(CLASSES, len(different))
    if k < 2:
        return different
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it would be faster with numba
        # takes two seconds to load (it brings scikit-learn), and few pages need it
        from mapclassify import EqualInterval, FisherJenks, Quantiles  # noqa: PLC0415

        if way == "quantiles":
            return _floats(Quantiles(given, k=k).bins)
        if way == "equal":
            return _floats(EqualInterval(given, k=k).bins)
        sought = np.sort(given)
        if len(sought) > _JENKS:
            sought = sought[np.linspace(0, len(sought) - 1, _JENKS).round().astype(int)]
        return _floats(FisherJenks(sought, k=min(k, len(np.unique(sought)))).bins)


def _floats(values: object) -> Floats:
    return np.asarray(values, float)
