"""Pairs incidents of two versions whose made ids differ although they tell of the same event.

An id that was made from a row's contents changes with any cell. Such rows are paired by what they still have
in common; where more than one would do, none is taken: the row counts as removed and added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.ingest.made_ids import MADE_ID
from geodata.values import other_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.model import Dataset

Codes = npt.NDArray[np.int64]

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "when": ("start", "end", "time_class"),
    "where": ("place", "lon", "lat", "geometry"),
    "precision": ("location_class", "uncertainty_m"),
    "type": ("kind", "event_type"),
    "title": ("title",),
    "summary": ("summary",),
    "toll": ("fatalities_low", "fatalities_best", "fatalities_high", "injured"),
    "confidence": ("confidence",),
    "extra": ("extra",),
}
"""Columns that one cell of a file may change together. `extra` is all of the file's other columns as JSON: it
repeats cells, and changes with most."""
_TELLING: Final = ("when", "where", "title", "summary")
"""Parts of which a pair has at least one in common: many records share a type and a toll."""
_KEYS: Final[tuple[tuple[str, ...], ...]] = (
    ("when", "where", "type"),
    *(("when", "where"), ("when", "title"), ("where", "title"), ("when", "type"), ("where", "type")),
    *(("title",), ("summary",), ("when",), ("where",)),
)
"""What rows are sought by where several parts have changed, the finest first."""
_LARGEST_BLOCK: Final = 32
"""Rows of one version with an equal key that are compared with each other; more are left to finer keys."""
_IN_COMMON: Final = 0.5
"""The share of what is known of either that a pair has in common at least."""


def pairs(
    old: Dataset,
    new: Dataset,
    told: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]],
) -> dict[str, str]:
    """Pair what only one version has.

    Parameters
    ----------
    old, new
        Two versions of a dataset.
    told
        What belongs to incidents, as text by id in the old and in the new version, by the table's name.

    Returns
    -------
    The id in the old version → the id in the new one, each at most once; both are made from contents.

    Notes
    -----
    Rows are compared within blocks of an equal key of at most `_LARGEST_BLOCK` rows of either version, so
    that the work grows with the number of rows, not with its square. A pair agrees best with each other, and
    with no second row as well.
    """
    before, after = _leftovers(old, new), _leftovers(new, old)
    if before.empty or after.empty:
        return {}
    parts = _coded(before, after, told)
    count = len(before)
    taken = np.zeros(count + len(after), bool)
    found: dict[str, str] = {}
    for key in _keys(parts):
        for one, other in _best(key, parts, count, taken):
            taken[[one, other]] = True
            found[before["id"].iloc[one]] = after["id"].iloc[other - count]
    return found


def _leftovers(one: Dataset, other: Dataset) -> pd.DataFrame:
    incidents = one.incidents
    alone = ~incidents["id"].isin(other.incidents["id"]) & incidents["id"].str.fullmatch(MADE_ID)
    rows = np.flatnonzero(alone.to_numpy(bool))
    others = {str(name): one.attributes[name].iloc[rows] for name in one.attributes}
    extra = pd.Series(other_columns.written(others, len(rows)).to_pandas()).to_numpy()
    return pd.DataFrame(incidents.iloc[rows]).assign(extra=extra)


def _coded(
    before: pd.DataFrame,
    after: pd.DataFrame,
    told: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]],
) -> dict[str, Codes]:
    """Each part of all rows, the old ones first, as numbers that are equal where it is; 0: missing."""
    both = pd.concat([before, after], ignore_index=True)
    shapes = np.asarray(both["geometry"], object)
    both["geometry"] = pd.Series(shapely.to_wkb(shapes, hex=True), dtype=object)
    parts = {name: _codes(both[list(columns)]) for name, columns in _PARTS.items()}
    for name, (in_old, in_new) in told.items():
        texts = [*before["id"].map(in_old), *after["id"].map(in_new)]
        parts[name] = _codes(pd.DataFrame({name: pd.Series(texts, dtype=object)}))
    return parts


def _codes(columns: pd.DataFrame) -> Codes:
    # A class of time says nothing where there is no time.
    known = columns.drop(columns="time_class", errors="ignore").notna().any(axis=1).to_numpy()
    codes = columns.groupby(list(columns), dropna=False, sort=False).ngroup().to_numpy(np.int64) + 1
    return np.where(known, codes, 0)


def _keys(parts: Mapping[str, Codes]) -> Iterator[Codes]:
    """What rows of a pair may have in common: all but one part, then less and less."""
    compared = [name for name in parts if name != "extra"]
    for left_out in ("extra", *compared):
        yield _key(parts, *(name for name in compared if name != left_out))
    for names in _KEYS:
        yield _key(parts, *names)


def _key(parts: Mapping[str, Codes], *names: str) -> Codes:
    columns = pd.DataFrame({name: parts[name] for name in names})
    return np.asarray(columns.groupby(list(names)).ngroup(), np.int64)


def _best(
    key: Codes, parts: Mapping[str, Codes], count: int, taken: npt.NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Those of an equal key that agree best with each other: positions among all rows, old and new."""
    free = np.flatnonzero(~taken)
    sides = [
        pd.DataFrame({"key": key[rows], name: rows})
        for name, rows in (("old", free[free < count]), ("new", free[free >= count]))
    ]
    small = [side[side.groupby("key")["key"].transform("size") <= _LARGEST_BLOCK] for side in sides]
    both = small[0].merge(small[1], on="key")
    if both.empty:
        return []
    agreed, share = _agreement(parts, both["old"].to_numpy(), both["new"].to_numpy())
    both = both.assign(agreed=agreed)[share >= _IN_COMMON]
    for side in ("old", "new"):  # both are asked before any is left out
        best = both.groupby(side)["agreed"].transform("max")
        alone = (both["agreed"] == best).groupby(both[side]).transform("sum") == 1
        both[f"of_{side}"] = (both["agreed"] == best) & alone
    chosen = both[both["of_old"] & both["of_new"]]
    return list(zip(chosen["old"].tolist(), chosen["new"].tolist(), strict=True))


def _agreement(parts: Mapping[str, Codes], old: Codes, new: Codes) -> tuple[Any, Any]:
    """How many parts agree in each pair, and their share of those known; none where no telling one does."""
    agreed, known = np.zeros(len(old)), np.zeros(len(old))
    telling = np.zeros(len(old), bool)
    for name, codes in parts.items():
        equal = (codes[old] == codes[new]) & (codes[old] > 0)
        agreed += equal
        if name != "extra":
            known += (codes[old] > 0) | (codes[new] > 0)
        if name in _TELLING:
            telling |= equal
    return agreed, np.where(telling, agreed / np.maximum(known, 1), 0.0)
