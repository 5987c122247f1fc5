"""Runs DuckDB within this process: in memory, or over a file that several processes may read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import ibis
import numpy as np

from geodata import workload
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa

    from geodata.engines import Answer

_OFFLINE: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""Never fetch anything from the network."""

MEMORY_LIMIT: Final = "64MB"
"""Of a file's pages and of questions over it; what needs more goes to a temporary folder for a while."""

_BATCH: Final = 131_072


@cache
def _spill() -> PrivateFolder:
    """Where what memory does not hold goes for a while: it may be private, and leaves with this process."""
    return PrivateFolder()


class DuckDB:
    """An engine of this process; `path` names a file that is only read here."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._connection = ibis.duckdb.connect(**_OFFLINE)
        else:
            self._connection = ibis.duckdb.connect(
                path,
                read_only=True,
                memory_limit=MEMORY_LIMIT,
                temp_directory=_spill().name,
                **_OFFLINE,
            )

    def create(self, name: str, lines: pa.Table) -> None:
        """Make a table that every connection to the file sees; it takes the place of an older one."""
        self._connection.create_table(name, lines, overwrite=True)

    def lend(self, name: str, lines: pa.Table) -> ir.Table:
        """Make a temporary table, over a file that is only read as well."""
        return cast("ir.Table", self._connection.create_table(name, lines, temp=True, overwrite=True))

    def drop(self, name: str) -> None:
        """Drop a table, if it is there."""
        self._connection.drop_table(name, force=True)

    def table(self, name: str) -> ir.Table:
        """A table by its name; DuckDB tells its columns."""
        return cast("ir.Table", self._connection.table(name))

    def compile(self, expression: ir.Table) -> str:
        """The expression in DuckDB's SQL."""
        return cast("str", self._connection.compile(expression))

    def run(self, sql: str) -> Answer:
        """Run a statement; columns by name."""
        # Ibis's own ways to results take an expression, not text.
        with workload.QUESTIONS.counted():
            answer: dict[str, Any] = self._connection.raw_sql(sql).fetchnumpy()
        return {name: np.asanyarray(values) for name, values in answer.items()}

    def read(self, name: str) -> pa.RecordBatchReader:
        """A whole table, `_BATCH` lines at a time."""
        return self._connection.con.sql(f'SELECT * FROM "{name}"').to_arrow_reader(_BATCH)  # noqa: S608

    def close(self) -> None:
        """Close the connection, and the file."""
        self._connection.disconnect()
