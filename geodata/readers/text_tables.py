"""Reads delimited text (CSV, TSV, GDELT) as rows of text: any delimiter, usual encodings.

A row's number is the line on which it begins. A row that cannot be split, or has more or fewer cells than the
header, is refused by itself; an open quotation mark costs one line, not the rest of the file.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from geodata.errors import UnusableFileError, shown
from geodata.readers import dialect, encodings, gdelt_columns, rows_read, well_formed
from geodata.readers.raw import (
    TOP_LINES,
    Note,
    RawFile,
    check_columns,
    check_rows,
    refused_frame,
    text_frame,
    top_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geodata.readers.raw import Job, TopLine

_MOST_BROKEN_LINES: Final = 1_000
_SAMPLE_ROWS: Final = 500
_TOP_CHARACTERS: Final = 4_000
_BEGINNING: Final = 1 << 20
_TOLD_LINES: Final = (1 << 13) - 1
"""Between two words about how far reading is, one less than a power of two."""
"""Bytes from which delimiter and first lines are told: more than `dialect` looks at."""
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")


class _Lines:
    """The lines of a text with their ends, whichever these are, from any place on.

    `io.StringIO` does the same from a copy with four bytes a character: a gigabyte for the rows of UCDP GED.
    """

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        found = _LINE.match(self.text, self.place)
        if not found or not found[0]:
            raise StopIteration
        self.place = found.end()
        return found[0]


@dataclass
class _Split:
    """A text's rows as they are found."""

    lines: list[int] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, its text, what is wrong with it."""
    blank: int = 0


def read_file(path: Path, job: Job) -> RawFile:
    """Read a delimited text by columns where it is well formed, otherwise as `read` does; the same rows."""
    found = _by_columns(path, job)
    return read(path.read_bytes(), job) if found is None else found


def _by_columns(path: Path, job: Job) -> RawFile | None:
    """What `read` finds in a well-formed text that begins with its header; None of any other."""
    with path.open("rb") as stream:
        text = stream.read(_BEGINNING).decode("utf-8-sig", "ignore")
    asked, first = job.choices, text[: text.find("\n") + 1 or None]
    if asked.encoding or asked.header_row is not None or dialect.declared(text) or not first.strip():
        return None
    _check_delimiter(asked.delimiter, job)
    if asked.delimiter in (None, "\t") and (
        gdelt_columns.of_first_line(first) or gdelt_columns.other_table(first)
    ):
        return None
    delimiter = asked.delimiter or dialect.guess(text)
    cells = well_formed.read(path, delimiter, job)
    if cells is None:
        return None
    check_columns(cells.header, job)
    notes = (
        [] if delimiter == "," else [Note("delimiter", f"The cells are separated by {_named(delimiter)}.")]
    )
    heads = (column.slice(0, _SAMPLE_ROWS).to_pylist() for column in cells.table.columns)
    notes += decimal_commas(dict(zip(cells.header, heads, strict=True)))
    top = _top(text, asked.delimiter or _fullest(text, delimiter), 0)
    format_ = "tsv" if delimiter == "\t" else "csv"
    rows, noted = cells.frame(), tuple(notes)
    return RawFile(
        format_,
        (),
        None,
        rows,
        notes=noted,
        file=job.file,
        top=tuple(top),
        header_row=1,
        mapped=cells.mapped,
        scratch=job.scratch if cells.mapped else None,
    )


def read(content: bytes, job: Job) -> RawFile:
    """Read a delimited text.

    Raises
    ------
    UnusableFileError
        If it is empty, in no known encoding, has several columns of one name, or goes beyond a limit.
    """
    decoded = encodings.decode(content, job, job.choices.encoding)
    notes = list(decoded.notes)
    text, lines_before, delimiter = decoded.text, 0, job.choices.delimiter
    if said := dialect.declared(text):
        delimiter, lines_before, text = delimiter or said[0], 1, text[len(said[1]) :]
    if not text.strip():
        raise job.unusable("empty", "there is nothing in it", "Choose another file.")
    _check_delimiter(delimiter, job)
    first = text[: text.find("\n") + 1 or None]
    if delimiter in (None, "\t") and (other := gdelt_columns.other_table(first)):
        next_step = "Choose the file of events beside it, whose name ends in .export.CSV."
        raise job.unusable("unsupported", f"it is {other}: it says which reports name an event", next_step)
    if delimiter in (None, "\t") and (columns := gdelt_columns.of_first_line(first)):
        split = _split(text, "\t", lines_before, job, quoting=csv.QUOTE_NONE)
        return _raw("gdelt", list(columns), split, notes, job)
    whole, asked = text, job.choices.header_row
    if asked is not None:
        text, lines_before = _from_line(text, asked - lines_before, job), asked - 1
    delimiter = delimiter or dialect.guess(text)
    split = _split(text, delimiter, lines_before, job)
    if split.broken and delimiter == "\t":
        split = _with_literal_quotes(text, split, lines_before, job, notes)
    if not split.records:
        raise job.unusable("empty", "all of its cells are empty", "Choose another file.")
    header, header_row = split.records.pop(0), split.lines.pop(0)
    if delimiter != ",":
        notes.append(Note("delimiter", f"The cells are separated by {_named(delimiter)}."))
    raw = _raw("tsv" if delimiter == "\t" else "csv", header, split, notes, job)
    above = 1 if said else 0
    top = _top(whole, job.choices.delimiter or _fullest(whole, delimiter), above)
    return replace(raw, top=tuple(top), header_row=header_row)


def _from_line(text: str, line: int, job: Job) -> str:
    """The text without what stands above a line, counted from 1."""
    lines = _Lines(text)
    for _ in range(line - 1):
        next(lines, None)
    if not text[lines.place :].strip():
        raise job.unusable("empty", f"line {line} is beyond its last", "Choose another line for the names.")
    return text[lines.place :]


def _fullest(text: str, delimiter: str) -> str:
    """What separates most cells in the first lines: titles above a header lead the guess astray."""
    lines = "".join(islice(_Lines(text), TOP_LINES))
    return max((delimiter, *dialect.WORDS), key=lines.count)


def _top(text: str, delimiter: str, lines_before: int) -> Iterator[TopLine]:
    """The first lines, each split by itself: a title may hold a quotation mark."""
    for number, line in enumerate(islice(_Lines(text), TOP_LINES), start=lines_before + 1):
        cells = next(csv.reader([line[:_TOP_CHARACTERS].rstrip("\r\n")], delimiter=delimiter), [])
        if any(cell.strip() for cell in cells):
            yield top_line(number, cells)


def _split(
    text: str,
    delimiter: str,
    lines_before: int,
    job: Job,
    *,
    quoting: int = csv.QUOTE_MINIMAL,
) -> _Split:
    before = csv.field_size_limit(job.limits.cell_length)  # of the whole process
    try:
        return _split_within_limit(text, delimiter, lines_before, job, quoting)
    finally:
        csv.field_size_limit(before)


def _split_within_limit(text: str, delimiter: str, lines_before: int, job: Job, quoting: int) -> _Split:
    found, stream, line = _Split(), _Lines(text), lines_before + 1
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
            text_of_line = next(stream)
            if "field larger than" in str(error) and len(text_of_line) > job.limits.cell_length:
                what = f"line {line} holds a cell of more than {job.limits.cell_length:,} characters"
                raise job.too_large(what, f"{job.limits.cell_length:,}", "cell_length") from None
            found.broken.append((line, text_of_line, "its quotation marks do not close as they should"))
            if len(found.broken) > _MOST_BROKEN_LINES or not found.records:
                which = f"more than {_MOST_BROKEN_LINES:,} lines" if found.records else "the column names"
                raise _unsplittable(f"{which} cannot be split into cells (line {line})", job) from None
            line += 1


def _unsplittable(found: str, job: Job) -> UnusableFileError:
    next_step = 'Close every quotation mark, and write one within a cell twice: "".'
    return job.unusable("malformed", found, next_step)


def _sort_in(cells: list[str], line: int, found: _Split, job: Job) -> None:
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


def _with_literal_quotes(text: str, split: _Split, lines_before: int, job: Job, notes: list[Note]) -> _Split:
    """The same rows with quotation marks as plain characters, if every row is then as wide as the first."""
    literal = _split(text, "\t", lines_before, job, quoting=csv.QUOTE_NONE)
    if {len(cells) for cells in literal.records} != {len(literal.records[0])}:
        return split
    notes.append(Note("quotes", "Quotation marks are taken as plain characters: they do not enclose cells."))
    return literal


def _raw(format_: str, header: list[str], split: _Split, notes: list[Note], job: Job) -> RawFile:
    width = len(header)
    refused = [
        (
            line,
            "",
            shown(text),
            f"This line cannot be split into cells: {what}.",
            json.dumps([text], ensure_ascii=False),
        )
        for line, text, what in split.broken
    ]
    lines: list[int] = []
    records: list[Sequence[str]] = []
    for line, cells in zip(split.lines, split.records, strict=True):
        if len(cells) == width:
            lines.append(line)
            records.append(cells)
        elif len(cells) > width and not any(cells[width:]):
            lines.append(line)
            records.append(cells[:width])
        else:
            refused.append(_ragged(line, cells, width))
    split.records.clear()
    columns: list[Sequence[str]] = list(zip(*records, strict=True)) if records else [()] * width
    named = dict(_named_columns(header, columns, notes))
    check_columns(header_names(header, columns), job)
    if split.blank:
        notes.append(Note("blank", f"{split.blank:,} rows with nothing in any cell are left out."))
    notes.extend(decimal_commas(named))
    return RawFile(
        format_, (), None, text_frame(named, lines), None, refused_frame(refused), tuple(notes), file=job.file
    )


def _ragged(line: int, cells: list[str], width: int) -> tuple[int, str, str, str, str]:
    reason = (
        f"{len(cells)} cells, but the header has {width}: put a cell that holds the delimiter in quotation "
        "marks, and give every column its delimiter."
    )
    return line, "", "", reason, json.dumps(cells, ensure_ascii=False)


def header_names(header: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """The columns' names: "column 3" for one that has cells and no name, none for one that has neither."""
    return [
        name or f"column {place}"
        for place, (name, cells) in enumerate(zip(header, columns, strict=True), start=1)
        if name or any(cells)
    ]


def _named_columns(
    header: Sequence[str], columns: Sequence[Sequence[str]], notes: list[Note]
) -> Iterator[tuple[str, Sequence[str]]]:
    for place, (name, cells) in enumerate(zip(header, columns, strict=True), start=1):
        if name:
            yield name, cells
        elif any(cells):
            notes.append(Note("columns", f"Column {place} has no name: it is called 'column {place}'."))
            yield f"column {place}", cells


def decimal_commas(columns: dict[str, Sequence[str]]) -> Iterator[Note]:
    """A note that names the columns whose numbers have a decimal comma, by their first cells."""
    examples: dict[str, str] = {}
    for name, cells in columns.items():
        given = [cell.strip() for cell in cells[:_SAMPLE_ROWS]]
        numbers = [cell for cell in given if _DECIMAL_COMMA.fullmatch(cell)]
        if numbers and not all(_THOUSANDS.fullmatch(cell) for cell in numbers):
            examples[name] = numbers[0]
    if examples:
        listed = ", ".join(f"'{shown(name)}' ({shown(value)})" for name, value in list(examples.items())[:5])
        yield Note("decimal-comma", f"Numbers are written with a decimal comma in {listed}.")


def _check_delimiter(delimiter: str | None, job: Job) -> None:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        found = f"'{shown(delimiter)}' cannot separate cells"
        raise job.unusable("malformed", found, "Choose one character, such as ; or a tab.")


def _named(delimiter: str) -> str:
    return dialect.WORDS.get(delimiter, f"the character '{shown(delimiter)}'")
