"""Reads one sheet of an XLSX or XLSM workbook as text: real dates as ISO 8601, numbers without loss.

A row's number is the sheet's own. Formulas give the value that was saved with them; macros are never run.
calamine reads a hundred thousand rows in two seconds, where openpyxl takes a minute; what it leaves out
(errors, digits beyond the sixteenth) `workbook_parts` finds.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import python_calamine as calamine

from geodata.errors import UnusableFileError, shown
from geodata.readers import archives, workbook_parts
from geodata.readers.raw import (
    TOP_LINES,
    Note,
    RawFile,
    cell_text,
    check_cells,
    check_columns,
    check_rows,
    chosen_table,
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
    if any(name.endswith("vbaProject.bin") for name in names):
        notes.append(Note("macros", "The workbook holds macros: they are neither run nor part of the table."))
    if any("externalLinks/" in name for name in names):
        words = "Links to other workbooks are not followed: the values saved in this one are taken."
        notes.append(Note("links", words))
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
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
    table = chosen_table(used, job, "sheet") or (_INCIDENTS if {*used} >= _OURS else None)
    title = table or used[0]
    if len(titles) > 1:
        others = ", ".join(f"'{shown(other)}'" for other in titles if other != title)
        notes.append(Note("sheet", f"The sheet '{shown(title)}' is read. Not read: {others}."))
    check_rows(sheets[title].height, job)
    part = parts.get(title, workbook_parts.NOTHING)
    rows = sheets[title].to_python(skip_empty_area=False)
    lines = [line for line, row in enumerate(rows, start=1) if any(cell != "" for cell in row)]
    if not lines:
        raise job.unusable("empty", f"the sheet '{shown(title)}' is empty", "Choose another sheet.")
    top = tuple(
        top_line(line, (_text(cell, (line, place), part) for place, cell in enumerate(rows[line - 1])))
        for line in lines
        if line <= TOP_LINES
    )
    lines = [line for line in lines if line >= (job.choices.header_row or 1)]
    if not lines:
        found = f"row {job.choices.header_row} is beyond its last"
        raise job.unusable("empty", found, "Choose another row for the names.")
    columns = _columns(rows, lines, part, job, notes)
    notes.extend(part.notes())
    notes.extend(decimal_commas(columns))
    return RawFile(
        "xlsx",
        used,
        table,
        text_frame(columns, lines[1:]),
        notes=tuple(notes),
        file=job.file,
        top=top,
        header_row=lines[0],
    )


def _columns(
    rows: list[list[Any]], lines: list[int], part: Part, job: Job, notes: list[Note]
) -> dict[str, Sequence[str]]:
    """The columns that have a name or a cell, the first line that has cells being their names."""
    header, *below = lines
    columns: dict[str, Sequence[str]] = {}
    names: list[str] = []
    unnamed: list[str] = []
    for place in range(len(rows[0])):
        cells = [_text(rows[line - 1][place], (line, place), part) for line in below]
        name = _text(rows[header - 1][place], (header, place), part)
        if not name and not any(cells):
            continue
        if not name:
            name = f"column {place + 1}"
            unnamed.append(name)
        names.append(name)
        check_columns(names, job)
        check_cells(cells, name, job)
        columns[name] = cells
    if unnamed:
        listed = ", ".join(f"'{name}'" for name in unnamed)
        notes.append(Note("columns", f"Columns without a name are called by their place: {listed}."))
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
