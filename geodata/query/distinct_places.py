"""Brings together the rows that lie at one place with one radius: what is asked of a place is asked once.

Of a million records some hundred thousand places are distinct, for events recur in towns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    from geodata.geometry import Bools, Floats
    from geodata.query.asked_tables import Asked

    Ints = npt.NDArray[np.int64]

MOST: Final = 2_000_000
"""Records of a version whose places are held: they take 28 bytes each if no two are at one place."""
_KEY: Final = "distinct places"


class Places(NamedTuple):
    """The places of rows that are points: degrees, EPSG:4326, and metres, NaN where nobody knows."""

    lon: Floats
    lat: Floats
    radius_m: Floats
    number: npt.NDArray[np.int32]
    """Of each row of a version its place; −1 of what is no point."""

    def rows(self, possible: Bools, certain: Bools) -> tuple[Ints, Bools]:
        """The rows at places that are possible, rising, and whether theirs is certain too."""
        found = np.zeros(len(possible) + 1, np.uint8)  # the last is what −1 finds
        found[:-1] = possible.astype(np.uint8) + (possible & certain)
        at_rows = found[self.number]
        rows = np.flatnonzero(at_rows)
        return rows, at_rows[rows] > 1


def held(store: Asked) -> Places | None:
    """The places of a version, made once; none of one that has more than `MOST` records."""
    if len(store) > MOST:
        return None
    found = store.references.get(_KEY)
    if found is None:
        found = of(store, np.arange(len(store)))
        store.references.put(_KEY, found)
    return cast("Places", found)


def of(store: Asked, rows: Ints) -> Places:
    """The places of some rows, which rise; `number` is of these."""
    table = store.columns("incidents", rows, "row", "lon", "lat", "uncertainty_m", "shaped")
    lon, lat, radius = (table[name].to_numpy().astype(float) for name in ("lon", "lat", "uncertainty_m"))
    points = ~table["shaped"].to_numpy().astype(bool) & np.isfinite(lon) & np.isfinite(lat)
    number = np.full(len(rows), -1, np.int32)
    first, number[points] = _distinct(lon[points], lat[points], radius[points])
    here = np.flatnonzero(points)[first]
    return Places(lon[here], lat[here], radius[here], number)


def _distinct(*columns: Floats) -> tuple[Ints, Ints]:
    """Where each distinct line of some columns comes first, and which of these each line is."""
    key = np.zeros(len(columns[0]), np.int64)
    for each in columns:
        codes, values = pd.factorize(each, use_na_sentinel=False)
        key = pd.factorize(key * len(values) + codes)[0]
    first = np.full(int(key.max(initial=-1)) + 1, len(key), np.int64)
    np.minimum.at(first, key, np.arange(len(key)))
    return first, key
