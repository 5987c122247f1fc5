"""Writes a dataset version's index: the engine's tables and statistics in one DuckDB file beside the tables.

The version's own files stay the truth: an index that is missing, or was made by another version of this
program, is made anew.
"""

from __future__ import annotations

import secrets
import tempfile
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from geodata.index import attributes, star_schema, statistics, stretches, text_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geodata.engines.embedded import DuckDB
    from geodata.index.star_schema import Words
    from geodata.model import Dataset

NUMBER: Final = 7
"""Part of the file's name: raise it when `star_schema`, `attributes`, `text_order` or `statistics` change."""
FILE: Final = f"index-{NUMBER}.duckdb"
_MEMORY: Final = "256MB"
"""Of DuckDB while it writes; what needs more goes to a folder beside the file for a while."""


def fill(engine: DuckDB, dataset: Dataset) -> statistics.Statistics:
    """Put a whole dataset into an engine."""
    words = star_schema.words_of(dataset)
    own = attributes.described(dataset.attributes)
    tables = star_schema.by_row(dataset, words), star_schema.shared(dataset, words)
    for name, lines in {**tables[0], **tables[1], **attributes.lines(dataset, own)}.items():
        engine.create(name, lines)
    engine.create(text_order.TEXTS, text_order.texts(dataset))
    text_order.rank(engine.run)
    found = statistics.find(engine.run, words, names_of(dataset), own)
    engine.create(statistics.TABLE, found.to_table())
    return found


def names_of(dataset: Dataset) -> dict[str, str]:
    """The actors' names by id."""
    actors = dataset.actors.dropna(subset=["name"])
    return dict(zip(actors["id"], actors["name"], strict=True))


def write(
    path: Path,
    pieces: Iterable[Dataset],
    words: Words | None = None,
    own: attributes.Columns | None = None,
) -> None:
    """Write the index of a version as `path`, all or nothing.

    Parameters
    ----------
    pieces
        The dataset, or one dataset after the other for each stretch of its rows, which know their own `row`
        numbers; actors and places are those of the first piece. What is larger than a stretch is cut.
    words, own
        What `star_schema.words_of` and `attributes.described` would give for the whole; of the first piece
        where they are missing.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with tempfile.TemporaryDirectory(prefix=".spill-", dir=path.parent) as spill:
            settings = {"memory_limit": _MEMORY, "temp_directory": spill}
            with duckdb.connect(beside, config=settings) as connection:
                # No transaction around all: what is appended whole is written once, and nobody sees the file yet.
                _load(connection, pieces, words, own)
                connection.execute("CHECKPOINT")
        # As private as the folder that it lies in.
        beside.chmod(path.parent.stat().st_mode & 0o644 | 0o600)
        beside.replace(path)
        for older in set(path.parent.glob("index-*.duckdb")) - {path}:
            older.unlink(missing_ok=True)  # of another version of this program
    finally:
        beside.unlink(missing_ok=True)


def _load(
    connection: Any, pieces: Iterable[Dataset], words: Words | None, own: attributes.Columns | None
) -> None:
    seen, names = np.zeros(0, bool), {}
    for number, (whole, piece) in enumerate((each, part) for each in pieces for part in stretches.of(each)):
        if not number:
            words = words or star_schema.words_of(whole)
            seen, names = np.zeros(len(words["source"]), bool), names_of(piece)
            own = attributes.described(whole.attributes) if own is None else own
        assert words is not None and own is not None  # noqa: S101, PT018 - the first piece gave them
        shared = star_schema.shared(piece, words)
        cited = shared.pop("cited")
        codes = cited["code"].to_numpy()
        lines = {**star_schema.by_row(piece, words), "cited": cited.filter(pa.array(~seen[codes]))}
        lines |= attributes.lines(piece, own)
        seen[codes] = True
        for name, each in {**lines, **({} if number else shared)}.items():
            _append(connection, name, each, new=not number)
        _append(connection, text_order.TEXTS, text_order.texts(piece), new=not number)
    text_order.rank(connection.execute)
    found = statistics.find(lambda sql: connection.execute(sql).fetchnumpy(), words or {}, names, own or ())
    _append(connection, statistics.TABLE, found.to_table(), new=True)


def _append(connection: Any, name: str, lines: pa.Table, *, new: bool) -> None:
    connection.register("lines", lines)
    begin = f"CREATE TABLE {name} AS" if new else f"INSERT INTO {name}"
    connection.execute(f"{begin} SELECT * FROM lines")  # noqa: S608 - our own names
    connection.unregister("lines")
