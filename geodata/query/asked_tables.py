"""Defines what conditions are written over: the tables of a dataset version, as `store.Store` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import ibis.expr.types as ir
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from geodata.engines import Answer
    from geodata.filters import Filters, Ring
    from geodata.index.star_schema import Words
    from geodata.index.statistics import Statistics
    from geodata.model import Dataset
    from geodata.near_filters import Near
    from geodata.query.cache import Cache
    from geodata.shapes import Shapes

    Question = Callable[..., ir.Table]


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

    def near(self, near: Near) -> ir.Table:
        """The rows that may be as near as is said: `row`, and `certain` where they surely are."""

    def in_regions(self, regions: tuple[str, ...]) -> ir.Table:
        """The rows that may lie in one of these regions, likewise."""


class Asked(Tables, Protocol):
    """A version's tables, and what can be asked of them and of its records."""

    references: Cache
    """What distances are taken from: see `nearness.reference`."""

    def __len__(self) -> int:
        """Records in the dataset."""

    def run(self, expression: ir.Table) -> Answer:
        """What an expression over the tables answers."""

    def ask(self, filters: Filters, question: Question, *options: Hashable) -> Answer:
        """What a question answers of the rows that filters let pass."""

    def ask_table(self, name: str, question: Question, *options: Hashable) -> Answer:
        """What a question answers of one whole table."""

    def columns(self, table: str, rows: npt.NDArray[np.int64], *columns: str) -> pa.Table:
        """The lines of a table that belong to rows, which rise, as Arrow columns."""

    def geometries(self, rows: npt.NDArray[np.int64]) -> Shapes:
        """The geometries of rows, which rise."""
