"""An XLSX or XLSM workbook in, one sheet's rows as text out: real dates as ISO 8601, numbers without loss.

A row's number is the sheet's own. Formulas give the value that was saved with them; macros are never run.
openpyxl reads XML through defusedxml, which it finds installed.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from geodata.errors import UnusableFileError, shown
from geodata.readers import archives, xml_trees
from geodata.readers.raw import (
    Note,
    RawFile,
    cell_text,
    check_cells,
    check_columns,
    check_rows,
    chosen_table,
    text_frame,
)
from geodata.readers.text_tables import decimal_commas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import IO

    from geodata.readers.raw import Job

_FAULTS: Final = (
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OverflowError, OSError),
    *(ParseError, DefusedXmlException, InvalidFileException, zipfile.BadZipFile, RecursionError),
)


def read(path: Path, job: Job) -> RawFile:
    """Read one sheet.

    Raises
    ------
    UnusableFileError
        If it is no workbook, has no such sheet, no rows, or goes beyond a limit.
    """
    with archives.opened(path, job) as archive:
        names = {one.filename for one in archive.infolist()}
        notes = list(_checked_parts(archive, job))
    if any(name.endswith("vbaProject.bin") for name in names):
        notes.append(Note("macros", "The workbook holds macros: they are neither run nor kept in the table."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out
            return _workbook(path, job, notes)
    except UnusableFileError:
        raise
    except _FAULTS:
        raise _broken(job) from None


def _checked_parts(archive: zipfile.ZipFile, job: Job) -> Iterator[Note]:
    """No part declares entities; links to other workbooks are said."""
    for member in archives.members(archive):
        if member.filename.endswith((".xml", ".rels")):
            head = archives.beginning(archive, member, job)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                xml_trees.parse(archives.content(archive, member, job), job)
    if any("externalLinks/" in one.filename for one in archives.members(archive)):
        yield Note(
            "links", "Links to other workbooks are not followed: the values saved in this one are taken."
        )


def _workbook(path: Path, job: Job, notes: list[Note]) -> RawFile:
    # As a stream: openpyxl refuses paths that do not end in .xlsx.
    with path.open("rb") as stream:
        return _sheet(stream, job, notes)


def _sheet(stream: IO[bytes], job: Job, notes: list[Note]) -> RawFile:
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        used = tuple(name for name, sheet in sheets.items() if name == job.asked.table or _has_cells(sheet))
        if not used:
            raise job.unusable("empty", "no sheet holds any cells", "Choose another file.")
        table = chosen_table(used, job, "sheet")
        name = table or used[0]
        if len(sheets) > 1:
            others = ", ".join(f"'{shown(other)}'" for other in sheets if other != name)
            notes.append(Note("sheet", f"The sheet '{shown(name)}' is read. Not read: {others}."))
        lines, records = _records(sheets[name], job)
    finally:
        book.close()
    if not records:
        raise job.unusable("empty", f"the sheet '{shown(name)}' is empty", "Choose another sheet.")
    columns = _columns(lines, records, notes, job)
    notes.extend(decimal_commas(columns))
    return RawFile("xlsx", used, table, text_frame(columns, lines), notes=tuple(notes), file=job.file)


def _has_cells(sheet: Any) -> bool:
    return next(_filled(sheet), None) is not None


def _filled(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that hold something, with their numbers."""
    sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(value is not None and value != "" for value in row):
            yield number, row


def _records(sheet: Any, job: Job) -> tuple[list[int], list[Sequence[Any]]]:
    lines: list[int] = []
    records: list[Sequence[Any]] = []
    cells = 0
    for number, row in _filled(sheet):
        check_rows(len(records), job)
        cells += len(row)
        if cells > job.limits.rows * 50:
            raise job.too_large(
                f"more than {job.limits.rows * 50:,} cells", f"{job.limits.rows * 50:,}", "rows"
            )
        lines.append(number)
        records.append(row)
    return lines, records


def _columns(
    lines: list[int], records: list[Sequence[Any]], notes: list[Note], job: Job
) -> dict[str, Sequence[str]]:
    header = [_text(value) for value in records.pop(0)]
    lines.pop(0)
    used = {place for place, name in enumerate(header) if name}
    for record in records:
        used.update(place for place, value in enumerate(record) if value is not None and value != "")
    if len(used) > job.limits.columns:
        raise job.too_large(f"{len(used):,} columns", f"{job.limits.columns:,}", "columns")
    places = sorted(used)
    names = [(header[place] if place < len(header) else "") or f"column {place + 1}" for place in places]
    check_columns(names, job)
    filled = [[_text(record[place]) if place < len(record) else "" for record in records] for place in places]
    unnamed = [name for name in names if name not in header]
    if unnamed:
        notes.append(Note("columns", f"Columns without a name are called: {', '.join(map(shown, unnamed))}."))
    for name, column in zip(names, filled, strict=True):
        check_cells(column, name, job)
    return dict(zip(names, filled, strict=True))


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        # Sheets keep days as fractions, so that a time may be a microsecond off.
        return _whole_second(value).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return cell_text(value)


def _whole_second(value: dt.datetime) -> dt.datetime:
    nearest = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest if abs((value - nearest).total_seconds()) < 0.001 else value


def _broken(job: Job) -> UnusableFileError:
    return job.unusable(
        "malformed",
        "it is a broken workbook",
        "Open it in a spreadsheet program and save it as XLSX again.",
    )
