"""Compares filters with a dataset: whether there are the columns, records and regions that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.query import nearness, own_columns, region_sets

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store


def check(store: Store, filters: Filters) -> None:
    """See that filters mean something in a dataset.

    Raises
    ------
    FilterError
        If there is no such column, record or region, or its values cannot be compared so.
    """
    own_columns.check(store, filters.columns)
    if filters.near:
        nearness.check(store, filters.near)
    region_sets.check(filters.regions)
