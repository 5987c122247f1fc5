"""Stores published versions as a folder of DuckDB files, one each, that several servers may read."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING, Any

import duckdb

from geodata.engines.embedded import DuckDB
from geodata.errors import EngineError, GeodataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from geodata.engines.addresses import Address


class Folder:
    """The folder, and the versions that were published there."""

    def __init__(self, address: Address) -> None:
        self._address = address
        assert address.folder is not None  # noqa: S101 - `addresses.parse` saw to it
        self._folder = address.folder

    def open(self, name: str) -> DuckDB | None:
        """The engine over a published version; none if it is not there."""
        path = self._path(name)
        return DuckDB(path) if path.is_file() else None

    @contextlib.contextmanager
    def loading(self, name: str, *, replace: bool) -> Iterator[Loading | None]:
        """What creates a version's tables, which are there all at once at the end, or not at all.

        None if they are there already and are not to be replaced.
        """
        path = self._path(name)
        if path.is_file() and not replace:
            yield None
            return
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with duckdb.connect(beside) as connection:
                yield Loading(connection)
                connection.execute("CHECKPOINT")
            beside.replace(path)
        except GeodataError:
            raise  # of the tables that were to be loaded
        except (OSError, duckdb.IOException) as error:
            problem = f"the file cannot be written ({type(error).__name__})"
            raise EngineError(
                self._address.shown, problem, "Check the folder, its rights and space."
            ) from None
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.duckdb"


class Loading:
    """Writes a version's tables into a file that nobody opens yet."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def create(self, name: str, lines: pa.RecordBatchReader) -> None:
        """Make a table of these lines, in their order."""
        self._connection.register("lines", lines)
        self._connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM lines')  # noqa: S608 - our names
        self._connection.unregister("lines")
