"""Tells by the first lines of each sheet which one holds the incidents, and which others are like it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.readers import headings
from geodata.readers.cell_kinds import DATE, DECIMAL, NOTHING, VALUES, kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Lines = Sequence[Sequence[str]]


_FIRST_OF_YEAR: Final = re.compile(r"[0-9]{4}(?:-01-01(?![0-9])|$)")


def likely(sheets: Mapping[str, Lines]) -> str:
    """The first of the sheets that have most of what incidents have: dates, positions, several columns."""
    scores = {name: _score(lines) for name, lines in sheets.items()}
    return max(scores, key=lambda name: scores[name])


def only(sheets: Mapping[str, Lines]) -> str | None:
    """The one sheet with dates or positions, where every other holds words alone, as notes and titles do."""
    scores = {name: _score(lines) for name, lines in sheets.items()}
    found = [name for name, score in scores.items() if score[0] or score[1]]
    return found[0] if len(found) == 1 and sum(any(score) for score in scores.values()) == 1 else None


def alike(name: str, sheets: Mapping[str, Lines]) -> tuple[str, ...]:
    """The sheets with the same names of columns, in whatever order; none where no other has them."""
    names = {each: _names(lines) for each, lines in sheets.items()}
    found = tuple(each for each in sheets if names[each] and names[each] == names[name])
    return found if len(found) > 1 else ()


def _score(lines: Lines) -> tuple[bool, bool, bool, bool]:
    """Whether there are rows with dates, two columns of decimals (as positions are), days, and any values.

    Days are dates other than the first of a year, as which a summary's years are kept.
    """
    if not lines:
        return (False, False, False, False)
    heading = headings.find(headings.looked_at(lines))
    rows = lines[heading.first :]
    columns = [[kind(row[place]) for row in rows if place < len(row)] for place in range(len(lines[0]))]
    decimals = [column for column in columns if _mostly(column, (DECIMAL,))]
    wide = sum(any(column) for column in columns) > 1
    dated = [place for place, column in enumerate(columns) if _mostly(column, (DATE,))]
    return (
        bool(dated) and wide,
        len(decimals) > 1,
        wide and any(_are_days(rows, place) for place in dated),
        wide and any(_mostly(column, VALUES) for column in columns),
    )


def _are_days(rows: Lines, place: int) -> bool:
    """Whether most dates of a column are other than the first of a year."""
    told = [row[place].strip() for row in rows if place < len(row) and kind(row[place]) == DATE]
    return sum(_FIRST_OF_YEAR.match(text) is None for text in told) * 2 > len(told)


def _mostly(column: Sequence[str], kinds: object) -> bool:
    given = [each for each in column if each != NOTHING]
    return bool(given) and sum(each in kinds for each in given) * 2 > len(given)  # type: ignore[operator]


def _names(lines: Lines) -> frozenset[str]:
    heading = headings.find(headings.looked_at(lines)) if lines else None
    if heading is None or heading.names is None:
        return frozenset()
    return frozenset(cell.strip() for cell in lines[heading.names] if cell.strip())
