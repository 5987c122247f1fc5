"""Writes what is shown as an Excel workbook: what it is, the records as in the CSV, and a sheet a table.

The workbook's frame is openpyxl's; the lines of its sheets are written as they come, in constant memory.
"""

from __future__ import annotations

import itertools
import zipfile
from typing import TYPE_CHECKING, Final

from geodata.errors import TooManyRowsError
from geodata.exporters import (
    columns,
    dictionary,
    escaping,
    plain_words,
    selection,
    sheet_cells,
    workbook_frame,
)
from geodata.exporters.files import Pieces
from geodata.exporters.related_tables import RelatedTables
from geodata.exporters.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from geodata.exporters.dictionary import Field, Table
    from geodata.exporters.escaping import Column
    from geodata.exporters.selection import Block
    from geodata.filters import Filters
    from geodata.query.store import Store

MOST_LINES: Final = 1_048_576
"""Of a sheet, with its header."""
_MOST_BYTES: Final = 2**31 - 2**27
"""Of a sheet's XML: beyond two gigabytes a ZIP file needs an extension that Excel does not read."""
_LEVEL: Final = 1
_BESIDE: Final = (
    *(dictionary.PARTICIPATIONS, dictionary.ACTORS, dictionary.ALIASES, dictionary.PLACES),
    *(dictionary.QUANTITIES, dictionary.SOURCES, dictionary.CLAIMS),
)
"""Tables that have a sheet of their own beside the records."""
_WORDS: Final = {
    "dataset_title": "Title",
    "dataset": "Dataset",
    "dataset_version": "Version",
    "filter": "Filter",
    "licence": "Licence",
    "citation": "Citation",
    "note": "Note",
    "timezone": "Time zone",
}


def check(rows: int) -> None:
    """Say before anything is written that so many records do not fit.

    Raises
    ------
    TooManyRowsError
        If they are more than a sheet has lines.
    """
    if rows >= MOST_LINES:
        raise TooManyRowsError(rows, MOST_LINES - 1)


def to_xlsx(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as XLSX (ISO/IEC 29500), in blocks.

    Raises
    ------
    TooManyRowsError
        If they do not fit into a sheet.
    """
    chosen = Selection(store, filters)
    check(len(chosen))
    return _written(chosen)


def _written(chosen: Selection) -> Iterator[bytes]:
    book, pieces = _Book(chosen), Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for sheet in book.written():
            with archive.open(book.path(sheet), "w") as member:
                for block in book.lines(sheet):
                    member.write(block)
                    yield from pieces.taken()
        for name, part in book.other_parts().items():
            archive.writestr(name, part)
    yield from pieces.taken()


class _Sheet:
    """A sheet that is written: its columns, where its lines come from, and how many it has."""

    def __init__(self, name: str, fields: Sequence[Field], blocks: Iterator[list[Column]]) -> None:
        self.name, self.fields, self.blocks = name, fields, blocks
        self.count, self.bytes = 0, 0
        self.left: list[Column] | None = None
        """The first lines that did not fit, if any."""

    def fitting(self) -> Iterator[list[Column]]:
        """The blocks that fit."""
        for block in self.blocks:
            if self.count + len(block[0]) >= MOST_LINES or self.bytes > _MOST_BYTES:
                self.left = block
                return
            self.count += len(block[0])
            yield block


class _Book:
    """The sheets of a workbook, one after the other."""

    def __init__(self, chosen: Selection) -> None:
        self._chosen, self._tables = chosen, RelatedTables(chosen)
        self._fields = plain_words.fields(chosen)
        self._sheets: list[_Sheet] = []

    def written(self) -> Iterator[_Sheet]:
        """The sheets in their order, each to be written before the next is asked for."""
        yield from self._several("incidents", self._fields, map(self._cells, self._chosen.blocks()))
        for table in _BESIDE:
            yield from self._several(table.name, table.fields, self._lines(table))

    def _cells(self, block: Block) -> list[Column]:
        self._tables.note_places(block)
        return plain_words.cells(block)

    def _lines(self, table: Table) -> Iterator[list[Column]]:
        for lines in self._tables.lines(table):
            for begin in range(0, max(len(lines), 1), selection.BLOCK):
                some = lines.slice(begin, selection.BLOCK)
                yield [_column(some, field) for field in table.fields]

    def _several(
        self, name: str, fields: Sequence[Field], blocks: Iterator[list[Column]]
    ) -> Iterator[_Sheet]:
        """A sheet, and others for what does not fit into it."""
        sheet = _Sheet(name, fields, blocks)
        number = 1
        while True:
            self._sheets.append(sheet)
            yield sheet
            if sheet.left is None:
                return
            number += 1
            sheet = _Sheet(f"{name} {number}", fields, itertools.chain([sheet.left], blocks))

    def path(self, sheet: _Sheet) -> str:
        """Where a sheet lies; the first is the one that says what this is."""
        return workbook_frame.path(self._sheets.index(sheet) + 2)

    def lines(self, sheet: _Sheet) -> Iterator[bytes]:
        """The sheet's XML."""
        frame = self._frame()
        yield frame.around(self.path(sheet))[0]
        for block in sheet.fitting():
            cells = [
                sheet_cells.cells(values, field.type, frame.styles)
                for field, values in zip(sheet.fields, block, strict=True)
            ]
            written = sheet_cells.rows(cells)
            sheet.bytes += len(written)
            yield written
        yield self._frame().around(self.path(sheet))[1]

    def other_parts(self) -> dict[str, bytes]:
        """All parts but the sheets that were written."""
        paths = {self.path(sheet) for sheet in self._sheets}
        parts = self._frame(with_about=True).parts
        return {name: part for name, part in parts.items() if name not in paths}

    def _frame(self, *, with_about: bool = False) -> workbook_frame.Frame:
        sheets = [workbook_frame.Sheet(each.name, each.fields, each.count) for each in self._sheets]
        return workbook_frame.made([*self._about(), *_dictionary(sheets)] if with_about else (), sheets)

    def _about(self) -> Iterator[list[str]]:
        said = columns.about(self._chosen.store, self._chosen.filters)
        yield from ([words, said[name]] for name, words in _WORDS.items() if said[name])
        yield ["Records", f"{len(self._chosen):,} of {len(self._chosen.store):,}"]
        yield []


def _column(lines: pa.Table, field: Field) -> Column:
    return escaping.wkt(lines) if field.name == "geometry" else lines[field.name]


def _dictionary(sheets: Sequence[workbook_frame.Sheet]) -> Iterator[list[str]]:
    yield ["Sheet", "Column", "Type", "Meaning", "Values"]
    for sheet in sheets:
        for field in sheet.fields:
            yield [sheet.name, field.name, field.type, field.meaning, ", ".join(map(str, field.words))]
