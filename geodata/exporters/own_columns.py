"""Reads the file's own columns, which each record carries along, for every kind of export: the one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from geodata.exporters import escaping
from geodata.values import other_columns

if TYPE_CHECKING:
    from geodata.exporters.selection import Block, Selection


def names(selection: Selection) -> tuple[str, ...]:
    """The names of the columns in which any record of the dataset has something, in the file's order."""
    return tuple(name for name, _ in selection.store.statistics.own_columns)


def columns(block: Block, wanted: tuple[str, ...]) -> list[pa.Array]:
    """The texts of these columns, missing where a record has nothing in one."""
    nothing = pa.nulls(len(block), escaping.TEXT)
    return [escaping.text(block.attributes.get(name, nothing)) for name in wanted]


def as_json(block: Block) -> pa.Array:
    """All of them, a JSON object of texts a record; empty ones are left out."""
    return escaping.text(other_columns.written(block.attributes, len(block)))
