"""Names a table's columns: as its heading does, numbered where names repeat, by place where there is none.

What a column is called elsewhere (a tag, a label, the name that another has too) is handed on as a hint.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geodata.errors import shown
from geodata.readers.raw import Note, encodable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.readers.headings import Heading

_BETWEEN: Final = " / "
_LISTED: Final = 8


@dataclass(frozen=True)
class Names:
    """The columns' names."""

    names: tuple[str | None, ...]
    """For each of the heading's cells; None for a column that has neither a name nor a cell."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """Column → what it is called as well."""
    notes: tuple[Note, ...] = ()


def of(lines: Sequence[Sequence[str]], heading: Heading, holds: Callable[[int], bool], width: int) -> Names:
    """Name the columns.

    Parameters
    ----------
    lines
        The table's first lines, of which the heading tells.
    holds
        Whether a column, by its place, has any cell.
    width
        How many columns there are.
    """
    notes: list[Note] = []
    given = [""] * width if heading.names is None else _padded(lines[heading.names], width)
    also = [_padded(lines[place], width) for place in (heading.tags, heading.labels) if place is not None]
    if heading.groups is not None:
        grouped = _grouped(_padded(lines[heading.groups], width), given)
        also.append(given)
        given = grouped
    names, unnamed = _by_place(given, holds)
    if unnamed and heading.names is not None:
        called = ", ".join(f"'{shown(name)}'" for name in unnamed[:_LISTED])
        notes.append(Note("columns", f"Columns without a name are called by their place: {called}."))
    numbered, repeated = _numbered(names)
    hints = {new: old for new, old in repeated.items() if new != old}
    if hints:
        called = ", ".join(f"'{shown(name)}'" for name in list(hints)[:_LISTED])
        notes.append(Note("columns", f"Several columns have one name: further ones are numbered, {called}."))
    for other in also:
        named = zip(numbered, other, strict=True)
        hints |= {name: said for name, said in named if name is not None and said.strip() and said != name}
    if heading.names is not None and heading.tags == heading.names:
        hints |= {name: name for name in numbered if name is not None}
    return Names(tuple(numbered), {encodable(name): said for name, said in hints.items()}, tuple(notes))


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _grouped(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """Each name behind that of its group; a group without a name below it is the name itself."""
    found, group = [], ""
    for above, name in zip(groups, names, strict=True):
        above_, name_ = above.strip(), name.strip()
        if above_:
            group = above_ if name_ else ""
        found.append(above if not name_ else name if group in ("", name_) else f"{group}{_BETWEEN}{name_}")
    return found


def _by_place(given: Sequence[str], holds: Callable[[int], bool]) -> tuple[list[str | None], list[str]]:
    names: list[str | None] = []
    unnamed: list[str] = []
    for place, name in enumerate(given):
        if name.strip():
            names.append(name)
        elif holds(place):
            unnamed.append(f"column {place + 1}")
            names.append(unnamed[-1])
        else:
            names.append(None)
    return names, unnamed


def _numbered(names: Sequence[str | None]) -> tuple[list[str | None], dict[str, str]]:
    """The names, each once; and what those were called that got a number."""
    taken = {name for name in names if name is not None}
    seen: set[str] = set()
    found: list[str | None] = []
    renamed: dict[str, str] = {}
    for name in names:
        if name is None or name not in seen:
            found.append(name)
            seen |= {name} if name is not None else set()
            continue
        number = 2
        while f"{name} {number}" in taken:
            number += 1
        new = f"{name} {number}"
        taken.add(new)
        renamed[new] = name
        found.append(new)
    return found, renamed
