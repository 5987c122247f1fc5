"""What is shown to an Excel workbook: a sheet of incidents, and one that says where they come from.

Texts are written as texts, never as formulas. What a cell cannot hold is marked: characters XML lacks become
�, and a text beyond a cell's 32,767 characters ends with a note; the other formats have all of it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from geodata.exporters import tabular

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

LONGEST: Final = 32_767
_CUT: Final = " … (cut here: a cell holds no more)"


def to_xlsx(store: Store, filters: Filters) -> bytes:
    """The incidents shown as XLSX (ISO/IEC 29500)."""
    said = tabular.about(store, filters)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("incidents")
    header = True
    for frame in tabular.tabular(store, filters):
        columns = [name for name in frame.columns if name not in said]
        if header:
            sheet.append([_cell(sheet, name) for name in columns])
            header = False
        for record in frame[columns].itertuples(index=False, name=None):
            sheet.append([_cell(sheet, value) for value in record])
    about = book.create_sheet("about")
    for name, text in said.items():
        about.append([_cell(about, name), _cell(about, text)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("�", value if isinstance(value, str) else value.wkt)
    if len(text) > LONGEST:
        text = text[: LONGEST - len(_CUT)] + _CUT
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # also what begins with "=": openpyxl would make a formula of it
    return cell
