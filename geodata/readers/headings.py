"""Finds the line of a table's names among its first lines: below titles, in two lines, or nowhere.

Only lines that are unlike those below them decide: a line of names is as full as most lines, holds words
where the lines below hold numbers and dates, and no value itself. No rows are what stands above it (titles,
comments), nor, right below it, tags of the Humanitarian Exchange Language
(https://hxlstandard.org/standard/1-1final/tagging/), labels, or numbers of the columns.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geodata.readers.cell_kinds import DATE, DECIMAL, NOTHING, PLACE, VALUES, WHOLE, WORDS, kind
from geodata.values import dittos

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Cells = Sequence[str]

LINES: Final = 60
"""How many lines are looked at."""
CHARACTERS: Final = 200_000
"""How many characters, where lines are long."""
_FULL: Final = 0.8
"""The share of the fullest line's cells that a line of names has."""
_FEWEST_NUMBERS: Final = 4
_TAG: Final = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(?:\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*\s*")
_LIKE_TAG: Final = re.compile(r"#[A-Za-z]")
_MISSPELT: Final = 0.2
"""Such a share of a line's tags may lack a plus sign."""
_CORE_TAGS: Final = frozenset(
    (
        *("#adm1", "#adm2", "#adm3", "#adm4", "#adm5", "#country", "#geo", "#loc", "#region", "#date"),
        *("#event", "#affected", "#description", "#meta", "#org", "#group", "#crisis", "#cause", "#sector"),
        *("#item", "#subsector", "#activity", "#status", "#indicator", "#population", "#severity", "#x"),
    )
)
_COMMENT: Final = re.compile(r"\s*(?:#(?=\s|#|$)|//(?=\s|$))")
_COMMENT_ALONE: Final = re.compile(r"\s*(?:#(?=\s|[^\W\d_]|#|$)|//)")
"""In a line without a second cell."""
_TRUTHS: Final = ("true", "false")
_YEARS: Final = range(1800, 2101)


@dataclass(frozen=True)
class Heading:
    """Where a table's names stand among its first lines, by their places from 0."""

    names: int | None
    """The line of names; None where there is none."""
    first: int
    """The first line that is a row."""
    groups: int | None = None
    """A line above the names that joins columns into groups."""
    tags: int | None = None
    """A line of tags below the names, or the names themselves."""
    labels: int | None = None
    """A line of labels below the names."""

    @property
    def left_out(self) -> list[int]:
        """The lines before the first row that are neither names nor groups."""
        used = {self.names, self.groups}
        return [place for place in range(self.first) if place not in used]


def looked_at(lines: Iterable[Cells]) -> list[Cells]:
    """As many of a table's first lines as are looked at."""
    found: list[Cells] = []
    characters = 0
    for cells in lines:
        found.append(cells)
        characters += sum(map(len, cells))
        if len(found) >= LINES or characters > CHARACTERS:
            break
    return found


def find(lines: Sequence[Cells]) -> Heading:
    """Find the names; the first line is taken for them where nothing tells otherwise."""
    rows = [[kind(cell) for cell in cells] for cells in lines]
    places = [place for place, cells in enumerate(lines) if not is_comment(cells)]
    tagged = next((place for place in places if is_tags(lines[place])), None)
    if tagged is not None:
        return _by_tags(lines, rows, places, tagged)
    width = _usual_width([lines[place] for place in places])
    filled = {place: _filled(rows[place]) for place in places if len(lines[place]) == width}
    if width < 2 or not filled:
        return Heading(0, 1)
    enough = _FULL * max(filled.values())
    full = next(place for place, count in filled.items() if count >= enough)
    above = places[: places.index(full)]
    before = [place for place in above if len(lines[place]) == width]
    names = _partly_named(before, full, rows)
    if names is None and above and _names_all_but_one(rows[above[-1]], rows[full]):
        names = above[-1]
    if names is None and _has_values(rows[full]):
        if _looks_like_a_row(full, lines, rows):
            return Heading(None, _first_row(before, full, rows))
        names = before[0] if before else full
    names = full if names is None else names
    if before and names == full and _is_rather_a_row(full, lines, rows):
        names = before[-1]
    return _below(lines, rows, names, _groups(lines, rows, names))


def of_line(lines: Sequence[Cells], names: int) -> Heading:
    """The same where somebody said which line holds the names."""
    rows = [[kind(cell) for cell in cells] for cells in lines]
    if names + 1 < len(lines) and is_tags(lines[names + 1]):
        return Heading(names, names + 2, tags=names + 1)
    return _below(lines, rows, names, None)


def is_tags(cells: Cells) -> bool:
    """Whether a line holds HXL tags and nothing else; a few may be misspelt."""
    given = [cell.strip() for cell in cells if cell.strip()]
    core = [tag for tag in given if tag.partition("+")[0].strip().casefold() in _CORE_TAGS]
    tags = [tag for tag in given if _TAG.fullmatch(tag)]
    few = len(given) - len(tags) <= _MISSPELT * len(given) and all(map(_LIKE_TAG.match, given))
    return len(core) > min(len(cells) - 1, 1) and few


def is_comment(cells: Cells) -> bool:
    """Whether a line is a comment: it begins with # or //, and its other cells are empty."""
    begins = _COMMENT if len(cells) > 1 else _COMMENT_ALONE
    return bool(cells) and begins.match(cells[0]) is not None and not any(map(str.strip, cells[1:]))


def _usual_width(lines: Sequence[Cells]) -> int:
    """How many cells most of the lines have that have more than one."""
    widths = Counter(len(cells) for cells in lines if len(cells) > 1)
    return max(widths, key=lambda width: widths[width], default=0)


def _filled(row: Sequence[str]) -> int:
    return sum(each != NOTHING for each in row)


def _has_values(row: Sequence[str]) -> bool:
    return any(each in VALUES for each in row)


def _partly_named(before: Sequence[int], full: int, rows: Sequence[Sequence[str]]) -> int | None:
    """A line above the first full one that holds the names although some columns have none."""
    unlike = _has_values(rows[full]) or not _names_values(rows[full], rows[full + 1 :])
    for place in reversed(before):
        row = rows[place]
        unnamed_first = row[0] == NOTHING and _filled(row) == len(row) - 1
        if not _has_values(row) and (unnamed_first or (unlike and _filled(row) > 1)):
            return place
    return None


def _is_rather_a_row(place: int, lines: Sequence[Cells], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a line below others would name nothing: its words stand again below, or no row is left."""
    if len(lines) < LINES and all(_filled(row) < 2 for row in rows[place + 1 :]):
        return True
    return any(map(_is_mark, lines[place])) or _stands_again(place, lines)


def _is_mark(cell: str) -> bool:
    """Whether a cell repeats the one above or is true or false, as no name does; `id.` is a name."""
    text = cell.strip().casefold()
    return text in _TRUTHS or (text != "id." and dittos.is_ditto(cell))


def _stands_again(place: int, lines: Sequence[Cells]) -> bool:
    """Whether a cell of a line stands below in its column again, as values do and names do not."""
    below = [each for each in lines[place + 1 :] if len(each) == len(lines[place])]
    names = [cell.strip() for cell in lines[place]]
    return any(name and name == each[column].strip() for each in below for column, name in enumerate(names))


def _names_all_but_one(row: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a line names all columns of a row but one, as R does that gives the rows' names none."""
    return (
        len(row) == len(full) - 1
        and _filled(row) == len(row) > 1
        and not _has_values(row)
        and _has_values(full)
    )


def _names_values(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a line has words above numbers or dates."""
    return any(each == WORDS and _typed(below, column) for column, each in enumerate(row))


def _typed(rows: Sequence[Sequence[str]], column: int) -> str | None:
    """What most of a column's cells are, if they are values."""
    kinds = [row[column] for row in rows if column < len(row) and row[column] != NOTHING]
    values = [each for each in kinds if each in VALUES]
    if not values or len(values) * 2 <= len(kinds):
        return None
    return Counter(values).most_common(1)[0][0]


def _looks_like_a_row(place: int, lines: Sequence[Cells], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a line holds values of the kinds that stand below it, and names nothing there."""
    row, below = rows[place], rows[place + 1 :]
    below = [each for each in below if len(each) == len(row)]
    if not below:
        return DATE in row and (DECIMAL in row or PLACE in row)
    typed = {column: _typed(below, column) for column in range(len(row))}
    if any(each and row[column] == WORDS for column, each in typed.items()):
        return False
    if any(row[column] == each and each in (DATE, DECIMAL, PLACE) for column, each in typed.items()):
        return True
    whole = [column for column, each in typed.items() if each == WHOLE and row[column] == WHOLE]
    return len(whole) > 1 and not _counts_up([lines[place][column] for column in whole])


def _first_row(before: Sequence[int], full: int, rows: Sequence[Sequence[str]]) -> int:
    """Where no line holds names: the first row above a full one, with gaps, but values of its columns."""
    typed = [_typed(rows[full:], column) for column in range(len(rows[full]))]
    first = full
    for place in reversed(before):
        values = [(each, typed[column]) for column, each in enumerate(rows[place]) if each in VALUES]
        if place != first - 1 or not values or any(each != usual for each, usual in values):
            break
        first = place
    return first


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether whole numbers follow one another, as years above a table's columns do."""
    numbers = [int(re.sub(r"[^0-9-]", "", cell)) for cell in cells]
    following = all(after - before == 1 for before, after in pairwise(numbers))
    return following or (len({*numbers}) == len(numbers) and all(each in _YEARS for each in numbers))


def _groups(lines: Sequence[Cells], rows: Sequence[Sequence[str]], names: int) -> int | None:
    """The line right above the names, if it joins some of them into groups."""
    above = names - 1
    if above < 0 or len(lines[above]) != len(lines[names]) or is_comment(lines[above]):
        return None
    filled = [column for column, each in enumerate(rows[above]) if each != NOTHING]
    described = filled == [0, 1] and rows[names][0] != NOTHING and rows[names][1] != NOTHING
    if len(filled) < 2 or described or any(rows[above][column] != WORDS for column in filled):
        return None
    return above


def _below(lines: Sequence[Cells], rows: Sequence[Sequence[str]], names: int, groups: int | None) -> Heading:
    """What is no row below the names: labels, numbers of the columns."""
    first = names + 1
    labelled = first < len(lines) and _are_labels(rows, names, first) and not _stands_again(first, lines)
    if labelled and _tell_apart(lines[names], lines[first]):
        given = {cell.strip() for cell in lines[names]} - {""}
        if groups is None and len(given) < _filled(rows[first]):
            return Heading(first, first + 1, groups=names)
        return Heading(names, first + 1, groups=groups, labels=first)
    if first < len(lines) and _are_numbers(lines[first], rows[first + 1 :]):
        return Heading(names, first + 1, groups=groups)
    return Heading(names, first, groups=groups)


def _are_labels(rows: Sequence[Sequence[str]], names: int, place: int) -> bool:
    """Whether a line holds words in every column of numbers or dates, of which there are two or more."""
    row, below = rows[place], [each for each in rows[place + 1 :] if len(each) == len(rows[place])]
    if len(row) != len(rows[names]) or not below or _has_values(row):
        return False
    typed = [column for column in range(len(row)) if _typed(below, column)]
    return len(typed) > 1 and all(row[column] == WORDS for column in typed)


def _tell_apart(names: Cells, labels: Cells) -> bool:
    """Whether columns of one name have different labels, if any have one name."""
    pairs = [(name.strip(), label.strip()) for name, label in zip(names, labels, strict=True) if name.strip()]
    return len(set(pairs)) == len(pairs)


def _are_numbers(cells: Cells, below: Sequence[Sequence[str]]) -> bool:
    """Whether a line numbers the columns: 1, 2, 3 … above columns that are no such numbers."""
    numbers = [cell.strip().strip("().") for cell in cells]
    if len(numbers) < _FEWEST_NUMBERS or numbers != [str(place) for place in range(1, len(cells) + 1)]:
        return False
    return any(_typed(below, column) != WHOLE for column in range(len(cells)) if below)


def _by_tags(
    lines: Sequence[Cells], rows: Sequence[Sequence[str]], places: Sequence[int], tagged: int
) -> Heading:
    """The names stand above the tags; the tags are the names where nothing does."""
    before = [place for place in places if place < tagged]
    if not before or _filled(rows[before[-1]]) < 2 or _has_values(rows[before[-1]]):
        return Heading(tagged, tagged + 1, tags=tagged)
    names = before[-1]
    return Heading(names, tagged + 1, groups=_groups(lines, rows, names), tags=tagged)
