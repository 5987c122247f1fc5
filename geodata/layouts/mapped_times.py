"""Reads when the rows of a mapped table happened, from all columns that say something of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.ingest import midnights, questions
from geodata.layouts import date_proposals
from geodata.values import date_parts, dates, spans, texts
from geodata.values.spans import END_WITHOUT_START, Span

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet

PARTS: Final = ("year", "month", "day")
_SAMPLE: Final = 200
_AGO: Final = re.compile(
    r"^\s*(?:an?|one|about|\d+)\s*\w+\s+ago\s*$|^\s*(?:just now|yesterday|today)\s*$"
    r"|^\s*(?:hace|il y a|há|vor|pre|пре|para|منذ|قبل)\s+\S+(?:\s+\S+)?\s*$"
    r"|^\s*\d+\s*\S+\s+(?:назад|тому|önce|atrás)\s*$",
    re.IGNORECASE,
)
"""How long ago something was, counted from nobody knows when."""
_GO_ON: Final = ("deployment", "site")
"""Kinds of record that go on where no end is given."""


def read(sheet: Sheet, of: Any) -> dates.Dates:
    """The intervals of all rows; an end that cannot be read is told of the end's column."""
    begin, end = (
        _about(of, ("start", "date", *PARTS)),
        _about(of, ("end", *(f"end_{part}" for part in PARTS))),
    )
    about = begin or end
    _remark_on_forms(sheet, of)
    if about is None:
        _remark_on_no_date(sheet, of)
        return dates.collected([dates.UNKNOWN] * len(sheet.index), sheet.index)
    _remark_beside_years(sheet, of)
    cells = {name: of.text(name) for name in _READ}
    cells["date"] = texts.first_filled([sheet[column] for column in of.all("date")] or [of.text("date")])
    found = midnights.each_row(_Reader(sheet, of), *cells.values())
    zoned = midnights.of_a_zone(found, sheet.choices.zone)
    if isinstance(zoned, str):
        sheet.remark(about, zoned)
    else:
        found = zoned
    if column := of.one("time"):
        faults = found.where(lambda each: isinstance(each, _OfTheTime))
        sheet.refuse(column, np.where(faults, texts.reasons(found), ""))
        found = found.each(lambda each: dates.UNKNOWN if isinstance(each, _OfTheTime) else each)
    if begin is None or end is None:
        return _told(sheet, of, about, found)
    _remark_on_empty_ends(sheet, of, end, found)
    faults = found.where(lambda each: isinstance(each, _OfTheEnd))
    sheet.refuse(end, np.where(faults, texts.reasons(found), ""))
    return _told(
        sheet, of, about, found.each(lambda each: dates.UNKNOWN if isinstance(each, _OfTheEnd) else each)
    )


class _OfTheEnd(str):
    """A fault that only the end has."""

    __slots__ = ()


class _OfTheTime(str):
    """A fault that only the time in a column of its own has."""

    __slots__ = ()


_READ: Final = ("start", "date", "time", "end", "kind", *PARTS, *(f"end_{part}" for part in PARTS))


class _Reader:
    """Reads the cells of a row, in the order of `_READ`."""

    def __init__(self, sheet: Sheet, of: Any) -> None:
        self.zone = sheet.choices.zone
        whole = [column for name in ("start", "date", "end") for column in of.all(name)]
        self.order = questions.date_order(sheet, whole)
        self.has_end = _about(of, ("end", *(f"end_{part}" for part in PARTS))) is not None
        self.of_kml = sheet.raw.format.casefold().startswith("km") and of.one("start") == "begin"

    def __call__(self, *cells: str, time: bool) -> Any:
        start, date, at, end, kind, year, month, day, *ended = cells
        begun = self._begin(start.strip() or date, at, (year, month, day), time=time)
        if end.strip():
            last = dates.read(end, self.zone, self.order, time=time)
        elif any(map(str.strip, ended)):
            last = date_parts.read(ended[0], ended[1], ended[2], self.zone)
        else:
            return self._without_end(begun, spanned=bool(start.strip()), kind=kind)
        return _joined(begun, last, end)

    def _begin(self, text: str, at: str, parts: tuple[str, str, str], *, time: bool) -> Span | str:
        if text.strip():
            said = questions.with_time(text, at)
            found = dates.read(said, self.zone, self.order, time=time)
            if (
                isinstance(found, str)
                and said != text
                and isinstance(alone := dates.read(text, self.zone, self.order, time=time), Span)
            ):
                return alone if alone.time_class != "day" else _without_time(alone, at, found)
            return found
        return date_parts.read(*parts, self.zone) if any(map(str.strip, parts)) else dates.UNKNOWN

    def _without_end(self, begun: Span | str, *, spanned: bool, kind: str) -> Span | str:
        goes_on = (self.has_end and kind.strip() in _GO_ON) or (self.of_kml and spanned)
        if isinstance(begun, str) or begun.start is None or not goes_on:
            return begun
        return begun._replace(open_end=True)


def _without_time(day: Span, time: str, why: str) -> Span | str:
    """A day is true where only its time cannot be read, but for times that cannot have been."""
    if "clock" in why:
        return _OfTheTime(why)
    return day._replace(
        approximate=True, remark=f"the time '{time.strip()[:20]}' cannot be read: the day is kept"
    )


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


def _remark_on_forms(sheet: Sheet, of: Any) -> None:
    names = [str(name) for name in sheet.raw.rows.columns]
    if not date_proposals.is_form(names):
        return
    times = [name for name in names if date_proposals.is_form_time(name) and name not in of.mapping]
    if times:
        words = "When the form was filled in, which is not when it happened: not taken as the date."
        sheet.remark(", ".join(times), words)
    today = next(
        (name for name in names if of.mapping.get(name) == "date" and name.casefold() == "today"), None
    )
    if today:
        sheet.remark(
            today, "The day on which the form was filled in is taken as the date, as no other column has one."
        )


def _tells_how_long_ago(sheet: Sheet, name: str) -> bool:
    """Whether most cells of a column are such as "2 hours ago"."""
    given = [cell for cell in sheet[name].head(_SAMPLE).tolist() if cell.strip()]
    return bool(given) and sum(_AGO.search(cell) is not None for cell in given) * 2 > len(given)


def _remark_on_no_date(sheet: Sheet, of: Any) -> None:
    if any(question.about == "date" for question in sheet.questions):
        return
    words = "No column holds a date: when each row happened stays unknown."
    told = next((name for name in map(str, sheet.raw.rows.columns) if _tells_how_long_ago(sheet, name)), None)
    if told is not None:
        words = (
            f"'{told}' says how long ago it was when the file was made, which nobody says: when each row "
            "happened stays unknown. Add a column with its date."
        )
    elif others := _others_with_dates(sheet, of):
        words = (
            f"No column says when each row happened: it stays unknown. {others} holds dates, but by its name"
            " not those, or not in most rows; if it does, choose the meaning date for it."
        )
    sheet.remark("date", words)


def _remark_beside_years(sheet: Sheet, of: Any) -> None:
    """Where years alone were taken, columns with dates that were not taken for anything."""
    if any(of.one(name) for name in ("date", "start", "month", "end", "end_year")):
        return
    if others := _others_with_dates(sheet, of):
        words = (
            f"The date is the year alone. {others} holds dates too, but by its name not of when it happened;"
            " if it does, choose the meaning date for it."
        )
        sheet.remark(of.one("year"), words)


def _others_with_dates(sheet: Sheet, of: Any) -> str:
    others = [
        name
        for name in map(str, sheet.raw.rows.columns)
        if name not in of.mapping
        and not (
            date_proposals.is_form_time(name) and date_proposals.is_form(map(str, sheet.raw.rows.columns))
        )
        and date_proposals.holds_dates(sheet[name])
    ]
    return ", ".join(f"'{name}'" for name in others[:5])
