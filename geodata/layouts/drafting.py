"""Recognises a raw file's layout, reads its rows as incidents, and accounts for every one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata.errors import UnusableFileError, shown
from geodata.ingest import by_file, events
from geodata.ingest.choices import SYSTEMS, Choices, Question
from geodata.ingest.draft import (
    HEAD_CELL,
    HEAD_ROWS,
    REFUSAL_COLUMNS,
    REMARK_COLUMNS,
    SAMPLES,
    Column,
    Draft,
    FirstRow,
    Head,
)
from geodata.ingest.sheet import Sheet
from geodata.layouts import hinted, nested_cells, no_incidents, registry
from geodata.readers.raw import ALL, CRS_ASKED, RawFile, placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.ingest.events import Events

_LOOKED_AT: Final = 200
_SAMPLE_LENGTH: Final = 80
_FEWEST_REFUSED: Final = 2
_LISTED: Final = 20


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
    answer can tell are missing in its tables: do not save it.

    Raises
    ------
    UnusableFileError, MappingError
        If the file has no column that could be used, or a choice cannot be.
    """
    draft, tables = in_parts(raw, choices)
    return replace(draft, tables=dict(tables))


def in_parts(
    raw: RawFile, choices: Choices | None = None
) -> tuple[Draft, Iterator[tuple[str, pd.DataFrame]]]:
    """As `prepare`, the draft without its tables, and these by name: each is made when it is asked for."""
    chosen = choices or Choices()
    if not len(raw.rows.columns) and raw.geometry is None:
        raise UnusableFileError("The file", "columns", "no columns were found", "Add a line of column names.")
    name = chosen.layout or registry.recognise(raw, chosen)
    if name == registry.MAPPED and not chosen.layout and not chosen.mapping:
        _check_incidents(raw)
    if chosen.layout:
        _check_layout(raw, chosen.layout)
    if name == registry.MAPPED:
        raw = nested_cells.apart(raw, chosen.mapping)
    sheet = Sheet(raw, replace(chosen, layout=name))
    if len(raw.tables) > 1 and raw.table is None:
        sheet.questions.append(_which_table(raw))
    sheet.questions += [_which_system(note.words) for note in raw.notes if note.code == CRS_ASKED]
    found = registry.reader(name)(sheet)
    raw.let_go()
    accepted = sheet.rows.accepted_rows
    refused = len(sheet.index) - len(accepted)
    if name != registry.MAPPED and refused >= _FEWEST_REFUSED and refused * 2 >= len(sheet.index):
        words = (
            f"{refused:,} of {len(sheet.index):,} rows are refused as the layout {name} reads them: it may "
            f"be the wrong one. Choose the layout {registry.MAPPED} to say yourself what the columns mean."
        )
        sheet.remark("layout", words)
    if found.merged:
        merged = int(accepted.isin(list(found.merged)).sum())
        words = f"{merged} rows are further lines of events already counted: {len(accepted)} rows"
        sheet.remark("id", f"{words} make {len(accepted) - merged} incidents.")
    draft = Draft(
        layout=name,
        choices_used=replace(sheet.choices, date_order=sheet.date_order),
        rows_in=raw.rows_in,
        accepted=len(accepted),
        tables={},
        rejected=by_file.told(_rejected(sheet), raw),
        warnings=by_file.told(_warnings(sheet), raw),
        questions=tuple(sheet.questions),
        mapping_proposed=registry.proposed(raw, sheet.choices) if name == registry.MAPPED else {},
        columns=tuple(map(str, raw.rows.columns)),
        about_columns=_columns(raw, sheet, name),
        first_rows=_first_rows(raw, sheet, found),
        head=_head(raw),
        top=raw.top,
        header_row=raw.header_row,
    )
    return draft, events.tables(found, accepted, raw.scratch)


def _check_incidents(raw: RawFile) -> None:
    """Refuse a known table that holds no incidents."""
    if (table := no_incidents.found(raw)) is not None:
        raise UnusableFileError(raw.file or "The file", "columns", table.words, table.next_step)


def _check_layout(raw: RawFile, layout: str) -> None:
    """Refuse a layout that was chosen for a file without its columns."""
    registry.reader(layout)
    missing = registry.missing_column(raw, layout)
    if missing is None:
        return
    fits = registry.recognise(raw, Choices())
    there = ", ".join(f"'{shown(name)}'" for name in list(raw.rows.columns)[:_LISTED])
    more = ", …" if len(raw.rows.columns) > _LISTED else ""
    next_step = (
        "Leave the layout out: what its columns mean can be said for any table."
        if fits == registry.MAPPED
        else f"Its columns are those of the layout {fits}: choose that, or leave the layout out."
    )
    found = f"files of the layout {layout} have a column '{missing}', which it lacks. It has: {there}{more}"
    raise UnusableFileError(raw.file or "The file", "columns", found, next_step)


def tried(head: Head, choices: Choices) -> Draft:
    """Read a file's first rows another way, to show what would become of them.

    Raises
    ------
    MappingError
        If a choice cannot be.
    """
    shapes = None if head.shapes is None else np.asarray(shapely.from_wkb(list(head.shapes)), object)
    return prepare(RawFile(head.format, (), None, head.rows, shapes), choices)


def _which_system(examples: str) -> Question:
    words = (
        "The file does not say its coordinate system, and its coordinates are no degrees: which one is it? "
        "Any number of the EPSG register can be given."
    )
    return Question("crs", words, SYSTEMS, tuple(examples.split("; ")))


def _which_table(raw: RawFile) -> Question:
    is_shown = "the first" if raw.shown is None else f"'{shown(raw.shown)}'"
    words = f"The file has several tables: which one holds the incidents? Shown is {is_shown}."
    if not raw.alike:
        return Question("table", words, tuple(raw.tables))
    together = ", ".join(f"'{shown(name)}'" for name in raw.alike)
    words = f"{words} {together} have the same columns: {ALL} reads them as one."
    return Question("table", words, (*raw.tables, ALL))


def _head(raw: RawFile) -> Head:
    rows = by_file.first(raw.rows, raw).iloc[:HEAD_ROWS]
    short = np.ones(len(rows), bool)
    for name in rows.columns:
        short &= (rows[name].str.len() <= HEAD_CELL).to_numpy(bool)
    shapes = None
    if raw.geometry is not None:
        shapes = tuple(shapely.to_wkb(raw.geometry[: len(rows)][short], hex=True).tolist())
    return Head(raw.format, rows[short], shapes)


def _columns(raw: RawFile, sheet: Sheet, layout: str) -> dict[str, Column]:
    chosen = registry.proposed(raw, sheet.choices) if layout == registry.MAPPED else {}
    reasons = hinted.reasons(raw, chosen)
    return {
        str(name): Column(_samples(raw.rows[name]), reasons.get(str(name), "")) for name in raw.rows.columns
    }


def _samples(cells: pd.Series[str]) -> tuple[str, ...]:
    given = dict.fromkeys(cell for cell in cells.head(_LOOKED_AT).tolist() if cell.strip())
    return tuple(" ".join(cell.split())[:_SAMPLE_LENGTH] for cell in list(given)[:SAMPLES])


def _first_rows(raw: RawFile, sheet: Sheet, found: Events) -> tuple[FirstRow, ...]:
    """In the order of the file: those that the reader refused are among them."""
    refused = {
        row: (field, reason)
        for table in (raw.refused, sheet.rows.rejected())
        for row, field, reason in zip(table["row"], table["field"], table["reason"], strict=True)
    }
    rows = sorted({*raw.rows.index[:HEAD_ROWS].tolist(), *raw.refused["row"].head(HEAD_ROWS).tolist()})
    ids = found.incidents["id"]
    return tuple(
        FirstRow(placed(row, raw.parts)[1], "", ": ".join(filter(None, refused[row])))
        if row in refused
        else FirstRow(placed(row, raw.parts)[1], str(ids[row]), "")
        for row in by_file.of_first(rows, raw)[:HEAD_ROWS]
    )


def _rejected(sheet: Sheet) -> pd.DataFrame:
    found = sheet.rows.rejected()[list(REFUSAL_COLUMNS)]
    found = found.assign(value=[shown(value) for value in found["value"]])
    if len(sheet.raw.refused):
        before = sheet.raw.refused[list(REFUSAL_COLUMNS)]
        found = pd.concat([before, found], ignore_index=True).sort_values("row", kind="stable")
    text = {name: "str" for name in REFUSAL_COLUMNS if name != "row"}
    return found.reset_index(drop=True).astype({**text, "row": "int64"})


def _warnings(sheet: Sheet) -> pd.DataFrame:
    general = [(None, note.code, "", note.words) for note in sheet.raw.notes if note.code != CRS_ASKED]
    general += [(None, about, "", words) for about, words in sheet.remarks]
    by_row = sheet.rows.warnings()
    values = [shown(value) for value in by_row["value"]]
    lines: Sequence[Any] = list(zip(by_row["row"], by_row["field"], values, by_row["reason"], strict=True))
    table = pd.DataFrame([*general, *lines], columns=list(REMARK_COLUMNS), dtype=object)
    text = {name: "str" for name in REMARK_COLUMNS if name != "row"}
    return table.astype({**text, "row": "Int64"})
