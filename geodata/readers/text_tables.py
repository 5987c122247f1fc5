"""Reads delimited text (CSV, TSV, GDELT) as rows of text: any delimiter, usual encodings.

A row's number is the line on which it begins. A row that cannot be split, or has more or fewer cells than the
header, is refused by itself; an open quotation mark costs one line, not the rest of the file.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from geodata.errors import shown
from geodata.readers import (
    column_names,
    dialect,
    encodings,
    gdelt_columns,
    heading_notes,
    headings,
    no_rows,
    splitting,
    well_formed,
)
from geodata.readers.headings import Heading
from geodata.readers.raw import (
    TOP_LINES,
    Note,
    RawFile,
    blank_rows,
    check_columns,
    refused_frame,
    text_frame,
    top_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from geodata.readers.no_rows import Refusal
    from geodata.readers.raw import Job, TopLine
    from geodata.readers.splitting import Split

_SAMPLE_ROWS: Final = 500
_TOP_CHARACTERS: Final = 4_000
_BEGINNING: Final = 1 << 20
"""Bytes from which delimiter and first lines are told: more than `dialect` looks at."""
_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
_LIST: Final = re.compile(r"[0-9]+(?:(?:,[0-9]+){2,})?")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")


def read_file(path: Path, job: Job) -> RawFile:
    """Read a delimited text by columns where it is well formed, otherwise as `read` does; the same rows."""
    found = _by_columns(path, job)
    return read(path.read_bytes(), job) if found is None else found


def _by_columns(path: Path, job: Job) -> RawFile | None:
    """What `read` finds in a well-formed text that begins with its names or its rows; None of any other."""
    with path.open("rb") as stream:
        text = stream.read(_BEGINNING).decode("utf-8-sig", "ignore")
    asked, first = job.choices, text[: text.find("\n") + 1 or None]
    if asked.encoding or asked.header_row not in (None, 0, 1) or dialect.declared(text) or not first.strip():
        return None
    _check_delimiter(asked.delimiter, job)
    if asked.delimiter in (None, "\t") and (
        gdelt_columns.of_first_line(first) or gdelt_columns.other_table(first)
    ):
        return None
    delimiter = asked.delimiter or dialect.guess(text)
    lines, numbers = _first_lines(text, delimiter)
    if not lines:
        return None
    heading = _heading(lines, asked.header_row)
    above = _titles(lines, numbers, heading, job)
    cells = (
        None if above is None else well_formed.read(path, delimiter, job, first=heading.first, above=above)
    )
    if cells is None:
        return None
    table = cells.table

    def holds(place: int) -> bool:
        return bool(pc.any(pc.greater(pc.binary_length(table.column(place)), 0)).as_py())

    named = column_names.of(lines, heading, holds, table.num_columns)
    kept = [place for place, name in enumerate(named.names) if name is not None]
    names = [str(named.names[place]) for place in kept]
    check_columns(names, job)
    rows = well_formed.frame(table.select(kept).rename_columns(names), cells.lines)
    top = _top(text, asked.delimiter or _fullest(text, delimiter), 0)
    raw = _made(rows, [], [], (delimiter, lines, numbers, heading, named), job)
    return replace(
        raw,
        top=tuple(top),
        mapped=(cells.mapped,) if cells.mapped else (),
        scratch=job.scratch if cells.mapped else None,
    )


def _first_lines(text: str, delimiter: str) -> tuple[list[Sequence[str]], list[int]]:
    """The cells of the first lines, and where each begins; nothing if they cannot be split with certainty."""
    reader = csv.reader(splitting.Lines(text), delimiter=delimiter, strict=True)
    numbers = [1]

    def counted() -> Iterator[Sequence[str]]:
        for cells in reader:
            numbers.append(reader.line_num + 1)
            yield cells

    try:
        return headings.looked_at(counted()), numbers
    except csv.Error:
        return [], []


def _titles(lines: Sequence[Sequence[str]], numbers: Sequence[int], heading: Heading, job: Job) -> int | None:
    """How many lines above the names are of another width; None where they are more than titles."""
    used = [place for place in (heading.groups, heading.names) if place is not None]
    begin = min(used, default=heading.first)
    if begin >= len(lines) or all(len(cells) == len(lines[begin]) for cells in lines[:begin]):
        return 0
    for cells, line, next_line in zip(lines[:begin], numbers, numbers[1:], strict=False):
        longest = max(map(len, cells), default=0)
        if next_line - line > 1 or not any(map(str.strip, cells)) or longest > job.limits.cell_length:
            return None
    return begin


def _heading(lines: Sequence[Sequence[str]], asked: int | None) -> Heading:
    """The heading: as chosen (0: there is none, else the first of these lines), or found."""
    if asked is None:
        return headings.find(lines)
    return headings.of_line(lines, 0) if asked else Heading(None, 0)


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
    if delimiter in (None, "\t") and (columns := _gdelt(first, job)):
        split = splitting.split(text, "\t", lines_before, job, quoting=csv.QUOTE_NONE)
        return _of_gdelt(split, columns, notes, job)
    whole, asked = text, job.choices.header_row
    if asked:
        text, lines_before = _from_line(text, asked, lines_before, job, notes), asked - 1
    delimiter = delimiter or dialect.guess(text)
    split = splitting.split(text, delimiter, lines_before, job)
    if split.broken and delimiter == "\t":
        split = splitting.with_literal_quotes(text, split, lines_before, job, notes)
    if not split.records:
        raise job.unusable("empty", "all of its cells are empty", "Choose another file.")
    notes.extend(splitting.notes(split))
    raw = _table(split, delimiter, _heading(headings.looked_at(split.records), asked), notes, job)
    top = _top(whole, job.choices.delimiter or _fullest(whole, delimiter), 1 if said else 0)
    return replace(raw, top=tuple(top))


def _gdelt(first: str, job: Job) -> tuple[str, ...] | None:
    """The columns, if a file's first line is a GDELT event; its other tables hold none."""
    if other := gdelt_columns.other_table(first):
        next_step = "Choose the file of events beside it, whose name ends in .export.CSV."
        raise job.unusable("unsupported", f"it is {other}: it says which reports name an event", next_step)
    return gdelt_columns.of_first_line(first)


def _of_gdelt(split: Split, columns: Sequence[str], notes: list[Note], job: Job) -> RawFile:
    """GDELT's events, which have no line of names."""
    (lines, cells), refused = _even(split, columns, notes)
    rows = text_frame(dict(zip(columns, cells, strict=True)), lines)
    return RawFile("gdelt", (), None, rows, None, refused_frame(refused), tuple(notes), file=job.file)


def _from_line(text: str, line: int, lines_before: int, job: Job, notes: list[Note]) -> str:
    """The text without what stands above a line of the file, counted from 1."""
    lines = splitting.Lines(text)
    above = [(number, [next(lines, "")]) for number in range(lines_before + 1, line)]
    if not text[lines.place :].strip():
        raise job.unusable("empty", f"line {line} is beyond its last", "Choose another line for the names.")
    if given := [(number, cells) for number, cells in above if cells[0].strip()]:
        taken = f"The names of the columns are taken from line {line}, as chosen."
        notes.append(heading_notes.left_out(given, "line", taken))
    return text[lines.place :]


def _fullest(text: str, delimiter: str) -> str:
    """What separates most cells in the first lines: titles above a header lead the guess astray."""
    lines = "".join(islice(splitting.Lines(text), TOP_LINES))
    return max((delimiter, *dialect.WORDS), key=lines.count)


def _top(text: str, delimiter: str, lines_before: int) -> Iterator[TopLine]:
    """The first lines, each split by itself: a title may hold a quotation mark."""
    for number, line in enumerate(islice(splitting.Lines(text), TOP_LINES), start=lines_before + 1):
        cells = next(csv.reader([line[:_TOP_CHARACTERS].rstrip("\r\n")], delimiter=delimiter), [])
        if any(cell.strip() for cell in cells):
            yield top_line(number, cells)


def _table(split: Split, delimiter: str, heading: Heading, notes: list[Note], job: Job) -> RawFile:
    """The rows below a heading, each with as many cells as the names, or refused."""
    lines, numbers = headings.looked_at(split.records), split.lines[: headings.LINES]
    header = list(lines[heading.first if heading.names is None else heading.names])
    del split.records[: heading.first], split.lines[: heading.first]
    if heading.names is not None and _counted_without_a_name(split, len(header)):
        words = "The rows have one cell more than the names: the first, which counts them, has no name."
        notes.append(Note("columns", words))
        lines = [["", *cells] for cells in lines]
        header = ["", *header]
    (placed, columns), refused = _even(split, header, notes)
    named = column_names.of(lines, heading, lambda place: any(columns[place]), len(header))
    kept = {name: cells for name, cells in zip(named.names, columns, strict=True) if name is not None}
    check_columns(list(kept), job)
    rows = text_frame(kept, placed)
    return _made(rows, refused, notes, (delimiter, lines, numbers, heading, named), job)


def _counted_without_a_name(split: Split, width: int) -> bool:
    """Whether R wrote the rows' names, which count them, and no name above them."""
    if not split.records or any(len(cells) != width + 1 for cells in split.records):
        return False
    return [cells[0] for cells in split.records] == [str(n) for n in range(1, len(split.records) + 1)]


def _made(
    rows: pd.DataFrame,
    refused: Sequence[Refusal],
    notes: Sequence[Note],
    read: tuple[str, Sequence[Sequence[str]], Sequence[int], Heading, column_names.Names],
    job: Job,
) -> RawFile:
    """The table, however it was read, without the rows that are none."""
    delimiter, lines, numbers, heading, named = read
    found = list(notes)
    if delimiter != ",":
        found.append(Note("delimiter", f"The cells are separated by {_named(delimiter)}."))
    found += [*heading_notes.of(lines, numbers, heading, "line"), *named.notes]
    without = no_rows.Rows(rows) if job.every_line else no_rows.without(rows)
    found += without.notes
    sample = {str(name): without.rows[name].iloc[:_SAMPLE_ROWS].tolist() for name in without.rows.columns}
    found += decimal_commas(sample)
    return RawFile(
        "tsv" if delimiter == "\t" else "csv",
        (),
        None,
        without.rows,
        None,
        refused_frame([*refused, *without.refused]),
        tuple(found),
        file=job.file,
        header_row=0 if heading.names is None else numbers[heading.names],
        hints=named.hints,
    )


def _even(
    split: Split, header: Sequence[str], notes: list[Note]
) -> tuple[tuple[list[int], list[Sequence[str]]], list[Refusal]]:
    """The rows that are as wide as the header, by columns; the others are refused, or comments."""
    width = len(header)
    refused: list[Refusal] = [
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
    comments: list[tuple[int, list[str]]] = []
    for line, cells in zip(split.lines, split.records, strict=True):
        if len(cells) == width:
            lines.append(line)
            records.append(cells)
        elif len(cells) > width and not any(cells[width:]):
            lines.append(line)
            records.append(cells[:width])
        elif headings.is_comment(cells):
            comments.append((line, cells))
        else:
            refused.append(_ragged(line, cells, width))
    split.records.clear()
    if comments:
        notes.append(no_rows.comments(*zip(*comments, strict=True)))
    if split.blank:
        notes.append(blank_rows(split.blank))
    columns: list[Sequence[str]] = list(zip(*records, strict=True)) if records else [()] * width
    return (lines, columns), refused


def _ragged(line: int, cells: list[str], width: int) -> Refusal:
    reason = (
        f"{len(cells)} cells, but the header has {width}: put a cell that holds the delimiter in quotation "
        "marks, and give every column its delimiter."
    )
    return line, "", "", reason, json.dumps(cells, ensure_ascii=False)


def decimal_commas(columns: Mapping[str, Sequence[str]]) -> Iterator[Note]:
    """A note that names the columns whose numbers have a decimal comma, by their first cells."""
    examples: dict[str, str] = {}
    for name, cells in columns.items():
        given = [cell.strip() for cell in cells[:_SAMPLE_ROWS]]
        numbers = [cell for cell in given if _DECIMAL_COMMA.fullmatch(cell)]
        if (
            numbers
            and not all(_THOUSANDS.fullmatch(cell) for cell in numbers)
            and not _are_lists(numbers, given)
        ):
            examples[name] = numbers[0]
    if examples:
        listed = ", ".join(f"'{shown(name)}' ({shown(value)})" for name, value in list(examples.items())[:5])
        yield Note("decimal-comma", f"Numbers are written with a decimal comma in {listed}.")


def _are_lists(numbers: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether 670,2 is two codes, as 670 and 2 stand alone in the column, or in longer lists."""
    alone = {each for cell in cells if _LIST.fullmatch(cell) for each in cell.split(",")}
    return all(alone.issuperset(cell.split(",")) for cell in numbers)


def _check_delimiter(delimiter: str | None, job: Job) -> None:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        found = f"'{shown(delimiter)}' cannot separate cells"
        raise job.unusable("malformed", found, "Choose one character, such as ; or a tab.")


def _named(delimiter: str) -> str:
    return dialect.WORDS.get(delimiter, f"the character '{shown(delimiter)}'")
