"""Reads a column of numbers of people for a layout: counts, remarks on what else is said, and a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.ingest.choices import Question
from geodata.values import counts, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet
    from geodata.values.numbers import Count
    from geodata.values.texts import Repeated

_EXAMPLES: Final = 5
_MARKS: Final = (".", ",")


def counted(sheet: Sheet, name: str, *, of: str = "") -> Repeated[Count]:
    """What each cell of a column says of a number of people; empty where there is no such column.

    What cannot be read is left out with a remark, and the text stays among the file's own columns. Where a
    mark may separate thousands or begin decimals, that is asked.
    """
    told = counts.read(sheet.people(name), sheet.choices.decimal, of=of)
    if sheet.has(name):
        sheet.refuse(name, told.each(lambda each: each.fault))
        sheet.warn(name, told.each(lambda each: each.said))
        _ask(sheet, name, told)
    return told.each(lambda each: each.people)


def _ask(sheet: Sheet, name: str, told: Repeated[counts.Told]) -> None:
    places = np.flatnonzero(told.where(lambda each: each.fault == counts.AMBIGUOUS))
    if not len(places) or any(question.field == "decimal" for question in sheet.questions):
        return
    examples = tuple(dict.fromkeys(texts.some(sheet[name], places[: 10 * _EXAMPLES])))[:_EXAMPLES]
    words = (
        f"In '{sheet.column(name)}' a mark may separate thousands or begin decimals: which mark begins the "
        "decimals in this file?"
    )
    sheet.questions.append(Question("decimal", words, _MARKS, examples))
