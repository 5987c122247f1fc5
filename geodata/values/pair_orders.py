"""Says which of two coordinates comes first in cells with both: by the column's name, by values, or open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geodata.values import coordinates, hemispheres
from geodata.values.folding import fold

if TYPE_CHECKING:
    import pandas as pd

LATITUDE_FIRST: Final = "latitude-longitude"
LONGITUDE_FIRST: Final = "longitude-latitude"
_LOOKED_AT: Final = 20_000
_EXAMPLES: Final = 3
_LETTERED: Final = 200
"""So many cells with letters are looked at."""
_LATITUDE: Final = r"lat[a-z]*|sirina|sirota|enlem"
_LONGITUDE: Final = r"lon[a-z]*|lng|duzina|dolgota|boylam"
_LETTER: Final = re.compile(r"[^\W\d_]+")
_NAMED: Final = (
    (re.compile(rf"(?:^|[^a-z])(?:{_LATITUDE}?)[^a-z]*(?:{_LONGITUDE})"), LATITUDE_FIRST),
    (re.compile(rf"(?:^|[^a-z])(?:{_LONGITUDE}?)[^a-z]*(?:{_LATITUDE})"), LONGITUDE_FIRST),
    (re.compile(r"^x[^a-z]*y$"), LONGITUDE_FIRST),
    (re.compile(r"^y[^a-z]*x$"), LATITUDE_FIRST),
)


class Order(NamedTuple):
    """What is known of the order, and why."""

    order: str | None
    """One of the two; None where cells can be read either way and nothing says which."""
    because: str = ""
    """Why, in words; empty where every cell says by letters which is which."""
    open: tuple[str, ...] = ()
    """Values that can be read either way."""


def decided(column: str, cells: pd.Series[str], decimal: str | None) -> Order:
    """Which of the two comes first in a column."""
    found = _by_values(cells.iloc[:_LOOKED_AT], decimal)
    if found.order is None and found.open and len(cells) > _LOOKED_AT and by_name(column) is None:
        found = _by_values(cells, decimal)
    if found.order is None and found.open and (named := by_name(column)):
        return Order(named, "as its name says")
    return found


def by_name(column: str) -> str | None:
    """What the column's name says of the order: `latlng`, `lon/lat`, `x y`."""
    name = fold(column).strip()
    return next((order for pattern, order in _NAMED if pattern.search(name)), None)


def _by_values(cells: pd.Series[str], decimal: str | None) -> Order:
    """By cells that can be read in one way only."""
    distinct = cells.drop_duplicates().reset_index(drop=True)
    first, second = (
        coordinates.pairs(distinct, order, decimal) for order in (LATITUDE_FIRST, LONGITUDE_FIRST)
    )
    good = [(why == "") & np.isfinite(lon) for lon, _, why in (first, second)]
    both = good[0] & good[1] & ((first[0] != second[0]) | (first[1] != second[1]))
    if not both.any() and not (good[1] & ~good[0]).any():
        return Order(LATITUDE_FIRST)
    lettered = _by_letters(distinct, good[0] & good[1] & ~both, first, decimal)
    only = [
        np.flatnonzero((good[0] & ~good[1]) | lettered[0]),
        np.flatnonzero((good[1] & ~good[0]) | lettered[1]),
    ]
    told = tuple(distinct.iloc[np.flatnonzero(both)[:_EXAMPLES]].tolist())
    if bool(len(only[0])) == bool(len(only[1])):
        return Order(None, "", told or tuple(distinct.iloc[[*only[0][:1], *only[1][:1]]].tolist()))
    order = LATITUDE_FIRST if len(only[0]) else LONGITUDE_FIRST
    decisive = distinct.iloc[(only[0] if len(only[0]) else only[1])[0]]
    return Order(order, f"because of values such as {decisive}")


def _by_letters(
    distinct: pd.Series[str], same: Any, read: tuple[Any, Any, Any], decimal: str | None
) -> tuple[Any, Any]:
    """Cells whose letters say which is which, by the order in which they write the two."""
    decided = np.zeros(len(distinct), bool), np.zeros(len(distinct), bool)
    places = np.flatnonzero(same)[:_LETTERED]
    bare = distinct.iloc[places].map(lambda text: _LETTER.sub(" ", hemispheres.lettered(text)))
    for order, found in zip((LATITUDE_FIRST, LONGITUDE_FIRST), decided, strict=True):
        lon, lat, _ = coordinates.pairs(bare.reset_index(drop=True), order, decimal)
        found[places] = (np.abs(lon) == np.abs(read[0][places])) & (np.abs(lat) == np.abs(read[1][places]))
    return decided[0] & ~decided[1], decided[1] & ~decided[0]
