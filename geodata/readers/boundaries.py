"""Makes regions of a file of boundaries as it comes: names, codes, parents, people and outlines.

GeoJSON, GeoPackage, zipped shapefiles, KML and TopoJSON. A file of one's own is read by GDAL in this process,
one that somebody brings to a page in the sandbox (`sandbox.boundary_files`). What its columns mean is
recognised (`region_columns`) or said. Countries are built in, as Natural Earth draws them.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import shapes
from geodata.errors import BoundariesError
from geodata.geometry import WGS84
from geodata.readers import region_columns
from geodata.readers.region_columns import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geodata.geometry import Floats

__all__ = ["COUNTRIES", "FIELDS", "Boundaries", "Outlined", "above", "chosen", "opened", "outlined", "read"]

COUNTRIES: Final = "countries"
"""The name of those that are built in."""
_ATLAS: Final = ("components", "folium_map", "assets", "vendor", "world-atlas", "countries-10m.json")
"""Of the npm package `world-atlas`, which the map's outline is drawn from; beside this package."""
DISPUTED: Final = (
    "Natural Earth draws borders as they are held, not as anyone claims them: Kosovo and Somaliland are "
    "regions of their own, Crimea is drawn with Russia. Its lines are up to 5 km off surveyed ones."
)
NOTE: Final = "Who drew borders decides where they run: name the source of these, and check what is disputed."


@dataclass(frozen=True, eq=False)
class Outlined:
    """The areas of a file, before it is said which of its columns tells what."""

    file: str
    columns: pd.DataFrame
    """What the file says of each area, a line each."""
    outlines: npt.NDArray[np.object_]
    """EPSG:4326, valid, cut at the antimeridian."""
    area_km2: Floats
    """On the ellipsoid."""
    digest: str
    """SHA-256 of the file."""
    layers: tuple[str, ...] = ()
    """Of a file with several, to choose from."""
    layer: str | None = None
    refused: int = 0
    """Rows of which no outline could be read."""
    converted: tuple[str, ...] = ()
    """What was done to the outlines, in words."""

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [*map(str, self.columns.columns)]


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
    licence: str = ""
    """As far as it is known."""

    def __len__(self) -> int:
        return len(self.regions)

    @property
    def lie_in_others(self) -> bool:
        """Whether some say in what they lie: then there is a level `above`."""
        return bool(self.regions["parent"].notna().any())


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


def opened(path: Path, layer: str | None = None) -> Outlined:
    """The areas of a file of one's own; `layer`: which of several.

    Raises
    ------
    BoundariesError
        If it cannot be read, or holds none.
    """
    if not path.is_file():
        raise BoundariesError(
            path.name, "there is no such file", f"Name a file of boundaries, or {COUNTRIES}."
        )
    frame = _opened(path, layer)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    texts = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    found = outlined(path.name, texts, frame.geometry.to_numpy(), digest=digest, layer=layer)
    return replace(found, refused=len(frame) - len(found.outlines))


def _read(source: str | Path, columns: dict[str, str | None]) -> Boundaries:
    built_in = str(source) == COUNTRIES
    path = Path(__file__).parents[2].joinpath(*_ATLAS) if built_in else Path(source)
    found = opened(path, columns.pop("layer", None) or (COUNTRIES if built_in else None))
    given = {"name": "name", "code": "id"} if built_in else {k: v for k, v in columns.items() if v}
    told = chosen(found, {**region_columns.guessed(found.names, given.get("name")), **given})
    if built_in:
        return Boundaries(told.regions, "Natural Earth", DISPUTED, told.version, "public domain")
    return told


def outlined(file: str, columns: pd.DataFrame, given: npt.NDArray[np.object_], **about: Any) -> Outlined:
    """The areas among n shapes in degrees, mended; `about` is what else `Outlined` says.

    Raises
    ------
    BoundariesError
        If there are none.
    """
    there = np.asarray(shapely.get_dimensions(given) == 2)
    if not there.any():
        raise BoundariesError(file, "it has no areas", "Give a file whose regions are polygons.")
    made = shapes.cut(np.asarray(shapely.force_2d(given[there]), object))
    broken = ~shapely.is_valid(made)
    made[broken] = shapely.make_valid(made[broken], method="structure", keep_collapsed=False)
    area = np.array([_area_km2(each) for each in made], float)
    return Outlined(file, columns[there].reset_index(drop=True), made, area, **about)


def chosen(
    found: Outlined, fields: Mapping[str, str | None], *, drawn_by: str = "", licence: str = ""
) -> Boundaries:
    """The regions, of whose `FIELDS` these columns tell; one without a column is not told.

    Raises
    ------
    BoundariesError
        If there is no such column, or none for the names.
    """
    missing = [name for name in fields.values() if name is not None and name not in found.names]
    if missing or fields.get("name") is None:
        there = ", ".join(f"'{name}'" for name in found.names)
        what = (
            f"no column named '{missing[0]}'" if missing else "no column is known to hold the regions' names"
        )
        raise BoundariesError(found.file, what, f"The file has: {there}. Say which with name=….")
    regions = gpd.GeoDataFrame(
        {
            **{name: _texts(found.columns, fields.get(name)) for name in ("name", "code", "parent")},
            "population": _numbers(found.columns, fields.get("population")),
            "area_km2": found.area_km2,
        },
        geometry=found.outlines,
        crs="EPSG:4326",
    )
    publisher = region_columns.publisher(found.names)
    said = (found.layer, {name: fields.get(name) for name in FIELDS})
    version = hashlib.sha256(found.digest.encode() + repr(said).encode()).hexdigest()
    by = drawn_by or publisher.name or f"whoever made {found.file}"
    return Boundaries(regions, by, NOTE, version, licence or publisher.licence)


@lru_cache(maxsize=8)
def above(of: Boundaries) -> Boundaries | None:
    """The level above: regions with the same parent together, one without as it is; None where none has one.

    A record near a border between two regions of one parent is certainly in the parent, so what is counted
    there is no sum of what is counted below.
    """
    told = of.regions
    if not of.lie_in_others:
        return None
    parent = told["parent"].fillna(told["name"]).fillna(told["code"]).fillna("")
    rows = [
        {
            "name": name,
            "population": own["population"].sum(skipna=False),
            "area_km2": own["area_km2"].sum(),
            "geometry": shapely.make_valid(shapely.union_all(own.geometry.to_numpy())),
        }
        for name, own in told.groupby(parent, sort=False)
    ]
    names = [row["name"] for row in rows]
    regions = gpd.GeoDataFrame(
        {
            "name": pd.Series(names, dtype="str"),
            "code": _texts(told, None)[: len(rows)],
            "parent": _texts(told, None)[: len(rows)],
            **{each: [row[each] for row in rows] for each in ("population", "area_km2")},
        },
        geometry=[row["geometry"] for row in rows],
        crs=told.crs,
    )
    version = hashlib.sha256(f"{of.version} above".encode()).hexdigest()
    return replace(of, regions=regions, version=version)


def _opened(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL, about what it mends
            frame = gpd.read_file(path, layer=layer) if layer else gpd.read_file(path)
    except Exception as error:  # noqa: BLE001 - whatever GDAL stumbles over
        help_ = "Give a GeoJSON, GeoPackage, KML or TopoJSON file, or a shapefile in a ZIP."
        raise BoundariesError(path.name, f"it cannot be read ({str(error)[:120]})", help_) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BoundariesError(path.name, "it has no outlines", "Give a file of boundaries.")
    return frame.set_crs(4326) if frame.crs is None else frame.to_crs(4326)


def _texts(columns: pd.DataFrame, column: str | None) -> pd.Series[Any]:
    if column is None:
        return pd.Series([None] * len(columns), dtype="str")
    found = columns[column].astype("str")
    return found.where(columns[column].notna() & (found != ""), None).astype("str")


def _numbers(columns: pd.DataFrame, column: str | None) -> pd.Series[float]:
    if column is None:
        return pd.Series(np.full(len(columns), np.nan))
    found = pd.to_numeric(columns[column], errors="coerce").astype(float)
    return found.where(found > 0)


def _area_km2(outline: shapely.Geometry) -> float:
    return abs(float(WGS84.geometry_area_perimeter(shapely.orient_polygons(outline))[0])) / 1e6
