"""Says which columns of a mapped table hold dates that were not taken, or that were taken by values alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geodata.layouts import column_names, date_proposals, hinted, other_times
from geodata.values import words_for_nothing

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet

_SAMPLE: Final = 200
_LISTED: Final = 5
_LONGEST: Final = 40
_AGO: Final = re.compile(
    r"^\s*(?:an?|one|about|\d+)\s*\w+\s+ago\s*$|^\s*(?:just now|yesterday|today)\s*$"
    r"|^\s*(?:hace|il y a|há|vor|pre|пре|para|منذ|قبل)\s+\S+(?:\s+\S+)?\s*$"
    r"|^\s*\d+\s*\S+\s+(?:назад|тому|önce|atrás)\s*$",
    re.IGNORECASE,
)
"""How long ago something was, counted from nobody knows when."""


def on_forms(sheet: Sheet, of: Any) -> None:
    """Of a form from telephones: when it was filled in is not when it happened."""
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
    cells = sheet.raw.rows[name].head(_SAMPLE).tolist()
    given = [cell for cell in cells if cell.strip() and not words_for_nothing.is_word(cell)]
    return bool(given) and sum(_AGO.search(cell) is not None for cell in given) * 2 > len(given)


def on_no_date(sheet: Sheet, of: Any) -> None:
    """Where no column was taken for the date, unless it is asked which one is."""
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
        words = f"No column says when each row happened: it stays unknown. {others}"
    sheet.remark("date", words)


def beside_years(sheet: Sheet, of: Any) -> None:
    """Where years alone were taken, columns with dates that were not taken for anything."""
    if any(of.one(name) for name in ("date", "start", "month", "end", "end_year")):
        return
    if others := _others_with_dates(sheet, of):
        sheet.remark(of.one("year"), f"The date is the year alone. {others}")


def on_values_alone(sheet: Sheet, of: Any) -> None:
    """Where a column was taken for the date, though no word of its name says that it is."""
    if of.chosen:
        return
    called = hinted.names(sheet.raw)
    for column in of.all("date"):
        name = called.get(column, column)
        if other_times.is_stamp(name):
            words = (
                f"Taken as the date, such as {_example(sheet, column)}, as no other column is: a timestamp"
                " may be when the row was written instead. If it is, choose another meaning for it."
            )
            sheet.remark(column, words)
            continue
        if other_times.says_another(name):
            words = (
                f"Taken as the date, such as {_example(sheet, column)}, as no other column is: its name"
                " may say when it was reported or written, and not when it happened."
            )
            sheet.remark(column, words)
            continue
        fields = {each.field for each in column_names.meanings(name)}
        named = date_proposals.says_date(name) or {"date", "time"} & fields
        if named or date_proposals.is_form_time(column):
            continue
        words = (
            f"Taken as the date by its values alone, such as {_example(sheet, column)}: no column's name says"
            " that it is when it happened. If this one is something else, such as when somebody was born or"
            " the row was written, choose another meaning for it."
        )
        sheet.remark(column, words)


def _others_with_dates(sheet: Sheet, of: Any) -> str:
    """Sentences on the columns with dates that were not taken for any: why, and what can be done."""
    forms = date_proposals.is_form(map(str, sheet.raw.rows.columns))
    others = [
        name
        for name in map(str, sheet.raw.rows.columns)
        if name not in of.mapping
        and not (forms and date_proposals.is_form_time(name))
        and date_proposals.holds_dates(sheet[name])
    ][:_LISTED]
    another = [name for name in others if other_times.says_another(name)]
    seldom = [name for name in others if name not in another]
    why = [
        f"{_named(sheet, names)} {verb}"
        for names, verb in (
            (
                another,
                "but by name they say another time, such as a birth or when a row was written.",
            ),
            (seldom, "but not in most rows, or another column says more surely when it was."),
        )
        if names
    ]
    if not why:
        return ""
    return f"{' '.join(why)} If it does say when it happened, choose the meaning date for it."


def _named(sheet: Sheet, columns: list[str]) -> str:
    listed, verb = ", ".join(f"'{name}'" for name in columns), "holds" if len(columns) == 1 else "hold"
    return f"{listed} {verb} dates such as {_example(sheet, columns[0])},"


def _example(sheet: Sheet, column: str) -> str:
    given = (
        cell.strip() for cell in sheet[column].head(_SAMPLE * 20).tolist() if date_proposals.is_date(cell)
    )
    return next(given, "")[:_LONGEST]
