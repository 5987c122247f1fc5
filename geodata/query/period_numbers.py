"""Numbers the days, weeks, months and years of a dataset's zone, for engines and their readers.

Days count from 1 January 1970, weeks from that which holds it, months from January 1970, years from 1970.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from geodata.index.star_schema import GOES_ON
from geodata.query import predicate
from geodata.query.histograms import step_over
from geodata.values import zone_days

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store

_BEFORE: Final = 100_000
"""Weeks and years by which numbers are raised while they are divided: engines differ below zero."""
_MONDAY: Final = 3
"""Days from a Monday to 1 January 1970."""

Numbers = npt.NDArray[np.int64]


def step_of(store: Store, filters: Filters, wanted: str) -> str:
    """The period that is wanted, or the first longer one of which there are not too many."""
    first, last = store.statistics.span or (0, 1)
    after, before = predicate.minutes(filters, store.dataset.info.timezone)
    first, last = max(first, after or first), min(last, before or last)
    return step_over(first, max(first + 1, last), wanted=wanted)


def of_records(table: ir.Table, step: str) -> dict[str, ir.IntegerValue]:
    """The first and the last period of each record, as `begun` and `over`; missing for what is in none."""
    unit = "day" if step in ("day", "week") else "month"
    ends = {"begun": table[f"first_{unit}"], "over": table[f"last_{unit}"]}
    if step == "week":
        return {name: _divided(each + _MONDAY, 7) for name, each in ends.items()}
    if step == "year":
        return {name: _divided(each, 12) for name, each in ends.items()}
    return ends


def goes_on(step: str) -> int:
    """What stands for the last period of what has no known end."""
    return {"week": (GOES_ON + _MONDAY) // 7, "year": GOES_ON // 12}.get(step, GOES_ON)


def last_of(store: Store, step: str) -> int:
    """The number of the last period in which something of a dataset is known to lie."""
    span = store.statistics.span or (0, 1)
    (day,) = zone_days.days_of(np.array([span[1] - 1]), store.dataset.info.timezone)
    return of_day(date.fromordinal(int(day) + date(1970, 1, 1).toordinal()), step)


def of_day(day: date, step: str) -> int:
    """The number of the period in which a day lies."""
    number = (day - date(1970, 1, 1)).days
    if step == "week":
        return (number + _MONDAY) // 7
    months = (day.year - 1970) * 12 + day.month - 1
    return {"day": number, "month": months}.get(step, day.year - 1970)


def first_days(numbers: Numbers, step: str) -> npt.NDArray[np.datetime64]:
    """The days on which periods begin."""
    if step in ("day", "week"):
        return (numbers if step == "day" else numbers * 7 - _MONDAY).astype("datetime64[D]")
    unit = "datetime64[M]" if step == "month" else "datetime64[Y]"
    return numbers.astype(unit).astype("datetime64[D]")


def _divided(number: ir.IntegerValue, by: int) -> ir.IntegerValue:
    return ((number + by * _BEFORE) // by - _BEFORE).cast("int32")
