"""Tells of each record which dataset it is from, where several are open together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np

from geodata import column_filters
from geodata.column_filters import ColumnFilter
from geodata.index import attributes
from geodata.library import joints, paths
from geodata.query import answers, own_columns

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.filters import Filters
    from geodata.query.store import Store

DATASET: Final = joints.COLUMN
"""The field by which records are told apart then, as a column of codes: positions in `datasets`."""


WITHOUT_DOUBLES: Final = str(ColumnFilter(joints.DOUBLE, column_filters.IS, ""))
"""The condition of those that double no other."""
_DOUBLES: Final = str(ColumnFilter(joints.DOUBLE, column_filters.IS_NOT, ""))


def datasets(store: Store) -> tuple[str, ...]:
    """The names of those that are open together; none where it is one alone."""
    return paths.parts_of(store.dataset.name)


def names_of(store: Store, rows: npt.NDArray[np.int64]) -> list[str]:
    """The name of the dataset that each of these rows is from."""
    order = np.argsort(rows)
    found = store.attributes(rows[order], DATASET)[DATASET].to_pylist()
    return [str(found[place]) for place in np.argsort(order)]


def doubles(store: Store, filters: Filters) -> int:
    """How many of the records that filters show were decided to be one event with another record."""
    if own_columns.number_of(store, joints.DOUBLE) is None:
        return 0
    others = column_filters.without(filters.columns, joints.DOUBLE)
    return answers.counts(store, replace(filters, columns=(*others, _DOUBLES))).shown


def left_out(store: Store, filters: Filters) -> int:
    """How many of them the filters leave out for that reason alone."""
    return doubles(store, filters) if WITHOUT_DOUBLES in filters.columns else 0


def with_codes(store: Store, table: ir.Table) -> ir.Table:
    """Lines with a `row`, and with the code of their dataset."""
    number, _ = own_columns.kind_of(store, joints.COLUMN)
    where, column = attributes.place_of(number)
    lines = store.table(where)
    codes = [(lines[column] == name, ibis.literal(code)) for code, name in enumerate(datasets(store))]
    named = lines.select(row_of_name=lines.row, **{DATASET: ibis.cases(*codes, else_=-1).cast("int32")})
    return table.inner_join(named, table.row == named.row_of_name).drop("row_of_name")
