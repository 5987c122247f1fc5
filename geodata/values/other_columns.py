"""Writes the file's other columns as JSON, an object a record, and reads them back.

So exports of one table carry them, and so versions kept them before November 2026.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pa_json

from geodata.values import text_columns
from geodata.values.attribute_kinds import series
from geodata.values.text_columns import strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BLOCK: Final = 1 << 20
_SAMPLE: Final = 2_000
"""Records whose names are looked for first, and tell in which order columns stand."""


def together(columns: Iterable[tuple[str, pd.Series[str]]], index: pd.Index[int]) -> pd.DataFrame:
    """Columns as one table, "" where nothing stands; of two with one name the later counts first."""
    found: dict[str, pd.Series[str]] = {}
    for name, texts in columns:
        given = texts.set_axis(index)
        given = given if not given.hasnans else given.fillna("")
        found[name] = given.where(given != "", found[name]) if name in found else given
    return pd.DataFrame(found, index=index)


def frame(cells: pd.Series[str]) -> pd.DataFrame:
    """A table of the columns that each cell holds as JSON, "" where nothing stands."""
    found = columns(cells)
    return together(((name, series(texts)) for name, texts in found.items()), cells.index)


def written(cells: Mapping[str, Any], count: int) -> pa.Array:
    """JSON of the texts of each of `count` rows; empty and missing ones are left out."""
    members = [_as_members(str(name), texts) for name, texts in cells.items()]
    nothing = pa.nulls(count, pa.large_string()).fill_null("")
    held = text_columns.joined(members, ", ").fill_null("") if members else nothing
    opened, closed, nothing_between = (pa.scalar(each, pa.large_string()) for each in ("{", "}", ""))
    return pc.binary_join_element_wise(opened, held, closed, nothing_between)


def _as_members(name: str, cells: Any) -> pa.Array:
    """Name and text of each cell, as in an object of JSON; missing where there is none."""
    coded = text_columns.strings(cells).dictionary_encode()
    given = text_columns.or_missing(coded.dictionary)
    key = pa.scalar(json.dumps(name, ensure_ascii=False), pa.large_string())
    return pc.binary_join_element_wise(
        key, text_columns.as_json(given), pa.scalar(": ", pa.large_string())
    ).take(coded.indices)


def read(extra: object) -> dict[str, str]:
    """Name → value as text, in the file's order; empty values are left out.

    What is no JSON object, which no layout writes, is one value without a name.
    """
    if not isinstance(extra, str) or not extra.strip():
        return {}
    try:
        said = json.loads(extra)
    except (ValueError, RecursionError):
        return {"": extra}
    if not isinstance(said, dict):
        return {"": extra}
    texts = ((name, value if isinstance(value, str) else _text(value)) for name, value in said.items())
    return {name: text for name, text in texts if text}


def columns(extra: Any) -> Mapping[str, pa.Array]:
    """What `read` finds in each of n records: for each name n texts, missing where a record has none."""
    given = strings(extra).fill_null("")
    blank = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(given)), 0)
    given = pc.if_else(blank, pa.scalar("{}", pa.large_string()), given)
    found = _of_texts_alone(given)
    found = _one_by_one(given) if found is None else found
    return {name: found[name] for name in _in_order(given, found)}


def _in_order(given: pa.Array, names: Iterable[str]) -> list[str]:
    """The names as the file had them, as far as it is known: each record leaves its empty columns out."""
    found: list[str] = []
    known: set[str] = set()
    for said in (*map(read, given.slice(0, _SAMPLE).to_pylist()), names):
        if not known.issuperset(said):
            _merge(found, said, known)
            known.update(said)
    return [name for name in found if name in names]


def _merge(found: list[str], more: Iterable[str], known: set[str]) -> None:
    """Put new names behind those that they follow."""
    names, place = list(more), 0
    for number, name in enumerate(names):
        if name not in known:
            if number and names[number - 1] in known:
                place = found.index(names[number - 1]) + 1
            found.insert(place, name)
            place += 1


def _of_texts_alone(given: pa.Array) -> Mapping[str, pa.Array] | None:
    """The columns, read by Arrow; None where some record is no flat object of texts."""
    for sample in (given.slice(0, _SAMPLE), given):  # rarely a name occurs in later records only
        try:
            names = _as_table(sample).column_names
            table = _as_table(given, names)
        except pa.ArrowInvalid:
            continue
        if len(table) == len(given):  # else, as none is blank, one holds two
            return {name: table.column(name).combine_chunks() for name in names}
    return None


def _as_table(given: pa.Array, names: Sequence[str] | None = None) -> pa.Table:
    """Objects as Arrow reads them, in columns of whatever type, or of texts with these names alone."""
    nothing, end = (pa.scalar(each, pa.large_string()) for each in ("", "\n"))
    lines = pc.binary_join_element_wise(given, nothing, end)
    longest = pc.max(pc.binary_length(lines)).as_py() or 0
    reading = pa_json.ReadOptions(block_size=max(_BLOCK, longest + 1))
    parsing = pa_json.ParseOptions()
    if names is not None:
        texts = pa.schema([(name, pa.string()) for name in names])
        parsing = pa_json.ParseOptions(explicit_schema=texts, unexpected_field_behavior="error")
    return pa_json.read_json(pa.BufferReader(lines.buffers()[2]), reading, parsing)


def _one_by_one(given: pa.Array) -> Mapping[str, pa.Array]:
    found: dict[str, list[str | None]] = {}
    for place, text in enumerate(given.to_pylist()):
        for name, value in read(text).items():
            found.setdefault(name, [None] * len(given))[place] = value
    return {name: pa.array(cells, pa.large_string()) for name, cells in found.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)
