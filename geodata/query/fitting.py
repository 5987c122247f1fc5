"""Compares filters with a dataset: whether it has the columns and the record that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.query import nearness, own_columns

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store


def check(store: Store, filters: Filters) -> None:
    """See that filters mean something in a dataset.

    Raises
    ------
    FilterError
        If there is no such column or record, or its values cannot be compared so.
    """
    own_columns.check(store, filters.columns)
    if filters.near:
        nearness.check(store, filters.near)
