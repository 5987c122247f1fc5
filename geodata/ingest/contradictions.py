"""Remarks on rows whose shape lies elsewhere than their columns of latitude and longitude say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geodata import geometry

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet

_NEAR_M: Final = 20_000.0
"""Columns may be rounded to a tenth of a degree, or hold the middle of what the shape shows."""


def remark_on(sheet: Sheet, shapes: Any, columns: Any, field: str) -> None:
    """Remark on rows that contradict themselves; the shape counts, and the columns stay as they are.

    `shapes` and `columns` are `positions.Positions` of all rows.
    """
    both = np.flatnonzero(shapes.known & columns.known)
    if not len(both):
        return
    lon, lat = columns.lon[both], columns.lat[both]
    away = _away(shapes.shapes[both], lon, lat)
    odd = away > _NEAR_M
    exchanged = odd & (np.abs(lon) <= 90)
    exchanged[exchanged] = _away(shapes.shapes[both][exchanged], lat[exchanged], lon[exchanged]) <= _NEAR_M
    why = np.full(len(sheet.index), "", dtype=object)
    for place in np.flatnonzero(odd).tolist():
        at = shapes.lon[both[place]], shapes.lat[both[place]]
        words = f"the shape lies {away[place] / 1000:,.0f} km away, at {at[1]:.4g} N {at[0]:.4g} E"
        if exchanged[place]:
            words += ": latitude and longitude are exchanged in one of the two"
        why[both[place]] = f"{words}; the shape counts"
    sheet.warn(field, why)


def _away(shapes: Any, lon: Any, lat: Any) -> Any:
    """Metres from each position to the box around its shape."""
    west, south, east, north = shapely.bounds(shapes).T
    return geometry.distance_m(np.clip(lon, west, east), np.clip(lat, south, north), lon, lat)
