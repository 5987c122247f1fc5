"""Reads one sheet of an XLSX or XLSM workbook as text: real dates as ISO 8601, numbers without loss.

A row's number is the sheet's own. Formulas give the value that was saved with them; macros are never run.
calamine reads a hundred thousand rows in two seconds, where openpyxl takes a minute; what it leaves out
(errors, digits beyond the sixteenth) `workbook_parts` finds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import python_calamine as calamine

from geodata.errors import UnusableFileError, shown
from geodata.readers import (
    archives,
    column_names,
    far_cells,
    heading_notes,
    headings,
    no_rows,
    sheet_choice,
    workbook_parts,
)
from geodata.readers.headings import Heading
from geodata.readers.merged_cells import Merged
from geodata.readers.raw import (
    TOP_LINES,
    Note,
    RawFile,
    cell_text,
    check_cells,
    check_columns,
    check_rows,
    chosen_table,
    refused_frame,
    text_frame,
    top_line,
)
from geodata.readers.text_tables import decimal_commas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.readers.raw import Job
    from geodata.readers.workbook_parts import Part

_FAULTS: Final = (calamine.CalamineError, ValueError, OverflowError, OSError, KeyError)
_EXACT_BELOW: Final = 10**16
_FIRST_ROWS: Final = 200
"""Rows of each sheet by which the one with the incidents is told."""
_INCIDENTS: Final = "incidents"
_OURS: Final = frozenset(("about", _INCIDENTS, "participations", "actors", "sources", "claims"))
"""Sheets of a workbook that Incident Map exports: nobody need be asked which one holds the incidents."""


def read(path: Path, job: Job) -> RawFile:
    """Read one sheet.

    Raises
    ------
    UnusableFileError
        If it is no workbook, has no such sheet, no rows, or goes beyond a limit.
    """
    notes: list[Note] = []
    with archives.opened(path, job) as archive:
        parts = workbook_parts.sheets(archive, job)
        names = {one.filename for one in archive.infolist()}
        nearer = {
            part: seen.nearer
            for title, part in workbook_parts.paths(archive, job).items()
            if (seen := parts.get(title)) and seen.nearer and seen.nearer.far
        }
        opened: Any = far_cells.copy(archive, nearer, job) if nearer else str(path)
    if any(name.endswith("vbaProject.bin") for name in names):
        notes.append(Note("macros", "The workbook holds macros: they are neither run nor part of the table."))
    if any("externalLinks/" in name for name in names):
        words = "Links to other workbooks are not followed: the values saved in this one are taken."
        notes.append(Note("links", words))
    try:
        with calamine.CalamineWorkbook.from_object(opened) as book:
            return _workbook(book, parts, job, notes)
    except UnusableFileError:
        raise
    except _FAULTS:
        next_step = "Open it in a spreadsheet program and save it as XLSX again."
        raise job.unusable("malformed", "it is a broken workbook", next_step) from None


def _workbook(
    book: calamine.CalamineWorkbook, parts: dict[str, Part], job: Job, notes: list[Note]
) -> RawFile:
    titles = [one.name for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    sheets = {title: book.get_sheet_by_name(title) for title in titles}
    used = tuple(title for title, sheet in sheets.items() if title == job.choices.table or sheet.height)
    if not used:
        raise job.unusable("empty", "no sheet holds any cells", "Choose another file.")
    hidden = {one.name for one in book.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible}
    shown_ones = tuple(title for title in used if title not in hidden or title == job.choices.table)
    passed_over = [title for title in used if title not in shown_ones] if shown_ones else []
    used = shown_ones or used
    table = chosen_table(used, job, "sheet") or (_INCIDENTS if {*used} >= _OURS else None)
    told = {title: _lines(sheets[title], parts.get(title, workbook_parts.NOTHING)) for title in used}
    table = table or sheet_choice.only(told)
    title = table or sheet_choice.likely(told)
    if len(titles) > 1:
        others = [f"'{shown(other)}'" for other in titles if other != title and other not in passed_over]
        not_read = f" Not read: {', '.join(others)}." if others else ""
        notes.append(Note("sheet", f"The sheet '{shown(title)}' is read.{not_read}"))
    if passed_over:
        listed = ", ".join(f"'{shown(other)}'" for other in passed_over)
        words = f"Sheets that the workbook hides are not read: {listed}. Each can be chosen by its name."
        notes.append(Note("hidden", words))
    if title in hidden:
        notes.append(Note("hidden", f"The sheet '{shown(title)}' is hidden in the workbook."))
    check_rows(sheets[title].height, job)
    raw = _sheet(sheets[title], title, parts.get(title, workbook_parts.NOTHING), job, notes)
    alike = sheet_choice.alike(title, told) if table is None else ()
    return replace(raw, tables=used, table=table, shown=title, alike=alike)


def _lines(sheet: calamine.CalamineSheet, part: Part) -> list[list[str]]:
    """The first lines that hold anything."""
    rows = sheet.to_python(skip_empty_area=False, nrows=_FIRST_ROWS)
    cells = (
        [_text(cell, (at, place), part) for place, cell in enumerate(row)] for at, row in enumerate(rows, 1)
    )
    return [row for row in cells if any(row)]


def _sheet(sheet: calamine.CalamineSheet, title: str, part: Part, job: Job, notes: list[Note]) -> RawFile:
    rows, asked = sheet.to_python(skip_empty_area=False), job.choices.header_row
    lines = [line for line, row in enumerate(rows, start=1) if any(map(_is_filled, row))]
    if not lines:
        raise job.unusable("empty", f"the sheet '{shown(title)}' is empty", "Choose another sheet.")

    def texts(line: int) -> list[str]:
        return [_text(cell, (line, place), part) for place, cell in enumerate(rows[line - 1])]

    top = tuple(top_line(line, texts(line)) for line in lines if line <= TOP_LINES)
    above = [(line, texts(line)) for line in lines if line < (asked or 1)]
    lines = [line for line in lines if line >= (asked or 1)]
    if not lines:
        found = f"row {asked} is beyond its last"
        raise job.unusable("empty", found, "Choose another row for the names.")
    if above:
        taken = f"The names of the columns are taken from row {lines[0]}, as chosen."
        notes.append(heading_notes.left_out(above, "row", taken))
    first = headings.looked_at(map(texts, lines))
    heading = (
        Heading(None, 0) if asked == 0 else headings.of_line(first, 0) if asked else headings.find(first)
    )
    notes.extend(heading_notes.of(first, lines, heading, "row"))
    below = lines[heading.first :]
    named = column_names.of(
        first, heading, lambda place: any(rows[line - 1][place] != "" for line in below), len(rows[0])
    )
    notes.extend(named.notes)
    merged = Merged(sheet.merged_cell_ranges, below)
    columns = merged.filled(_columns(rows, below, named, part, job), named.names)
    notes.extend(merged.notes())
    notes.extend(part.notes())
    notes.extend(part.hidden_rows(below))
    notes.extend(part.hidden_columns(named.names))
    without = no_rows.without(text_frame(columns, below))
    notes.extend(without.notes)
    notes.extend(decimal_commas({str(name): without.rows[name].tolist() for name in without.rows.columns}))
    return RawFile(
        "xlsx",
        (),
        None,
        without.rows,
        None,
        refused_frame(without.refused),
        tuple(notes),
        file=job.file,
        top=top,
        header_row=0 if heading.names is None else lines[heading.names],
        hints=named.hints,
    )


def _is_filled(cell: Any) -> bool:
    """Whether there is more in a cell than spaces."""
    return bool(cell.strip()) if isinstance(cell, str) else True


def _columns(
    rows: list[list[Any]], below: list[int], named: column_names.Names, part: Part, job: Job
) -> dict[str, Sequence[str]]:
    """The columns that have a name or a cell."""
    check_columns([name for name in named.names if name is not None], job)
    columns: dict[str, Sequence[str]] = {}
    for place, name in enumerate(named.names):
        if name is not None:
            cells = [_text(rows[line - 1][place], (line, place), part) for line in below]
            check_cells(cells, name, job)
            columns[name] = cells
    return columns


def _text(value: Any, at: tuple[int, int], part: Part) -> str:  # noqa: PLR0911 - a type each
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return cell_text(value)
    if isinstance(value, float):
        short = value.is_integer() and abs(value) < _EXACT_BELOW
        return part.digits.get(at) or (str(int(value)) if short else repr(value))
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        # Sheets hold times as fractions of a day, which may be a little off.
        nearest = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return (nearest if abs(value - nearest) < dt.timedelta(milliseconds=1) else value).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return cell_text(value)
