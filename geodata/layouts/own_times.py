"""Reads the intervals of an export of Incident Map, in UTC and half-open; what goes on has no end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from geodata.values import dates, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)


def read(sheet: Sheet, start: str, end: str, time_class: str) -> dates.Dates:
    """The intervals that stand in these columns; what is none is refused."""
    found = dates.collected(
        texts.each_distinct(_span, sheet[start], sheet[end], sheet[time_class]), sheet.index
    )
    sheet.refuse(start, found.why)
    return found


def _span(start: str, end: str, time_class: str) -> dates.Span | str:
    if not start and not end:
        return dates.Span(None, None, time_class)
    try:
        moments = [datetime.fromisoformat(text) for text in (start, end or start)]
    except ValueError:
        return "start and end have to be moments such as 2023-09-24T00:00:00Z; only the end may be left out"
    # Databases leave the zone out; those of an export are UTC.
    first, last = ((each if each.tzinfo else each.replace(tzinfo=UTC)) - _EPOCH for each in moments)
    if not end:
        return dates.Span(first // _US, None, time_class, open_end=True)
    if last <= first:
        return "the end does not come after the start: correct it"
    return dates.Span(first // _US, last // _US, time_class)
