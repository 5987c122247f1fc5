"""Reads dates as people write them: half-open UTC intervals with a time class, or a reason why not.

Read are ISO 8601 dates and times, dates of the Extended Date/Time Format (`edtf_dates`), numbers
(`date_numbers`), words in many languages (`date_phrases`), and figures with the year last, of which `Order`
says whether the day or the month comes first: that is never guessed from one value.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.values import (
    clock_times,
    date_notes,
    date_numbers,
    date_phrases,
    date_words,
    edtf_dates,
    impossible_dates,
    parts_of_years,
    spans,
)
from geodata.values.date_phrases import NO_DATE, of_two_digits
from geodata.values.spans import UNKNOWN, Span, around, between_days, joined, month_of
from geodata.values.texts import Repeated, reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from zoneinfo import ZoneInfo

__all__ = ["UNKNOWN", "Span", "around", "between_days", "joined", "month_of", "order_of", "read"]

_LONGEST: Final = 100
_KEPT: Final = 1 << 14
"""Texts whose reading is remembered, some 45 years of days: they recur beside other cells."""
_MISSING: Final = np.iinfo(np.int64).min

UNKNOWN_WORDS: Final = ("", "unknown", "n/a", "na", "?", "-", "—", "xxxx", "xxxx-xx", "xxxx-xx-xx")
"""What people write when nobody knows the date."""

_OFFSET: Final = r"Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?"
_TIME: Final = re.compile(
    r"(?P<date>.*?[0-9.,XxuU~?%])(?:[T ]\s*|\s+)(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?"
    rf"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:(?P<zero>Z|UTC|GMT)|(?P<offset>{_OFFSET}))?"
)
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.:])([0-9]{1,2})\2([0-9]{1,2})\.?")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})\.?")
_SHORT: Final = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*'?([0-9]{2})\.?")
_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{4})\.?")
_UNKNOWN_MONTH: Final = re.compile(r"[0-9]{1,2}[\s.-]+[^\W\d_]+[\s,.-]+[0-9]{4}")
_ANYWHERE: Final = re.compile(
    rf"(?<![0-9./]){_YEAR_LAST.pattern}(?![0-9])"
    r"|(?<![0-9./-])([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\6\s*'?([0-9]{2})\.?(?![0-9./:-])"
)
"""The day, month and year of figures in any text, the year in four digits or in two."""
_IN_A_LIST: Final = re.compile(r"[0-9.][,;\r\n].*[0-9]", re.DOTALL)
_LINES: Final = re.compile(r"\s*[\r\n]+\s*")
_MARK: Final = re.compile(r"(?<=[0-9])\s+([?~%])$")
"""What says that a date is uncertain, behind a space."""
_SAID_UNKNOWN: Final = re.compile(
    r"(?<![^\W_])(?:(?:exact|precise|specific|exacte|exacta|genaues|точная)\s+)?"
    r"(?:(?:date|day|time|fecha|datum|дата)\s+)?(?:(?:is|ist|est)\s+)?"
    r"(?:unknown|not known|unclear|unspecified|undated|inconnue?s?|sans date|desconocid[ao]s?|sin fecha"
    r"|unbekannt\w*|nepoznat\w*|непознат\w*|неизвестн\w*|невідом\w*|i?\s?panjohur|غير معروف|غير محدد|مجهول)"
    r"(?![^\W_])"
)
"""Folded words by which people say that nobody knows the date, whatever stands beside them."""
_MONTH_AND_TWO: Final = re.compile(r"[^\W\d_]+\.?-[0-9]{2}")
_ZEROS: Final = (
    "0000-00-00",
    "0000-00-00 00:00:00",
    "1900-01-00",
    "0/0/0000",
    "00/00/0000",
    "1/0/1900",
    "0/1/1900",
)
"""What databases and spreadsheets write for no date."""
TIME_WITHOUT_DAY: Final = "a time of day without a whole date: the time is left out"
_PERHAPS_DAY: Final = "perhaps day"
"""Of 26/7/22, unless the year comes first."""
_MANY: Final = 3
_SURE: Final = tuple(
    spans.microseconds(spans.EPOCH.replace(year=year, month=1, day=2)) for year in (1500, 2100)
)


class Order(NamedTuple):
    """What a file's dates with the year last say of their order, by example."""

    chosen: str | None
    """`day-first`, `month-first`, or None where nothing decides and somebody has to be asked."""
    day_first: tuple[str, ...]
    month_first: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def to_ask(self) -> bool:
        """Whether some date may be read in two ways."""
        return self.chosen is None and bool(self.undecided or (self.day_first and self.month_first))


def order_of(columns: Iterable[pd.Series[str]], chosen: str | None = None) -> Order:
    """Find out whether the dates of a file have the day or the month first.

    A value such as 24/09/2023 or 7/26/22 decides for all; where none does, or two contradict each other, only
    the researcher's choice does. 26/7/22 may begin with the year: it decides where the column's last figures
    are few beside its first ones, or no day can be as high.
    """
    found: dict[str, list[str]] = {"day": [], "month": [], "undecided": []}
    for column in columns:
        texts = column.unique().tolist()
        perhaps = "day" if _have_the_year_last(texts) else "undecided"
        for text in texts:
            if says := _order_of_one(text):
                found[perhaps if says == _PERHAPS_DAY else says].append(text)
    day, month, undecided = (tuple(found[name][:5]) for name in ("day", "month", "undecided"))
    if chosen is None and bool(day) != bool(month):
        chosen = "day-first" if day else "month-first"
    return Order(chosen, day, month, undecided)


def _order_of_one(text: str) -> str | None:
    match = _ANYWHERE.search(text if text.isascii() else date_words.plain(text))
    if match is None or (match[1] is None and " " in match[0] and _IN_A_LIST.search(text)):
        return None  # 1. 21.07., 04.08.: the figures of two dates
    short = match[1] is None
    first, second = (int(each) for each in (match.group(5, 7) if short else match.group(1, 3)))
    if short and first > 31:
        return None
    if first > 12 >= second:
        return _PERHAPS_DAY if short and int(match[8]) <= 31 else "day"
    if second > 12 >= first:
        return "month"
    if min(first, second) > 12 and not short:
        return None  # no month
    return "undecided" if first != second or (short and int(match[8]) <= 31) else None


def _have_the_year_last(texts: Iterable[str]) -> bool:
    """Whether dates such as 26/7/22 cannot begin with the year: of many first figures few are last ones."""
    found = [match for text in texts if (match := _ANYWHERE.search(date_words.plain(text))) and match[8]]
    first, last = ({match[place] for match in found} for place in (5, 8))
    return len(first) >= _MANY and len(first) >= _MANY * len(last)


def is_ongoing(text: str) -> bool:
    """Whether a text says in a word that something has not ended."""
    return date_words.folded(text) in date_words.ongoing()


class Dates(NamedTuple):
    """n intervals, and why there is none where that is a fault."""

    start: pd.Series[pd.Timestamp]
    end: pd.Series[pd.Timestamp]
    time_class: npt.NDArray[np.object_]
    approximate: npt.NDArray[np.bool_]
    why: npt.NDArray[np.object_]


def collected(found: Sequence[Span | str], index: pd.Index[int]) -> Dates:
    """Spans, or reasons in their place, as columns."""
    if isinstance(found, Repeated):
        few = collected(found.results, pd.RangeIndex(len(found.results)))
        start, end = (each.take(found.codes).set_axis(index) for each in (few.start, few.end))
        return Dates(start, end, *(each[found.codes] for each in few[2:]))
    given = [UNKNOWN if isinstance(each, str) else each for each in found]
    return Dates(
        _instants([span.start for span in given], index),
        _instants([span.end for span in given], index),
        np.array([span.time_class for span in given], dtype=object),
        np.array([span.approximate for span in given], dtype=bool),
        reasons(found),
    )


def _instants(values: list[int | None], index: pd.Index[int]) -> pd.Series[pd.Timestamp]:
    whole = np.array([_MISSING if value is None else value for value in values], dtype=np.int64)
    # The smallest number is numpy's "not a time".
    return pd.Series(whole.view("datetime64[us]"), index=index).dt.tz_localize("UTC")


def read(text: str, zone: ZoneInfo, order: str | None = None, *, time: bool = True) -> Span | str:
    """Read when something happened.

    Parameters
    ----------
    text
        As written, in local time of `zone` unless it has an offset.
    order
        What 03/04/2023 means, `day-first` or `month-first`; where it is None, such a date is UNKNOWN.
    time
        Whether a time of day means anything; with False, 2023-09-24 00:00:00 is the day.

    Returns
    -------
    The interval, or a clause that says what is wrong.
    """
    return NO_DATE if len(text) > _LONGEST else _read_once(text, zone, order, time=time)


@lru_cache(_KEPT)
def _read_once(text: str, zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str:
    tidy = _MARK.sub(r"\1", date_words.plain(text))
    if tidy.casefold() in UNKNOWN_WORDS:
        return UNKNOWN
    if tidy in _ZEROS:
        return UNKNOWN._replace(remark=f"{tidy} stands for no date: it stays unknown")
    found = _with_notes(tidy, lambda part: _read(part, zone, order, time=time))
    if isinstance(found, str) and _LINES.search(text.strip()):  # a date on each line
        several = _LINES.sub("; ", text.strip())
        found = _with_notes(date_words.plain(several), lambda part: _read(part, zone, order, time=time))
    if isinstance(found, str) and tidy[-2:-1].isdecimal() and tidy.endswith("?"):
        sure = _with_notes(tidy[:-1].rstrip(), lambda part: _read(part, zone, order, time=time))
        found = sure if isinstance(sure, str) else sure._replace(approximate=sure.start is not None)
    found = _said_otherwise(found, tidy, lambda part: _read(part, zone, order, time=time))
    if isinstance(found, str) or found.start is None or _SURE[0] <= found.start < _SURE[1]:
        return found
    return _of_an_odd_year(found, text, zone)


def _said_otherwise(found: Span | str, text: str, inner: Callable[[str], Span | str]) -> Span | str:
    """What a text that is no date says all the same: that nobody knows it, or too little."""
    if found == spans.NO_YEAR and _MONTH_AND_TWO.fullmatch(text):
        return "a month of a year in two digits, or a day without a year: write it like 2023-09 or 2023-09-23"
    said = date_words.folded(text)
    if found != NO_DATE or not _SAID_UNKNOWN.search(said):
        return found
    rest = _SAID_UNKNOWN.sub(" ", said).strip(" ,;:-()[]")
    about = _with_notes(rest, inner) if rest else UNKNOWN
    if isinstance(about, Span) and about.start is not None:
        return about._replace(approximate=True)
    return UNKNOWN._replace(remark="the date is said to be unknown: what else stands there is text")


def _with_notes(text: str, inner: Callable[[str], Span | str]) -> Span | str:
    found = inner(text)
    if isinstance(found, str):
        return date_notes.read(text, inner) or found
    return date_notes.remarked(found, text, inner)


def _of_an_odd_year(found: Span, text: str, zone: ZoneInfo) -> Span | str:
    year = spans.local_day(found, zone).year
    if 1300 <= year < 1500 and any(letter.isdecimal() for letter in text if not letter.isascii()):
        return f"{year} is a year of another calendar, such as the Solar Hijri: write the Gregorian date"
    words = spans.odd_year(year)
    return found._replace(remark=words) if words else found


def _read(text: str, zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str:
    if _YEAR_FIRST.fullmatch(text):
        return _figures(text, zone, order) or NO_DATE
    if found := date_numbers.read(text, zone, order, time=time):
        return found

    def inner(part: str) -> Span | str:
        return _read(part, zone, order, time=time)

    if found := edtf_dates.interval(text, inner):
        return found
    timed = _TIME.fullmatch(text)
    # An hour alone is one behind a T only: in "24 09" it is part of a date.
    if timed and (timed["minute"] or timed["half"] or "T" in text):
        day = _figures(timed["date"].rstrip(", "), zone, order)
        if day is not None:
            return _timed(day, clock_times.clock_of(timed), zone, time=time)
    return _figures(text, zone, order) or _in_words(text, zone, order, time=time)


def _in_words(text: str, zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str:
    def plain(part: str) -> Span | str:
        no_date = "no month that is known here: write the date like 2023-09-24"
        return (
            date_numbers.read(part, zone, order, time=False)
            or _figures(part, zone, order)
            or (no_date if _UNKNOWN_MONTH.fullmatch(part) else NO_DATE)
        )

    rest, clock = clock_times.taken(text)
    if clock is not None and (part := parts_of_years.lettered(date_words.folded(text), zone)) is not None:
        return part  # 1H 2023
    if clock is None:
        return date_phrases.read(rest, zone, plain)
    if clock_times.taken(rest)[1] is not None:
        return _between_times(text, zone, order, time=time)
    said = date_words.folded(rest)
    if about := date_words.ABOUT_A_TIME.search(said):
        at = _read(said[: about.start()].strip(" ,"), zone, order, time=time)
        at = _timed(at, clock, zone, time=time)
        return at if isinstance(at, str) else at._replace(approximate=True)
    return _timed(date_phrases.read(rest, zone, plain), clock, zone, time=time)


def _between_times(text: str, zone: ZoneInfo, order: str | None, *, time: bool) -> Span | str:
    """Two moments, of which the second may be a time of the same day."""
    parts = re.split(date_words.BETWEEN, text)
    if len(parts) != 2:
        parts = re.split(r"(?<=[0-9])-(?=[0-9]{1,2}:)", text)
    if len(parts) != 2:
        return NO_DATE
    first, last = parts
    begun = _read(first, zone, order, time=time)
    rest, clock = clock_times.taken(last)
    if not rest.strip() and clock is not None and isinstance(begun, Span):
        day = spans.local_day(begun, zone)
        return joined(begun, _timed(between_days(day, day, zone, "day"), clock, zone, time=time))
    return joined(begun, _read(last, zone, order, time=time))


def _timed(day: Span | str, clock: clock_times.Clock | str, zone: ZoneInfo, *, time: bool) -> Span | str:
    """A date with a time of day."""
    if isinstance(day, str) or not time or day.start is None:
        return day
    if day.time_class != "day":
        return day if day.remark else day._replace(remark=TIME_WITHOUT_DAY)
    if isinstance(clock, str):
        return clock_times.without(day, clock)
    if clock.unclear:
        words = (
            f"the time was not read, as {clock.unclear} is no zone that is known, or several: the day is kept"
        )
        return day._replace(remark=words)
    named = spans.local_day(day, zone) - timedelta(days=day.said == "after")  # it is open from the next one
    at = clock_times.moment(named, clock, zone)
    return at if isinstance(at, str) else _marked_as(at, day)


def _marked_as(at: Span, day: Span) -> Span:
    """A moment with what was said of its day."""
    if not (day.approximate or day.said or day.remark or day.open_end):
        return at
    said = day.said or at.said
    return at._replace(approximate=day.approximate, said=said, remark=day.remark, open_end=day.open_end)


def _figures(text: str, zone: ZoneInfo, order: str | None) -> Span | str | None:
    """A date of figures, with the marks of EDTF for what is uncertain; None where it has another form."""
    try:
        if parts := _YEAR_FIRST.fullmatch(text):
            return _whole(int(parts[1]), int(parts[3]), int(parts[4]), zone)
        if parts := _YEAR_LAST.fullmatch(text):
            return _year_last(int(parts[1]), int(parts[3]), int(parts[4]), zone, order)
        if parts := _SHORT.fullmatch(text):
            return _short(int(parts[1]), int(parts[3]), int(parts[4]), zone, order)
        if (parts := _MONTH_YEAR.fullmatch(text)) and int(parts[1]):
            return impossible_dates.month(int(parts[2]), int(parts[1]), zone)
        return edtf_dates.read(text, zone)
    except (ValueError, OverflowError):
        return spans.NO_SUCH_DAY


def _whole(year: int, month: int, day: int, zone: ZoneInfo) -> Span | str:
    """A day; the month or the year where zeros stand for what nobody knows."""
    if day:
        return impossible_dates.day(year, month, day, zone)
    return impossible_dates.month(year, month, zone) if month else spans.year_of(year, zone)


def _year_last(first: int, second: int, year: int, zone: ZoneInfo, order: str | None) -> Span | str:
    if not (first and second):
        return _whole(year, first or second, 0, zone)
    if first == second or min(first, second) > 12:
        return impossible_dates.day(year, second, first, zone)
    if order is None:
        return UNKNOWN
    day, month = (first, second) if order == "day-first" else (second, first)
    if month > 12 >= day:
        return f"the dates of this file are {order}, so this one has the month {month}: correct it"
    return impossible_dates.day(year, month, day, zone)


def _short(first: int, second: int, last: int, zone: ZoneInfo, order: str | None) -> Span | str:
    """A year in two digits: first where no day can be as high, else last in the order that was said."""
    if first > 31:
        found: Span | str = impossible_dates.day(of_two_digits(first), second, last, zone)
    elif order is None and (first != second or last <= 31):
        return UNKNOWN
    else:
        found = _year_last(first, second, of_two_digits(last), zone, order)
    return found if isinstance(found, str) else found._replace(said="short year")
