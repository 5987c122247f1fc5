"""Regions → the outlines that a map shades: simplified together, so that neighbours keep one border.

Regions near what a dataset shows are drawn finely, the others coarsely. A region is a list of rings, each as
steps from corner to corner in whole numbers, 1/`SCALE` of a degree: even-odd, so that a hole is a ring too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geodata.query import region_sets
from geodata.query.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy.typing as npt

    from geodata.geometry import Floats
    from geodata.readers.boundaries import Boundaries

    Box = tuple[float, float, float, float]

SCALE: Final = 10_000
NUMBER: Final = 1
"""Of this format: another number is another address."""
NEAR, FAR = 40_000, 15_000
"""Corners of all regions near the data, and of all others, at most; but a triangle for each."""
_FINEST, _COARSEST = 0.0005, 4.0
"""Degrees that a border may move by: where there are just too many corners, and at most."""
_HELD = Cache(8)


def encoded(boundaries: Boundaries, box: Box | None, nonce: str = "") -> bytes:
    """The outlines as JSON: `names`, `keys` and `regions`, in the boundaries' order.

    Parameters
    ----------
    box
        West, south, east, north of what the dataset shows, degrees: finer around it.
    nonce
        Makes the content, and so an address made of it, one that nobody can know who has the same file.
    """
    key: Hashable = (boundaries.version, box, nonce)
    found = _HELD.get(key)
    if found is None:
        told = boundaries.regions
        outlines = simplified(told.geometry.to_numpy(), box)
        said: dict[str, Any] = {
            "scale": SCALE,
            "names": told["name"].fillna(told["code"]).fillna("").tolist(),
            "keys": list(region_sets.keys(boundaries)),
            "regions": [_rings(each) for each in outlines],
        }
        if nonce:
            said["nonce"] = nonce
        found = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        _HELD.put(key, found)
    return bytes(found)


def simplified(outlines: npt.NDArray[np.object_], box: Box | None) -> npt.NDArray[np.object_]:
    """Outlines with few corners; neighbours of one fineness keep one border."""
    near = np.ones(len(outlines), bool)
    if box is not None:
        west, south, east, north = box
        more = max(0.5, (east - west) / 4, (north - south) / 4)
        around = shapely.box(west - more, south - more, east + more, north + more)
        near = shapely.intersects(outlines, around)
    found = outlines.copy()
    for some, most in ((near, NEAR), (~near, FAR)):
        if some.any():
            found[some] = _within(outlines[some], most)
    return found


def _within(outlines: npt.NDArray[np.object_], most: int) -> npt.NDArray[np.object_]:
    """About as exact as so many corners let it be; each step takes what is left of the one before."""
    found = outlines
    corners = shapely.get_num_coordinates(found).sum()
    tolerance = _FINEST * (corners / most) ** 1.5  # as borders are, that is not far off
    while corners > most and tolerance <= _COARSEST:
        found = _coarser(found, tolerance)
        corners = shapely.get_num_coordinates(found).sum()
        tolerance *= 2
    return found


def _coarser(outlines: npt.NDArray[np.object_], tolerance: float) -> npt.NDArray[np.object_]:
    made = shapely.coverage_simplify(outlines, tolerance)
    size = shapely.area(made)
    kept = np.array([_without_specks(each, tolerance**2) for each in made], object)
    return np.where((size > 0) & ~shapely.is_empty(kept), kept, made)


def _without_specks(outline: shapely.Geometry, least: float) -> shapely.Geometry:
    """Without islands that are too small to be seen, but for the largest."""
    parts = shapely.get_parts(outline)
    if len(parts) < 2:
        return outline
    size = shapely.area(parts)
    largest = np.arange(len(parts)) == size.argmax()
    kept: shapely.Geometry = shapely.multipolygons(parts[(size >= least) | largest])
    return kept


def _rings(outline: shapely.Geometry) -> list[list[int]]:
    rings = shapely.get_rings(shapely.get_parts(outline))
    return [steps for ring in rings if len(steps := _steps(shapely.get_coordinates(ring))) >= 6]


def _steps(corners: Floats) -> list[int]:
    """A ring without its last corner, which is its first; corners that rounding joins are one."""
    whole = np.round(corners[:-1] * SCALE).astype(np.int64)
    apart = np.ones(len(whole), bool)
    apart[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    whole = whole[apart]
    steps: list[int] = np.diff(whole, axis=0, prepend=0).ravel().tolist()
    return steps
