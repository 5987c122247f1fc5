"""Reads the file's own columns, which each record carries along, for every kind of export: the one place.

They are kept as one JSON object of texts a record; empty cells are left out.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from geodata import deadlines
from geodata.exporters import escaping
from geodata.values import other_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.exporters.selection import Block, Selection
    from geodata.query.store import Store

_NOTHING: Final = "{}"
_STRETCH: Final = 50_000
"""Records whose columns' names are looked at together."""
_SAMPLE: Final = 2_000
"""Records that tell in which order the columns stand: each leaves its empty ones out."""


def names(selection: Selection) -> tuple[str, ...]:
    """The names of the columns in which any record of the dataset has something, in the file's order."""
    store = selection.store
    return store.cached("names of own columns", lambda: tuple(_names(store)))  # type: ignore[no-any-return]


def columns(block: Block, wanted: tuple[str, ...]) -> list[pa.Array]:
    """The texts of these columns, missing where a record has nothing in one."""
    found = _parsed(block.records["extra"], wanted) if wanted else {}
    nothing = pa.nulls(len(block), escaping.TEXT)
    return [found.get(name, nothing) for name in wanted]


def as_kept(block: Block) -> pa.Array:
    """All of them as they are kept: a JSON object of texts a record."""
    return escaping.text(block.records["extra"])


def as_json(block: Block) -> pa.Array:
    """The same as JSON in any case: what is none is a string."""
    kept = as_kept(block)
    try:
        _by_columns(pc.fill_null(kept, _NOTHING), ())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([_as_json(each) for each in kept.to_pylist()], escaping.TEXT)
    return kept


def _as_json(said: str | None) -> str | None:
    try:
        return said if said is None else json.dumps(json.loads(said), ensure_ascii=False)
    except (ValueError, RecursionError):
        return json.dumps(said, ensure_ascii=False)


def _names(store: Store) -> list[str]:
    found: list[str] = []
    for begin in range(0, len(store), _STRETCH):
        deadlines.stop_if_over()
        rows = np.arange(begin, min(begin + _STRETCH, len(store)))
        texts = store.columns("records", rows, "row", "extra")["extra"]
        if not begin:
            for said in texts[:_SAMPLE].to_pylist():
                _merge(found, other_columns.read(said))
        _merge(found, _parsed(texts))
    return found


def _merge(found: list[str], more: Iterable[str]) -> None:
    """Put new names behind those that they follow, as far as that is known."""
    place = 0
    for name in more:
        if name in found:
            place = found.index(name) + 1
        else:
            found.insert(place, name)
            place += 1


def _parsed(extra: pa.ChunkedArray, wanted: tuple[str, ...] | None = None) -> dict[str, pa.Array]:
    """Columns of texts; of all names where none are wanted."""
    texts = pc.fill_null(escaping.text(extra), _NOTHING)
    if pc.all(pc.equal(texts, escaping.constant(_NOTHING))).as_py() is not False:
        return {}
    try:
        return _by_columns(texts, wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # a value that is no text, or no object
        return _one_by_one(texts.to_pylist(), wanted)


def _by_columns(texts: pa.Array, wanted: tuple[str, ...] | None) -> dict[str, pa.Array]:
    fields = None if wanted is None else pa.schema([(name, pa.string()) for name in wanted])
    lines = escaping.content(escaping.joined([texts, "\n"]))
    read = arrow_json.read_json(
        io.BytesIO(lines),
        arrow_json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        arrow_json.ParseOptions(
            explicit_schema=fields, unexpected_field_behavior="infer" if wanted is None else "ignore"
        ),
    )
    if len(read) != len(texts) and wanted is not None:
        raise pa.ArrowInvalid("a text that is no line")
    return {
        name: pc.if_else(pc.equal(column, ""), pa.scalar(None, escaping.TEXT), column)
        for name, each in zip(read.column_names, read.columns, strict=True)
        for column in [escaping.text(each)]
    }


def _one_by_one(texts: list[str], wanted: tuple[str, ...] | None) -> dict[str, pa.Array]:
    said = [other_columns.read(each) for each in texts]
    found = dict.fromkeys(name for each in said for name in each) if wanted is None else wanted
    return {name: pa.array([each.get(name) for each in said], escaping.TEXT) for name in found}
