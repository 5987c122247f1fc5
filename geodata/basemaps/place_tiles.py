"""Gives populated places tile by tile, more of them the nearer one looks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from geodata.basemaps.place_table import place_table
from geodata.errors import GeodataError

DECIMALS: Final = 4
"""Of a degree: some 10 m."""
_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True)
class Level:
    """Which places a map shows from a zoom on."""

    from_zoom: int
    tile_zoom: int
    """Of the tiles that hold them: a view needs few of these, and none of them is large."""
    least: int
    """Inhabitants."""


LEVELS: Final = (
    Level(0, 0, 1_000_000),
    Level(5, 3, 300_000),
    Level(6, 4, 100_000),
    Level(7, 5, 30_000),
    Level(9, 7, 5_000),
    Level(11, 9, 0),
)
_LEAST: Final = {level.tile_zoom: level.least for level in LEVELS}


class PlaceTileError(GeodataError, ValueError):
    """An address names no tile of places."""

    def __init__(self, zoom: str, x: str, y: str) -> None:
        zooms = ", ".join(str(each) for each in _LEAST)
        super().__init__(
            f"'{'/'.join(each[:20] for each in (zoom, x, y))}' is no tile of places: zoom/x/y was expected, "
            f"a zoom of {zooms}, x and y from 0 to below 2 to the power of the zoom."
        )


def tile(zoom: str, x: str, y: str) -> bytes:
    """The places of a web map's tile as JSON, largest first: name, longitude, latitude, size.

    Parameters
    ----------
    zoom, x, y
        As an address has them.

    Returns
    -------
    bytes
        Degrees, EPSG:4326; inhabitants, or what a capital or a seat of an administration counts as.

    Raises
    ------
    PlaceTileError
        If there is no such tile.
    LibraryError
        If the places cannot be read.
    """
    parts = [int(part) if _NUMBER.fullmatch(part) else -1 for part in (zoom, x, y)]
    if parts[0] not in _LEAST or not all(0 <= part < 2 ** parts[0] for part in parts[1:]):
        raise PlaceTileError(zoom, x, y)
    table = place_table()
    rows = table.within(*parts, least=_LEAST[parts[0]])
    lon, lat = (each[rows].astype(float).round(DECIMALS).tolist() for each in (table.lon, table.lat))
    names = map(table.name, rows.tolist())
    found = list(zip(names, lon, lat, table.size[rows].tolist(), strict=True))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
