"""Ranks each record by its title and by its place's name as people sort texts, once for every question.

Engines differ in how they sort letters: they are given numbers. A title of a million that all differ takes
seconds to fold and to compare, a number milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.values import text_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.model import Dataset

TABLE: Final = "text_order"
"""A line for each incident: `row`, and for each of `COLUMNS` its rank, missing where the text is."""
COLUMNS: Final = ("title", "place")
TEXTS: Final = "texts_to_rank"
"""A table for as long as ranks are made."""


def texts(dataset: Dataset) -> pa.Table:
    """What is ranked, of a dataset or of a stretch of its rows: texts as they are read, and folded."""
    incidents, places = dataset.incidents, dataset.places.dropna(subset=["name_en"])
    named = text_columns.strings(places["name_en"])
    columns: dict[str, Any] = {"row": pa.array(incidents["row"].to_numpy(), pa.int32())}
    for name in COLUMNS:
        found = text_columns.strings(incidents[name]).dictionary_encode()
        words = found.dictionary
        if name == "place":
            at = text_columns.places_of(words, places["key"])
            words = pc.coalesce(named.take(pa.array(at, mask=at < 0)), words)
        columns[name] = words.cast(pa.string()).take(found.indices)
        folded = text_columns.folded(words).fill_null("").cast(pa.string())
        columns[f"{name}_folded"] = folded.take(found.indices)
    return pa.table(columns)


def rank(run: Callable[[str], object]) -> None:
    """Make `TABLE` of what `TEXTS` holds, by DuckDB, whose plain order of letters is that of Python."""
    for name in COLUMNS:
        run(
            f"CREATE TEMP TABLE ranked_{name} AS SELECT *, row_number() OVER () AS rank FROM ("  # noqa: S608 - our own names
            f"SELECT DISTINCT {name}_folded AS folded, {name} AS word FROM {TEXTS} WHERE {name} IS NOT NULL "
            "ORDER BY folded, word)"
        )
    ranks = ", ".join(f"CAST(ranked_{name}.rank AS INTEGER) AS {name}" for name in COLUMNS)
    joins = " ".join(f"LEFT JOIN ranked_{name} ON ranked_{name}.word = {TEXTS}.{name}" for name in COLUMNS)
    run(f'CREATE TABLE {TABLE} AS SELECT "row", {ranks} FROM {TEXTS} {joins} ORDER BY "row"')  # noqa: S608
    for name in (*(f"ranked_{name}" for name in COLUMNS), TEXTS):
        run(f"DROP TABLE {name}")
