"""Writes the records' lines, areas and several points for the map: each once, no finer than it can show."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import shapely

from geodata import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.query.store import Store
    from geodata.shapes import Shapes

MOST_CORNERS: Final = 300_000
"""Of all shapes of a dataset together: some 3 MB on the wire."""
FEWEST, MOST = 32, 4000
"""Corners that a shape has at most, by how many shapes share `MOST_CORNERS`."""
_BLOCK: Final = 1000
"""Shapes that are read together."""
_DIGITS: Final = 7
"""Decimals of a degree: 1 cm."""

Corners = list[list[float]]


def drawn(store: Store) -> list[dict[str, Any]]:
    """What the records are drawn as that are no point.

    Returns
    -------
    An entry for each geometry and kind of part in it. rows: which have this geometry; kind: "line", "area" or
    "points"; paths, of [longitude, latitude] in degrees: lines, or rings of areas (those in others are
    holes), or one list of points.
    """
    alike, most = _alike(store), most_corners(store)
    rows = list(alike)
    return [
        {"rows": alike[row], "kind": kind, "paths": paths}
        for begin in range(0, len(rows), _BLOCK)
        for row, shape in zip(
            rows[begin : begin + _BLOCK], _read(store, rows[begin : begin + _BLOCK]), strict=True
        )
        for kind, paths in paths_of(shape, most).items()
    ]


def most_corners(store: Store) -> int:
    """How many corners each of the dataset's shapes may have."""
    return max(FEWEST, min(MOST, MOST_CORNERS // max(1, len(_alike(store)))))


def paths_of(shape: shapely.Geometry, most: int) -> dict[str, list[Corners]]:
    """The paths of each kind of part; `most`: corners of all of them together."""
    parts = shapes.thinned(shape, most)
    found: dict[str, list[Corners]] = {}
    for part, kind in zip(parts, shapes.kinds_of(parts), strict=True):
        paths = found.setdefault(str(kind), [])
        if kind == shapes.POINT and paths:
            paths[0] += _corners(part)
        else:
            paths += [_corners(each) for each in (shapely.get_rings(part) if kind == shapes.AREA else [part])]
    return found


def lines_of(shape: shapely.Geometry, most: int) -> list[Corners]:
    """The lines of a place, as `drawn` writes those of a record along it."""
    cut = shapes.cut(np.array([shape], dtype=object))[0]
    return paths_of(cut, most).get(shapes.LINE, [])


def _corners(part: shapely.Geometry) -> Corners:
    return np.round(shapely.get_coordinates(part), _DIGITS).tolist()  # type: ignore[no-any-return]


def _alike(store: Store) -> dict[int, list[int]]:
    """By the first row of each geometry, all rows that have it."""
    return cast("dict[int, list[int]]", store.cached("rows of a shape", lambda: _rows_of_shapes(store)))


def _rows_of_shapes(store: Store) -> dict[int, list[int]]:
    found: dict[bytes, list[int]] = {}
    for rows, geometries in _blocks(store):
        for row, written in zip(rows, shapely.to_wkb(geometries), strict=True):
            found.setdefault(hashlib.sha256(written).digest(), []).append(row)
    return {rows[0]: rows for rows in found.values()}


def _blocks(store: Store) -> Iterator[tuple[list[int], Shapes]]:
    rows = store.ask_table("shapes", lambda table: table.select("row").order_by("row"))["row"].tolist()
    for begin in range(0, len(rows), _BLOCK):
        some = rows[begin : begin + _BLOCK]
        yield some, store.geometries(np.array(some))


def _read(store: Store, rows: list[int]) -> Shapes:
    return shapes.cut(store.geometries(np.array(rows)))
