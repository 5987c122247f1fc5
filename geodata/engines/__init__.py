"""Holds a dataset's tables and answers questions about them: what every engine can do, a module for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy.typing as npt

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Answer = dict[str, npt.NDArray[Any]]
"""Columns by name; masked arrays where values are missing."""


class Engine(Protocol):
    """Tables by name, and Ibis expressions over them.

    A store holds a lock but for `run`, which `at_once` threads may call at the same time. It ends as
    `geodata.deadlines` say.
    """

    at_once: int

    def lend(self, name: str, lines: pa.Table) -> ir.Table:
        """Make a table that this engine alone sees, until it is dropped: for a moment's question."""

    def drop(self, name: str) -> None:
        """Take away a table that was lent."""

    def table(self, name: str) -> ir.Table:
        """A table, also one that was lent, for expressions to be written over."""

    def compile(self, expression: ir.Table) -> str:
        """The expression in this engine's SQL."""

    def run(self, sql: str) -> Answer:
        """What a statement in this engine's SQL answers."""

    def lines(self, sql: str) -> pa.Table:
        """The same as Arrow columns, for answers of very many lines."""

    def read(self, name: str) -> pa.RecordBatchReader:
        """A whole table in batches, to be loaded elsewhere."""

    def close(self) -> None:
        """Give back what the engine holds; it is not asked afterwards."""
