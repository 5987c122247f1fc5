"""Reads regions from a file of boundaries as it comes: names, codes, parents, people and outlines.

GeoJSON, GeoPackage, zipped shapefiles, KML and TopoJSON, by GDAL: a file of one's own, read in this process.
Columns are recognised by what GADM, geoBoundaries, OCHA's COD-AB and Natural Earth call theirs. Where several
levels stand in one row, the deepest is the region and the one above it the parent. Countries are built in, as
Natural Earth draws them.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import shapes
from geodata.errors import BoundariesError
from geodata.geometry import WGS84

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTRIES: Final = "countries"
"""The name of those that are built in."""
_ATLAS: Final = ("components", "folium_map", "assets", "vendor", "world-atlas", "countries-10m.json")
"""Of the npm package `world-atlas`, which the map's outline is drawn from; beside this package."""
DISPUTED: Final = (
    "Natural Earth draws borders as they are held, not as anyone claims them: Kosovo and Somaliland are "
    "regions of their own, Crimea is drawn with Russia. Its lines are up to 5 km off surveyed ones."
)
FIELDS: Final = ("name", "code", "parent", "population")
_NAMED: Final = {
    "name": (r"NAME_(\d)", "shapeName", r"ADM(\d)_EN", r"ADM(\d)_NAME", "NAME_EN", "NAME", "ADMIN", "Name"),
    "code": (
        *(r"GID_(\d)", "shapeISO", r"ADM(\d)_PCODE", "ADM0_A3", "ISO_A3", "iso_3166_2", "shapeID"),
        *("code", "id"),
    ),
    "parent": ("shapeGroup", "admin", "parent"),
    "population": ("POP_EST", "population", "pop_total", "T_TL", "pop", "POP"),
}
"""What columns are called, without regard to case; a number is a level, of which the deepest is meant."""
_DRAWN_BY: Final = {
    "GID_0": "GADM",
    "shapeGroup": "geoBoundaries",
    "ADM0_PCODE": "OCHA, Common Operational Dataset",
    "ADM0_A3": "Natural Earth",
}


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Regions, the file that they are from, and who drew them."""

    regions: gpd.GeoDataFrame
    """`name`, `code`, `parent` (missing where the file tells none), `population` (people), `area_km2`
    (on the ellipsoid), `geometry`: EPSG:4326, valid, cut at the antimeridian."""
    drawn_by: str
    note: str
    version: str
    """SHA-256 of the file and of what was chosen from it."""

    def __len__(self) -> int:
        return len(self.regions)


def read(source: str | Path, **columns: str | None) -> Boundaries:
    """Read the built-in countries (`"countries"`) or a file.

    Parameters
    ----------
    source
        `COUNTRIES`, or a file's path.
    columns
        `name`, `code`, `parent`, `population`: the file's columns, where they are not those recognised; and
        `layer`, where it has several.

    Raises
    ------
    BoundariesError
        If the file cannot be read, holds no areas, or no column is known to hold their names.
    """
    return _countries() if str(source) == COUNTRIES else _read(source, columns)


@cache
def _countries() -> Boundaries:
    """Read once, for it takes seconds."""
    return _read(COUNTRIES, {})


def _read(source: str | Path, columns: dict[str, str | None]) -> Boundaries:
    built_in = str(source) == COUNTRIES
    path = Path(__file__).parents[2].joinpath(*_ATLAS) if built_in else Path(source)
    if not path.is_file():
        raise BoundariesError(
            path.name, "there is no such file", f"Name a file of boundaries, or {COUNTRIES}."
        )
    layer = columns.pop("layer", None) or (COUNTRIES if built_in else None)
    chosen = {"name": "name", "code": "id"} if built_in else {k: v for k, v in columns.items() if v}
    frame = _areas(path, layer)
    found = {field: chosen.get(field) or recognised(frame.columns, field) for field in FIELDS}
    if found["parent"] is None:
        found["parent"] = above(frame.columns, found["name"])
    missing = [name for name in found.values() if name is not None and name not in frame]
    if missing or found["name"] is None:
        there = ", ".join(f"'{name}'" for name in frame.columns if name != "geometry")
        what = (
            f"no column named '{missing[0]}'" if missing else "no column is known to hold the regions' names"
        )
        raise BoundariesError(path.name, what, f"The file has: {there}. Say which with name=….")
    outlines = shapes.cut(frame.geometry.to_numpy())
    broken = ~shapely.is_valid(outlines)
    outlines[broken] = shapely.make_valid(outlines[broken], method="structure", keep_collapsed=False)
    regions = gpd.GeoDataFrame(
        {
            **{field: _texts(frame, found[field]) for field in ("name", "code", "parent")},
            "population": _numbers(frame, found["population"]),
            "area_km2": [_area_km2(each) for each in outlines],
        },
        geometry=outlines,
        crs="EPSG:4326",
    )
    drawn_by = next((who for column, who in _DRAWN_BY.items() if column in frame), "")
    digest = hashlib.sha256(path.read_bytes() + repr((layer, found)).encode()).hexdigest()
    if built_in:
        return Boundaries(regions, "Natural Earth", DISPUTED, digest)
    note = "Who drew borders decides where they run: name the source of these, and check what is disputed."
    return Boundaries(regions, drawn_by or f"whoever made {path.name}", note, digest)


def _areas(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL, about what it mends
            frame = gpd.read_file(path, layer=layer) if layer else gpd.read_file(path)
    except Exception as error:  # noqa: BLE001 - whatever GDAL stumbles over
        help_ = "Give a GeoJSON, GeoPackage, KML or TopoJSON file, or a shapefile in a ZIP."
        raise BoundariesError(path.name, f"it cannot be read ({str(error)[:120]})", help_) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BoundariesError(path.name, "it has no outlines", "Give a file of boundaries.")
    frame = frame.set_crs(4326) if frame.crs is None else frame.to_crs(4326)
    there = shapely.get_dimensions(frame.geometry.to_numpy()) == 2
    if not there.any():
        raise BoundariesError(path.name, "it has no areas", "Give a file whose regions are polygons.")
    areas: gpd.GeoDataFrame = frame[there].reset_index(drop=True)
    return areas


def recognised(columns: Iterable[str], field: str) -> str | None:
    """The column that holds a field by its name, the deepest level of several; None where none is known."""
    for pattern in _NAMED[field]:
        found = [(match, name) for name in columns if (match := re.fullmatch(pattern, name, re.IGNORECASE))]
        if found:
            return max(found, key=lambda each: each[0].groups() or ("",))[1]
    return None


def above(columns: Iterable[str], name: str | None) -> str | None:
    """The column of the level above that of the names: GADM's NAME_1 above NAME_2, ADM1_EN above ADM2_EN."""
    level = re.search(r"(?<=NAME_)[1-9]|(?<=ADM)[1-9]", name or "", re.IGNORECASE)
    if name is None or level is None:
        return None
    higher = f"{name[: level.start()]}{int(level[0]) - 1}{name[level.end() :]}"
    by_case = {each.casefold(): each for each in columns}
    return by_case.get(higher.casefold()) or (by_case.get("country") if higher.endswith("_0") else None)


def _texts(frame: gpd.GeoDataFrame, column: str | None) -> pd.Series[Any]:
    if column is None:
        return pd.Series([None] * len(frame), dtype="str")
    return frame[column].astype("str").where(frame[column].notna(), None).astype("str")


def _numbers(frame: gpd.GeoDataFrame, column: str | None) -> pd.Series[float]:
    if column is None:
        return pd.Series(np.full(len(frame), np.nan))
    found = pd.to_numeric(frame[column], errors="coerce").astype(float)
    return found.where(found > 0)


def _area_km2(outline: shapely.Geometry) -> float:
    return abs(float(WGS84.geometry_area_perimeter(shapely.orient_polygons(outline))[0])) / 1e6
