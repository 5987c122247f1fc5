"""Splits a delimited text into rows of cells, each with the line on which it begins.

An open quotation mark costs one line, not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geodata.readers import rows_read
from geodata.readers.raw import Note, check_columns, check_rows

if TYPE_CHECKING:
    from geodata.errors import UnusableFileError
    from geodata.readers.raw import Job

_MOST_BROKEN_LINES: Final = 1_000
_LISTED: Final = 5
_TOLD_LINES: Final = (1 << 13) - 1
"""Between two words about how far reading is, one less than a power of two."""
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)?")


class Lines:
    """The lines of a text with their ends, whichever these are, from any place on.

    `io.StringIO` does the same from a copy with four bytes a character: a gigabyte for the rows of UCDP GED.
    """

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        found = _LINE.match(self.text, self.place)
        if not found or not found[0]:
            raise StopIteration
        self.place = found.end()
        return found[0]


@dataclass
class Split:
    """A text's rows as they are found."""

    lines: list[int] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, its text, what is wrong with it."""
    blank: int = 0
    escaped: list[int] = field(default_factory=list)
    """Lines in which a quotation mark within a cell stands behind a backslash, as MySQL writes it."""


def split(
    text: str,
    delimiter: str,
    lines_before: int,
    job: Job,
    *,
    quoting: int = csv.QUOTE_MINIMAL,
) -> Split:
    """Split a text; `lines_before` lines of the file stand above it."""
    before = csv.field_size_limit(job.limits.cell_length)  # of the whole process
    try:
        return _split_within_limit(text, delimiter, lines_before, job, quoting)
    finally:
        csv.field_size_limit(before)


def _split_within_limit(text: str, delimiter: str, lines_before: int, job: Job, quoting: int) -> Split:
    found, stream, line = Split(), Lines(text), lines_before + 1
    while True:
        reader = csv.reader(stream, delimiter=delimiter, strict=True, quoting=quoting)  # type: ignore[arg-type]
        begin, first = stream.place, line
        try:
            for cells in reader:
                _sort_in(cells, line, found, job)
                line = first + reader.line_num
                if not line & _TOLD_LINES:
                    rows_read.say(line, stream.place / len(text))
                begin = stream.place
            return found
        except csv.Error as error:
            stream.place = begin
            if quoting != csv.QUOTE_NONE and (length := _escaped(stream, delimiter, line, found, job)):
                line += length
                continue
            stream.place = begin
            text_of_line = next(stream)
            if "field larger than" in str(error) and len(text_of_line) > job.limits.cell_length:
                what = f"line {line} holds a cell of more than {job.limits.cell_length:,} characters"
                raise job.too_large(what, f"{job.limits.cell_length:,}", "cell_length") from None
            found.broken.append((line, text_of_line, "its quotation marks do not close as they should"))
            if len(found.broken) > _MOST_BROKEN_LINES or not found.records:
                which = f"more than {_MOST_BROKEN_LINES:,} lines" if found.records else "the column names"
                raise _unsplittable(f"{which} cannot be split into cells (line {line})", job) from None
            line += 1


def _escaped(stream: Lines, delimiter: str, line: int, found: Split, job: Job) -> int:
    """How many lines the row has that begins here, if backslashes make it as wide as the first; else 0."""
    try:
        reader = csv.reader(stream, delimiter=delimiter, strict=True, escapechar="\\")
        cells = next(reader)
    except (csv.Error, StopIteration):
        return 0
    if not found.records or len(cells) != len(found.records[0]):
        return 0
    _sort_in(cells, line, found, job)
    found.escaped.append(line)
    return reader.line_num


def notes(found: Split) -> list[Note]:
    """What is said of rows that were split in another way than the others."""
    if not found.escaped:
        return []
    listed = ", ".join(map(str, found.escaped[:_LISTED])) + (" …" if len(found.escaped) > _LISTED else "")
    rows = "1 row" if len(found.escaped) == 1 else f"{len(found.escaped):,} rows"
    words = f"In {rows} ({listed}) backslashes stand before quotation marks within cells: they are left out."
    return [Note("quotes", words)]


def _unsplittable(found: str, job: Job) -> UnusableFileError:
    next_step = 'Close every quotation mark, and write one within a cell twice: "".'
    return job.unusable("malformed", found, next_step)


def _sort_in(cells: list[str], line: int, found: Split, job: Job) -> None:
    if not (cells and cells[0].strip()) and not any(cell.strip() for cell in cells):
        found.blank += len(cells) > 1
        return
    if not found.records:
        if len(cells) > job.limits.columns:
            check_columns(cells, job)
    elif len(found.records) > job.limits.rows:
        check_rows(len(found.records), job)
    found.lines.append(line)
    found.records.append(cells)


def with_literal_quotes(text: str, before: Split, lines_before: int, job: Job, notes: list[Note]) -> Split:
    """The same rows with quotation marks as plain characters, if every row is then as wide as the first."""
    literal = split(text, "\t", lines_before, job, quoting=csv.QUOTE_NONE)
    if {len(cells) for cells in literal.records} != {len(literal.records[0])}:
        return before
    notes.append(Note("quotes", "Quotation marks are taken as plain characters: they do not enclose cells."))
    return literal
