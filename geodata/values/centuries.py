"""Says of which century the years are that dates write in two digits: that of the column's other years."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from geodata.values import spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.values.texts import Repeated

SHORT: Final = "short year"
_BESIDE: Final = 1
"""Years by which a date may lie outside the others."""


def settled(found: Repeated[Any], zone: ZoneInfo) -> Repeated[Any]:
    """The intervals, those that only fit between the others a century earlier moved there.

    `17-Jun-44` beside 16/06/1944 is of 1944, though years in two digits are read as 1969 to 2068.
    """
    read = [each for each in found.results if isinstance(each, Span) and each.start is not None]
    years = [spans.local_day(each, zone).year for each in read if each.said != SHORT]
    if not years or len(years) == len(read):
        return found
    low, high = min(years) - _BESIDE, max(years) + _BESIDE

    def moved(each: Any) -> Any:
        if not isinstance(each, Span) or each.said != SHORT or each.start is None:
            return each
        year = spans.local_day(each, zone).year
        return _earlier(each, zone) if not low <= year <= high and low <= year - 100 <= high else each

    return found.each(moved)


def _earlier(span: Span, zone: ZoneInfo) -> Span:
    """The same a century before; as it is where the calendar has no such day."""
    clocks = zone if span.local or span.time_class != "minute" else UTC
    ends = []
    for moment in (span.start, span.end):
        local = datetime.fromtimestamp((moment or 0) / 1e6, clocks)
        try:
            ends.append(spans.microseconds(local.replace(year=local.year - 100).astimezone(UTC)))
        except ValueError:
            return span
    return span._replace(start=ends[0], end=None if span.end is None else ends[1], said="century")
