"""Makes half-open UTC intervals with a time class of days, months, years and pairs of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.values import iso_intervals

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)

OUT_OF_RANGE: Final = "a year outside 0002 to 5999, which the map cannot hold: correct it"
NO_SUCH_DAY: Final = "a day that the calendar does not have: correct it"
NO_YEAR: Final = "a day without a year: write it like 2023-09-24"
END_WITHOUT_START: Final = "an end without a start: give the start as well"


class Span(NamedTuple):
    """`[start, end)` in microseconds since 1970 (UTC), both missing when nobody knows; how finely.

    With a start alone it goes on, nobody knows until when; the class says how finely its start is known.
    """

    start: int | None
    end: int | None
    time_class: str
    approximate: bool = False
    """Marked as uncertain or approximate where it was written."""
    open_end: bool = False
    """Known to go on behind `end`, nobody says how long."""
    midnight: bool | None = None
    """Whether its times of day are 00:00, which programs write where they know no time; None without any."""
    local: bool = False
    """Its time of day is one of the file's zone, as nothing else is said."""
    said: str = ""
    """How it was read, where a column has to be told of it: one of `READINGS`."""
    remark: str = ""
    """What is odd about this date alone."""


UNKNOWN: Final = Span(None, None, "unknown")

READINGS: Final = {
    "short year": "Years in two digits are read as 1969 to 2068.",
    "year apart": "Years written as numbers are, such as 2,006, are read without the mark in them.",
    "century": "Years in two digits are read in the century of the column's other years.",
    "serial": "Numbers such as 45193 are read as a spreadsheet's days, counted from the end of 1899.",
    "seconds": "Long numbers are read as seconds since 1970 in UTC.",
    "milliseconds": "Long numbers are read as milliseconds since 1970 in UTC.",
    "microseconds": "Long numbers are read as microseconds since 1970 in UTC.",
    "nanoseconds": "Long numbers are read as nanoseconds since 1970 in UTC.",
    "year and month": "Numbers of six digits are read as year and month, 202309 as September 2023.",
    "year to hour": "Numbers of ten digits are read as year, month, day and hour.",
    "season": "A season without its months counts as its whole year, as it depends on the hemisphere.",
    "part": "Words such as early, mid and late are a third of the month or year.",
    "column name of R": "An X before a year, which R puts before names that begin with a digit, is left out.",
    "mostly midnight": "Most times are 00:00, as programs write where nobody knows the time: these are"
    " days; the other times are kept.",
    "night": "A night from one day to the next is read as 18:00 of the first to 06:00 of the second.",
    "week": "Numbers of weeks are read as those of ISO 8601, which begin on Mondays.",
    "epidemic week": "Epidemiological weeks begin on Sundays or Mondays: both are in the interval.",
    "trimestre": "T1 to T4 are read as the quarters of the year (trimestre).",
    "end of day": "24:00 is read as the end of its day, which is 00:00 of the next one (ISO 8601).",
    "after": "What came after a date is open from the next day on: nobody says when it was.",
    "earliest": "What was no earlier than a day is open from that day on: nobody says when it was.",
    "time in words": "A time of day in words, such as evening, is the whole day.",
}
"""What a column is told, once."""


def joined(first: Span | str, last: Span | str) -> Span | str:
    """From the start of one interval to the end of another, both inclusive."""
    for each in (first, last):
        if isinstance(each, str):
            return each
    assert isinstance(first, Span)  # noqa: S101 - for the type checker
    assert isinstance(last, Span)  # noqa: S101
    if last.start is None or last.end is None or first == last:
        return first
    if first.start is None:
        return END_WITHOUT_START
    end = last.end
    if last.said == "end of day" and last.start > first.start:
        end = last.start  # until 24:00 is all of the day, and nothing of the next one
    if end <= first.start:
        return "the end comes before the start: exchange the two, or correct one"
    days = (end - first.start) / 86_400e6
    time_class = "days" if days < 27.9 else "month" if days < 364.9 else "year"
    if days <= 1.05:
        time_class = first.time_class if end == first.end else "day"
    return first._replace(
        end=end,
        time_class=time_class,
        approximate=first.approximate or last.approximate,
        open_end=last.open_end,
        midnight=_both(first.midnight, last.midnight),
        local=first.local or last.local,
        said=first.said or last.said,
        remark=first.remark or last.remark,
    )


def _both(first: bool | None, last: bool | None) -> bool | None:
    given = [each for each in (first, last) if each is not None]
    return all(given) if given else None


def odd_year(year: int) -> str:
    """What is remarked on a year that is hardly one of the Gregorian calendar; empty for any other."""
    if year < 100:
        return f"the year {year}: if two of its digits are missing, write all four"
    if 1300 <= year < 1500:
        return (
            f"the year {year}: if it is one of another calendar, such as the Solar Hijri or the Islamic one, "
            "convert it"
        )
    if year >= 2100:
        return f"the year {year}: look whether it is right, and of which calendar, such as the Buddhist one"
    return ""


def around(day: Span, zone: ZoneInfo, *, days: int) -> Span:
    """A day and so many days before and after it: a week whose middle is known."""
    middle = local_day(day, zone)
    return between_days(middle - timedelta(days=days), middle + timedelta(days=days), zone, "week")


def month_of(day: Span, zone: ZoneInfo) -> Span | str:
    """The calendar month in which a day lies."""
    found = local_day(day, zone)
    return month(found.year, found.month, zone)


def between_days(first: date, last: date, zone: ZoneInfo, time_class: str) -> Span:
    """From the beginning of one day to the end of another."""
    end = iso_intervals.midnight(last + timedelta(days=1), zone)
    return Span(microseconds(iso_intervals.midnight(first, zone)), microseconds(end), time_class)


def mappable(first: int, last: int) -> bool:
    """Whether the map's columns can hold these years."""
    return first > 1 and last < 6000


def day(year: int, month_number: int, day_number: int, zone: ZoneInfo) -> Span | str:
    """A day; ValueError where the calendar does not have it."""
    if not mappable(year, year):
        return OUT_OF_RANGE
    found = date(year, month_number, day_number)
    return between_days(found, found, zone, "day")


def month(year: int, month_number: int, zone: ZoneInfo) -> Span | str:
    """A month; ValueError where the calendar does not have it."""
    return months(year, month_number, month_number, zone, "month")


def months(year: int, first: int, last: int, zone: ZoneInfo, time_class: str) -> Span | str:
    """From one month of a year to another, the last one included."""
    if not mappable(year, year):
        return OUT_OF_RANGE
    after = date(year + last // 12, last % 12 + 1, 1)
    return between_days(date(year, first, 1), after - timedelta(days=1), zone, time_class)


def year_of(number: int, zone: ZoneInfo) -> Span | str:
    """A year."""
    return years(number, number, zone)


def years(first: int, last: int, zone: ZoneInfo) -> Span | str:
    """From one year to another, the last one included."""
    if not mappable(first, last):
        return OUT_OF_RANGE
    return between_days(date(first, 1, 1), date(last, 12, 31), zone, "year")


def thirds(span: Span, which: int, zone: ZoneInfo) -> Span:
    """The first, second or third part (0, 1, 2) of a month or year, marked; what is longer stays whole."""
    first, last = local_day(span, zone), local_day(span._replace(start=(span.end or 1) - 1), zone)
    marked = {"approximate": True, "said": "part"}
    if span.time_class == "month" and first.month == last.month:
        begin = first + timedelta(days=10 * which)
        last = last if which == 2 else begin + timedelta(days=9)
        return between_days(begin, last, zone, "days")._replace(**marked)  # type: ignore[arg-type]
    if span.time_class == "year" and first.year == last.year:
        found = months(first.year, 4 * which + 1, 4 * which + 4, zone, "month")
        if isinstance(found, Span):
            return found._replace(**marked)  # type: ignore[arg-type]
    return span._replace(approximate=True)


def local_day(span: Span, zone: ZoneInfo) -> date:
    """The day on which an interval begins, by the clocks of a zone."""
    return (EPOCH + (span.start or 0) * _US).astimezone(zone).date()


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // _US
