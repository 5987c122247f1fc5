"""Reads the rows of one CSV file as text: nothing is trimmed, typed or dropped.

The format is RFC 4180 in strict UTF-8, with or without a byte order mark. A row's number is the line of the
file on which it begins, as an editor counts: it is found even below cells with line breaks.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import MalformedTableError, MissingColumnError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, eq=False)
class RawTable:
    """One file's rows, each cell as the text that stands in the file."""

    file: str
    """The file's name without its folder."""
    rows: pd.DataFrame
    """The file's columns in their order, all text, `""` for an empty cell; the index is the row's line."""
    ragged: pd.DataFrame
    """Rows with more or fewer cells than the header: `row`, `cells` (how many), `original` (JSON list)."""

    @property
    def rows_in(self) -> int:
        """How many rows the file has below its header, blank lines apart."""
        return len(self.rows) + len(self.ragged)


def read(content: bytes, file: str, *, columns: Sequence[str]) -> RawTable:
    """Read the table in `content`.

    Parameters
    ----------
    content
        The whole file.
    file
        Its name, for messages.
    columns
        Columns that must be there; others stay as well.

    Raises
    ------
    MalformedTableError
        If the bytes are not UTF-8, a quotation mark is left open, or two columns have one name.
    MissingColumnError
        If one of `columns` is not there.
    """
    reader = csv.reader(io.StringIO(_decoded(content, file), newline=""), strict=True)
    header: list[str] = []
    lines: list[int] = []
    records: list[list[str]] = []
    ragged: list[tuple[int, int, str]] = []
    line = 1
    try:
        for cells in reader:
            if not cells:
                pass
            elif not header:
                header = cells
            elif len(cells) == len(header):
                lines.append(line)
                records.append(cells)
            else:
                ragged.append((line, len(cells), json.dumps(cells, ensure_ascii=False)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise MalformedTableError(
            file,
            line,
            f"the row that begins here cannot be split into cells ({error})",
            'Close every quotation mark, and write one within a cell twice: "".',
        ) from None
    _check_header(header, file, columns)
    return RawTable(
        file,
        pd.DataFrame(
            {
                name: pd.Series([record[position] for record in records], dtype="str")
                for position, name in enumerate(header)
            }
        ).set_axis(pd.Index(lines, name="row", dtype="int64")),
        pd.DataFrame(ragged, columns=["row", "cells", "original"]),
    )


def _decoded(content: bytes, file: str) -> str:
    next_step = "Save the file as CSV in the encoding UTF-8."
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise MalformedTableError(file, line, "a NUL byte was found, so this is no text in UTF-8", next_step)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02X} is no text in UTF-8"
        raise MalformedTableError(file, line, found, next_step) from None


def _check_header(header: list[str], file: str, columns: Sequence[str]) -> None:
    missing = tuple(name for name in columns if name not in header)
    if missing:
        raise MissingColumnError(file, missing, tuple(header))
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        found = f"several columns are named '{repeated[0]}'"
        raise MalformedTableError(file, 1, found, "Give each column a name of its own.")
