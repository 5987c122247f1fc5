"""Reads shapes in cells: well-known text and binary (with PostGIS's SRID), and GeoJSON.

Binary is written in hexadecimal figures. A shape of another coordinate system that says so by its SRID is
converted; one that does not is taken as it stands.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
import shapely.geometry
from pyproj.exceptions import CRSError, ProjError

from geodata.values.texts import each_distinct

if TYPE_CHECKING:
    import pandas as pd

Shapes = npt.NDArray[np.object_]

_WKT: Final = re.compile(
    r"\s*(?:SRID=[0-9]{1,6};)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*"
    r"(?:\(|EMPTY)",
    re.IGNORECASE,
)
_SRID: Final = re.compile(r"\s*SRID=([0-9]{1,6});\s*", re.IGNORECASE)
_HEX: Final = re.compile(r"(?:\\x|0x)?(0[01][0-9a-fA-F]{40,})")
"""A point has 21 bytes at least."""
_GEOJSON: Final = re.compile(r'\s*\{.*"(?:coordinates|geometries|geometry)"\s*:', re.DOTALL)
_DEEPEST: Final = 12
_FAULTS: Final = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError),
    *(shapely.errors.ShapelyError, CRSError, ProjError),
)


def is_shape(text: str) -> bool:
    """Whether a cell looks like a shape in one of these ways."""
    return bool(_WKT.match(text) or _GEOJSON.match(text) or _HEX.fullmatch(text.strip()))


def read(cells: pd.Series[str]) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Shapes of n cells in two dimensions, None where there is none; and which cells hold something else."""
    found = each_distinct(_one, cells)
    shapes = np.fromiter(
        (None if isinstance(each, str) else each for each in found.results), object, len(found.results)
    )
    return shapes[found.codes], found.where(lambda each: isinstance(each, str))


def _one(text: str) -> Any:
    """A shape, None for nothing, or a text that it is none."""
    tidy = text.strip()
    if not tidy:
        return None
    try:
        shape = _parsed(tidy)
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            return "no numbers"
        system = shapely.get_srid(shape)
        return shapely.set_srid(shapely.force_2d(_in_degrees(shape, system)), 0)
    except _FAULTS:
        return "no shape"


def _parsed(text: str) -> Any:
    if text[0] == "{":
        value = json.loads(text)
        geometry = value["geometry"] if value.get("type") == "Feature" else value
        if text.count("[") > 0 and _depth(geometry) > _DEEPEST:
            raise ValueError("too deep")
        return shapely.geometry.shape(geometry)
    if binary := _HEX.fullmatch(text):
        return shapely.from_wkb(bytes.fromhex(binary[1]))
    srid = _SRID.match(text)
    shape = shapely.from_wkt(text[srid.end() :] if srid else text)
    return shapely.set_srid(shape, int(srid[1])) if srid else shape


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _in_degrees(shape: Any, system: int) -> Any:
    if system in (0, 4326):
        return shape
    transformer = _transformer(system)
    return shapely.transform(shape, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=16)
def _transformer(system: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(system, 4326, always_xy=True)
