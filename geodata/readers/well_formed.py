"""Reads well-formed delimited text by columns, with Arrow; leaves to others what it cannot read exactly.

Well formed is UTF-8 in which every row has as many cells as the first, no row is empty, and quotation marks
stand around whole cells only, doubled within them. `text_tables` reads such a text to the same rows, fifteen
times as slowly, and all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from geodata.readers import rows_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.readers.raw import Job

_MARK: Final = b"\xef\xbb\xbf"
_QUOTE: Final = ord('"')
_BLOCK: Final = 4 << 20
_LOOKED_AT: Final = 1 << 20
"""Bytes in which quotation marks are looked for at the same time."""
_LINE_END: Final = r"\r\n?|\n"
_SPACES: Final = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What `str.strip` takes away."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a well-formed text."""

    header: list[str]
    columns: list[pa.ChunkedArray]
    """Texts, one column for each of the header's cells."""
    lines: np.ndarray[Any, np.dtype[np.int64]]
    """The line on which each row begins; the header stands on the first."""

    def frame(self) -> pd.DataFrame:
        """As `RawFile.rows`."""
        table = pa.table(dict(zip(self.header, self.columns, strict=True)))
        return pd.DataFrame(table.to_pandas().astype("str")).set_axis(pd.Index(self.lines, name="row"))


def read(path: Path, delimiter: str, job: Job) -> Cells | None:
    """Read a text's cells; nothing if it is not well formed, or a limit is passed."""
    broken = _lines_in_cells(path, delimiter)
    if broken is None:
        return None
    try:
        table = _table(path, delimiter, broken=broken)
    except (pa.ArrowInvalid, StopIteration):
        return None
    header = [column[0].as_py() for column in table.columns]
    columns = [column.slice(1) for column in table.columns]
    named = len(header) > 1 and all(name.strip() for name in header)
    if not named or not _within_limits(table, job) or _some_row_is_blank(columns):
        return None
    return Cells(header, columns, _lines(table, broken=broken))


def _lines_in_cells(path: Path, delimiter: str) -> bool | None:
    """Whether cells hold line ends; None if quotation marks stand elsewhere than around whole cells."""
    if not delimiter.isascii():
        return None
    outside = np.zeros(256, bool)
    outside[[_QUOTE, ord("\n"), ord("\r"), ord(delimiter)]] = True
    seen, broken = 0, False
    for block in _overlapping(path):
        marks = np.flatnonzero(block[1:-1] == _QUOTE) + 1
        if not block[1:-1].all():
            return None
        if not len(marks) and seen % 2 == 0:
            continue
        opening = (np.arange(seen, seen + len(marks)) % 2) == 0
        if not outside[block[marks + np.where(opening, -1, 1)]].all():
            return None
        ends = np.flatnonzero((block[1:-1] == ord("\n")) | (block[1:-1] == ord("\r"))) + 1
        broken |= bool(((np.searchsorted(marks, ends) + seen) % 2).any())
        seen += len(marks)
    return None if seen % 2 else broken


def _overlapping(path: Path) -> Iterator[np.ndarray[Any, np.dtype[np.uint8]]]:
    """A text's bytes without its mark, in blocks that begin and end with their neighbours' nearest byte.

    A line end stands before the first byte and behind the last.
    """
    with path.open("rb") as stream:
        here = stream.read(max(_LOOKED_AT, len(_MARK))).removeprefix(_MARK)
        before = b"\n"
        while here:
            after = stream.read(_LOOKED_AT)
            yield np.frombuffer(before + here + (after[:1] or b"\n"), np.uint8)
            before, here = here[-1:], after


def _table(path: Path, delimiter: str, *, broken: bool) -> pa.Table:
    """All lines, the header's too, as texts in columns that have no names yet."""
    parse = pa_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False, newlines_in_values=broken)
    reading = pa_csv.ReadOptions(autogenerate_column_names=True, block_size=_BLOCK)
    with pa_csv.open_csv(path, reading, parse) as reader:
        names = reader.schema.names
    texts = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
    )
    with pa_csv.open_csv(path, reading, parse, texts) as reader:
        return pa.Table.from_batches(_told(reader, path.stat().st_size), reader.schema)


def _told(reader: pa_csv.CSVStreamingReader, size: int) -> Iterator[pa.RecordBatch]:
    """The batches; each says how many rows there are by now."""
    rows, read = -1, 0  # the header is no row
    for batch in reader:
        rows, read = rows + batch.num_rows, read + batch.nbytes - 8 * batch.num_rows * batch.num_columns
        rows_read.say(rows, min(read / size, 1.0))
        yield batch


def _within_limits(table: pa.Table, job: Job) -> bool:
    if table.num_columns > job.limits.columns or table.num_rows > job.limits.rows:
        return False
    return all(pc.max(pc.utf8_length(column)).as_py() <= job.limits.cell_length for column in table.columns)


def _some_row_is_blank(columns: list[pa.ChunkedArray]) -> bool:
    blank = None
    for column in columns:
        empty = pc.equal(pc.binary_length(pc.utf8_trim(column, _SPACES)), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return False
    return True


def _lines(table: pa.Table, *, broken: bool) -> np.ndarray[Any, np.dtype[np.int64]]:
    """On which line each row but the first begins."""
    heights = np.ones(table.num_rows, np.int64)
    for column in table.columns if broken else ():
        heights += pc.count_substring_regex(column, _LINE_END).to_numpy()
    return np.asarray(np.cumsum(heights)[:-1] + 1)
