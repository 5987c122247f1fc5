"""Reads how many events a row stands for, where rows are totals: of a week, a month, a district.

A total is a record of the kind `total`, with that number as its `count`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata import model
from geodata.errors import MappingError
from geodata.ingest import repeated_ids
from geodata.ingest.choices import ROW_IS, Question
from geodata.layouts import column_names
from geodata.values import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.ingest.sheet import Sheet

MEANING: Final = "count"
"""What a column of such numbers is mapped to."""
_SHOWN: Final = 5


def column(sheet: Sheet, mapping: Mapping[str, str], key: str | None, dated: Sequence[str]) -> str | None:
    """The column that says how many events a row stands for; None where each row is one event.

    Where a column's name and values look like it, what a row is is asked.

    Parameters
    ----------
    mapping
        Column → field, as chosen or proposed.
    key, dated
        The column of ids, and those that say when: an id that repeats may also be that of victims.

    Raises
    ------
    MappingError
        If rows are said to be totals of a file without a column of whole numbers, or single events although
        a column is mapped to the number of events.
    """
    mapped = next((name for name, meaning in mapping.items() if meaning == MEANING), None)
    said = sheet.choices.row_is
    if mapped is not None:
        if said not in (None, model.TOTAL):
            raise MappingError("row_is", said, f"total: '{mapped}' is mapped to the number of events")
        return mapped
    if said not in (None, model.TOTAL):
        return None
    named = _named(sheet, mapping)
    if said is None:
        if named:
            several = key is not None and bool(dated) and repeated_ids.differ(sheet, key)
            sheet.questions.append(_question(sheet, named[0], several=several))
        return None
    if len(named) == 1:
        return named[0]
    whole = named or [name for name in _free(sheet, mapping) if _is_whole(sheet[name])]
    if not whole:
        raise MappingError("row_is", said, "a file with a column that says how many events a row stands for")
    words = "Which column says how many events a row stands for?"
    examples = tuple(f"{name}: {', '.join(_given(sheet[name])[:3])}" for name in whole[:_SHOWN])
    sheet.questions.append(Question("mapping", words, tuple(whole), examples, MEANING))
    return None


def counted(sheet: Sheet, name: str, total: Any = None) -> pd.Series[Any]:
    """How many events each row stands for, missing where it gives no number; said once for the whole file.

    Parameters
    ----------
    total
        Which rows are totals (n truth values); all of them, if None. What the others say is left out, with
        a remark, if it is not 1.
    """
    found = sheet.figures(name)
    ranged = found.where(
        lambda count: count.best is None and (count.low is not None or count.high is not None)
    )
    sheet.warn_where(name, ranged, "a range is no number of events: the total is kept without one")
    counts = pd.Series(numbers.whole(found.each(lambda count: count.best)), index=sheet.index)
    totals = np.ones(len(counts), bool) if total is None else np.asarray(total, bool)
    stray = ~totals & counts.notna().to_numpy(bool) & (counts != 1).fillna(False).to_numpy(bool)
    sheet.warn_where(name, stray, "the row is no total by its kind: it counts as one event")
    counts = counts.where(totals)
    without = int((totals & counts.isna().to_numpy(bool)).sum())
    words = f"{int(totals.sum()):,} rows are totals that stand for {int(counts.sum()):,} events"
    words += ": each is one record, and counts as so many on the map, in charts and in all numbers of events."
    if without:
        words += f" {without:,} of them give no number: they are listed, and add no event."
    sheet.remark(sheet.column(name), words)
    return counts


def _named(sheet: Sheet, mapping: Mapping[str, str]) -> list[str]:
    """Columns whose names say that they count events, if they hold such numbers."""
    return [
        name
        for name in _free(sheet, mapping)
        if column_names.counts_events(name) and _is_whole(sheet[name]) and _is_more_than_one(sheet[name])
    ]


def _free(sheet: Sheet, mapping: Mapping[str, str]) -> list[str]:
    return [name for name in map(str, sheet.raw.rows.columns) if name not in mapping]


def _is_whole(cells: pd.Series[str]) -> bool:
    given = cells[cells != ""]
    return len(given) > 0 and bool(given.str.fullmatch(r"\s*[0-9]{1,9}(?:\.0+)?\s*").all())


def _is_more_than_one(cells: pd.Series[str]) -> bool:
    """Ones and noughts say whether, not how many."""
    return bool((pd.to_numeric(cells[cells != ""]) > 1).any())


def _given(cells: pd.Series[str]) -> list[str]:
    return [cell for cell in cells.head(100).tolist() if cell]


def _question(sheet: Sheet, name: str, *, several: bool) -> Question:
    words = (
        f"'{sheet.column(name)}' may say how many events a row stands for. What is a row: an event of its "
        "own, or a total of so many events?"
    )
    if several:
        words += " Or, as an id repeats, a victim or another participant of the event that the id names?"
    options = ROW_IS if several else tuple(each for each in ROW_IS if each != "victim")
    return Question("row_is", words, options, tuple(_given(sheet[name])[:_SHOWN]))
