"""Chooses the populated places of a frozen map: the large ones of the world, more where it looks."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from components.map.populated_places import PopulatedPlaces
from geodata import geometry
from geodata.basemaps import place_tiles
from geodata.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.basemaps.place_tiles import Level

Box = tuple[float, float, float, float]
MOST_TILES: Final = 16
"""Of one level: a wide view has no names of small places."""
FINEST: Final = 7
"""The highest zoom of the tiles that come along."""


def tiles(box: Box | None) -> dict[str, Any]:
    """By `zoom/x/y` the places of each tile; none where there are no places on this machine.

    Parameters
    ----------
    box
        Where most records lie: west, south, east, north in degrees, EPSG:4326.
    """
    found: dict[str, Any] = {}
    for level in place_tiles.LEVELS:
        names = _touched(box, level.tile_zoom) if level.tile_zoom else ["0/0/0"]
        if level.tile_zoom > FINEST or not 0 < len(names) <= MOST_TILES:
            break
        try:
            found |= {name: json.loads(place_tiles.tile(*name.split("/"))) for name in names}
        except LibraryError:
            return {}
    return found


def layer(held: Mapping[str, Any]) -> PopulatedPlaces | None:
    """The layer that asks for tiles of those levels alone that are held."""
    zooms = {int(name.partition("/")[0]) for name in held}
    levels: Sequence[Level] = [level for level in place_tiles.LEVELS if level.tile_zoom in zooms]
    return PopulatedPlaces(levels) if levels else None


def _touched(box: Box | None, zoom: int) -> list[str]:
    if box is None:
        return []
    west, south, east, north = box
    x, y = geometry.world(np.array([west, east]), np.array([north, south]))
    first, last = ((x * 2**zoom) // geometry.WORLD).tolist(), ((y * 2**zoom) // geometry.WORLD).tolist()
    columns, rows = range(first[0], first[1] + 1), range(last[0], last[1] + 1)
    return [f"{zoom}/{column}/{row}" for column, row in product(columns, rows)]
