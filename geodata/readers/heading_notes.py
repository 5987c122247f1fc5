"""Says in notes what was taken for a table's heading, and quotes the lines that are no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.errors import shown
from geodata.readers.raw import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geodata.readers.headings import Heading

_QUOTED_LINES: Final = 5
_QUOTED_CELLS: Final = 6
_LENGTH: Final = 60


def of(lines: Sequence[Sequence[str]], numbers: Sequence[int], heading: Heading, unit: str) -> Iterator[Note]:
    """Tell what is unlike a table that begins with its names.

    Parameters
    ----------
    lines, numbers
        The table's first lines, and the numbers by which a person finds them.
    unit
        What such a line is called: "line" of a text, "row" of a sheet.
    """
    if heading.names is None:
        yield Note("header", _no_names(lines, numbers, heading, unit))
    elif heading.groups is not None:
        yield Note(
            "header",
            f"The names stand in two {unit}s, {numbers[heading.groups]} and {numbers[heading.names]}: "
            "they are joined.",
        )
    said = {heading.tags, heading.labels}
    above = [place for place in heading.left_out if place not in said and place < (heading.names or 0)]
    if above and heading.names is not None:
        taken = f"The names of the columns are taken from {unit} {numbers[heading.names]}."
        yield left_out([(numbers[place], lines[place]) for place in above], unit, taken)
    if heading.tags is not None and heading.tags != heading.names:
        quoted = _quoted(lines[heading.tags])
        where = f"{unit.capitalize()} {numbers[heading.tags]}"
        yield Note(
            "header", f"{where} holds HXL tags, which say what the columns are, and is no row: {quoted}."
        )
    below = [place for place in heading.left_out if place != heading.tags and place > (heading.names or 0)]
    if below and heading.names is not None:
        quoted = "; ".join(f"{numbers[place]}: {_quoted(lines[place])}" for place in below)
        words = f"What stands right below the names describes the columns and is no row: {unit} {quoted}."
        yield Note("header", words)


def left_out(lines: Iterable[tuple[int, Sequence[str]]], unit: str, taken: str) -> Note:
    """What is said of the lines above the names."""
    found = list(lines)
    listed = "; ".join(f"{number}: {_quoted(cells)}" for number, cells in found[:_QUOTED_LINES])
    more = f"; and {len(found) - _QUOTED_LINES} more" if len(found) > _QUOTED_LINES else ""
    return Note("header", f"{taken} What stands above them is no row: {unit} {listed}{more}.")


def _no_names(lines: Sequence[Sequence[str]], numbers: Sequence[int], heading: Heading, unit: str) -> str:
    first = f"{unit} {numbers[heading.first]} looks like a row ({_quoted(lines[heading.first])})"
    above = [(numbers[place], lines[place]) for place in range(heading.first)]
    titles = f" {left_out(above, unit, '').words.strip()}" if above else ""
    return (
        f"The table has no {unit} of names: {first}. Its columns are called by their places; say what they "
        f"mean.{titles} If a {unit} does hold the names, choose it (--header-row, with its number)."
    )


def _quoted(cells: Sequence[str]) -> str:
    given = [" ".join(cell.split())[:_LENGTH] for cell in cells if cell.strip()]
    more = ", …" if len(given) > _QUOTED_CELLS else ""
    return ", ".join(f"'{shown(cell)}'" for cell in given[:_QUOTED_CELLS]) + more
