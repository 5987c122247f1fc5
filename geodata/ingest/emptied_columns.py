"""Takes cells that say nothing as empty, and those that repeat the one above as it; words the remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values import count_forms, dittos, mapped_tables, texts, words_for_nothing
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.readers.raw import RawFile

_LISTED: Final = 12
"""So many of a column's words are named in its remark."""


def without_words(
    raw: RawFile, column: str, *, codes: bool, people: bool = False
) -> tuple[pd.Series[str] | None, dict[str, int]]:
    """A column without its words for nothing, and how often each stood there; None where it has none.

    Of a column of numbers of `people`, `none` and the like stay: they may say that there were none.
    """
    cells = texts.arrow(raw.rows[column])
    words = words_for_nothing.found(column, cells, codes=codes)
    if people:
        words = [word for word in words if not count_forms.perhaps_none(fold(word.strip()))]
    if not words:
        return None, {}
    made = words_for_nothing.emptied(cells, words)
    if raw.mapped and raw.scratch is not None:
        schema = pa.schema([("cells", made.type)])
        path = raw.scratch / f"emptied-{list(raw.rows.columns).index(column)}-{codes}.arrow"
        batches = (pa.record_batch([chunk], schema=schema) for chunk in made.chunks)
        made = mapped_tables.written(path, schema, batches).table.column("cells")
    emptied = pd.Series(mapped_tables.column(made), index=raw.rows.index, copy=False)
    return emptied, _counted(cells, words)


def with_dittos(cells: pd.Series[str]) -> tuple[pd.Series[str], str] | None:
    """A column with what stands above in the place of each ditto, and a remark; None where it has none."""
    found = dittos.repeated(texts.arrow(cells))
    if found is None:
        return None
    made, words = found
    named, total = _named(words), sum(words.values())
    verb = "1 cell says" if total == 1 else f"{total:,} cells say"
    told = f"{verb} that it is the same as in the row above: {named}. Read as what stands there."
    return pd.Series(mapped_tables.column(made), index=cells.index, copy=False), told


def without_parts(
    column: str, places: np.ndarray[Any, np.dtype[np.int64]], parts: pd.Categorical
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], pd.Categorical, str]:
    """Parts of a column's lists and the places of their cells, but for those that stand for nothing.

    Behind them a remark, "" where nothing was left out.
    """
    nothing = words_for_nothing.of_texts(column, parts.categories, codes=True)
    if not nothing:
        return places, parts, ""
    is_nothing = np.array([part in nothing for part in parts.categories], np.bool_)
    out = is_nothing[parts.codes]
    named = ", ".join(sorted(nothing)[:_LISTED])
    words = f"{int(out.sum()):,} parts of lists say only that something is missing: {named}. Left out."
    return places[~out], parts[~out].remove_unused_categories(), words


def said(words: Mapping[str, int]) -> str:
    """What in a column was taken for nothing, and how often, as a remark."""
    total = sum(words.values())
    cells = "1 cell says" if total == 1 else f"{total:,} cells say"
    return f"{cells} only that something is missing: {_named(words)}. Taken as empty."


def _named(words: Mapping[str, int]) -> str:
    often = sorted(words.items(), key=lambda each: -each[1])
    named = ", ".join(f"{' '.join(word.split())} ({count:,})" for word, count in often[:_LISTED])
    return named + (f" and {len(often) - _LISTED} more" if len(often) > _LISTED else "")


def _counted(cells: pa.ChunkedArray, words: Iterable[str]) -> dict[str, int]:
    given = pa.array([*words], pa.large_string())
    found = pc.value_counts(cells.filter(pc.is_in(cells, value_set=given)))
    return {str(each["values"]): int(each["counts"]) for each in found.to_pylist()}
