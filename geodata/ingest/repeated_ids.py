"""Finds what a repeated id means: no id at all, a few ids to tell apart, or victims of one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest.choices import Question
from geodata.values import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.ingest.sheet import Sheet

_SHOWN: Final = 3


def differ(sheet: Sheet, column: str) -> bool:
    """Whether an id repeats with different rows behind it, in a file that is no join of several."""
    ids = sheet.ids(column)
    repeated = (ids != "").to_numpy(bool) & texts.repeated(ids)
    if sheet.raw.parts or not repeated.any():
        return False
    return not bool(sheet.raw.rows[repeated].duplicated(keep=False).all())


def told_apart(
    sheet: Sheet, column: str, made: pd.Series[str], alike: Sequence[str], needed: Sequence[str]
) -> pd.Series[str]:
    """Ids for rows that repeat some; a remark, and a question where rows seem to be victims of one event.

    Parameters
    ----------
    made
        An id for each row, made from its contents.
    alike
        Columns that say when and where; rows of one id that agree in all of them may be victims of one event.
    needed
        Those of which one has to be there for that.
    """
    ids = sheet.ids(column)
    repeated = (ids != "").to_numpy(bool) & texts.repeated(ids)
    if sheet.choices.row_is == "victim" and needed:
        return ids.where(ids != "", made)
    asked = any(question.field == "row_is" for question in sheet.questions)
    counted = "count" in sheet.choices.mapping.values()
    if sheet.choices.row_is is None and needed and not asked and not counted:
        cells = {column: ids, **{name: sheet[name] for name in alike}}
        seen = pd.DataFrame({name: each[repeated] for name, each in cells.items()}).drop_duplicates()
        if not seen[column].duplicated().any():
            sheet.questions.append(_question(sheet, column, ids[repeated]))
    first = ids[repeated].iloc[0]
    rows = ", ".join(map(str, sheet.index[(ids == first).to_numpy(bool)][:_SHOWN].tolist()))
    said = f"'{first}' stands in rows {rows}, which differ ({int(repeated.sum()):,} rows repeat an id)"
    if 2 * int(repeated.sum()) > len(ids):
        sheet.remark(column, f"No id: {said}. Each row got one made from its contents; this column is kept.")
        return made
    sheet.remark(column, f"{said}: these rows got ids made from their contents; this column is kept.")
    return ids.where(~repeated & (ids != "").to_numpy(bool), made)


def _question(sheet: Sheet, column: str, repeated: pd.Series[str]) -> Question:
    words = (
        f"'{sheet.column(column)}' repeats, and rows that share it tell of the same time and place. "
        "What is a row: an event of its own, or a victim or another participant of the event that the id "
        "names?"
    )
    counts = repeated.value_counts()
    examples = tuple(f"{name}: {count} rows" for name, count in counts.head(_SHOWN).items())
    return Question("row_is", words, ("event", "victim"), examples)


def firsts(sheet: Sheet, column: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each row the place of the first one with its id; its own where it has none."""
    ids = sheet.ids(column)
    codes = pd.factorize(ids)[0]
    first = texts.firsts(codes)[codes]
    return np.where((ids == "").to_numpy(bool), np.arange(len(ids)), first)
