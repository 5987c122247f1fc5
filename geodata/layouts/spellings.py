"""Finds a codebook's columns in a file: in any case, as an older edition called them, or cut to ten letters.

Spaces, points and underscores are the same here: "Event ID" is R's `Event.ID` and a database's `event_id`.
Shapefiles hold ten letters of a name; where two are the same then, GDAL writes eight and a number behind
them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

_BETWEEN: Final = re.compile(r"[^0-9a-z]+")
_CUT: Final = 10


@dataclass(frozen=True)
class Spellings:
    """The names of a codebook's columns, in its order, and what else they are called."""

    names: tuple[str, ...]
    older: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def found(self, columns: Iterable[object]) -> dict[str, str]:
        """Of each name that the file has, the column's name there."""
        there = {plain(str(column)): str(column) for column in reversed([*columns])}
        found = {name: there[spelling] for name, spelling in self._whole if spelling in there}
        for spelling in self._cut.keys() & there.keys():
            found.setdefault(self._cut[spelling], there[spelling])
        # In the order of the codebook, whatever that of a set is.
        return {name: found[name] for name in self.names if name in found}

    def of(self, raw: RawFile) -> frozenset[str]:
        """Which of the names the file has."""
        return frozenset(self.found(raw.rows.columns))

    def spell(self, sheet: Sheet) -> None:
        """Let the sheet's columns be asked for by the codebook's names."""
        for name, column in self.found(sheet.raw.rows.columns).items():
            sheet.call(column, name)

    @cached_property
    def _whole(self) -> list[tuple[str, str]]:
        """Name and spelling, the codebook's own last, so that it counts."""
        every = [(name, plain(each)) for name in self.names for each in reversed(self.older.get(name, ()))]
        return every + [(name, plain(name)) for name in self.names]

    @cached_property
    def _cut(self) -> dict[str, str]:
        """The name of each one that is cut to ten letters."""
        long = [name.casefold() for name in self.names if len(name) > _CUT]
        times = Counter[str]()
        found: dict[str, str] = {}
        for name in long:
            cut = name[:_CUT]
            times[cut] += 1
            again = cut if times[cut] == 1 else f"{name[: _CUT - 2]}_{times[cut] - 1}"
            found.setdefault(plain(again), name)
        return {cut: name for cut, name in found.items() if cut not in dict(self._whole).values()}


def plain(column: str) -> str:
    """A column's name without case, and with `_` for anything between its words."""
    return _BETWEEN.sub("_", column.casefold()).strip("_")
