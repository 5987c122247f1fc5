"""Defines `Draft`: a file as a dataset that could be saved, with an account of every row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.model import REJECTED_COLUMNS, WARNING_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.ingest.choices import Choices, Question

REFUSAL_COLUMNS: Final = REJECTED_COLUMNS[1:]
REMARK_COLUMNS: Final = WARNING_COLUMNS[1:]
"""The model's columns without `file`, which only the library knows."""


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
    """Refusals or warnings as plain values."""
    rows = [None if pd.isna(row) else int(row) for row in table["row"]]
    texts = [table[name].fillna("").astype(str) for name in REMARK_COLUMNS[1:]]
    return [dict(zip(REMARK_COLUMNS, line, strict=True)) for line in zip(rows, *texts, strict=True)]
