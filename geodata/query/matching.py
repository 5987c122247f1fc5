"""Finds pairs of records of two datasets that may be one event: close in time and place, with like actors.

As M. Donnay, E. T. Dunford, E. C. McGrath, D. Backer and D. E. Cunningham propose (Integrating Conflict Event
Data, Journal of Conflict Resolution 63, 2019, 1337-1364; their R package is `meltt`): a window of days and
kilometres makes candidates, what else is known ranks them. Here the window is measured between the intervals
and the discs within which the records say they lie, and nothing is merged: a person decides on each pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Geod
from scipy.spatial import cKDTree

from geodata.errors import FilterError
from geodata.index.star_schema import LAST_MINUTE, NO_MINUTE
from geodata.library import decisions
from geodata.query import answers, likeness
from geodata.query.likeness import Apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    import pandas as pd

    from geodata.filters import Filters
    from geodata.query.store import Store

MOST_PAIRS: Final = 200_000
MOST_DAYS: Final = 366
MOST_KM: Final = 500.0
_WIDEST_M: Final = 50_000.0
"""Records that are placed less precisely say too little of where they were."""
_LONGEST: Final = 31 * 1440
"""Nor do intervals of more minutes of when."""
_GLOBE: Final = Geod(ellps="WGS84")
_EARTH_KM: Final = 6371.0088
_DAY: Final = 1440


@dataclass(frozen=True)
class Matches:
    """Pairs that may be one event, the likeliest first."""

    pairs: pd.DataFrame
    """`likeness.COLUMNS`. `km` lies between the points, `km_low` and `km_high` between where both may be;
    `actors`, `event_types` and `fatalities` are likenesses from 0 to 1, missing where one of both says
    nothing; `best`: neither of the two has a likelier partner; `decision`: what a person decided, empty
    as long as nobody has."""
    compared: tuple[int, int]
    """Records of each dataset that were looked at."""
    left_out: tuple[int, int]
    """Records shown that say too little of where or when: no point, ± 50 km and more, or over 31 days."""


class _Events(NamedTuple):
    """What is compared of a dataset's records."""

    rows: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    """Minutes since 1970, half-open."""
    last: npt.NDArray[np.int64]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    radius: npt.NDArray[np.float64]
    """Metres; 0 where it is not known."""
    killed: npt.NDArray[np.float64]
    """Two columns: the lowest and the highest figure."""

    def at(self, places: npt.NDArray[np.int64]) -> _Events:
        return _Events(
            self.rows[places],
            self.first[places],
            self.last[places],
            self.lon[places],
            self.lat[places],
            self.radius[places],
            self.killed[places],
        )


def matches(  # noqa: PLR0913 - two datasets, two filters, a window
    a: Store, a_filters: Filters, b: Store, b_filters: Filters, *, days: float = 1.0, km: float = 25.0
) -> Matches:
    """Find the pairs of records, one shown of each dataset, that may be the same event.

    Parameters
    ----------
    days, km
        The window: at most so much between the ends of both intervals, and between the edges of the discs
        within which both lie. 0 asks for intervals (discs) that touch.

    Raises
    ------
    FilterError
        If the window is wider than `MOST_DAYS` or `MOST_KM`, both datasets are the same, or more than
        `MOST_PAIRS` pairs are found.
    """
    if not (0 <= days <= MOST_DAYS and 0 <= km <= MOST_KM):
        raise FilterError(
            "window", f"{days:g} days, {km:g} km", f"at most {MOST_DAYS} days and {MOST_KM:g} km"
        )
    if a.dataset.version == b.dataset.version:
        raise FilterError("with", b.dataset.name, "another dataset")
    one, two = _events(a, a_filters), _events(b, b_filters)
    left, right = _candidates(one, two, days, km)
    shown = [int(answers.selection(*each).sum()) for each in ((a, a_filters), (b, b_filters))]
    x, y = one.at(left), two.at(right)
    apart = Apart(_days_apart(x, y), *_apart_km(x, y))
    killed = likeness.overlap(x.killed, y.killed)
    pairs = likeness.told((a, x.rows), (b, y.rows), apart, killed, (days, km))
    decided = decisions.of(a.dataset.name, b.dataset.name)
    ids = zip(pairs["a_id"], pairs["b_id"], strict=True)
    return Matches(
        pairs.assign(decision=[decided.get(pair, "") for pair in ids]),
        compared=(len(one.rows), len(two.rows)),
        left_out=(shown[0] - len(one.rows), shown[1] - len(two.rows)),
    )


def _events(store: Store, filters: Filters) -> _Events:
    answer = store.ask(filters, _asked)
    numbers = {name: np.ma.filled(answer[name].astype(float), np.nan) for name in _NUMBERS}
    found = _Events(
        np.asarray(answer["row"], np.int64),
        np.asarray(answer["earliest"], np.int64),
        np.asarray(answer["latest"], np.int64),
        numbers["lon"],
        numbers["lat"],
        np.nan_to_num(numbers["radius"]),
        np.column_stack((numbers["low"], numbers["high"])),
    )
    fit = (found.radius <= _WIDEST_M) & (found.last - found.first <= _LONGEST)
    return found.at(np.flatnonzero(fit))


_NUMBERS: Final = ("lon", "lat", "radius", "low", "high")


def _asked(store: Store, shown: ir.Table) -> ir.Table:
    fit = shown.filter(
        ~shown.site,
        shown.drawable,
        ~shown.shaped,
        shown.lat.notnull(),
        shown.earliest > NO_MINUTE,
        shown.latest < LAST_MINUTE,
    ).select("row", "earliest", "latest", "lon", "lat", radius="uncertainty_m")
    records = store.table("records")
    low, best, high = (records[f"fatalities_{name}"] for name in ("low", "best", "high"))
    figures = records.select(
        "row",
        low=low.fill_null(best).fill_null(high),
        high=high.fill_null(best).fill_null(low),
    )
    return fit.left_join(figures, "row").select("row", "earliest", "latest", *_NUMBERS).order_by("row")


# Pairs ------------------------------------------------------------------------------------------------------


def _candidates(
    one: _Events, two: _Events, days: float, km: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places of the events of each pair within the window, exactly."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for some in _alike(one):
        for others in _alike(two):
            found += _near(one, two, some, others, (days, km))
            if sum(len(left) for left, _ in found) > MOST_PAIRS:
                words = f"fewer: narrow the window ({days:g} days, {km:g} km) or the filters"
                raise FilterError("window", f"more than {MOST_PAIRS:,} pairs", words)
    left, right = (np.concatenate(each) for each in zip(*found, strict=True))
    return left, right


def _alike(events: _Events) -> Iterator[npt.NDArray[np.int64]]:
    """Events in groups that are known as precisely, so that a few coarse ones widen no other's search."""
    length, radius = events.last - events.first, events.radius
    group = np.searchsorted([2 * _DAY, 8 * _DAY], length) * 4 + np.searchsorted([1500, 6000, 15_000], radius)
    for each in np.unique(group):
        yield np.flatnonzero(group == each)


def _near(
    one: _Events,
    two: _Events,
    some: npt.NDArray[np.int64],
    others: npt.NDArray[np.int64],
    window: tuple[float, float],
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Pairs of two groups: trees find what may be near in space and time at once, then both are measured."""
    a, b = one.at(some), two.at(others)
    length = (float((a.last - a.first).max()) + float((b.last - b.first).max())) / 2 / _DAY
    reach = window[0] + length + 1e-6, window[1] + float(a.radius.max() + b.radius.max()) / 1000 + 0.1
    trees = [cKDTree(_scaled(each, *reach)) for each in (a, b)]
    near = trees[0].query_ball_tree(trees[1], 1.0, p=np.inf)
    left = np.repeat(np.arange(len(near)), [len(each) for each in near])
    right = np.fromiter((place for each in near for place in each), np.int64, len(left))
    if not len(left):
        return []
    x, y = a.at(left), b.at(right)
    low, _, _ = _apart_km(x, y)
    inside = (_days_apart(x, y) <= window[0]) & (low <= window[1])
    return [(some[left[inside]], others[right[inside]])]


def _scaled(events: _Events, days: float, km: float) -> npt.NDArray[np.float64]:
    """Three axes of a globe and one of time, in units of the window: near ones differ by at most 1."""
    lon, lat = np.radians(events.lon), np.radians(events.lat)
    globe = (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    # a chord is shorter than the way over the ground, and the ellipsoid within 0.6 % of the sphere
    space = [axis * _EARTH_KM / (km * 1.01) for axis in globe]
    return np.column_stack((*space, (events.first + events.last) / 2 / _DAY / days))


def _days_apart(a: _Events, b: _Events) -> npt.NDArray[np.float64]:
    """Days between the intervals, 0 where they meet."""
    between: npt.NDArray[np.float64] = np.maximum(a.first - b.last, b.first - a.last) / _DAY
    return np.maximum(between, 0.0)


def _apart_km(
    a: _Events, b: _Events
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Geodesic kilometres: the least that both radii allow, between the points, and the most."""
    middle = np.asarray(_GLOBE.inv(a.lon, a.lat, b.lon, b.lat)[2]) / 1000
    around = (a.radius + b.radius) / 1000
    return np.maximum(middle - around, 0.0), middle, middle + around
