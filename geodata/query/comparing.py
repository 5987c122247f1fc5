"""Compares what two filters show, by actor or another field: counts, their change, and chance's part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.chance import rate_ratios
from geodata.errors import FilterError
from geodata.query import answers, event_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.filters import Filters
    from geodata.query.store import Store

FIELDS: Final = answers.TOP_FIELDS
COLUMNS: Final = (
    *("value", "label", "a_certain", "a_possible", "b_certain", "b_possible"),
    *("change_low", "change", "change_high", "ratio", "ratio_low", "ratio_high", "p", "q"),
)
_TESTED: Final = ("ratio_low", "ratio_high", "p", "q")
METHOD: Final = (
    "Rates are compared by those certainly inside, by the exact conditional test of two Poisson rates"
    " (Przyborowski and Wilenski 1940) with 95 % intervals (Clopper and Pearson 1934); q accounts for so many"
    " comparisons at once (Benjamini and Hochberg 1995). It takes events to come independently of each other;"
    " where one leads to the next, the true intervals are wider."
)


@dataclass(frozen=True)
class Comparison:
    """What a first filter shows beside what a second one does."""

    whole: pd.DataFrame
    """`COLUMNS` of all records, one line: its value and label are empty. A total counts as so many events as
    it says."""
    lines: pd.DataFrame
    """`COLUMNS` of each value of the field that a record of either has, the largest change first. A record
    with several actors or publishers stands in the line of each."""
    shared: int
    """Records certainly in both; where there are any, they are no two samples and nothing is tested."""
    days: tuple[int | None, int | None]
    """How many days each filter looks at; rates are by day if both are known, else by filter."""
    sites_left_out: int
    """Standing sites pass every date: where the dates differ, so many are in neither."""
    of_events: bool = False
    """Whether some record of the dataset is a total, so that events are counted."""


def compared(store: Store, a: Filters, b: Filters, by: str | None = None) -> Comparison:
    """Compare the records that filter `a` shows with those of `b`: how `a` differs from `b`.

    Parameters
    ----------
    by
        One of `FIELDS`; without it there are no lines.

    Raises
    ------
    FilterError
        If `by` is no such field, or both filters are the same.
    """
    if by is not None and by not in FIELDS:
        raise FilterError("by", by, f"one of {', '.join(FIELDS)}")
    if a == b:
        raise FilterError("than", b.to_query() or "everything", "another filter than what is shown")
    one, two, left_out = _without_sites(store, a, b)
    shared = int((answers.certain(store, one) & answers.certain(store, two)).sum())
    days = _days(one), _days(two)
    exposure = (float(days[0]), float(days[1])) if days[0] and days[1] else (1.0, 1.0)
    sides = _pairs(one, two)
    whole = _told([_number(store, each) for each in sides], exposure).assign(value="", label="")
    lines = _lines(store, sides, by, exposure) if by else whole.iloc[:0]
    if shared:
        whole, lines = (each.assign(**dict.fromkeys(_TESTED, np.nan)) for each in (whole, lines))
    weighed = event_counts.are_weighed(store)
    return Comparison(whole[[*COLUMNS]], lines[[*COLUMNS]], shared, days, left_out, weighed)


def period_before(filters: Filters) -> Filters | None:
    """The same in as many days right before; None where no first and last day are set."""
    if not (filters.start and filters.end):
        return None
    last = filters.start - timedelta(days=1)
    return replace(filters, start=last - (filters.end - filters.start), end=last)


def year_before(filters: Filters) -> Filters | None:
    """The same on the same days a year before, 29 February being the 28th; None without both days."""
    if not (filters.start and filters.end):
        return None
    days = (
        day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
        for day in (filters.start, filters.end)
    )
    return replace(filters, start=next(days), end=next(days))


def _without_sites(store: Store, a: Filters, b: Filters) -> tuple[Filters, Filters, int]:
    """Where dates differ: what stands is in both periods, and no change of either."""
    kinds = tuple(kind for kind in store.words["kind"] if kind != "site")
    dated = (a.start, a.end) != (b.start, b.end)
    if not dated or "site" not in store.words["kind"]:
        return a, b, 0
    found = [replace(each, kinds=tuple(set(each.kinds or kinds) & set(kinds)) or ("",)) for each in (a, b)]
    sites = [
        answers.selection(store, each) & ~answers.selection(store, without)
        for each, without in zip((a, b), found, strict=True)
    ]
    return found[0], found[1], int((sites[0] | sites[1]).sum())


def _pairs(a: Filters, b: Filters) -> list[Filters]:
    """Each filter as certain and as it is asked; the certain are among the possible."""
    return [replace(each, within=within) for each in (a, b) for within in ("certainly", "possibly")]


def _number(store: Store, filters: Filters) -> list[int]:
    return [event_counts.among(store, answers.selection(store, filters))]


def _days(filters: Filters) -> int | None:
    return (filters.end - filters.start).days + 1 if filters.start and filters.end else None


def _lines(store: Store, sides: Sequence[Filters], by: str, exposure: tuple[float, float]) -> pd.DataFrame:
    tallies = [dict(zip(*answers.tallied(store, each, by), strict=True)) for each in sides]
    codes = sorted(set().union(*tallies))
    found = _told([[each.get(code, 0) for code in codes] for each in tallies], exposure)
    values = [store.words[by][code] for code in codes]
    labels = [store.label(by, value) for value in values]
    found = found.assign(value=pd.Series(values, dtype="str"), label=pd.Series(labels, dtype="str"))
    return found.sort_values("change", key=lambda change: -change.abs(), kind="stable", ignore_index=True)


def _told(counts: Sequence[Sequence[int]], exposure: tuple[float, float]) -> pd.DataFrame:
    """Of counts of a certain and possible, b certain and possible: their change, and chance's part."""
    a_certain, a_possible, b_certain, b_possible = (np.asarray(each, np.int64) for each in counts)
    found = rate_ratios.compared(a_certain, b_certain, exposure=exposure)
    return pd.DataFrame(
        {
            "a_certain": a_certain,
            "a_possible": a_possible,
            "b_certain": b_certain,
            "b_possible": b_possible,
            "change_low": a_certain - b_possible,
            "change": a_certain - b_certain,
            "change_high": a_possible - b_certain,
            "ratio": found.ratio,
            "ratio_low": found.low,
            "ratio_high": found.high,
            "p": found.p,
            "q": found.q,
        }
    )
