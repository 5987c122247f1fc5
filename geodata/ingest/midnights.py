"""Reads columns of dates with their times of day; what is 00:00 as days, where nearly all are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from geodata.values.spans import Span
from geodata.values.texts import Repeated, each_distinct

if TYPE_CHECKING:
    import pandas as pd

_NEARLY_ALL: Final = 0.9
"""The share of times at midnight from which on these are taken for days: by chance it is 1 in 1440."""
_ENOUGH: Final = 10
"""So many times at midnight are no chance."""


class Read(Protocol):
    """Reads the cells of a row, with or without their times of day."""

    def __call__(self, *cells: str, time: bool) -> Any:
        """The span, or why there is none."""


def each_row(read: Read, *columns: pd.Series[str]) -> Repeated[Any]:
    """What is read of each row's cells; programs write midnight where they know no time."""
    found = each_distinct(lambda *cells: read(*cells, time=True), *columns)
    timed = [each for each in found.results if isinstance(each, Span) and each.midnight is not None]
    if timed and all(each.midnight for each in timed):
        return each_distinct(lambda *cells: read(*cells, time=False), *columns)
    return each_distinct(_but_midnights(read), *columns) if _nearly_all(found) else found


def _nearly_all(found: Repeated[Any]) -> bool:
    """Whether so many rows are at midnight."""
    midnight, timed = (
        int(np.count_nonzero(found.where(test)))
        for test in (
            lambda each: isinstance(each, Span) and each.midnight is True,
            lambda each: isinstance(each, Span) and each.midnight is not None,
        )
    )
    return midnight >= _ENOUGH and midnight >= _NEARLY_ALL * timed


def _but_midnights(read: Read) -> Any:
    def of(*cells: str) -> Any:
        found = read(*cells, time=True)
        if not isinstance(found, Span) or not found.midnight:
            return found
        day = read(*cells, time=False)
        return day._replace(said=day.said or "mostly midnight") if isinstance(day, Span) else day

    return of
