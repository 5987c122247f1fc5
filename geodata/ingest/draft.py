"""Defines `Draft`: a file as a dataset that could be saved, with an account of every row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.model import REJECTED_COLUMNS, WARNING_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.ingest.choices import Choices, Question
    from geodata.readers.raw import TopLine

REFUSAL_COLUMNS: Final = REJECTED_COLUMNS[1:]
REMARK_COLUMNS: Final = WARNING_COLUMNS[1:]
"""The model's columns without `file`, which only the library knows."""


@dataclass(frozen=True)
class FirstRow:
    """What became of one of a file's first rows."""

    row: int
    """Its number in the file."""
    id: str
    """The incident that it is, or belongs to; empty where it was refused."""
    reason: str
    """Why it was refused: field and reason."""


@dataclass(frozen=True)
class Head:
    """A file's first rows as they were read, to try other choices on without reading the file again."""

    format: str
    rows: pd.DataFrame
    """As `RawFile.rows`; cells of more than `HEAD_CELL` characters are left out with their rows."""
    shapes: tuple[str | None, ...] | None
    """Well-known binary in hexadecimal digits, one for each row, where the format has shapes."""


HEAD_ROWS: Final = 8
HEAD_CELL: Final = 2_000
SAMPLES: Final = 3


@dataclass(frozen=True)
class Column:
    """One of a file's columns, for a person to say what it means."""

    samples: tuple[str, ...]
    """Up to `SAMPLES` different values, as they stand first."""
    why: str
    """How it was recognised, or why it was not: one of `proposals.REASONS`, empty where nothing tells."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A file as a dataset that could be saved, and an account of every row."""

    layout: str
    choices_used: Choices
    """The choices made, completed by what the file itself decided."""
    rows_in: int
    accepted: int
    """How many rows were accepted; with the refused ones, all that came in."""
    tables: Mapping[str, pd.DataFrame]
    """The model's tables but `rejected`, typed, in the file's order, without `row` and `search_text`."""
    rejected: pd.DataFrame
    """`REFUSAL_COLUMNS`: one line for each refused row, further faults in its reason."""
    warnings: pd.DataFrame
    """`REMARK_COLUMNS`; `row` is missing where a remark concerns the whole file."""
    questions: tuple[Question, ...] = ()
    """What has to be answered before the draft can be saved."""
    mapping_proposed: Mapping[str, str] = field(default_factory=dict)
    """Column → field, where no layout was recognised: what the columns seem to mean."""
    columns: tuple[str, ...] = ()
    """The file's columns, for a form that maps them."""
    about_columns: Mapping[str, Column] = field(default_factory=dict)
    """Samples of each column, and how it was recognised."""
    first_rows: tuple[FirstRow, ...] = ()
    head: Head | None = None
    top: tuple[TopLine, ...] = ()
    """The file's first lines, where its header can be chosen among them: see `RawFile.top`."""
    header_row: int | None = None

    def report(self, format: str) -> dict[str, Any]:  # noqa: A002 - the word of the command line
        """The account as `inspect --json` prints it."""
        return {
            "format": format,
            "layout": self.layout,
            "rows_in": self.rows_in,
            "accepted": self.accepted,
            "rejected": remarks(self.rejected),
            "warnings": remarks(self.warnings),
            "questions": [question.to_dict() for question in self.questions],
            "error": None,
        }


def remarks(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Refusals or warnings as plain values; with the file's name, where several were joined."""
    rows = [None if pd.isna(row) else int(row) for row in table["row"]]
    names = (*REMARK_COLUMNS[1:], *(("file",) if "file" in table else ()))
    texts = [table[name].fillna("").astype(str) for name in names]
    return [dict(zip(("row", *names), line, strict=True)) for line in zip(rows, *texts, strict=True)]
