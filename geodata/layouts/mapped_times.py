"""Reads when the rows of a mapped table happened, from all columns that say something of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.ingest import ends_without_years, midnights, missing_years, questions
from geodata.layouts import date_proposals, date_remarks
from geodata.values import (
    centuries,
    clock_times,
    date_parts,
    date_words,
    dates,
    day_counts,
    nights_and_weeks,
    spans,
    texts,
    years_first,
)
from geodata.values.spans import END_WITHOUT_START, Span

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.ingest.sheet import Sheet

PARTS: Final = ("year", "month", "day")
_GO_ON: Final = ("deployment", "site")
"""Kinds of record that go on where no end is given."""


def read(sheet: Sheet, of: Any) -> dates.Dates:
    """The intervals of all rows; an end that cannot be read is told of the end's column."""
    begin, end = (
        _about(of, ("start", "date", *PARTS)),
        _about(of, ("end", *(f"end_{part}" for part in PARTS))),
    )
    about = begin or end
    date_remarks.on_forms(sheet, of)
    if about is None:
        date_remarks.on_no_date(sheet, of)
        return dates.collected([dates.UNKNOWN] * len(sheet.index), sheet.index)
    date_remarks.beside_years(sheet, of)
    date_remarks.on_values_alone(sheet, of)
    cells = {name: of.text(name) for name in _READ}
    cells["date"] = texts.first_filled([sheet[column] for column in of.all("date")] or [of.text("date")])
    for name in ("start", "date", "end"):
        cells[name] = _decided(sheet, of.one(name), cells[name])
    cells["time"], said = clock_times.of_figures(cells["time"])
    if said and (clock := of.one("time")):
        sheet.remark(clock, said)
    beside = date_proposals.years_beside(sheet.raw.rows, of.mapping)
    dated = [column for name in ("start", "date", "end") for column in of.all(name)]
    cells["year beside"], asked = missing_years.cells(sheet, dated, beside)
    cells["end year beside"] = sheet[
        date_proposals.years_beside(sheet.raw.rows, of.mapping, "end_year") or "\0"
    ]
    reader = _Reader(sheet, of, unclear=_are_unclear(sheet, about, cells))
    found = midnights.each_row(reader, *cells.values())
    if asked:
        found = found.each(lambda each: dates.UNKNOWN if each == spans.NO_YEAR else each)
    found = centuries.settled(found, sheet.choices.zone)
    zoned = midnights.of_a_zone(found, sheet.choices.zone)
    if isinstance(zoned, str):
        sheet.remark(about, zoned)
    else:
        found = zoned
    if column := of.one("time"):
        found = _without_faults_of_times(sheet, column, found)
    if begin is None or end is None:
        return _told(sheet, of, about, found)
    _remark_on_empty_ends(sheet, of, end, found)
    faults = found.where(lambda each: isinstance(each, _OfTheEnd))
    sheet.refuse(end, np.where(faults, texts.reasons(found), ""))
    return _told(
        sheet, of, about, found.each(lambda each: dates.UNKNOWN if isinstance(each, _OfTheEnd) else each)
    )


def _decided(sheet: Sheet, column: str | None, cells: Any) -> Any:
    """Cells in the form that the whole column says."""
    turned, said = years_first.decided(nights_and_weeks.decided(cells))
    if said and column:
        sheet.remark(column, said)
    return missing_years.with_month(sheet, column, turned)


def _without_faults_of_times(sheet: Sheet, column: str, found: texts.Repeated[Any]) -> texts.Repeated[Any]:
    """Told of the column of times: what refuses a row, and what leaves a day without its time."""
    faults = found.where(lambda each: isinstance(each, _OfTheTime))
    sheet.refuse(column, np.where(faults, texts.reasons(found), ""))
    sheet.warn(column, found.each(lambda each: each.remark if _lacks_its_time(each) else ""))

    def without(each: Any) -> Any:
        if _lacks_its_time(each):
            return each._replace(remark="")
        return dates.UNKNOWN if isinstance(each, _OfTheTime) else each

    return found.each(without)


def _lacks_its_time(each: Any) -> bool:
    return isinstance(each, Span) and isinstance(each.remark, _OfTheTime)


def _are_unclear(sheet: Sheet, about: str, cells: dict[str, Any]) -> bool:
    """Whether dates are counts of days that begin nobody knows when, which is remarked."""
    words = day_counts.unclear(cells[name] for name in ("start", "date", "end"))
    if words:
        sheet.remark(about, words)
    return bool(words)


class _OfTheEnd(str):
    """A fault that only the end has."""

    __slots__ = ()


class _OfTheTime(str):
    """A fault that only the time in a column of its own has."""

    __slots__ = ()


_READ: Final = (
    "start",
    "date",
    "time",
    "end",
    "kind",
    "year beside",
    "end year beside",
    *PARTS,
    *(f"end_{part}" for part in PARTS),
)


class _Reader:
    """Reads the cells of a row, in the order of `_READ`."""

    def __init__(self, sheet: Sheet, of: Any, *, unclear: bool) -> None:
        self.unclear = unclear
        self.zone = sheet.choices.zone
        whole = [column for name in ("start", "date", "end") for column in of.all(name)]
        if of.one("month") is None:
            whole += of.all("year")
        self.order = questions.date_order(sheet, whole)
        self.has_end = _about(of, ("end", *(f"end_{part}" for part in PARTS))) is not None
        self.of_kml = sheet.raw.format.casefold().startswith("km") and of.one("start") == "begin"

    def __call__(self, *cells: str, time: bool) -> Any:
        start, date, at, end, kind, beside, end_beside, year, month, day, *ended = cells
        text, end = start.strip() or date, _without_until(end)
        if end.strip() and (completed := self._completed((text, end), at, (beside, end_beside), time=time)):
            return _joined(*completed, end)
        begun = self._begun(text, at, beside, (year, month, day), time=time)
        if end.strip():
            last = self._begun(end, "", beside, ("", "", ""), time=time)
        elif any(map(str.strip, ended)):
            last = _last_of_parts(begun, (ended[0], ended[1], ended[2]), self.zone)
        else:
            return self._without_end(begun, spanned=bool(start.strip()), kind=kind)
        return _joined(begun, last, end)

    def _completed(
        self, ends: tuple[str, str], at: str, years: tuple[str, str], *, time: bool
    ) -> ends_without_years.Ends | None:
        """Both ends with the years that they lack; None where neither lacks one, or nobody says it."""
        text, end = ends
        if years[1].strip() and date_parts.is_year(years[1]) and missing_years.lacks_one(end):
            end = missing_years.with_one(end, years[1])
        first = ends_without_years.End(text, lambda dated: self._begin(dated, at, ("", "", ""), time=time))
        last = ends_without_years.End(end, lambda dated: self._begin(dated, "", ("", "", ""), time=time))
        return ends_without_years.read(first, last, years[0], self.zone)

    def _begun(
        self, text: str, at: str, beside: str, parts: tuple[str, str, str], *, time: bool
    ) -> Span | str:
        """What a cell says, with the year that stands elsewhere if it has none."""
        lacking = missing_years.lacks_one(text)
        begun = spans.NO_YEAR if lacking else self._begin(text, at, parts, time=time)
        return self._of_year(text, at, beside, time=time) if begun == spans.NO_YEAR else begun

    def _begin(self, text: str, at: str, parts: tuple[str, str, str], *, time: bool) -> Span | str:
        if text.strip():
            said = questions.with_time(text, at)
            if self.unclear and day_counts.is_count(text):
                return dates.UNKNOWN
            found = dates.read(said, self.zone, self.order, time=time)
            if (
                isinstance(found, str)
                and said != text
                and isinstance(alone := dates.read(text, self.zone, self.order, time=time), Span)
            ):
                return alone if alone.time_class != "day" else _without_time(alone, at, found)
            if isinstance(found, Span) and said != text and clock_times.is_without(found):
                return found._replace(remark=_OfTheTime(found.remark))
            return found
        return self._of_parts(*parts, time=time) if any(map(str.strip, parts)) else dates.UNKNOWN

    def _of_parts(self, year: str, month: str, day: str, *, time: bool) -> Span | str:
        """Of parts; among years alone a whole date may stand."""
        found = date_parts.read(year, month, day, self.zone)
        if isinstance(found, str) and not (month.strip() or day.strip()):
            whole = dates.read(year, self.zone, self.order, time=time)
            return found if isinstance(whole, str) else whole
        return found

    def _of_year(self, text: str, at: str, year: str, *, time: bool) -> Span | str:
        """A day whose year another column says; a night without one is no reason to refuse its row."""

        def inner(said: str) -> Span | str:
            return self._begin(said, at, ("", "", ""), time=time)

        if year.strip() and missing_years.is_known(year):
            found = missing_years.read(text, year, inner, self.zone)
        else:
            found = spans.NO_YEAR
        if found != spans.NO_YEAR or not nights_and_weeks.is_night(date_words.folded(text)):
            return found
        words = "no year is given, nor is there a column of years: the date stays unknown"
        return spans.UNKNOWN._replace(remark=words)

    def _without_end(self, begun: Span | str, *, spanned: bool, kind: str) -> Span | str:
        goes_on = (self.has_end and kind.strip() in _GO_ON) or (self.of_kml and spanned)
        if isinstance(begun, str) or begun.start is None or not goes_on:
            return begun
        return begun._replace(open_end=True)


def _last_of_parts(begun: Span | str, parts: tuple[str, str, str], zone: ZoneInfo) -> Span | str:
    """The end in parts, which has the month and year of the start, or the next ones, where it says none."""
    year, month, day = parts
    if year.strip() or isinstance(begun, str) or begun.start is None:
        return date_parts.read(year, month, day, zone)
    first = spans.local_day(begun, zone)
    made = [
        date_parts.read(str(each), month if month.strip() else str(first.month), day, zone)
        for each in (first.year, first.year + 1)
    ]
    return made[0] if isinstance(spans.joined(begun, made[0]), Span) or not month.strip() else made[1]


def _without_until(end: str) -> str:
    """An end without the word that says that it is one: until 5 May."""
    said = date_words.folded(date_words.plain(end))
    found = date_words.UNTIL.match(said)
    return end if found is None or dates.is_ongoing(end) else said[found.end() :]


def _without_time(day: Span, time: str, why: str) -> Span | str:
    """A day is true where only its time cannot be read, but for times that cannot have been."""
    if "clock" in why:
        return _OfTheTime(why)
    return day._replace(remark=f"the time '{time.strip()[:20]}' was not read: the day is kept")


def _joined(begun: Span | str, last: Span | str, end: str) -> Any:
    if isinstance(begun, str):
        return begun
    if begun.start is None:
        return (
            _OfTheEnd(last) if isinstance(last, str) else _OfTheEnd(END_WITHOUT_START) if last.start else last
        )
    if isinstance(last, str):
        words = end.strip().casefold().strip(".")
        return begun._replace(open_end=True) if dates.is_ongoing(words) else _OfTheEnd(last)
    found = spans.joined(begun, last)
    return _OfTheEnd(found) if isinstance(found, str) else found


def _about(of: Any, names: tuple[str, ...]) -> str | None:
    return next((column for name in names if (column := of.one(name))), None)


def _told(sheet: Sheet, of: Any, about: str, found: texts.Repeated[Any]) -> dates.Dates:
    """As `Sheet.dates`, where an empty cell is one in all columns that may hold the date."""
    columns = [column for name in ("start", "date", *PARTS, "end", "end_year") if (column := of.one(name))]
    return sheet.dates(about, found, needed=False, columns=columns)


def _remark_on_empty_ends(sheet: Sheet, of: Any, end: str, found: texts.Repeated[Any]) -> None:
    if not any(of.one(name) for name in ("start", "year")):
        return
    empty = ~sheet.filled(end)
    for name in ("end_month", "end_day"):
        if column := of.one(name):
            empty &= ~sheet.filled(column)
    begun = found.where(lambda each: isinstance(each, Span) and each.start is not None and not each.open_end)
    count = int((empty & begun).sum())
    if count:
        words = f"Empty in {count} of {len(empty)} rows: the start is then taken for the whole of it."
        sheet.remark(end, words)
