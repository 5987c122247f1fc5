"""Defines what conditions are written over: the tables of a dataset version, as `store.Store` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Ring
    from geodata.index.star_schema import Words
    from geodata.index.statistics import Statistics
    from geodata.model import Dataset


class Tables(Protocol):
    """A version's tables, words and statistics."""

    dataset: Dataset
    words: Words
    statistics: Statistics
    incidents: ir.Table
    more_participations: ir.Table
    citations: ir.Table

    def table(self, name: str) -> ir.Table:
        """One of `star_schema.TABLES` or `index.attributes`."""

    def code_list(self, column: str, words: tuple[str, ...]) -> list[int]:
        """Positions of words in a coded column; those that no row holds are left out."""

    def area(self, ring: Ring) -> ir.Table:
        """The rows whose disc touches a polygon: `row`, and `certain` where it lies inside."""
