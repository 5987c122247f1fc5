"""Reads well-formed delimited text by columns, with Arrow; leaves to others what it cannot read exactly.

Well formed is UTF-8 in which every row has as many cells as the first, no row is empty, and quotation marks
stand around whole cells only, doubled within them. `text_tables` reads such a text to the same rows, fifteen
times as slowly, and all others. The cells of a large file go through memory piece by piece, into a file of
their own that is mapped (`mapped_tables`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from geodata.readers import rows_read
from geodata.values import mapped_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.readers.raw import Job

_MARK: Final = b"\xef\xbb\xbf"
_QUOTE: Final = ord('"')
_BLOCK: Final = 4 << 20
_SMALL: Final = 16 << 20
"""Bytes of a file whose cells stay in memory."""
_LOOKED_AT: Final = 1 << 20
"""Bytes in which quotation marks are looked for at the same time."""
_LINE_END: Final = r"\r\n?|\n"
_SPACES: Final = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What `str.strip` takes away."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a well-formed text."""

    table: pa.Table
    """Texts, a column for each cell of a line."""
    lines: pd.Index[int]
    """The line on which each row begins."""
    mapped: mapped_tables.Mapped | None = None
    """The file in which the cells lie, if they do."""


def frame(table: pa.Table, lines: pd.Index[int]) -> pd.DataFrame:
    """As `RawFile.rows`."""
    return mapped_tables.frame(table, lines)


class _NotWellFormedError(Exception):
    """Something that is left to the other way."""


def read(path: Path, delimiter: str, job: Job, *, first: int, above: int = 0) -> Cells | None:
    """Read a text's cells from a line on, counted from 0; None if it is not well formed, or too large.

    So many lines `above` may have any width: titles, none of which is blank or goes on in the next line.
    """
    broken = _lines_in_cells(path, delimiter)
    if broken is None:
        return None
    try:
        return _cells(_Pieces(path, delimiter, job, first - above, above, broken=broken), path, job)
    except (pa.ArrowInvalid, UnicodeDecodeError, csv.Error, StopIteration, _NotWellFormedError):
        return None


def _cells(pieces: _Pieces, path: Path, job: Job) -> Cells:
    mapped = None
    if job.scratch is None or path.stat().st_size <= _SMALL:
        table = pa.Table.from_batches(pieces, pieces.schema)
    else:
        mapped = mapped_tables.written(job.scratch / "cells.arrow", pieces.schema, pieces)
        table = mapped.table
    return Cells(table, pieces.lines(), mapped)


@dataclass(eq=False)
class _Pieces:
    """The rows from a line on, piece by piece, each looked at before it is handed on."""

    path: Path
    delimiter: str
    job: Job
    first: int
    """The line of the first row, from 0, behind those above."""
    above: int
    """Lines that are passed over."""
    broken: bool
    """Whether cells hold line ends."""
    begun: bool = False
    rows: int = 0
    bytes_read: int = 0
    heights: list[Any] = field(default_factory=list)
    """How many lines each row takes, and those before the first, where cells are broken."""

    def __post_init__(self) -> None:
        self.size = self.path.stat().st_size
        # Arrow would read ahead through several blocks to tell the names alone.
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            for _ in range(self.above):
                next(stream)
            width = len(next(csv.reader(stream, delimiter=self.delimiter, strict=True)))
        if not 1 < width <= self.job.limits.columns:
            raise _NotWellFormedError
        self.schema = pa.schema([(f"f{place}", pa.large_string()) for place in range(width)])

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        reading = pa_csv.ReadOptions(autogenerate_column_names=True, block_size=_BLOCK, skip_rows=self.above)
        parsing = pa_csv.ParseOptions(
            delimiter=self.delimiter, ignore_empty_lines=False, newlines_in_values=self.broken
        )
        types = {each.name: each.type for each in self.schema}
        texts = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False)
        with pa_csv.open_csv(self.path, reading, parsing, texts) as reader:
            for batch in reader:
                yield self._looked_at(batch)

    def _looked_at(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if batch.schema != self.schema:
            raise _NotWellFormedError
        if self.broken:
            self.heights.append(_heights(batch))
        _check_length(batch, self.job.limits.cell_length)
        if not self.begun and len(batch):
            if len(batch) < self.first or _some_row_is_blank(batch.slice(0, self.first)):
                raise _NotWellFormedError
            self.begun, batch = True, batch.slice(self.first)
        self.rows, self.bytes_read = self.rows + len(batch), self.bytes_read + _bytes(batch)
        rows_read.say(self.rows, min(self.bytes_read / self.size, 1.0))
        if self.rows > self.job.limits.rows or _some_row_is_blank(batch):
            raise _NotWellFormedError
        return batch

    def lines(self) -> pd.Index[int]:
        """On which line each row begins."""
        if not self.broken:
            begin = self.above + self.first + 1
            return pd.RangeIndex(begin, begin + self.rows, name="row")
        heights = np.concatenate([[self.above], *self.heights])
        lines: pd.Index[int] = pd.Index(np.cumsum(heights)[self.first : -1] + 1, name="row")
        return lines


def _lines_in_cells(path: Path, delimiter: str) -> bool | None:
    """Whether cells hold line ends; None if quotation marks stand elsewhere than around whole cells."""
    if not delimiter.isascii():
        return None
    outside = np.zeros(256, bool)
    outside[[_QUOTE, ord("\n"), ord("\r"), ord(delimiter)]] = True
    seen, broken = 0, False
    for text in _overlapping(path):
        if text.find(b"\0", 1, -1) >= 0:
            return None
        block = np.frombuffer(text, np.uint8)
        marks = np.flatnonzero(block[1:-1] == _QUOTE) + 1
        if not len(marks) and seen % 2 == 0:
            continue
        opening = (np.arange(seen, seen + len(marks)) % 2) == 0
        if not outside[block[marks + np.where(opening, -1, 1)]].all():
            return None
        broken = broken or bool(((np.searchsorted(marks, _ends(text, block)) + seen) % 2).any())
        seen += len(marks)
    return None if seen % 2 else broken


def _ends(text: bytes, block: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Where lines end within a block."""
    ends = block[1:-1] == ord("\n")
    if b"\r" in text:
        ends |= block[1:-1] == ord("\r")
    return np.flatnonzero(ends) + 1


def _overlapping(path: Path) -> Iterator[bytes]:
    """A text's bytes without its mark, in blocks that begin and end with their neighbours' nearest byte.

    A line end stands before the first byte and behind the last.
    """
    with path.open("rb") as stream:
        here = stream.read(max(_LOOKED_AT, len(_MARK) + 1)).removeprefix(_MARK)
        before = b"\n"
        while here:
            after = stream.read(_LOOKED_AT)
            yield b"".join((before, here, after[:1] or b"\n"))
            before, here = here[-1:], after


def _bytes(batch: pa.RecordBatch) -> int:
    """How many bytes its texts have."""
    offsets: int = 8 * batch.num_rows * batch.num_columns
    return max(int(batch.nbytes - offsets), 0)


def _check_length(batch: pa.RecordBatch, most: int) -> None:
    for cells in batch.columns:
        # No text has more characters than bytes.
        longest = pc.max(pc.binary_length(cells)).as_py() or 0
        if longest > most and pc.max(pc.utf8_length(cells)).as_py() > most:
            raise _NotWellFormedError


def _some_row_is_blank(batch: pa.RecordBatch) -> bool:
    blank = None
    for cells in batch.columns:
        empty = pc.equal(pc.binary_length(pc.utf8_trim(cells, _SPACES)), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return False
    return True


def _heights(batch: pa.RecordBatch) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many lines each row takes."""
    heights = np.ones(len(batch), np.int64)
    for cells in batch.columns:
        heights += pc.count_substring_regex(cells, _LINE_END).to_numpy(zero_copy_only=False)
    return heights
