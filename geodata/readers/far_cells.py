"""Leaves out of a workbook's sheet the few cells that lie far from all others, and names them.

Reading goes by addresses: one forgotten cell in XFD1048576 asks for 17,179,869,184 of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.readers import archives
from geodata.readers.raw import Note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.readers.raw import Job

_CELL: Final = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ADDRESS: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_DIMENSION: Final = re.compile(rb"<dimension\b[^>]*?/>")
_ROWS_APART, _COLUMNS_APART = 1_000, 100
"""So many rows or columns without a cell lie in no table."""
_FEWEST_ROWS: Final = 2
"""A table has names and a row."""
_FEW: Final = 20
"""Of more cells it is not said that they were forgotten."""
_LISTED: Final = 5


class Extent(NamedTuple):
    """Up to which row and column, both from 1, a sheet's cells are read, and the addresses beyond."""

    rows: int
    columns: int
    far: tuple[str, ...] = ()

    @property
    def note(self) -> Note:
        """What is said of the cells that are left out."""
        listed = ", ".join(self.far[:_LISTED]) + (" …" if len(self.far) > _LISTED else "")
        one = "A cell lies far from all others, and is left out"
        several = f"{len(self.far)} cells lie far from all others, and are left out"
        return Note("blank", f"{one if len(self.far) == 1 else several}: {listed}.")


def extent(content: bytes) -> Extent:
    """How far the cells of a sheet's XML reach that hold something, but for a few far ones."""
    places = [
        _place(each[1], each[2])
        for cell in _CELL.finditer(content)
        if cell[2] and (each := _ADDRESS.search(cell[1]))
    ]
    rows, columns = (Counter(place[axis] for place in places) for axis in (0, 1))
    most = _before_gap(rows, _ROWS_APART), _before_gap(columns, _COLUMNS_APART)
    far = [(row, column) for row, column in places if row > most[0] or column > most[1]]
    no_table = len({row for row, _ in places} - {row for row, _ in far}) < _FEWEST_ROWS
    if no_table or len(far) > _FEW:
        return Extent(max(rows, default=0), max(columns, default=0))
    return Extent(*most, tuple(f"{_letters(column)}{row}" for row, column in far))


def _before_gap(counted: Mapping[int, int], apart: int) -> int:
    """The last row or column before a gap behind which there are few cells."""
    beyond, last = 0, 0
    for each in sorted(counted, reverse=True):
        if last and last - each > apart:
            return each
        beyond += counted[each]
        if beyond > _FEW:
            break
        last = each
    return max(counted, default=0)


def copy(archive: zipfile.ZipFile, nearer: Mapping[str, Extent], job: Job) -> io.BytesIO:
    """The workbook without the far cells of some of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as written:
        for member in archive.infolist():
            content = archives.content(archive, member, job)
            within = nearer.get(member.filename.removeprefix("/"))
            written.writestr(member.filename, content if within is None else _without(content, within))
    made.seek(0)
    return made


def _without(content: bytes, within: Extent) -> bytes:
    def kept(cell: re.Match[bytes]) -> bytes:
        found = _ADDRESS.search(cell[1])
        if found is None:
            return cell[0]
        row, column = _place(found[1], found[2])
        return cell[0] if row <= within.rows and column <= within.columns else b""

    return _DIMENSION.sub(b"", _CELL.sub(kept, content))


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    """Row and column, both from 1: B3 is 3, 2."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return int(row), column


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
