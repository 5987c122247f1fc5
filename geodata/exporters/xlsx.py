"""Writes what is shown as an Excel workbook: a sheet of incidents, and one that says where they come from.

Texts are written as texts, never as formulas. What a cell cannot hold is marked: characters XML lacks become
�, and a text beyond a cell's 32,767 characters ends with a note; the other formats have all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from geodata.exporters import columns, files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geodata.filters import Filters
    from geodata.query.store import Store

LONGEST: Final = 32_767
MOST_LINES: Final = 1_048_576
"""Of a sheet, with its header."""
_CUT: Final = " … (cut here: a cell holds no more)"


def to_xlsx(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as XLSX (ISO/IEC 29500), in blocks; a sheet for every `MOST_LINES` of them."""
    return files.written("incidents.xlsx", lambda path: _write(path, store, filters))


def _write(path: Path, store: Store, filters: Filters) -> None:
    said = columns.about(store, filters)
    book = Workbook(write_only=True)
    sheet, lines = None, 0
    for frame in columns.frames(store, filters):
        names = columns.of_incidents(frame, said)
        if sheet is None or lines + len(frame) > MOST_LINES:
            sheet, lines = (
                book.create_sheet(f"incidents {len(book.sheetnames) + 1}" if sheet else "incidents"),
                1,
            )
            sheet.append([_cell(sheet, name) for name in names])
        for record in frame[names].itertuples(index=False, name=None):
            sheet.append([_cell(sheet, value) for value in record])
        lines += len(frame)
    about = book.create_sheet("about")
    for name, text in said.items():
        about.append([_cell(about, name), _cell(about, text)])
    book.save(path)


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("�", value if isinstance(value, str) else value.wkt)
    if len(text) > LONGEST:
        text = text[: LONGEST - len(_CUT)] + _CUT
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # also what begins with "=": openpyxl would make a formula of it
    return cell
