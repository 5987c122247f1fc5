"""Adds up a measure by hour and day of the week, over the records alone whose time is known to the hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geodata.index.star_schema import NO_MINUTE
from geodata.query import sum_groups, sums

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.measures import Measure
    from geodata.query.store import Store

DAYS, HOURS = 7, 24
WIDEST: Final = 60
"""Minutes that the interval of a known time has at most."""


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
    zone = store.dataset.info.timezone
    first, last = (_hour(np.asarray(answer[name], np.int64), zone) for name in ("earliest", "until"))
    cells = {}
    for name in sum_groups.COLUMNS:
        amounts = np.asarray(answer[name])
        there = first == last if name.endswith("_certain") else np.ones(len(first), bool)
        found = np.zeros(DAYS * HOURS, amounts.dtype)
        np.add.at(found, first[there], amounts[there])
        if name.endswith("_possible"):
            wide = first != last
            np.add.at(found, last[wide], amounts[wide])
        cells[name] = found
    week = np.arange(DAYS * HOURS)
    frame = pd.DataFrame({"weekday": week // HOURS, "hour": week % HOURS, **cells})
    known = int(answer["records_possible"].sum())
    shown = sums.sums(store, filters).whole.possible.records
    return WeekHours(frame, known, shown - known)


def _hour(minutes: np.ndarray[Any, np.dtype[np.int64]], zone: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The hour of the week, by the clocks of a zone, in which minutes since 1970 lie."""
    local = pd.DatetimeIndex((minutes * 60).astype("datetime64[s]")).tz_localize("UTC").tz_convert(zone)
    return np.asarray(local.day_of_week * HOURS + local.hour, np.int64)


class _Question(NamedTuple):
    measure: Measure
    split: bool


def _timed(store: Store, shown: ir.Table, asked: _Question) -> ir.Table:
    table, columns = sums.measured(store, shown, asked.measure)
    if asked.split:
        columns["certain"] = table.certain
    lines = table.select("earliest", "latest", "site", **columns)
    timed = lines.filter(
        ~lines.site, lines.earliest > NO_MINUTE, lines.latest.cast("int64") - lines.earliest <= WIDEST
    )
    timed = timed.mutate(until=timed.latest - 1)
    return timed.group_by("earliest", "until").aggregate(
        **sums.figures(timed, asked.measure, split=asked.split)
    )
