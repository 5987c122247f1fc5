"""Recognises the columns of a file of boundaries by their names, and by them who published it.

As GADM, geoBoundaries, OCHA's COD-AB and Natural Earth call them. Where several levels stand in one row, the
deepest is the region and the one above it the parent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELDS: Final = ("name", "code", "parent", "population")
_NAMED: Final = {
    "name": (r"NAME_(\d)", "shapeName", r"ADM(\d)_EN", r"ADM(\d)_NAME", "NAME_EN", "NAME", "ADMIN", "Name"),
    "code": (
        *(r"GID_(\d)", "shapeISO", r"ADM(\d)_PCODE", "ADM0_A3", "ISO_A3", "iso_3166_2", "shapeID"),
        *("code", "id"),
    ),
    "parent": ("shapeGroup", "admin", "parent"),
    "population": ("POP_EST", "population", "pop_total", "T_TL", "pop", "POP"),
}
"""What columns are called, without regard to case; a number is a level, of which the deepest is meant."""


class Publisher(NamedTuple):
    """Who publishes boundaries, and under which terms; empty where that is not recognised."""

    name: str
    licence: str


_PUBLISHERS: Final = {
    "GID_0": Publisher("GADM", "free for academic and other non-commercial use, not to be passed on (GADM)"),
    "shapeGroup": Publisher("geoBoundaries", "CC BY 4.0 where it is of gbOpen: see the file's metadata"),
    "ADM0_PCODE": Publisher(
        "OCHA, Common Operational Dataset", "as a rule CC BY-IGO: see the dataset's page on HDX"
    ),
    "ADM0_A3": Publisher("Natural Earth", "public domain"),
}


def guessed(columns: Iterable[str], name: str | None = None) -> dict[str, str | None]:
    """The column of each of `FIELDS`, as far as one is recognised; `name`: of the names, where it is said."""
    there = [*columns]
    found = {field: recognised(there, field) for field in FIELDS}
    found["name"] = name or found["name"]
    if found["parent"] is None:
        found["parent"] = above(there, found["name"])
    return found


def publisher(columns: Iterable[str]) -> Publisher:
    """Who published a file with these columns."""
    there = {*columns}
    return next((who for column, who in _PUBLISHERS.items() if column in there), Publisher("", ""))


def recognised(columns: Iterable[str], field: str) -> str | None:
    """The column that holds a field by its name, the deepest level of several; None where none is known."""
    for pattern in _NAMED[field]:
        found = [(match, name) for name in columns if (match := re.fullmatch(pattern, name, re.IGNORECASE))]
        if found:
            return max(found, key=lambda each: each[0].groups() or ("",))[1]
    return None


def above(columns: Iterable[str], name: str | None) -> str | None:
    """The column of the level above that of the names: GADM's NAME_1 above NAME_2, ADM1_EN above ADM2_EN."""
    level = re.search(r"(?<=NAME_)[1-9]|(?<=ADM)[1-9]", name or "", re.IGNORECASE)
    if name is None or level is None:
        return None
    higher = f"{name[: level.start()]}{int(level[0]) - 1}{name[level.end() :]}"
    by_case = {each.casefold(): each for each in columns}
    return by_case.get(higher.casefold()) or (by_case.get("country") if higher.endswith("_0") else None)
