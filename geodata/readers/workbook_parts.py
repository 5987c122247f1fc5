"""Measures a workbook's sheets in its XML parts by a quick look, and finds what its reader leaves out.

Reading goes by cells' addresses, so that two cells far apart would ask for all the memory between them: this
is found before anything is read. A part that declares a document type is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geodata.errors import shown
from geodata.readers import archives, far_cells, xml_trees
from geodata.readers.raw import Note

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator, Sequence

    from geodata.readers.far_cells import Extent
    from geodata.readers.raw import Job

_BYTES_A_CELL: Final = 64
_ADDRESS: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_LONG_NUMBER: Final = re.compile(
    rb"""<c\b[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>\s*<v>(-?[0-9]{16,400})</v>"""
)
_DIGITS: Final = re.compile(rb"<v>-?[0-9]{16}")
_ERROR: Final = re.compile(rb"""<c\b[^>]*?\bt=["']e["']""")
_HIDDEN: Final = re.compile(rb"""<row\b[^>]*?\bhidden\s*=\s*["'](?:1|true)["'][^>]*>""")
_HIDDEN_COLUMN: Final = re.compile(rb"""<col\b[^>]*?\bhidden\s*=\s*["'](?:1|true)["'][^>]*>""")
_COLUMNS: Final = re.compile(rb"""\b(min|max)\s*=\s*["']([0-9]{1,5})["']""")
_ROW: Final = re.compile(rb"""\br\s*=\s*["']([0-9]{1,7})["']""")
_NO_VALUE: Final = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LISTED: Final = 12
_SPARSE: Final = 20
_SMALL: Final = 1_000_000
"""A sheet of more cells, so many times those that are there, may have some that lie far away."""
_OVERLAP: Final = 64
_LONGEST_CELL: Final = 4_000_000


@dataclass
class Part:
    """What was seen of one sheet."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    """About how many cells there are, empty ones with a format among them."""
    nearer: Extent | None = None
    """Without a few cells far away, if there are such."""
    digits: dict[tuple[int, int], str] = field(default_factory=dict)
    """Whole numbers of sixteen digits and more by row (from 1) and column (from 0)."""
    errors: int = 0
    hidden: set[int] = field(default_factory=set)
    """Rows that the workbook does not show: by hand, or as a filter leaves them out."""
    columns_hidden: set[int] = field(default_factory=set)
    """Columns that it does not show, from 0."""
    formulas: int = 0
    """Formulas that no value was saved with."""

    def notes(self) -> Iterator[Note]:
        """What a researcher should know of the cells that give nothing."""
        if self.nearer is not None and self.nearer.far:
            yield self.nearer.note
        if self.errors:
            words = f"{self.errors:,} cells hold an error such as #N/A: they are taken as empty."
            yield Note("formulas", words)
        if self.formulas:
            words = f"{self.formulas:,} formulas were saved without their values: they are taken as empty. "
            yield Note("formulas", words + "Open the workbook in a spreadsheet program and save it again.")

    def hidden_rows(self, read: Iterable[int]) -> Iterator[Note]:
        """What is said of rows that were read and are not shown."""
        found = [row for row in read if row in self.hidden]
        if found:
            listed = ", ".join(f"{row:,}" for row in found[:_LISTED]) + (" …" if len(found) > _LISTED else "")
            number = f"{len(found):,} hidden rows are" if len(found) > 1 else "1 hidden row is"
            words = (
                f"{number} read like the others ({listed}): the workbook or its filter does not show them."
            )
            yield Note("hidden", words)

    def hidden_columns(self, names: Sequence[str | None]) -> Iterator[Note]:
        """Likewise of columns, by their names."""
        found = [
            name for place, name in enumerate(names) if name is not None and place in self.columns_hidden
        ]
        if found:
            listed = ", ".join(f"'{shown(name)}'" for name in found[:_LISTED])
            more = " …" if len(found) > _LISTED else ""
            yield Note("hidden", f"Hidden columns are read like the others: {listed}{more}.")


NOTHING: Final = Part()


def sheets(archive: zipfile.ZipFile, job: Job) -> dict[str, Part]:
    """Look at every part of a workbook; the sheets by their names.

    Raises
    ------
    UnusableFileError
        If a part declares a document type, or its cells lie too far apart.
    """
    seen = {
        member.filename.removeprefix("/"): _seen(archive, member, job)
        for member in archives.members(archive)
        if member.filename.lower().endswith((".xml", ".rels"))
    }
    most = job.limits.memory_bytes // _BYTES_A_CELL
    for path, part in seen.items():
        if part.rows * part.columns > max(_SPARSE * part.cells, _SMALL):
            member = next(one for one in archive.infolist() if one.filename.removeprefix("/") == path)
            part.nearer = far_cells.extent(archives.content(archive, member, job))
            part.rows, part.columns = part.nearer[:2]
        if part.rows * part.columns > most:
            found = f"a sheet of {part.rows:,} rows by {part.columns:,} columns, empty cells included"
            raise job.too_large(found, f"{most:,} cells", "memory_bytes")
    return {name: seen[path] for name, path in paths(archive, job).items() if path in seen}


def paths(archive: zipfile.ZipFile, job: Job) -> dict[str, str]:
    """Where each sheet's part is, by the sheet's name."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    book, relations = (
        xml_trees.parse(archives.content(archive, archive.getinfo(name), job), job)
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    found = {}
    for element in book.iter():
        if xml_trees.local(element) == "sheet":
            relation = next((value for key, value in element.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found[element.get("name", "")] = path
    return found


def _seen(archive: zipfile.ZipFile, member: zipfile.ZipInfo, job: Job) -> Part:
    part, rest = Part(), b""
    for block in archives.blocks(archive, member, job):
        text = rest + block
        _look_at_extent(text, part, job)
        # Whole cells only, so that each is counted once; a text without cells is passed over.
        cut = text.rfind(b"<c ")
        if cut <= 0 or len(text) - cut > _LONGEST_CELL:
            cut = max(len(text) - _OVERLAP, 0)
        _look_at_cells(text[:cut], part)
        rest = text[cut:]
    _look_at_cells(rest, part)
    return part


def _look_at_extent(text: bytes, part: Part, job: Job) -> None:
    if _DECLARES.search(text):
        found = "it declares a document type or entities, which can pull in other files"
        raise job.unusable("unsupported", found, "Save it again from a spreadsheet program.")
    addresses = _ADDRESS.findall(text)
    if addresses:
        part.cells += len(addresses)
        part.rows = max(part.rows, *(int(row) for _, row in addresses))
        letters = {column for column, _ in addresses}
        part.columns = max(part.columns, *(_place(column) + 1 for column in letters))


def _look_at_cells(text: bytes, part: Part) -> None:
    # A plain search first: most sheets have nothing of the kind, and are large.
    if b'"e"' in text or b"'e'" in text:
        part.errors += len(_ERROR.findall(text))
    if b"</f>" in text:
        part.formulas += len(_NO_VALUE.findall(text))
    if b"hidden" in text:
        for row in _HIDDEN.findall(text):
            part.hidden.update(int(number) for number in _ROW.findall(row))
        for column in _HIDDEN_COLUMN.findall(text):
            ends = {name: int(number) for name, number in _COLUMNS.findall(column)}
            part.columns_hidden.update(range(ends.get(b"min", 1) - 1, ends.get(b"max", 0)))
    if _DIGITS.search(text):
        for column, row, digits in _LONG_NUMBER.findall(text):
            part.digits[int(row), _place(column)] = digits.decode()


def _place(letters: bytes) -> int:
    """A column's place from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place - 1
