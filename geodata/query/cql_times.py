"""Compares records' times with those that a condition in CQL2 names (OGC 21-065r2, temporal functions).

Times are microseconds since 1970-01-01T00:00Z, intervals half-open. A date is the whole day in the dataset's
zone; `..` is an end that is open.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import ibis

from geodata.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

FIRST: Final = -(2**62)
LAST: Final = 2**62
"""No time is before or after."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_OPEN: Final = ("..", "")
_DAY_OF_GDAL: Final = re.compile(r"\d{4}-\d\d-\d\dT")
"""How GDAL writes a moment of which somebody gave the day alone: it means midnight, UTC."""


class Interval(NamedTuple):
    """Its first microsecond, and the one after its last; numbers or columns."""

    start: Any
    end: Any


_RELATIONS: Final[dict[str, Callable[[Interval, Interval], Any]]] = {
    "t_after": lambda a, b: a.start >= b.end,
    "t_before": lambda a, b: a.end <= b.start,
    "t_contains": lambda a, b: (a.start < b.start) & (a.end > b.end),
    "t_disjoint": lambda a, b: (a.start >= b.end) | (a.end <= b.start),
    "t_during": lambda a, b: (a.start > b.start) & (a.end < b.end),
    "t_equals": lambda a, b: (a.start == b.start) & (a.end == b.end),
    "t_finishedby": lambda a, b: (a.start < b.start) & (a.end == b.end),
    "t_finishes": lambda a, b: (a.start > b.start) & (a.end == b.end),
    "t_intersects": lambda a, b: (a.start < b.end) & (a.end > b.start),
    "t_meets": lambda a, b: a.end == b.start,
    "t_metby": lambda a, b: a.start == b.end,
    "t_overlappedby": lambda a, b: (a.start > b.start) & (a.start < b.end) & (a.end > b.end),
    "t_overlaps": lambda a, b: (a.start < b.start) & (a.end > b.start) & (a.end < b.end),
    "t_startedby": lambda a, b: (a.start == b.start) & (a.end > b.end),
    "t_starts": lambda a, b: (a.start == b.start) & (a.end < b.end),
}


def related(op: str, a: Interval, b: Interval) -> ir.BooleanValue:
    """Whether two times stand to each other as one of CQL2's temporal functions says."""
    if op not in _RELATIONS:
        raise FilterError("filter", op.upper(), f"one of {', '.join(map(str.upper, _RELATIONS))}")
    columns = Interval(*(ibis.literal(each, "int64") if isinstance(each, int) else each for each in a))
    return _RELATIONS[op](columns, b)


def meets(start: Any, end: Any, first: int | None, after: int | None) -> ir.BooleanValue:
    """Whether columns' intervals meet this one; what has no time does, and what goes on has no end."""
    found = ibis.literal(True)
    if after is not None:
        found &= start < after
    if first is not None:
        found &= end.isnull() | (end > first)
    return start.isnull() | found


def compared(op: str, column: Any, moments: tuple[int, int]) -> ir.BooleanValue:
    """Whether moments are before, in or after a time."""
    first, after = moments
    compare: dict[str, Callable[[], Any]] = {
        "=": lambda: (column >= first) & (column < after),
        "<>": lambda: (column < first) | (column >= after),
        "<": lambda: column < first,
        ">": lambda: column >= after,
        "<=": lambda: column < after,
        ">=": lambda: column >= first,
    }
    return compare[op]()


def moments(tree: Any, zone: str) -> tuple[int, int]:
    """The first microsecond of a moment or a day that is written there, and the one after its last.

    Raises
    ------
    FilterError
        If it is neither.
    """
    text = tree.get("timestamp", tree.get("date")) if isinstance(tree, dict) else tree
    if not isinstance(text, str):
        raise FilterError("filter", str(tree)[:60], "a time such as TIMESTAMP('2023-09-24T03:00:00Z')")
    return read(text, zone, "filter")


def read(text: str, zone: str, name: str) -> tuple[int, int]:
    """The same of a text: a day, or a moment as RFC 3339 has it; of the parameter `name`."""
    text = text.upper()  # RFC 3339 allows t and z
    if _DAY_OF_GDAL.fullmatch(text):
        text += "00:00:00Z"
    try:
        if len(text) == len("2023-09-24"):
            day = date.fromisoformat(text)
            return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no offset")
    except (ValueError, OverflowError):
        expected = "a day such as 2023-09-24 or a moment such as 2023-09-24T03:00:00Z"
        raise FilterError(name, text[:60], expected) from None
    first = _microseconds(moment)
    return first, first + 1


def _midnight(day: date, zone: str) -> int:
    return _microseconds(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def _microseconds(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def bound(tree: Any, which: int, zone: str) -> int:
    """The first microsecond of what is written there, or (`which` is 1) the one after its last."""
    if tree in _OPEN:
        return (FIRST, LAST)[which]
    return moments(tree, zone)[which]


def day_of(tree: Any) -> int | None:
    """Days since 1970 of a date that is written there."""
    text = tree.get("date") if isinstance(tree, dict) else tree
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH_DAY if isinstance(text, str) else None
    except ValueError:
        return None


def interval(text: str, zone: str) -> tuple[int | None, int | None]:
    """What the parameter `datetime` of OGC API – Features says (17-069r4, 7.15.4): a time, or two and `/`.

    Raises
    ------
    FilterError
        If it says nothing of the kind, or ends before it begins.
    """
    first, between, last = text.partition("/")
    if not between:
        return read(text, zone, "datetime")
    start = None if first in _OPEN else read(first, zone, "datetime")[0]
    end = None if last in _OPEN else read(last, zone, "datetime")[1]
    if (start is None and end is None) or (start is not None and end is not None and start >= end):
        raise FilterError("datetime", text[:60], "a first time before the last, at least one of them")
    return start, end
