"""Adds up how many were killed in some records: the lowest, best and highest figures that they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.query import grids

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.grids import CellBox
    from geodata.query.store import Store

_LOW, _BEST, _HIGH = _COLUMNS = ("fatalities_low", "fatalities_best", "fatalities_high")
_LOWEST: Final = (_LOW, _BEST, _HIGH)
_HIGHEST: Final = (_HIGH, _BEST, _LOW)
"""What stands for a record's lowest and highest figure: the first of these that it gives."""


@dataclass(frozen=True)
class Toll:
    """People killed in some records; a record that gives no figure adds nothing."""

    count: int
    """Records."""
    low: int
    best: int
    """Of the records that give a best figure."""
    high: int
    unknown: int
    """Records that give no best figure."""


def within(store: Store, filters: Filters, box: CellBox) -> Toll:
    """Of the records shown that lie in a part of the map; lines, areas and several points lie in none."""
    return Toll(**{name: int(values[0]) for name, values in store.ask(filters, _within, box).items()})


def of_rows(store: Store, rows: Iterable[int]) -> Toll:
    """Of the records with these row numbers; numbers that are no row are passed over."""
    told = store.records(rows, _COLUMNS)

    def total(names: tuple[str, ...]) -> int:
        first, *others = (told[name] for name in names)
        for other in others:
            first = first.fillna(other)
        return int(first.sum())

    unknown = int(told[_BEST].isna().sum())
    return Toll(len(told), total(_LOWEST), total((_BEST,)), total(_HIGHEST), unknown)


def _within(store: Store, shown: ir.Table, box: CellBox) -> ir.Table:
    rows = grids.in_box(shown, box).select("row")
    records = store.table("records").select("row", *_COLUMNS)
    told = rows.inner_join(records, "row")

    def total(names: tuple[str, ...]) -> ir.IntegerScalar:
        first, *others = (told[name] for name in names)
        for other in others:
            first = first.fill_null(other)
        return first.sum().fill_null(0).cast("int64")

    return told.aggregate(
        count=told.count(),
        low=total(_LOWEST),
        best=total((_BEST,)),
        high=total(_HIGHEST),
        unknown=told.count(where=told[_BEST].isnull()),
    )
