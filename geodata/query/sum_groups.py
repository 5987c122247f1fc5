"""Makes of an engine's sums by interval and value a table of groups: periods, values, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.measures import ACTOR, PAIR, PERIODS
from geodata.query import facets, own_columns, period_numbers
from geodata.query.histograms import midnights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.engines import Answer
    from geodata.filters import Filters
    from geodata.measures import Key, Measure
    from geodata.query.store import Store

FIGURES: Final = ("records", "low", "best", "high", "unknown", "bounds_only")
COLUMNS: Final = tuple(f"{figure}_{suffix}" for figure in FIGURES for suffix in ("certain", "possible"))
"""The numbers of a group, see `Figures`: of the records that are certain, and of all that are possible."""
MOST_VALUES: Final = 10_000
"""Values of a field of which groups tell, at most."""
MOST_CELLS: Final = 200_000
"""Periods times values, at most."""
NO_VALUE: Final = -1
"""The code of a missing word."""

Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[Any]


class Figures(NamedTuple):
    """What some records add up to; one that gives no number adds nothing, and is counted as such."""

    records: int
    low: float
    """Of the lowest figures that each gives; of one number alone all three are the same."""
    best: float
    """Of the records that give a best figure."""
    high: float
    unknown: int
    """Records that give no number."""
    bounds_only: int
    """Records that give a lowest or highest figure, and no best one."""


class Pair(NamedTuple):
    """Figures of the records that are certain, and of those that are possible."""

    certain: Figures
    possible: Figures


class Groups(NamedTuple):
    """A table of groups, and what is to be known of it."""

    frame: pd.DataFrame
    records: int
    """Of all groups of the answer together."""
    values: int
    """Values in the answer, and of how many the groups tell."""
    told: int
    step: str


def completed(answer: Answer, measure: Measure) -> Answer:
    """The same with all `COLUMNS`: what was not asked for is known."""
    found = dict(answer)
    for name in (each for each in COLUMNS if each in found):  # engines give sums in types of their own
        added = measure.column and name.startswith(("low", "best", "high"))
        found[name] = np.asarray(found[name], np.float64 if added else np.int64)
    for suffix in ("possible", "certain"):
        if f"records_{suffix}" not in found:
            return found | {f"{name}_certain": found[f"{name}_possible"] for name in FIGURES}
        best = found.setdefault(f"best_{suffix}", found[f"records_{suffix}"])
        for name in ("low", "high"):
            found.setdefault(f"{name}_{suffix}", best)
        for name in ("unknown", "bounds_only"):
            found.setdefault(f"{name}_{suffix}", np.zeros(len(best), np.int64))
    return found


def pair(answer: Answer) -> Pair:
    """What all lines of an answer add up to."""
    certain, possible = (
        Figures(*(answer[f"{name}_{suffix}"].sum().item() for name in FIGURES))
        for suffix in ("certain", "possible")
    )
    return Pair(certain, possible)


def known(answer: Answer, key: Key) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The values of an answer's lines that are not missing, and which lines these are."""
    values = np.ma.getdata(answer["value"])
    missing = np.ma.getmaskarray(answer["value"]) if key.column else values == NO_VALUE
    return values[~missing], ~missing


def columns_of(key: Key) -> tuple[str, ...]:
    """The columns that tell what a group of a key is; the first names it."""
    if key.is_period:
        return (key.name, "start", "end")
    if key.column:
        return (str(key) if key.name in (*COLUMNS, *PERIODS, "start", "end") else key.name,)
    if key.name == PAIR:
        return ("actor_1", "actor_2", "actor_1_name", "actor_2_name")
    return (ACTOR, "actor_name") if key.name == ACTOR else (key.name,)


def of(store: Store, filters: Filters, answer: Answer, by: tuple[Key, ...], *, limit: int) -> Groups:
    """The groups of an answer by `begun` and `over` (numbers of periods), by `value`, by both or by neither.

    Parameters
    ----------
    limit
        Values with the greatest sums that are told.
    """
    period = next((key for key in by if key.is_period), None)
    field = next((key for key in by if not key.is_period), None)
    times = Times.of(store, filters, answer, period)
    place, order = _ranked(answer, field)
    kept = order[: max(1, min(limit, MOST_VALUES, MOST_CELLS // (times.number + 1)))]
    column = np.full(len(order) + 1, NO_VALUE, np.int64)  # of each value, the last for a missing one
    column[kept] = np.arange(len(kept))
    column[-1] = len(kept)
    grid = _Grid(times, column[place], len(kept) + 1)
    cells = {name: grid.filled(answer[name], certain=name.endswith("_certain")) for name in COLUMNS}
    some = cells["records_possible"] > 0
    if field is None:
        some[: times.number] = True  # no gaps
        some[-1] |= not by
    rows, columns = np.nonzero(some)
    told: dict[str, Any] = {}
    if period is not None:
        told |= times.told(rows, period)
    if field is not None:
        told |= _told(store, field, answer, np.append(kept, NO_VALUE)[columns])
    frame = pd.DataFrame({**told, **{name: values[rows, columns] for name, values in cells.items()}})
    records = int((answer["records_possible"] * times.spans()).sum())
    return Groups(frame, records, len(order), len(kept), times.step)


class Times(NamedTuple):
    """In which periods the intervals of an answer's lines lie; of those without a date, after the last.

    What begins before the first period begins in −1, what ends after the last ends in `number`.
    """

    begin: Places
    final: Places
    number: int
    edges: pd.DatetimeIndex
    step: str

    @classmethod
    def of(cls, store: Store, filters: Filters, answer: Answer, period: Key | None) -> Times:
        """Of an answer by `begun` and `over`, numbers of periods; none where there is no period."""
        lines, timezone = len(answer["records_possible"]), store.dataset.info.timezone
        none = cls(
            np.zeros(lines, np.int64), np.zeros(lines, np.int64), 0, pd.DatetimeIndex([], tz=timezone), ""
        )
        if period is None:
            return none
        step = period_numbers.step_of(store, filters, period.name)
        begun, over = (np.asarray(np.ma.filled(answer[name], 0), np.int64) for name in ("begun", "over"))
        dated = ~np.ma.getmaskarray(answer["begun"])
        if not dated.any():
            return none._replace(step=step)
        # The periods in which what is shown lies, cut to the filter's dates.
        goes_on = dated & (over == period_numbers.goes_on(step))
        first, last = int(begun[dated].min()), int(np.where(goes_on, begun, over)[dated].max())
        if goes_on.any():  # it may be in every period to the dataset's last
            last = max(last, period_numbers.last_of(store, step))
        first = first if filters.start is None else max(first, period_numbers.of_day(filters.start, step))
        last = last if filters.end is None else min(last, period_numbers.of_day(filters.end, step))
        number = max(1, last - first + 1)
        begin, final = np.clip(begun - first, -1, number - 1), np.clip(over - first, 0, number)
        # What reaches beyond the first or last period lies whole in none.
        begin, final = (np.where(dated, each, number) for each in (begin, final))
        days = period_numbers.first_days(np.arange(first, first + number + 1), step)
        return cls(begin, final, number, midnights(days, timezone), step)

    def spans(self) -> Places:
        """In how many periods each line is possible."""
        inside = np.minimum(self.final, self.number - 1) - np.maximum(self.begin, 0) + 1
        return np.where(self.begin == self.number, 1, inside) if self.number else np.ones_like(self.begin)

    def told(self, rows: Places, key: Key) -> dict[str, Any]:
        """What the periods with these numbers are called, and when they begin and end."""
        dated = rows < self.number
        zone = self.edges.tz
        bounds = [
            pd.Series(pd.NaT, index=range(len(rows)), dtype=pd.DatetimeTZDtype("s", zone)) for _ in "se"
        ]
        for each, after in zip(bounds, (0, 1), strict=True):
            each[dated] = self.edges[rows[dated] + after] if self.number else None
        names = np.full(len(rows), None, object)
        digits = {"year": 4, "month": 7}.get(self.step, 10)
        names[dated] = [edge.isoformat()[:digits] for edge in self.edges[rows[dated]]]
        return dict(zip(columns_of(key), (pd.Series(names, dtype="str"), *bounds), strict=True))


class _Grid(NamedTuple):
    """Adds lines up into periods, the last for what has no date, and values, the last for a missing one."""

    times: Times
    column: Places
    """Of each line; `NO_VALUE` where it is left out."""
    width: int

    def filled(self, amounts: Numbers, *, certain: bool) -> Numbers:
        """The sums of amounts: in every period that a line overlaps, or only in that which holds it whole."""
        begin, final, count = self.times.begin, self.times.final, self.times.number
        amounts = np.asarray(amounts)
        amounts = amounts if amounts.dtype.kind == "f" else amounts.astype(np.int64)
        found = np.zeros((count + 2, self.width), amounts.dtype)
        there = self.column != NO_VALUE
        whole = there & (begin == final)
        np.add.at(found, (begin[whole], self.column[whole]), amounts[whole])
        if not certain:
            vague = there & (begin < final)
            begin, final = np.maximum(begin[vague], 0), np.minimum(final[vague], count - 1)
            changes = np.zeros((count + 2, self.width), amounts.dtype)
            np.add.at(changes, (begin, self.column[vague]), amounts[vague])
            np.subtract.at(changes, (final + 1, self.column[vague]), amounts[vague])
            found += np.cumsum(changes, axis=0)
        return found[: count + 1]


def _ranked(answer: Answer, field: Key | None) -> tuple[Places, Places]:
    """Of each line the place of its value, `NO_VALUE` where missing; the places, greatest sums first."""
    lines = len(answer["records_possible"])
    place = np.full(lines, NO_VALUE, np.int64)
    if field is None:
        return place, np.zeros(0, np.int64)
    values, there = known(answer, field)
    distinct, place[there] = np.unique(values, return_inverse=True)
    best, records = (
        np.bincount(place[there], np.asarray(answer[name], np.float64)[there], minlength=len(distinct))
        for name in ("best_possible", "records_possible")
    )
    return place, np.lexsort((np.arange(len(distinct)), -records, -best)).astype(np.int64)


def _told(store: Store, key: Key, answer: Answer, places: Places) -> dict[str, Any]:
    """What the values with these places are, in the columns of `columns_of`."""
    values = np.unique(known(answer, key)[0])
    if key.column:
        lists: list[list[str]] = [facets.written(values, own_columns.kind_of(store, key.name)[1])]
    elif key.name == PAIR:
        words = store.words[ACTOR]
        sides = [
            [words[code // len(words)] for code in values],
            [words[code % len(words)] for code in values],
        ]
        lists = [*sides, *([store.label(ACTOR, word) for word in side] for side in sides)]
    else:
        names = [store.words[key.name][code] for code in values]
        lists = [names, [store.label(ACTOR, name) for name in names]][: len(columns_of(key))]
    # A place below zero takes the last: what is missing.
    columns: Mapping[str, list[Any]] = dict(zip(columns_of(key), lists, strict=True))
    return {
        name: pd.Series(np.array([*texts, None], object)[places], dtype="str")
        for name, texts in columns.items()
    }
