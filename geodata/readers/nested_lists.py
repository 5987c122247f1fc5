"""Makes rows of dated objects that stand in lists within other rows: a town with a list of its incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from geodata.readers.cell_kinds import DATE, kind
from geodata.readers.raw import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOKED_AT: Final = 200
_MOST: Final = 0.8
"""The share of objects that have to have a date."""


def rows_of(records: Sequence[Any]) -> tuple[list[Any], Note] | None:
    """The objects in the lists as rows, each with what the row that holds it says; None of any other rows.

    Only where the rows themselves have no date: else a list is of their sources, media or victims.
    """
    first = [each for each in records[:_LOOKED_AT] if isinstance(each, Mapping)]
    if len(first) < len(records[:_LOOKED_AT]) or any(_dated(each) for each in first):
        return None
    names = dict.fromkeys(name for each in first for name in each)
    found = [name for name in names if _are_dated([each.get(name) for each in first])]
    if len(found) != 1:
        return None
    made = [row for each in records if isinstance(each, Mapping) for row in _rows(each, found[0])]
    words = (
        f"'{found[0]}' holds lists of objects with dates: each of these {len(made):,} is a row, with the"
        f" other columns of the {len(records):,} objects in which they stand."
    )
    return made, Note("nested", words)


def _rows(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A row for each object; the record itself where it has none."""
    others = {each: value for each, value in record.items() if each != name}
    listed = record.get(name)
    if not _are_objects(listed):
        return [{**others, name: listed}] if listed else [others]
    return [
        {**others, **{f"{name}.{each}" if each in others else each: value for each, value in one.items()}}
        for one in listed or ()
    ]


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _are_dated(values: Sequence[Any]) -> bool:
    """Whether most of these are lists of objects, most of which have a date."""
    lists = [value for value in values if _are_objects(value)]
    if len(lists) * 2 < len(values):
        return False
    objects = [each for value in lists for each in value]
    return sum(map(_dated, objects)) >= _MOST * len(objects)


def _dated(one: Mapping[str, Any]) -> bool:
    """Whether a member is a date, other than a number alone."""
    return any(isinstance(value, str) and kind(value) == DATE for value in one.values())
