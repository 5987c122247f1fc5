"""Reads columns of dates with their times of day; what is 00:00 as days, where most are."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from geodata.values import dates
from geodata.values.spans import Span
from geodata.values.texts import Repeated, each_distinct

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

_MOST: Final = 2 / 3
"""The share of times at midnight from which on these are taken for days: by chance it is 1 in 1440."""
_ENOUGH: Final = 10
"""So many times at midnight are no chance."""
_FEWEST: Final = 4
"""Fewer times may be so by chance."""
_MINUTE: Final = 60_000_000
_DAY: Final = 86_400_000_000
_EARLIEST: Final = 12
"""Midnight in a zone east of UTC, in UTC, is no earlier than noon of the day before."""


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
    return each_distinct(_but_midnights(read), *columns) if _mostly(found) else found


def _mostly(found: Repeated[Any]) -> bool:
    """Whether so many rows are at midnight."""
    midnight, timed = (
        int(np.count_nonzero(found.where(test)))
        for test in (
            lambda each: isinstance(each, Span) and each.midnight is True,
            lambda each: isinstance(each, Span) and each.midnight is not None,
        )
    )
    return midnight >= _ENOUGH and midnight >= _MOST * timed


def _but_midnights(read: Read) -> Any:
    def of(*cells: str) -> Any:
        found = read(*cells, time=True)
        if not isinstance(found, Span) or not found.midnight:
            return found
        day = read(*cells, time=False)
        return day._replace(said=day.said or "mostly midnight") if isinstance(day, Span) else day

    return of


def of_a_zone(found: Repeated[Any], zone: ZoneInfo) -> Repeated[Any] | str:
    """Days, where every time with an offset is midnight in the zone; a remark where it may be so in another.

    Programs write a day as its midnight in the zone of their computer, and save that in UTC: 22:00Z, 23:00Z.
    Without either the spans come back as they are.
    """
    timed = [each for each in found.results if isinstance(each, Span) and each.midnight is False]
    if words := _of_whole_days(timed, zone):
        return words
    if len(timed) < _FEWEST or any(each.time_class != "minute" or each.local for each in timed):
        return found
    starts = [datetime.fromtimestamp((each.start or 0) / 1e6, UTC) for each in timed]
    if all(start.astimezone(zone).time() == time(0) for start in starts):
        return found.each(lambda each: _day(each, zone))
    clocks = sorted({start.time() for start in starts})
    if len(clocks) != 2 or any(each.minute or each.second for each in clocks):
        return found
    first, second = clocks
    if second.hour - first.hour != 1 or first.hour < _EARLIEST:
        return found
    return (
        f"Every time is {first:%H:%M} or {second:%H:%M} in UTC, an hour apart as summer and winter are: "
        "these look like days, saved as midnights of a time zone east of UTC. Choose that zone (such as "
        "Europe/Paris), and they are days there."
    )


def _of_whole_days(timed: list[Span], zone: ZoneInfo) -> str:
    """A remark where every interval is whole days from one hour of the evening to the same."""
    whole = [each for each in timed if each.start is not None and each.end is not None]
    if len(whole) < _FEWEST or len(whole) < len(timed) or any(_odd_length(each) for each in whole):
        return ""
    clocks = {datetime.fromtimestamp((each.start or 0) / 1e6, UTC).astimezone(zone).time() for each in whole}
    first = min(clocks)
    if first.hour < _EARLIEST or len(clocks) > 2 or any(each.minute or each.second for each in clocks):
        return ""
    return (
        f"Every interval is of whole days that begin at {first:%H:%M}: these look like days, saved as"
        " midnights of a time zone further east. Choose that zone (such as Europe/London), and they are days"
        " there."
    )


def _odd_length(span: Span) -> bool:
    """Whether an interval is other than whole days, or nearly (until 22:59:59)."""
    over = ((span.end or 0) - (span.start or 0)) % _DAY
    return min(over, _DAY - over) > _MINUTE or (span.end or 0) - (span.start or 0) < _DAY - _MINUTE


def _day(span: Any, zone: ZoneInfo) -> Any:
    if not isinstance(span, Span) or span.midnight is not False:
        return span
    day = datetime.fromtimestamp((span.start or 0) / 1e6, UTC).astimezone(zone).date()
    return dates.read(day.isoformat(), zone)
