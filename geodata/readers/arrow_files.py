"""Reads Arrow's own files (Feather) and streams as text, batch by batch, each checked before it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from geodata.readers import archives, arrow_cells, parquet_tables
from geodata.readers.raw import Note, check_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.readers.raw import Job, RawFile

_STREAM: Final = b"\xff\xff\xff\xff"
_END: Final = _STREAM + b"\0\0\0\0"
_OPEN: Final = Note("format", "The Arrow stream has no mark at its end: rows may be missing.")
_RATIO_FROM_BYTES: Final = 1_000_000


def read(path: Path, job: Job) -> RawFile:
    """Read all rows.

    Raises
    ------
    UnusableFileError
        If the file is broken or ends too early, or turns out to be larger than the limits allow.
    """
    with path.open("rb") as stream:
        magic = stream.read(6)
    with arrow_cells.told_if_broken("a broken Arrow file", job):
        table = _table(path, job, is_file=magic == b"ARROW1")
    raw = parquet_tables.of_table(table, "arrow", job)
    return raw if magic[:4] != _STREAM or _is_ended(path) else replace(raw, notes=(_OPEN, *raw.notes))


def _is_ended(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-len(_END), 2)
        return stream.read() == _END


def _table(path: Path, job: Job, *, is_file: bool) -> pa.Table:
    with pa.OSFile(str(path), "rb") as source:
        reader = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
        schema = reader.schema
        if len(schema.names) > job.limits.columns:
            raise job.too_large(f"{len(schema.names):,} columns", f"{job.limits.columns:,}", "columns")
        batches = list(_batches(reader, path.stat().st_size, job))
    return pa.Table.from_batches(batches, schema)


def _batches(
    reader: pa.RecordBatchFileReader | pa.RecordBatchStreamReader, packed: int, job: Job
) -> Iterator[pa.RecordBatch]:
    found = (
        (reader.get_batch(number) for number in range(reader.num_record_batches))
        if isinstance(reader, pa.RecordBatchFileReader)
        else iter(reader)
    )
    rows, size = 0, 0
    for batch in found:
        batch.validate(full=True)  # offsets that lead elsewhere would end the process
        rows, size = rows + batch.num_rows, size + batch.get_total_buffer_size()
        check_rows(rows, job)
        if size > job.limits.bytes_unpacked:
            raise archives.bomb(job, f"it unpacks to more than {job.limits.bytes_unpacked:,} bytes")
        if size > _RATIO_FROM_BYTES and size > job.limits.ratio * packed:
            raise archives.dense(job, "it", size, packed)
        yield batch
