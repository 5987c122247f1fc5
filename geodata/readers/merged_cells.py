"""Gives each row of a sheet what cells say that are merged over several rows, but for numbers of things.

A workbook keeps the value of merged cells in the first of them. A date or a name belongs to all their rows;
a whole number that is no year may be of all of them together, so that it stays where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.readers.cell_kinds import WHOLE, kind
from geodata.readers.raw import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Range = tuple[tuple[int, int], tuple[int, int]]
    """First and last row and column, from 0."""

_YEARS: Final = range(1800, 2101)
_LISTED: Final = 5


class Merged:
    """What merged cells below the line of names say, found while a sheet's columns are read."""

    def __init__(self, ranges: Iterable[Range] | None, below: Sequence[int]) -> None:
        rows = set(below)
        self._last: dict[int, dict[int, int]] = {}
        """Column → first row (from 1) → last row of merged cells."""
        for (top, left), (bottom, _) in sorted(ranges or ()):
            if bottom > top and top + 1 in rows:
                self._last.setdefault(left, {})[top + 1] = bottom + 1
        self._below = below
        self._filled: list[str] = []
        self._left: list[str] = []

    def filled(
        self, columns: Mapping[str, Sequence[str]], names: Sequence[str | None]
    ) -> dict[str, Sequence[str]]:
        """The columns' cells below the names, those of merged rows filled; the names are by place."""
        places = {name: place for place, name in enumerate(names) if name is not None}
        return {name: self._column(places[name], name, cells) for name, cells in columns.items()}

    def _column(self, place: int, name: str, cells: Sequence[str]) -> Sequence[str]:
        spans = self._last.get(place)
        if not spans:
            return cells
        at = {row: number for number, row in enumerate(self._below)}
        begun = {first: cells[at[first]] for first in spans if cells[at[first]].strip()}
        if begun and any(map(_is_number, begun.values())):
            self._left.append(f"'{name}' (such as {next(filter(_is_number, begun.values()))})")
        made, filled = list(cells), False
        for first, text in begun.items():
            if _is_number(text):
                continue
            for row in range(first + 1, spans[first] + 1):
                if row in at and not made[at[row]].strip():
                    made[at[row]], filled = text, True
        if filled:
            self._filled.append(f"'{name}'")
        return made

    def notes(self) -> Iterator[Note]:
        """What was done with the cells that are merged."""
        if self._filled:
            named = ", ".join(self._filled[:_LISTED])
            words = f"Cells of {named} are merged over several rows: each of these rows has what they say."
            yield Note("merged", words)
        if self._left:
            named = ", ".join(self._left[:_LISTED])
            words = (
                f"Cells of {named} with a number are merged over several rows, which may have it together: "
            )
            yield Note("merged", words + "only the first of them has it.")


def _is_number(text: str) -> bool:
    """Whether a text is a whole number that is no year."""
    return kind(text) == WHOLE and not (text.strip().isdecimal() and int(text) in _YEARS)
