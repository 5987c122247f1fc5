"""Reads columns of dates with their times of day, but as plain days where every time is 00:00."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from geodata.values.spans import Span
from geodata.values.texts import Repeated, each_distinct

if TYPE_CHECKING:
    import pandas as pd


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
    return found
