"""Reads what letters say of hemispheres beyond one cell: `Latitude (S)` above figures, and `O`.

`O` is west in Spanish, French and Portuguese (oeste, ouest), and east in German (Ost): other letters of the
column or the language of the columns' names decide, or it is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from geodata.ingest.choices import LETTER_O, Question
from geodata.values import coordinates, hemispheres, texts
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.ingest.sheet import Sheet

Floats = np.ndarray[Any, np.dtype[np.float64]]

_NEGATIVE: Final = {"S": "south", "W": "west"}
_OTHER: Final = dict(zip("NSEW", "SNWE", strict=True))
_LETTER: Final = re.compile(r"[^\W\d_]")
_ROMANCE: Final = frozenset(
    fold(
        "latitud longitud fecha lugar muertos heridos fallecidos descripción fuente coordenadas "
        "ubicación hecho municipio departamento hora título enlace suceso víctimas tipo lieu morts blessés "
        "titre coordonnées décès événement heure résumé commune nombre auteur début vítimas mortos feridos "
        "descrição município"
    ).split()
)
_GERMAN: Final = frozenset(
    fold(
        "breite breitengrad länge längengrad datum ort tote getötete verletzte beschreibung quelle titel "
        "vorfall ereignis uhrzeit koordinaten gemeinde stadt bundesland land"
    ).split()
)
_EXAMPLES: Final = 3


def signed_by_name(sheet: Sheet, column: str, cells: pd.Series[str], degrees: Floats, axis: str) -> Floats:
    """Degrees with the sign that their column's name says, said once; n degrees.

    A minus sign under such a name means the same where every figure has one; beside figures without a sign it
    is not known what it means, and the position is left out.
    """
    name = sheet.column(column)
    letter = hemispheres.of_name(name, axis)
    if letter not in _NEGATIVE or _has_other(sheet.raw.rows.columns, _OTHER[letter], axis):
        return degrees
    bare = ~texts.each_distinct(lambda text: _LETTER.search(text) is not None, cells).where(bool)
    above, below = bare & (degrees > 0), bare & (degrees < 0)
    if not above.any():
        return degrees
    said = _NEGATIVE[letter]
    sheet.remark(name, f"The column's name says {said}: its degrees are read as {said} of 0.")
    words = f"a minus sign under a name that says {said}, where other rows have none: no position is read"
    sheet.warn_where(column, below, words)
    return np.where(above, -degrees, np.where(below, np.nan, degrees))


def is_signed_by_name(sheet: Sheet, column: str, axis: str) -> bool:
    """Whether a column's name says that its degrees are south or west."""
    return hemispheres.of_name(sheet.column(column), axis) in _NEGATIVE


def _has_other(columns: Iterable[str], letter: str, axis: str) -> bool:
    """Whether another column is of the other hemisphere, as where the columns are the sides of a box."""
    return any(hemispheres.of_name(str(name), axis) == letter for name in columns)


def without_o(sheet: Sheet, column: str, cells: pd.Series[str]) -> pd.Series[str]:
    """The cells with W or E for O; while it is open which, those with one are empty."""
    if not pc.any(pc.match_substring(texts.arrow(cells), "O")).as_py():
        return cells
    has = texts.each_distinct(coordinates.has_letter_o, cells).where(bool)
    if not has.any():
        return cells
    letter = _letter(sheet, column, cells[has])
    read = texts.each_distinct(lambda text: coordinates.with_letter_for_o(text, letter), cells)
    return pd.Series(np.where(has, read.column() if letter else "", cells), index=cells.index, dtype="str")


def _letter(sheet: Sheet, column: str, cells: pd.Series[str]) -> str:
    """W or E, or nothing where it is asked."""
    name = sheet.column(column)
    if sheet.choices.letter_o is not None:
        return "W" if sheet.choices.letter_o == "west" else "E"
    others = {letter for text in sheet[column].unique().tolist() for letter in coordinates.letters(text)}
    words = {word for each in sheet.raw.rows.columns for word in re.findall(r"[^\W\d_]+", fold(str(each)))}
    for letter, because in (
        ("W", "E" in others and "W" not in others and "E stands in other cells"),
        ("E", "W" in others and "E" not in others and "W stands in other cells"),
        (
            "W",
            bool(words & _ROMANCE)
            and not words & _GERMAN
            and "the columns' names are Spanish, French or Portuguese",
        ),
        ("E", bool(words & _GERMAN) and not words & _ROMANCE and "the columns' names are German"),
    ):
        if because:
            meant = "west (oeste, ouest)" if letter == "W" else "east (Ost)"
            sheet.remark(name, f"The letter O in '{name}' is read as {meant}: {because}.")
            return letter
    asked = f"In '{name}' the letter O stands behind degrees: is it west (oeste, ouest) or east (Ost)?"
    examples = tuple(dict.fromkeys(cells.tolist()))[:_EXAMPLES]
    sheet.questions.append(Question("letter_o", asked, LETTER_O, examples))
    return ""
