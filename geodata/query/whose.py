"""Tells of each record which dataset it is from, where several are open together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import numpy as np

from geodata.index import attributes
from geodata.library import joints, paths
from geodata.query import own_columns

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.query.store import Store

DATASET: Final = joints.COLUMN
"""The field by which records are told apart then, as a column of codes: positions in `datasets`."""


def datasets(store: Store) -> tuple[str, ...]:
    """The names of those that are open together; none where it is one alone."""
    return paths.parts_of(store.dataset.name)


def names_of(store: Store, rows: npt.NDArray[np.int64]) -> list[str]:
    """The name of the dataset that each of these rows is from."""
    order = np.argsort(rows)
    found = store.attributes(rows[order], DATASET)[DATASET].to_pylist()
    return [str(found[place]) for place in np.argsort(order)]


def with_codes(store: Store, table: ir.Table) -> ir.Table:
    """Lines with a `row`, and with the code of their dataset."""
    number, _ = own_columns.kind_of(store, joints.COLUMN)
    where, column = attributes.place_of(number)
    lines = store.table(where)
    codes = [(lines[column] == name, ibis.literal(code)) for code, name in enumerate(datasets(store))]
    named = lines.select(row_of_name=lines.row, **{DATASET: ibis.cases(*codes, else_=-1).cast("int32")})
    return table.inner_join(named, table.row == named.row_of_name).drop("row_of_name")
