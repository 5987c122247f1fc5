"""Runs DuckDB within this process: in memory, or over a file that several processes may read."""

from __future__ import annotations

import queue
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import ibis
import numpy as np

from geodata import deadlines, workload
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from geodata.engines import Answer

_OFFLINE: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""Never fetch anything from the network."""

MEMORY_LIMIT: Final = "64MB"
"""Of a file's pages and of questions over it; what needs more goes to a temporary folder for a while."""

_BATCH: Final = 131_072
_bounds: Final[dict[str, Any]] = {}
"""Settings of all engines that are opened from now on."""


def use_threads(count: int) -> None:
    """Give each engine that this process opens from now on so many threads, in place of one a core."""
    _bounds["threads"] = count


@cache
def _spill() -> PrivateFolder:
    """Where what memory does not hold goes for a while: it may be private, and leaves with this process."""
    return PrivateFolder()


_FILE: Final = "index_file"
"""The file's name beside the tables in memory, which every cursor sees, as it would no temporary table."""
_IN_MEMORY: Final = ("memory", "main")


class DuckDB:
    """An engine of this process; `path` names a file that is only read here."""

    at_once = 3
    """Questions; one uses every core, but a costly one shall not have all others wait."""

    def __init__(self, path: Path | None = None) -> None:
        self._use = ""
        if path is None:
            self._connection = ibis.duckdb.connect(**_OFFLINE, **_bounds)
        else:
            self._connection = ibis.duckdb.connect(
                memory_limit=MEMORY_LIMIT,
                temp_directory=_spill().name,
                **_OFFLINE,
                **_bounds,
            )
            quoted = str(path).replace("'", "''")
            self._connection.raw_sql(f"ATTACH '{quoted}' AS {_FILE} (READ_ONLY)")
            self._use = f"USE {_FILE}"
            self._connection.raw_sql(self._use)
        self._cursors: queue.SimpleQueue[DuckDBPyConnection] = queue.SimpleQueue()

    def create(self, name: str, lines: pa.Table) -> None:
        """Make a table that every connection to the file sees; it takes the place of an older one."""
        self._connection.create_table(name, lines, overwrite=True)

    def lend(self, name: str, lines: pa.Table) -> ir.Table:
        """Make a table in memory, over a file that is only read as well."""
        made = self._connection.create_table(name, lines, database=_IN_MEMORY, overwrite=True)
        return cast("ir.Table", made)

    def lent(self, name: str) -> pa.Table:
        """A table that was lent, whole."""
        database, schema = _IN_MEMORY
        lines = f'SELECT * FROM {database}.{schema}."{name}"'  # noqa: S608 - our own name
        return self._connection.con.sql(lines).to_arrow_table()

    def drop(self, name: str) -> None:
        """Drop a table, if it is there."""
        self._connection.drop_table(name, database=_IN_MEMORY, force=True)

    def table(self, name: str) -> ir.Table:
        """A table by its name; DuckDB tells its columns."""
        return cast("ir.Table", self._connection.table(name))

    def compile(self, expression: ir.Table) -> str:
        """The expression in DuckDB's SQL."""
        return cast("str", self._connection.compile(expression))

    def run(self, sql: str) -> Answer:
        """Run a statement; columns by name. Several threads may, each over a cursor of its own."""
        cursor = self._cursor()
        try:
            with workload.QUESTIONS.counted(), deadlines.interrupting(cursor.interrupt):
                answer: dict[str, Any] = cursor.execute(sql).fetchnumpy()
        finally:
            self._cursors.put(cursor)
        return {name: np.asanyarray(values) for name, values in answer.items()}

    def lines(self, sql: str) -> pa.Table:
        """Run a statement; its lines as Arrow columns."""
        cursor = self._cursor()
        try:
            with workload.QUESTIONS.counted(), deadlines.interrupting(cursor.interrupt):
                return cursor.sql(sql).to_arrow_table()
        finally:
            self._cursors.put(cursor)

    def _cursor(self) -> DuckDBPyConnection:
        """One that nobody uses now."""
        try:
            return self._cursors.get_nowait()
        except queue.Empty:
            cursor: DuckDBPyConnection = self._connection.con.cursor()
            if self._use:
                cursor.execute(self._use)
            return cursor

    def read(self, name: str) -> pa.RecordBatchReader:
        """A whole table, `_BATCH` lines at a time."""
        return self._connection.con.sql(f'SELECT * FROM "{name}"').to_arrow_reader(_BATCH)  # noqa: S608

    def close(self) -> None:
        """Close the connections, and the file."""
        while not self._cursors.empty():
            self._cursors.get().close()
        self._connection.disconnect()
