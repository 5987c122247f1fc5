"""Gives the two ends of an interval the years that they lack: from each other, or over New Year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geodata.ingest.missing_years import (
    in_months_of,
    is_known,
    lacks_one,
    said_over_new_year,
    with_one,
)
from geodata.values import spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo


class End(NamedTuple):
    """A cell, and how one that has its year is read."""

    text: str
    read: Callable[[str], Span | str]

    def of(self, year: int) -> Span | str:
        """As a day of a year."""
        return self.read(with_one(self.text, str(year)))


Ends = tuple[Span | str, Span | str]


def read(first: End, last: End, year: str, zone: ZoneInfo) -> Ends | None:
    """Both ends; None where neither lacks its year, or no cell says which it is.

    Parameters
    ----------
    year
        That of a column, of the table's name (`2024` or `2024-05`), or chosen; `""` where nobody says it.
    """
    lacking = lacks_one(first.text), lacks_one(last.text)
    if lacking == (True, True):
        return _both(first, last, year, zone) if is_known(year) else None
    if not any(lacking):
        return None
    other = (last if lacking[0] else first).read((last if lacking[0] else first).text)
    if isinstance(other, str) or other.start is None:
        return None
    at = spans.local_day(other, zone).year
    if lacking[0]:
        return _rising((first.of(each), other) for each in (at, at - 1))
    return _rising((other, last.of(each)) for each in (at, at + 1))


def _both(first: End, last: End, year: str, zone: ZoneInfo) -> Ends:
    given = int(year[:4])
    month = year[5:7]
    years = [(given, given), (given, given + 1)]
    if month:
        years.insert(1, (given - 1, given))
    made = [(first.of(begin), last.of(end)) for begin, end in years]
    if month:
        made = [each for each in made if in_months_of(each, given, int(month), zone)] or made
    begun, ended = _rising(made)
    over = not month and isinstance(begun, Span) and ended == made[-1][1] != made[0][1]
    if over and isinstance(begun, Span):
        return begun._replace(remark=begun.remark or said_over_new_year(given)), ended
    return begun, ended


def _rising(made: Iterable[Ends]) -> Ends:
    """The first pair of which the end is not before the start; the first of all where none is."""
    pairs = list(made)
    return next((each for each in pairs if not isinstance(spans.joined(*each), str)), pairs[0])
