"""Adds up a measure by hour and day of the week, over the records alone whose time is known to the hour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geodata.clock_filters import HOURS, WEEKDAYS
from geodata.index.clock_times import ENDS, UNKNOWN
from geodata.query import sum_groups, sums

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.measures import Measure
    from geodata.query.store import Store

_OF_WEEK = len(WEEKDAYS) * HOURS


@dataclass(frozen=True, eq=False)
class WeekHours:
    """A measure by the clocks of the dataset's zone."""

    cells: pd.DataFrame
    """A line for each hour of a week, Monday first: `weekday`, `hour`, then `sum_groups.COLUMNS`. A record is
    certain in the hour that holds its whole interval; one that reaches into the next is possible in both."""
    known: int
    """Records shown whose time is known to the hour."""
    unknown: int
    """The others: of a day, of several, of an unknown time, and what stands."""


def week_hours(store: Store, filters: Filters, measure: Measure) -> WeekHours:
    """Add up a measure over the records shown whose interval is at most an hour.

    Raises
    ------
    FilterError
        If the dataset has no such measure.
    """
    sums.check(store, measure)
    asked = _Question(measure, sums.is_split(store, filters))
    answer = sum_groups.completed(store.ask(filters, _timed, asked), measure)
    first, last = (
        np.asarray(answer[f"{end}_weekday"], np.int64) * HOURS + np.asarray(answer[f"{end}_hour"], np.int64)
        for end in ENDS
    )
    cells = {}
    for name in sum_groups.COLUMNS:
        amounts = np.asarray(answer[name])
        there = first == last if name.endswith("_certain") else np.ones(len(first), bool)
        found = np.zeros(_OF_WEEK, amounts.dtype)
        np.add.at(found, first[there], amounts[there])
        if name.endswith("_possible"):
            wide = first != last
            np.add.at(found, last[wide], amounts[wide])
        cells[name] = found
    week = np.arange(_OF_WEEK)
    frame = pd.DataFrame({"weekday": week // HOURS, "hour": week % HOURS, **cells})
    known = int(answer["records_possible"].sum())
    shown = sums.sums(store, filters).whole.possible.records
    return WeekHours(frame, known, shown - known)


def left_out(store: Store, filters: Filters) -> int:
    """How many records filters by hours or days of the week leave out because theirs is not known."""
    if not filters.hours and not filters.weekdays:
        return 0
    without = replace(filters, hours=(), weekdays=())
    return int(store.ask(without, _untold, "first_hour" if filters.hours else "first_weekday")["n"][0])


class _Question(NamedTuple):
    measure: Measure
    split: bool


def _timed(store: Store, shown: ir.Table, asked: _Question) -> ir.Table:
    table, columns = sums.measured(store, shown, asked.measure)
    if asked.split:
        columns["certain"] = table.certain
    ends = [f"{end}_{unit}" for end in ENDS for unit in ("weekday", "hour")]
    lines = table.select(*ends, **columns)
    timed = lines.filter(lines.first_hour != UNKNOWN)
    return timed.group_by(*ends).aggregate(**sums.figures(timed, asked.measure, split=asked.split))


def _untold(_store: Store, shown: ir.Table, column: str) -> ir.Table:
    return shown.aggregate(n=shown.row.count(where=shown[column] == UNKNOWN))
