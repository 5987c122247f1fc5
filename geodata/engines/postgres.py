"""Speaks to PostgreSQL: a schema for each version, questions over a connection that only reads.

Rows travel both ways as CSV through COPY, which Arrow writes and reads: a hundred times faster than a
statement a row, and without an object a value. Text is compared by its bytes (collation "C"), as in DuckDB
and Spark, so that the same order comes from each.
"""

from __future__ import annotations

import contextlib
import io
import threading
from typing import TYPE_CHECKING, Any, Final

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from geodata import deadlines, workload
from geodata.engines import arrays
from geodata.errors import EngineError, MissingPackageError, StoreSettingError

try:
    import psycopg
    from ibis.backends.sql.compilers.postgres import compiler
    from psycopg import sql as text
except ImportError as error:  # the program itself does not need it
    raise MissingPackageError("PostgreSQL", "psycopg[binary]", str(error)) from None

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from geodata.engines import Answer
    from geodata.engines.addresses import Address

TIMEOUT_S: Final = 60
"""After so long the server stops working on a question."""
_CONNECT_S: Final = 10
_SETTINGS: Final = {
    "jit": "off",  # compiling takes longer than answering
    "timezone": "UTC",
}
_BRIN: Final = ("earliest", "latest", "x", "y")
"""Columns that the rows' order follows roughly: a tiny index of each block's least and largest value."""
_NUL: Final = "\N{SYMBOL FOR NULL}"
"""Stands for the one character that PostgreSQL's text cannot hold."""

_TYPES: Final = {
    "bool": ("boolean", pa.bool_()),
    "int2": ("int16", pa.int16()),
    "int4": ("int32", pa.int32()),
    "int8": ("int64", pa.int64()),
    "float4": ("float32", pa.float32()),
    "float8": ("float64", pa.float64()),
    "numeric": ("float64", pa.float64()),
    "text": ("string", pa.string()),
    "bytea": ("binary", pa.string()),
}
"""PostgreSQL's types: Ibis's, and as what Arrow reads them from CSV."""


class Postgres:
    """An engine over one schema; safe for several threads, which wait for each other."""

    at_once = 1

    def __init__(self, address: Address, schema: str) -> None:
        self._address, self._schema = address, schema
        self._lock = threading.RLock()
        self._lent: dict[str, pa.Table] = {}
        self._connection: psycopg.Connection[Any] | None = None

    def lend(self, name: str, lines: pa.Table) -> ir.Table:
        """Make a temporary table; a new connection makes it anew."""
        with self._lock:
            with self._cursor() as cursor:
                _lend(cursor, name, lines)
            self._lent[name] = lines
            return self.table(name)

    def drop(self, name: str) -> None:
        """Drop a table that was lent."""
        with self._lock:
            self._lent.pop(name, None)
            with self._cursor() as cursor, cursor.connection.transaction():
                cursor.execute("SET TRANSACTION READ WRITE")
                cursor.execute(text.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(text.Identifier(name)))

    def table(self, name: str) -> ir.Table:
        """A table by its name, with the columns that the server tells."""
        with self._cursor() as cursor:
            kinds = _kinds(cursor, text.SQL("SELECT * FROM {}").format(text.Identifier(name)))
        return ibis.table({column: _TYPES[kind][0] for column, kind in kinds.items()}, name=name)

    def compile(self, expression: ir.Table) -> str:
        """The expression in PostgreSQL's SQL, without asking the server."""
        return str(compiler.to_sqlglot(expression).sql(compiler.dialect))

    def run(self, sql: str) -> Answer:
        """Run a statement that only reads; columns by name."""
        return arrays.answer(self.lines(sql))

    def lines(self, sql: str) -> pa.Table:
        """Run a statement that only reads; its lines as Arrow columns."""
        with (
            workload.QUESTIONS.counted(),
            self._cursor() as cursor,
            deadlines.interrupting(cursor.connection.cancel),
        ):
            return _fetch(cursor, text.SQL(sql))

    def read(self, name: str) -> pa.RecordBatchReader:
        """A whole table, held in memory at once."""
        with self._cursor() as cursor:
            return _fetch(cursor, text.SQL("SELECT * FROM {}").format(text.Identifier(name))).to_reader()

    def close(self) -> None:
        """Close the connection; the next question would open another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        self.close()  # a store that is let go leaves no connection behind

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[psycopg.Cursor[Any]]:
        with self._lock, in_words(self._address):
            yield self._live().cursor()

    def _live(self) -> psycopg.Connection[Any]:
        """The connection; a new one, with what was lent, when the old one is lost."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.OperationalError):
                self._connection.execute("")  # asks for nothing, and fails when nobody is there
                return self._connection
            self._connection.close()
        self._connection = connection = connect(self._address)
        cursor = connection.cursor()
        cursor.execute("SELECT set_config('search_path', %s, false)", (self._schema,))
        cursor.execute(f"SET statement_timeout = {TIMEOUT_S * 1000}")
        cursor.execute("SET default_transaction_read_only = on")
        for name, lines in self._lent.items():
            _lend(cursor, name, lines)
        return connection


class Server:
    """A database, and the versions that were published there."""

    def __init__(self, address: Address) -> None:
        self._address = address
        try:
            psycopg.conninfo.conninfo_to_dict(address.secret)
        except psycopg.ProgrammingError:
            raise StoreSettingError(address.shown, "postgres://user@host:5432/database") from None

    def open(self, name: str) -> Postgres | None:
        """The engine over a published version; none if it is not there."""
        with in_words(self._address), connect(self._address) as connection:
            return Postgres(self._address, name) if _holds(connection.cursor(), name) else None

    @contextlib.contextmanager
    def loading(self, name: str, *, replace: bool) -> Iterator[Loading | None]:
        """What creates a version's tables, which are there all at once at the end, or not at all.

        None if they are there already and are not to be replaced.
        """
        with (
            in_words(self._address),
            connect(self._address) as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            # Two who publish the same wait for each other.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))
            if _holds(cursor, name) and not replace:
                yield None
                return
            schema = text.Identifier(name)
            cursor.execute(text.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
            cursor.execute(text.SQL("CREATE SCHEMA {}").format(schema))
            cursor.execute(text.SQL("SET LOCAL search_path = {}").format(schema))
            yield Loading(cursor)


class Loading:
    """Creates a version's tables within one transaction."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor

    def create(self, name: str, lines: pa.RecordBatchReader) -> None:
        """Make a table with its indexes, and let the planner look at it."""
        columns = lines.schema.names
        _write(self._cursor, name, lines, freeze=True)
        table = text.Identifier(name)
        for column in {"row", "id", "code", "source"} & set(columns):
            self._cursor.execute(text.SQL("CREATE INDEX ON {} ({})").format(table, text.Identifier(column)))
        if name == "incidents":
            for column in _BRIN:
                self._cursor.execute(
                    text.SQL("CREATE INDEX ON {} USING brin ({})").format(table, text.Identifier(column))
                )
        self._cursor.execute(text.SQL("ANALYZE {}").format(table))


def connect(address: Address) -> psycopg.Connection[Any]:
    """A connection in which every statement is a transaction of its own."""
    options = {} if "connect_timeout=" in address.secret else {"connect_timeout": _CONNECT_S}
    connection = psycopg.connect(
        address.secret,
        autocommit=True,
        application_name="incident-map",
        client_encoding="UTF8",
        **options,
    )
    for name, value in _SETTINGS.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    return connection


@contextlib.contextmanager
def in_words(address: Address) -> Iterator[None]:
    """Say what a server said for people; what is wrong with our own statements stays an error like others."""
    try:
        yield
    except psycopg.errors.QueryCanceled:
        problem = f"it did not answer within {TIMEOUT_S} seconds"
        raise EngineError(
            address.shown, problem, "Filter more narrowly, or give it more to work with."
        ) from None
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise EngineError(address.shown, _said(error, address), "Publish the dataset there again.") from None
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction) as error:
        raise EngineError(address.shown, _said(error, address), "Ask who runs it for the right.") from None
    except psycopg.OperationalError as error:
        raise EngineError(
            address.shown, _said(error, address), "Check that it runs and lets you in."
        ) from None


def _said(error: psycopg.Error, address: Address) -> str:
    return address.without_secrets(" ".join(str(error).split()))


def _holds(cursor: psycopg.Cursor[Any], name: str) -> bool:
    found = cursor.execute(
        "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = %s", (name,)
    ).fetchone()
    return found is not None and found[0] > 0


def _lend(cursor: psycopg.Cursor[Any], name: str, lines: pa.Table) -> None:
    # A transaction that only reads may fill temporary tables but not make them.
    with cursor.connection.transaction():
        cursor.execute("SET TRANSACTION READ WRITE")
        cursor.execute(text.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(text.Identifier(name)))
        _write(cursor, name, lines.to_reader(), temporary=True)
        cursor.execute(text.SQL("ANALYZE {}").format(text.Identifier("pg_temp", name)))


def _write(
    cursor: psycopg.Cursor[Any],
    name: str,
    lines: pa.RecordBatchReader,
    *,
    temporary: bool = False,
    freeze: bool = False,
) -> None:
    columns = text.SQL(", ").join(
        text.SQL("{} {}").format(text.Identifier(each.name), text.SQL(_column_type(each.type)))
        for each in lines.schema
    )
    table = text.Identifier(*(["pg_temp"] if temporary else []), name)
    cursor.execute(text.SQL("CREATE TABLE {} ({})").format(table, columns))
    options = text.SQL("FORMAT csv, FREEZE" if freeze else "FORMAT csv")
    with cursor.copy(text.SQL("COPY {} FROM STDIN ({})").format(table, options)) as copy:
        for batch in lines:
            copy.write(_to_csv(batch))


def _column_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return {8: "smallint", 16: "smallint", 32: "integer"}.get(kind.bit_width, "bigint")
    if pa.types.is_floating(kind):
        return "double precision"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return "bytea"
    return 'text COLLATE "C"'


def _to_csv(batch: pa.RecordBatch) -> bytes:
    """Missing values as nothing, empty texts as a pair of quotation marks."""
    columns = []
    for column in batch.columns:
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            written = [None if each is None else rf"\x{each.hex()}" for each in column.to_pylist()]
            columns.append(pa.array(written, pa.string()))
        elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            columns.append(pc.replace_substring(column, "\0", _NUL))
        else:
            columns.append(column)
    content = io.BytesIO()
    csv.write_csv(
        pa.RecordBatch.from_arrays(columns, batch.schema.names),
        content,
        csv.WriteOptions(include_header=False),
    )
    return content.getvalue()


def _kinds(cursor: psycopg.Cursor[Any], question: text.Composable) -> dict[str, str]:
    """A question's columns, and their types in PostgreSQL's names."""
    cursor.execute(text.SQL("SELECT * FROM ({}) AS question LIMIT 0").format(question))
    registry = cursor.connection.adapters.types
    return {each.name: registry[each.type_code].name for each in cursor.description or ()}


def _fetch(cursor: psycopg.Cursor[Any], question: text.Composable) -> pa.Table:
    kinds = _kinds(cursor, question)
    with cursor.copy(text.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(question)) as copy:
        content = b"".join(copy)
    table = _from_csv(content, {name: _TYPES[kind][1] for name, kind in kinds.items()})
    for number, (name, kind) in enumerate(kinds.items()):
        if kind == "bytea":
            read = [None if each is None else bytes.fromhex(each[2:]) for each in table[name].to_pylist()]
            table = table.set_column(number, name, pa.array(read, pa.binary()))
    return table


def _from_csv(content: bytes, types: dict[str, pa.DataType]) -> pa.Table:
    if not content:
        return pa.schema(list(types.items())).empty_table()
    return csv.read_csv(
        io.BytesIO(content),
        # One block: a value longer than a block cannot be read.
        csv.ReadOptions(column_names=list(types), block_size=min(max(len(content), 1 << 20), 1 << 30)),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
