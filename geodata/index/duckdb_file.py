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
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from geodata.engines.embedded import DuckDB
    from geodata.index.star_schema import Words
    from geodata.model import Dataset

NUMBER: Final = 12
"""Part of the file's name: raise it when `star_schema`, `attributes`, `text_order` or `statistics` change."""
FILE: Final = f"index-{NUMBER}.duckdb"
_GROUP: Final = 30_720
"""Rows that DuckDB keeps together, a multiple of 2,048: those of a stretch."""
_MEMORY: Final = "128MB"
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
            settings: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": spill}
            with duckdb.connect(config=settings) as connection:
                quoted = str(beside).replace("'", "''")
                connection.execute(f"ATTACH '{quoted}' AS made (ROW_GROUP_SIZE {_GROUP})")
                connection.execute("USE made")
                # No transaction around all: a group that is appended whole is written at once.
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
    loading = _Loading(connection, words, own)
    # While DuckDB packs and writes a stretch, another thread makes the lines of the next.
    for lines in stretches.ahead(_lines(loading, pieces)):
        loading.add(lines)
        del lines  # before the next are taken
    loading.end()


def _lines(loading: _Loading, pieces: Iterable[Dataset]) -> Iterator[dict[str, pa.Table]]:
    for whole in pieces:
        for piece in stretches.of(whole):
            yield loading.lines(whole, piece)
            del piece  # before the next is made
        del whole


class _Loading:
    """The tables of an index, while stretches of rows are added."""

    def __init__(self, connection: Any, words: Words | None, own: attributes.Columns | None) -> None:
        self._connection, self._words, self._own = connection, words, own
        self._names, self._cited = dict[str, str](), np.zeros(0, bool)
        self._made, self._added = False, False

    def lines(self, whole: Dataset, piece: Dataset) -> dict[str, pa.Table]:
        """The lines of a stretch of rows; of the first one the whole tells what is the same for all."""
        if not self._made:
            self._words = self._words or star_schema.words_of(whole)
            self._own = attributes.described(whole.attributes) if self._own is None else self._own
            self._names, self._cited = names_of(piece), np.zeros(len(self._words["source"]), bool)
        words, own = self._words or {}, self._own or ()
        cited = star_schema.cited(piece, words)
        codes = cited["code"].to_numpy()
        found = {} if self._made else star_schema.shared(piece, words)
        found |= star_schema.by_row(piece, words)
        found |= {**attributes.lines(piece, own), text_order.TEXTS: text_order.texts(piece)}
        found["cited"] = cited.filter(pa.array(~self._cited[codes]))
        self._cited[codes], self._made = True, True
        return found

    def add(self, lines: Mapping[str, pa.Table]) -> None:
        """Add the lines of a stretch."""
        for name, each in lines.items():
            _append(self._connection, name, each, new=not self._added)
        self._added = True

    def end(self) -> None:
        """Make what is found of all rows together."""
        pa.default_memory_pool().release_unused()
        text_order.rank(self._connection.execute)
        asked = self._connection.execute
        found = statistics.find(
            lambda sql: asked(sql).fetchnumpy(), self._words or {}, self._names, self._own or ()
        )
        _append(self._connection, statistics.TABLE, found.to_table(), new=True)


def _append(connection: Any, name: str, lines: pa.Table, *, new: bool) -> None:
    if not new and not lines.num_rows:
        return
    connection.register("lines", lines)
    # What is dropped in the end is neither packed nor given a place in the file.
    kind = "TEMP TABLE" if name == text_order.TEXTS else "TABLE"
    begin = f"CREATE {kind} {name} AS" if new else f"INSERT INTO {name}"
    connection.execute(f"{begin} SELECT * FROM lines")  # noqa: S608 - our own names
    connection.unregister("lines")
