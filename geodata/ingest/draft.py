"""A raw file and the choices made for it in, a draft of a dataset out: checked, counted, not yet kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.errors import UnusableFileError, shown
from geodata.ingest import events
from geodata.ingest.choices import Choices, Question
from geodata.ingest.sheet import Sheet
from geodata.layouts import registry
from geodata.model import REJECTED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.readers.raw import RawFile

REFUSAL_COLUMNS: Final = ("row", "field", "value", "reason", "original")
WARNING_COLUMNS: Final = ("row", "field", "value", "reason")


@dataclass(frozen=True, eq=False)
class Draft:
    """A file as a dataset that could be kept, and an account of every row."""

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
    """`WARNING_COLUMNS`; `row` is missing where a remark concerns the whole file."""
    questions: tuple[Question, ...] = ()
    """What has to be answered before the draft can be kept."""
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

    def rejected_of(self, file: str) -> pd.DataFrame:
        """The refused rows as the model keeps them, with the name of the file they came in."""
        return self.rejected.assign(file=file)[list(REJECTED_COLUMNS)]


def prepare(raw: RawFile, choices: Choices | None = None) -> Draft:
    """Recognise a file's layout, read its rows as incidents, and account for every one of them.

    Parameters
    ----------
    raw
        The file as a reader found it (n rows).
    choices
        What the researcher chose; the rest is recognised, or asked in `questions`.

    Returns
    -------
    The draft: accepted and refused rows add up to n. With open questions, dates and positions that only an
    answer can tell are missing in its tables: do not keep it.

    Raises
    ------
    UnusableFileError, MappingError
        If the file has no column that could be used, or a choice cannot be.
    """
    chosen = choices or Choices()
    if not len(raw.rows.columns) and raw.geometry is None:
        raise UnusableFileError("The file", "columns", "no columns were found", "Add a line of column names.")
    name = chosen.layout or registry.recognise(raw, chosen)
    sheet = Sheet(raw, replace(chosen, layout=name))
    if len(raw.tables) > 1 and raw.table is None:
        words = "The file has several tables: which one holds the incidents? Shown is the first."
        sheet.questions.append(Question("table", words, tuple(raw.tables)))
    found = registry.reader(name)(sheet)
    accepted = sheet.rows.accepted.index
    if found.merged:
        merged = int(accepted.isin(list(found.merged)).sum())
        words = f"{merged} rows are further lines of events already counted: {len(accepted)} rows"
        sheet.remark("id", f"{words} make {len(accepted) - merged} incidents.")
    return Draft(
        layout=name,
        choices_used=replace(sheet.choices, date_order=sheet.date_order),
        rows_in=raw.rows_in,
        accepted=len(accepted),
        tables=events.tables(found, accepted),
        rejected=_rejected(sheet),
        warnings=_warnings(sheet),
        questions=tuple(sheet.questions),
        mapping_proposed=registry.proposed(raw, sheet.choices) if name == registry.MAPPED else {},
        columns=tuple(map(str, raw.rows.columns)),
    )


def remarks(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Refusals or warnings as plain values."""
    rows = [None if pd.isna(row) else int(row) for row in table["row"]]
    texts = [table[name].fillna("").astype(str) for name in WARNING_COLUMNS[1:]]
    return [dict(zip(WARNING_COLUMNS, line, strict=True)) for line in zip(rows, *texts, strict=True)]


def _rejected(sheet: Sheet) -> pd.DataFrame:
    found = sheet.rows.rejected()[list(REFUSAL_COLUMNS)]
    found = found.assign(value=[shown(value) for value in found["value"]])
    if len(sheet.raw.refused):
        before = sheet.raw.refused[list(REFUSAL_COLUMNS)]
        found = pd.concat([before, found], ignore_index=True).sort_values("row", kind="stable")
    text = {name: "str" for name in REFUSAL_COLUMNS if name != "row"}
    return found.reset_index(drop=True).astype({**text, "row": "int64"})


def _warnings(sheet: Sheet) -> pd.DataFrame:
    general = [(None, note.code, "", note.words) for note in sheet.raw.notes]
    general += [(None, about, "", words) for about, words in sheet.remarks]
    by_row = sheet.rows.warnings()
    values = [shown(value) for value in by_row["value"]]
    lines: Sequence[Any] = list(zip(by_row["row"], by_row["field"], values, by_row["reason"], strict=True))
    table = pd.DataFrame([*general, *lines], columns=list(WARNING_COLUMNS), dtype=object)
    text = {name: "str" for name in WARNING_COLUMNS if name != "row"}
    return table.astype({**text, "row": "Int64"})
