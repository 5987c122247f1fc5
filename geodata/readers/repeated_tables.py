"""Finds tables that repeat the rows of those beside them: a sheet "All" next to one for each year.

Read together such rows would count twice. A table whose rows all stand in several others is left out; of one
that is named for the whole, the rows that stand elsewhere are. Any other repetition is said.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.errors import shown
from geodata.readers.raw import Note, RawFile, no_geometries
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_WHOLE: Final = frozenset(
    fold(
        "all total totals everything combined merged master overall complete full gesamt alle alles "
        "insgesamt todo todos todas tout tous toutes ensemble completo tudo sve svi ukupno zbirno celo все "
        "сви укупно збир gjitha gjithsej totali всего итого общее свод сводная всі усі разом усього hepsi "
        "tümü toplam genel الكل جميع المجموع الإجمالي"
    ).split()
)
"""Words by which a table is named for the whole, folded."""
_FEWEST: Final = 2
"""So many columns have to be shared for rows to be compared."""


def without(read: Sequence[RawFile], names: Sequence[str]) -> tuple[list[RawFile], list[str], list[Note]]:
    """The tables and names without those, and the rows, that stand in others; and what is said of them."""
    keys = _keys(read)
    kept, notes = list(range(len(read))), []
    made = list(read)
    told: set[str] = set()
    if keys is None:
        return made, [*names], []
    # Those that are named for the whole come first, then the longest.
    for at in sorted(kept, key=lambda place: (not _is_whole(names[place]), -len(read[place].rows))):
        others = [place for place in kept if place != at]
        again = keys[at].isin(np.concatenate([keys[place] for place in others])) if others else None
        if again is None or not again.any():
            continue
        holding = [names[place] for place in others if keys[at].isin(keys[place]).any()]
        listed = ", ".join(f"'{shown(name)}'" for name in holding[:4]) + (", …" if len(holding) > 4 else "")
        if again.all() and (len(holding) > 1 or _is_whole(names[at])):
            words = (
                f"'{shown(names[at])}' is not read: all of its {len(again):,} rows stand in {listed} as well."
            )
            kept.remove(at)
        elif _is_whole(names[at]):
            words = (
                f"{int(again.sum()):,} of the {len(again):,} rows of '{shown(names[at])}' stand in {listed} "
                "as well: they are left out there."
            )
            made[at] = _chosen(read[at], ~again.to_numpy(bool))
            keys[at] = keys[at][~again]
        elif 2 * int(again.sum()) > len(again) and not told.issuperset(holding):
            told.add(names[at])
            words = (
                f"{int(again.sum()):,} of the {len(again):,} rows of '{shown(names[at])}' stand in {listed} "
                "as well, with the same text in each column: they are read, and count twice."
            )
        else:
            continue
        notes.append(Note("members", words))
    return [made[place] for place in kept], [names[place] for place in kept], notes


def _is_whole(name: str) -> bool:
    return any(word in _WHOLE for word in re.findall(r"[^\W\d_]+", fold(name)))


def _keys(read: Sequence[RawFile]) -> list[pd.Series[int]] | None:
    """What each row says in the columns that all tables have, as a number; None where they share too few."""
    shared = set.intersection(*({*map(str, one.rows.columns)} for one in read))
    if len(shared) < _FEWEST or len(read) < 2:
        return None
    columns = sorted(shared)
    return [pd.Series(pd.util.hash_pandas_object(one.rows[columns], index=False).to_numpy()) for one in read]


def _chosen(one: RawFile, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> RawFile:
    shapes = one.geometry
    if shapes is not None:
        shapes = shapes[rows] if rows.any() else no_geometries(0)
    return replace(one, rows=one.rows[rows], geometry=shapes)
