"""Finds the boundaries that a filter names, tells their regions apart, and which rows lie in some of them."""

from __future__ import annotations

import difflib
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from geodata.errors import FilterError
from geodata.library import boundary_sets
from geodata.query.region_joins import joined
from geodata.readers import boundaries
from geodata.readers.boundaries import COUNTRIES
from geodata.region_filters import read as region_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.query.asked_tables import Asked
    from geodata.readers.boundaries import Boundaries

_NAMED: Final = 3
"""Regions that an error proposes."""


ABOVE: Final = "^"
"""Ends the name of boundaries whose level above is meant."""
SEEN: ContextVar[Callable[[str], object]] = ContextVar("SEEN", default=lambda _name: True)
"""Says of boundaries whether whoever asks may see them; the page and the server set it at their doors."""


def of(name: str) -> Boundaries:
    """The boundaries that are called so: the built-in countries, or some that the library has.

    Raises
    ------
    FilterError
        If there are none that may be seen.
    GeodataError
        If they cannot be read, or were withdrawn.
    """
    if name == COUNTRIES:
        return boundaries.read(COUNTRIES)
    there, of_name = names(), base(name)
    found = boundary_sets.load(of_name) if of_name in there and of_name != COUNTRIES else None
    if found is not None and name != of_name:
        found = boundaries.above(found)
    if found is None:
        raise FilterError("region", name[:60], f"boundaries that are here: {', '.join(there)}")
    return found


def base(name: str) -> str:
    """What boundaries are called, also where the level above them is meant."""
    return name.removesuffix(ABOVE)


def read(source: str | Path, **columns: str | None) -> Boundaries:
    """Boundaries that are here, by their name, or a file of somebody's own; raises as `boundaries.read`."""
    here = str(source) != COUNTRIES and base(str(source)) in names()
    return of(str(source)) if here else boundaries.read(source, **columns)


def names() -> tuple[str, ...]:
    """What boundaries there are for whoever asks."""
    seen = SEEN.get()
    return (COUNTRIES, *(name for name in boundary_sets.names() if seen(name)))


@lru_cache(maxsize=8)
def keys(of: Boundaries) -> tuple[str, ...]:
    """What tells each region from the others: its name; or its name and code, or its number, where needed."""
    told = of.regions
    names = told["name"].fillna(told["code"]).fillna("")
    coded = names + " (" + told["code"].fillna("") + ")"
    numbered = names + " #" + (told.index + 1).astype("str")
    once = ~names.duplicated(keep=False) & (names != "")
    coded_once = told["code"].notna() & ~coded.duplicated(keep=False)
    return tuple(names.where(once, coded.where(coded_once, numbered)))


def check(texts: tuple[str, ...]) -> None:
    """See that there are such regions.

    Raises
    ------
    FilterError
        If there is none that is called so.
    """
    for region in map(region_of, texts):
        there = keys(of(region.boundaries))
        if region.key not in there:
            meant = difflib.get_close_matches(region.key, there, _NAMED, 0.5)
            found = ", ".join(f"'{region.boundaries}/{each}'" for each in meant)
            wanted = f"a region of these boundaries{': ' if found else ''}{found}"
            raise FilterError("region", str(region)[:60], wanted)


def rows_in(store: Asked, texts: tuple[str, ...]) -> pa.Table:
    """The rows possibly in one of the regions: `row`, and `certain` where they certainly lie in one."""
    certain, possible = np.zeros(len(store), bool), np.zeros(len(store), bool)
    wanted: dict[str, set[str]] = {}
    for region in map(region_of, texts):
        wanted.setdefault(region.boundaries, set()).add(region.key)
    for name, asked in wanted.items():
        drawn = of(name)
        pairs = joined(store, drawn)
        chosen = np.array([each in asked for each in keys(drawn)], bool)[pairs.region]
        possible[pairs.row[chosen]] = True
        certain[pairs.row[chosen & pairs.certain]] = True
    row = np.flatnonzero(possible)
    return pa.table({"row": row.astype(np.int32), "certain": certain[row]})
