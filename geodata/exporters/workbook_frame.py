"""Makes a workbook of headers with openpyxl, whose sheets' lines are put in by who streams them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from geodata.exporters.dictionary import Field

ABOUT: Final = "about"
"""The first sheet, which says what this is."""
_FORMATS: Final = {"date": "yyyy-mm-dd", "time": "hh:mm:ss", "datetime": "yyyy-mm-dd hh:mm:ss"}
_WIDTHS: Final = {"title": 50, "summary": 60, "sources": 50, "url": 50, "actors": 40}
_WIDTH: Final = 15
_ABOUT_WIDTHS: Final = (18, 24, 12, 70, 40)
_END: Final = b"</sheetData>"


class Sheet(NamedTuple):
    """A sheet's name, its columns, and its lines without the header."""

    name: str
    fields: Sequence[Field]
    lines: int


class Frame(NamedTuple):
    """The parts of a workbook by their paths, and the numbers of the styles of days and times."""

    parts: Mapping[str, bytes]
    styles: Mapping[str, int]

    def around(self, path: str) -> tuple[bytes, bytes]:
        """What stands before and behind the lines of a sheet, which has its header already."""
        before, end, after = self.parts[path].partition(_END)
        return before, end + after


def path(number: int) -> str:
    """Where a sheet lies: the first is number 1."""
    return f"xl/worksheets/sheet{number}.xml"


def made(about: Sequence[Sequence[str]], sheets: Sequence[Sheet]) -> Frame:
    """A workbook with a first sheet of these lines, and the headers of others: frozen, with filters."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = ABOUT
    styles = _styles(book)
    for sheet in sheets:  # first, so that their styles have the same numbers whatever is said of them
        _head(book.create_sheet(sheet.name), sheet)
    for row, line in enumerate(about, start=1):
        for place, value in enumerate(line, start=1):
            _put(first, row, place, value, bold=place == 1)
    for place, width in enumerate(_ABOUT_WIDTHS, start=1):
        first.column_dimensions[get_column_letter(place)].width = width
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return Frame({name: archive.read(name) for name in archive.namelist()}, styles)


def _styles(book: Workbook) -> dict[str, int]:
    """The numbers of the formats of days and times, which a workbook keeps when the sheet is gone."""
    scratch = book.create_sheet()
    found = {}
    for row, (kind, form) in enumerate(_FORMATS.items(), start=1):
        cell = scratch.cell(row=row, column=1)
        cell.number_format = form
        found[kind] = cell.style_id
    book.remove(scratch)
    return found


def _head(sheet: Worksheet, said: Sheet) -> None:
    for place, field in enumerate(said.fields, start=1):
        _put(sheet, 1, place, field.name, bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(field.name, _WIDTH)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(said.fields))}{said.lines + 1}"


def _put(sheet: Worksheet, row: int, column: int, value: str, *, bold: bool) -> None:
    cell = sheet.cell(row=row, column=column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("�", value)[:32_767]
    cell.data_type = "s"  # also what begins with "=": openpyxl would make a formula of it
    cell.font = Font(bold=bold)
    if sheet.title == ABOUT:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
