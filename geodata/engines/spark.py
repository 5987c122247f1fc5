"""Speaks to Spark: a folder of Parquet files for each version, on a machine or cluster that sees the folder.

A session for each version, with its tables as temporary views; all share one Spark within this process.
Spark 4.0 needs Java 17 or 21: see `java`.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import threading
from typing import TYPE_CHECKING, Final

import ibis
import pyarrow as pa
from pyarrow import parquet

from geodata import deadlines, workload
from geodata.engines import arrays, java
from geodata.errors import EngineError, GeodataError, MissingPackageError

try:
    from ibis.backends.pyspark import Backend
    from ibis.backends.sql.compilers.base import SQLGlotCompiler
    from ibis.backends.sql.compilers.pyspark import PySparkCompiler
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError as error:  # the program itself does not need it
    raise MissingPackageError("Spark", "pyspark[sql]>=4,<4.1", str(error)) from None

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import ibis.expr.types as ir

    from geodata.engines import Answer
    from geodata.engines.addresses import Address

_SETTINGS: Final = {
    "spark.app.name": "incident-map",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}
_LOCAL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
}
_ROWS_A_FILE: Final = 2_000_000
"""Files that several machines can read at once."""
_INCOMING: Final = ".incoming-"
_CACHED: Final = ("incidents", "more_participations", "citations")
"""What nearly every question reads: cached in Spark's memory (or on its disk) after the first."""

Backend.register_options()  # which its compiler reads


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis's, with Spark's own OFFSET: Ibis numbers the rows instead, in no order, in a column that stays."""

    rewrites = SQLGlotCompiler.rewrites


_COMPILER: Final = _Compiler()
_starting: Final = threading.Lock()


class Spark:
    """An engine over one version's folder."""

    at_once = 2

    def __init__(self, address: Address, folder: Path) -> None:
        self._address = address
        self._session = session(address).newSession()
        self._schemas: dict[str, pa.Schema] = {}
        with in_words(address):
            for path in sorted(each for each in folder.iterdir() if each.is_dir()):
                # Spark would look for the columns itself, half a second a table.
                schema = self._schemas[path.name] = parquet.read_schema(next(path.glob("*.parquet")))
                self._session.read.schema(_columns(schema)).parquet(str(path)).createOrReplaceTempView(
                    path.name
                )
            for name in set(_CACHED) & set(self._schemas):
                self._session.sql(f"CACHE LAZY TABLE {name}")

    def lend(self, name: str, lines: pa.Table) -> ir.Table:
        """Make a temporary view of this session."""
        with in_words(self._address):
            self._session.createDataFrame(lines).createOrReplaceTempView(name)
        self._schemas[name] = lines.schema
        return self.table(name)

    def drop(self, name: str) -> None:
        """Drop a view that was lent."""
        self._session.catalog.dropTempView(name)

    def table(self, name: str) -> ir.Table:
        """A view by its name; its columns are those of the files, Spark is not asked."""
        return ibis.table(ibis.Schema.from_pyarrow(self._schemas[name]), name=name)

    def compile(self, expression: ir.Table) -> str:
        """The expression in Spark's SQL."""
        return str(_COMPILER.to_sqlglot(expression).sql(_COMPILER.dialect))

    def run(self, sql: str) -> Answer:
        """Run a statement; columns by name."""
        return arrays.answer(self.lines(sql))

    def lines(self, sql: str) -> pa.Table:
        """Run a statement; its lines as Arrow columns."""
        jobs, name = self._session.sparkContext, secrets.token_hex(8)
        with workload.QUESTIONS.counted(), in_words(self._address):
            jobs.setJobGroup(name, "a question", interruptOnCancel=True)  # of this thread
            with deadlines.interrupting(lambda: jobs.cancelJobGroup(name)):
                return self._session.sql(sql).toArrow()

    def read(self, name: str) -> pa.RecordBatchReader:
        """A whole table, held in memory at once."""
        with in_words(self._address):
            return self._session.table(name).toArrow().to_reader()

    def close(self) -> None:
        """Let go of the tables that Spark cached; the session is shared and stays."""
        for name in _CACHED:
            with contextlib.suppress(PySparkException):
                self._session.catalog.uncacheTable(name)


class Warehouse:
    """A folder that holds the folders of versions; every machine of a cluster sees it under this path."""

    def __init__(self, address: Address) -> None:
        self._address = address
        assert address.folder is not None  # noqa: S101 - `addresses.parse` saw to it
        self._folder = address.folder

    def open(self, name: str) -> Spark | None:
        """The engine over a published version; none if it is not there."""
        folder = self._folder / name
        return Spark(self._address, folder) if folder.is_dir() else None

    @contextlib.contextmanager
    def loading(self, name: str, *, replace: bool) -> Iterator[Loading | None]:
        """What creates a version's tables, which are there all at once at the end, or not at all.

        None if they are there already and are not to be replaced.
        """
        folder = self._folder / name
        if folder.is_dir() and not replace:
            yield None
            return
        beside = self._folder / f"{_INCOMING}{name}.{secrets.token_hex(4)}"
        try:
            beside.mkdir(parents=True)
            yield Loading(beside)
            _put(beside, folder)
        except GeodataError:
            raise  # of the tables that were to be loaded
        except OSError as error:
            problem = f"the folder cannot be written ({error.strerror or type(error).__name__})"
            raise EngineError(
                self._address.shown, problem, "Check the folder, its rights and space."
            ) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)


class Loading:
    """Writes a version's tables into a folder that nobody looks into yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str, lines: pa.RecordBatchReader) -> None:
        """Write a table's files."""
        table = self._folder / name
        table.mkdir()
        number, written, writer = 0, 0, None
        for batch in _and_empty(lines):
            if writer is None or written >= _ROWS_A_FILE:
                if writer is not None:
                    writer.close()
                writer = parquet.ParquetWriter(table / f"part-{number:05d}.parquet", lines.schema)
                number, written = number + 1, 0
            writer.write_batch(batch)
            written += batch.num_rows
        if writer is not None:
            writer.close()


def session(address: Address) -> SparkSession:
    """This process's Spark, started by the first who asks."""
    with _starting, in_words(address):
        java.find()
        builder = SparkSession.builder.master(address.master)
        local = _LOCAL if address.master.startswith("local") else {}
        for name, value in {**_SETTINGS, **local, **dict(address.options)}.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()


@contextlib.contextmanager
def in_words(address: Address) -> Iterator[None]:
    """Say in words that Spark is not there, or what it could not do."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        first = address.without_secrets(next(iter(str(error).strip().splitlines()), type(error).__name__))
        raise EngineError(address.shown, first, "Spark's log says more.") from error


def _put(beside: Path, folder: Path) -> None:
    old = beside.with_name(beside.name + ".old")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _columns(schema: pa.Schema) -> str:
    """The columns in Spark's words, which are those of its `CREATE TABLE`."""
    return ", ".join(f"`{each.name}` {_column_type(each.type)}" for each in schema)


def _column_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return {8: "tinyint", 16: "smallint", 32: "int"}.get(kind.bit_width, "bigint")
    if pa.types.is_floating(kind):
        return "double" if kind.bit_width == 64 else "float"
    if pa.types.is_boolean(kind):
        return "boolean"
    return "binary" if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) else "string"


def _and_empty(lines: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches, at least one: a table without a line has columns all the same."""
    yield pa.RecordBatch.from_pylist([], schema=lines.schema)
    yield from lines
