"""Lays the file's own columns out as tables of the index, which know them by number, whatever their names.

A column may be named as another but for capitals, hold quotation marks or be called `row`: engines take such
names for the same, or not at all. Nor does a table hold any number of columns (of PostgreSQL a line with its
texts has to fit into 8 KB): there are as many tables as it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geodata.values import attribute_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geodata.model import Dataset

Columns = tuple[tuple[str, str], ...]
"""Name and kind of the columns in which something stands, in the file's order, which numbers them."""

WIDTH: Final = 200
"""Columns of a table."""


def described(attributes: pd.DataFrame) -> Columns:
    """The columns in which something stands, with their kinds (`values.attribute_kinds`)."""
    return of_kinds({str(name): attribute_kinds.kind_of(attributes[name]) for name in attributes})


def of_kinds(kinds: Mapping[str, str]) -> Columns:
    """The columns in which something stands, of all with their kinds."""
    return tuple((name, kind) for name, kind in kinds.items() if kind != attribute_kinds.EMPTY)


def place_of(number: int) -> tuple[str, str]:
    """The table and the column of it in which the column with this number lies."""
    return f"attributes_{number // WIDTH}", f"a{number}"


def tables(columns: Columns) -> tuple[str, ...]:
    """The names of the tables: as many as it takes."""
    return tuple(dict.fromkeys(place_of(number)[0] for number in range(len(columns))))


def lines(dataset: Dataset, columns: Columns) -> dict[str, pa.Table]:
    """The tables of a dataset or of a stretch of its rows, with `row`; days are whole numbers since 1970."""
    row = pa.array(dataset.incidents["row"].to_numpy().astype(np.int32))
    found: dict[str, dict[str, pa.Array]] = {name: {"row": row} for name in tables(columns)}
    for number, (name, kind) in enumerate(columns):
        table, column = place_of(number)
        found[table][column] = _plain(attribute_kinds.typed(dataset.attributes[name], kind))
    return {name: pa.table(each) for name, each in found.items()}


def texts(table: pa.Table, columns: Columns, numbers: Iterable[int]) -> Mapping[str, pa.Array]:
    """The texts of the columns with these numbers, by name, from lines of one table; missing where empty."""
    return {columns[each][0]: _texts(table[place_of(each)[1]], columns[each][1]) for each in numbers}


def _texts(values: pa.ChunkedArray, kind: str) -> pa.Array:
    wanted = attribute_kinds.type_of(kind)
    # Engines give other widths of the same.
    through = pa.int32() if pa.types.is_date(wanted) else wanted
    return attribute_kinds.texts_of(values.cast(through).cast(wanted), kind)


def _plain(values: pa.Array) -> pa.Array:
    if pa.types.is_date(values.type):
        return values.cast(pa.int32())
    return values.cast(pa.string()) if pa.types.is_large_string(values.type) else values
