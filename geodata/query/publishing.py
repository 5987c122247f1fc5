"""Publishes a dataset version into an engine, and opens what was published for questions.

`python -m geodata publish` writes, the server only reads. A version's tables lie under a name made of the
version and of the tables' own number (a schema of PostgreSQL, a folder of Spark, a file of DuckDB): another
version, or another edition of this program, never meets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from geodata.engines import addresses, folder
from geodata.errors import NotPublishedError, PrivateDatasetError
from geodata.index import attributes, duckdb_file, star_schema, statistics, text_order
from geodata.library import indexes, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from geodata.engines import Engine
    from geodata.engines.addresses import Address
    from geodata.model import Dataset


def published(found: statistics.Statistics) -> tuple[str, ...]:
    """The tables of a version, the statistics last."""
    own = attributes.tables(found.own_columns)
    return (*star_schema.TABLES, *own, text_order.TABLE, statistics.TABLE)


class Loading(Protocol):
    """Where a version's tables go, out of everybody's sight until all are there."""

    def create(self, name: str, lines: pa.RecordBatchReader) -> None:
        """Make a table of these lines, in their order."""


class Host(Protocol):
    """Where versions are published."""

    def open(self, name: str) -> Engine | None:
        """The engine over a published version; none if it is not there."""

    def loading(self, name: str, *, replace: bool) -> AbstractContextManager[Loading | None]:
        """Make a version's tables, all or none; gives None if they are there and are not to be replaced."""


def host(address: Address) -> Host:
    """What is at an address.

    Raises
    ------
    MissingPackageError
        If the engine's package is not installed: only who chose an engine needs it.
    """
    if address.kind == "postgres":
        from geodata.engines import postgres  # noqa: PLC0415 - its package is optional

        return postgres.Server(address)
    if address.kind == "spark":
        from geodata.engines import spark  # noqa: PLC0415 - its package is optional

        return spark.Warehouse(address)
    return folder.Folder(address)


def name_of(version: str) -> str:
    """Under what name a version's tables lie; as long as PostgreSQL's names may be, and more than unique."""
    return f"incidents_{duckdb_file.NUMBER}_{version[:40]}"


def publish(
    dataset: Dataset,
    address: Address,
    *,
    replace: bool = False,
    progress: Callable[[float, str], None] = lambda _share, _words: None,
) -> bool:
    """Load a version's tables and statistics, all or nothing.

    Returns
    -------
    Whether something was loaded: False if it was there already.

    Raises
    ------
    GeodataError
        If it is a private upload, or the engine cannot be reached or used.
    """
    if paths.is_private(dataset.name):
        raise PrivateDatasetError(dataset.name)
    with host(address).loading(name_of(dataset.version), replace=replace) as target:
        if target is None:
            return False
        source, found = indexes.opened(dataset)
        try:
            tables = published(found)
            for number, name in enumerate(tables):
                counted = _Progress(progress, name, number / len(tables))
                target.create(name, counted.passing(source.read(name)))
        finally:
            source.close()
    progress(1, f"{found.n:,} records")
    return True


def opened(dataset: Dataset, address: Address) -> Engine:
    """The engine that holds a published version.

    Raises
    ------
    NotPublishedError
        If it was not published there.
    """
    found = host(address).open(name_of(dataset.version))
    if found is None:
        raise NotPublishedError(dataset.name, dataset.version, address.shown)
    return found


def chosen(dataset: Dataset) -> Engine | None:
    """The engine that answers for a dataset by the setting `INCIDENTS_STORE`; none for the embedded one.

    A private upload is answered here, and so are several datasets together: made a moment ago, they go soon.
    """
    address = addresses.from_settings()
    if address is None or paths.is_private(dataset.name) or paths.is_joint(dataset.name):
        return None
    return opened(dataset, address)


class _Progress:
    """Says how many lines of a table have passed."""

    def __init__(self, progress: Callable[[float, str], None], name: str, share: float) -> None:
        self._progress, self._name, self._share = progress, name, share

    def passing(self, lines: pa.RecordBatchReader) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(lines.schema, self._counted(lines))

    def _counted(self, lines: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        count = 0
        self._progress(self._share, self._name)
        for batch in lines:
            yield batch
            count += batch.num_rows
            self._progress(self._share, f"{self._name}: {count:,} lines")
