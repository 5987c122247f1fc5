"""Proposes what columns mean that a table calls by other names as well: tags, labels, names of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.ingest.choices import SEVERAL, SUMS
from geodata.layouts import date_proposals, hxl, proposals
from geodata.layouts.proposals import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.readers.raw import RawFile

_SAMPLE: Final = 200


def mapping_of(raw: RawFile) -> Proposal:
    """As `proposals.mapping_of`, with the names that the file's hints give."""
    called = names(raw)
    back = {new: old for old, new in called.items()}
    rows = raw.rows.rename(columns=called)
    found = proposals.mapping_of(rows, shapes=raw.geometry is not None)
    positions = tuple(tuple(back.get(name, name) for name in each) for each in found.positions)
    doubtful = tuple(back.get(name, name) for name in found.doubtful)
    several = tuple(back.get(name, name) for name in found.dates)
    mapping = {back.get(name, name): meaning for name, meaning in found.mapping.items()}
    for column, name in raw.hints.items():
        # Of columns with one name, all are taken for a field that several may have.
        meaning = mapping.get(name)
        if meaning in SEVERAL and meaning not in ("date", *SUMS) and column not in mapping:
            mapping[column] = meaning
    dated = [
        column
        for column, name in raw.hints.items()
        if mapping.get(name) == "date" and _differ(raw, column, name)
    ]
    if dated and not several:
        first = raw.hints[dated[0]]
        del mapping[first]
        several = (first, *(column for column in dated if raw.hints[column] == first))
    return Proposal(mapping, several, positions, doubtful)


def _differ(raw: RawFile, one: str, other: str) -> bool:
    """Whether two columns of one name hold dates that are not the same."""
    first, second = raw.rows[one].head(_SAMPLE), raw.rows[other].head(_SAMPLE)
    given = first[first != ""]
    return bool((first != second).any()) and any(date_proposals.is_date(cell) for cell in given.tolist())


def reasons(raw: RawFile, mapping: Mapping[str, str]) -> dict[str, str]:
    """As `proposals.reasons`, likewise."""
    called = names(raw)
    back = {new: old for old, new in called.items()}
    renamed = {called.get(name, name): meaning for name, meaning in mapping.items()}
    rows: pd.DataFrame = raw.rows.rename(columns=called)
    found = proposals.reasons(rows, renamed, shapes=raw.geometry is not None)
    return {back.get(name, name): why for name, why in found.items()}


def names(raw: RawFile) -> dict[str, str]:
    """Column → the name by which its meaning is told, where that is not its own."""
    taken = {str(name) for name in raw.rows.columns}
    finest = max((hxl.district(hint) for hint in raw.hints.values() if hxl.is_tag(hint)), default=0)
    located = any(hxl.name_of(hint) == "place" for hint in raw.hints.values() if hxl.is_tag(hint))
    found: dict[str, str] = {}
    for column, hint in raw.hints.items():
        if hxl.is_tag(hint):
            settled = "place" if not located and finest and hxl.district(hint) == finest else None
            name = hxl.name_of(hint) or settled
        else:
            name = hint if _tells_more(column, hint) else None
        if name is not None and name not in taken:
            found[column] = name
            taken.add(name)
    return found


def _tells_more(column: str, hint: str) -> bool:
    """Whether the other name means something where the column's own does not."""
    meaning = proposals.by_name(hint)
    if meaning is None or proposals.by_name(column) is not None:
        return False
    group = column.removesuffix(hint).rstrip(" /")
    counted = meaning.startswith("fatalities") and group not in ("", column)
    return not counted or (proposals.by_name(group) or "").startswith("fatalities")
