"""Reads an Arrow table's typed columns as text, with no integer rounded on the way."""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata.errors import UnusableFileError, shown
from geodata.readers.raw import cell_text, check_cells, check_columns, check_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.readers.raw import Job


_FAULTS: Final = (
    *(pa.ArrowException, OSError, ValueError, KeyError, TypeError),
    *(NotImplementedError, OverflowError),
)


@contextlib.contextmanager
def told_if_broken(what: str, job: Job) -> Iterator[None]:
    """Turn what Arrow raises over a damaged file into an error in words.

    Raises
    ------
    UnusableFileError
        That says what is broken: `what`, such as "a broken Parquet file".
    """
    try:
        yield
    except UnusableFileError:
        raise
    except (MemoryError, pa.ArrowMemoryError):
        raise MemoryError from None
    except _FAULTS:
        next_step = "Write it again from the program it came from."
        raise job.unusable("malformed", f"it is {what}", next_step) from None


def texts(table: pa.Table, job: Job) -> dict[str, list[str]]:
    """Every column as text: times in ISO 8601, lists and structures as JSON, bytes as hexadecimal digits.

    Raises
    ------
    UnusableFileError
        If a limit is passed.
    """
    check_columns(table.column_names, job)
    check_rows(table.num_rows, job)
    if table.num_rows * table.num_columns > job.limits.rows * 50:
        raise job.too_large(f"more than {job.limits.rows * 50:,} cells", f"{job.limits.rows * 50:,}", "rows")
    columns: dict[str, list[str]] = {}
    characters = 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            columns[name] = _texts(column)
        except UnicodeDecodeError:
            found = f"the column '{shown(name)}' holds bytes that are no text in UTF-8"
            raise job.unusable("encoding", found, "Save the file again with text in UTF-8.") from None
        check_cells(columns[name], name, job)
        characters += sum(map(len, columns[name]))
        if characters > job.limits.bytes_unpacked:
            found = f"its cells unpack to more than {job.limits.bytes_unpacked:,} characters"
            raise job.too_large(found, f"{job.limits.bytes_unpacked:,}", "bytes_unpacked", "bomb")
    return columns


def _texts(column: pa.ChunkedArray) -> list[str]:
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind) or pa.types.is_duration(kind):
        # Nanoseconds, which Python's times lack, stay.
        return ["" if cell is None else _time(cell) for cell in column.cast(pa.string()).to_pylist()]
    if pa.types.is_floating(kind) and kind != pa.float64():
        # A float32 of 42.1 is written 42.1, not as the double nearest to it.
        return ["" if cell in (None, "nan") else cell for cell in column.cast(pa.string()).to_pylist()]
    return [text(cell) for cell in column.to_pylist()]


def _time(written: str) -> str:
    """Arrow's `2023-09-24 02:34:00.000Z` as ISO 8601, without a fraction that is zero."""
    day, _, clock = written.partition(" ")
    if not clock:
        return written
    zone = "Z" if clock.endswith("Z") else ""
    whole, _, fraction = clock.removesuffix("Z").partition(".")
    fraction = fraction.rstrip("0")
    return f"{day}T{whole}{'.' if fraction else ''}{fraction}{zone}"


def text(cell: Any) -> str:
    """One value as text."""
    if isinstance(cell, (bytes, bytearray)):
        return cell.hex()
    if isinstance(cell, (dt.date, dt.datetime, dt.time)):
        return cell.isoformat()
    if isinstance(cell, decimal.Decimal):
        return format(cell, "f")
    if isinstance(cell, (list, dict, tuple)):
        return json.dumps(cell, ensure_ascii=False, default=text)
    return cell_text(cell)
