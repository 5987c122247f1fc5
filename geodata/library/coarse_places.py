"""Moves records to the centres of cells that lie fixed in the world, or says their district alone."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    import numpy.typing as npt

    from geodata.geometry import Floats

WGS84: Final = Geod(ellps="WGS84")
_COARSE: Final = ("region", "country")
"""Classes whose place may be named: no cell is larger."""
_KM_PER_DEGREE: Final = 111.195


def in_cells(incidents: pd.DataFrame, size_km: float) -> pd.DataFrame:
    """Records at the centres of their cells; what is known to a district or less has no place at all."""
    listed = incidents["location_class"].isin(["district", *_COARSE]).to_numpy()
    lon, lat = (incidents[name].to_numpy(float, na_value=np.nan) for name in ("lon", "lat"))
    placed = ~listed & ~np.isnan(lon) & ~np.isnan(lat)
    centre, middle, radius = cells(lon[placed], lat[placed], size_km)
    # Where no radius is known, filters take the point itself; in the copy that is anywhere in its cell.
    own = np.nan_to_num(incidents["uncertainty_m"].to_numpy(float, na_value=np.nan)[placed])
    spread = own + _extent_m(incidents["geometry"].to_numpy()[placed], lon[placed], lat[placed])
    geometry = np.full(len(incidents), None, object)
    geometry[placed] = shapely.points(centre, middle)
    covered = np.full(len(incidents), np.nan)
    covered[placed] = radius * (1 + np.ceil(spread / radius))
    classes = incidents["location_class"].to_numpy(object)
    classes[placed] = "near"
    columns: dict[str, Any] = {"lon": np.nan, "lat": np.nan, "place": None}
    moved = incidents.assign(**columns, geometry=geometry, uncertainty_m=covered, location_class=classes)
    moved.loc[placed, "lon"], moved.loc[placed, "lat"] = centre, middle
    return moved


def in_districts(incidents: pd.DataFrame, named: pd.Series[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records whose district their file names, without a point; the others cannot be published so."""
    incidents, named = (
        incidents[named != ""].reset_index(drop=True),
        named[named != ""].reset_index(drop=True),
    )
    keys = named.map(lambda text: hashlib.sha256(text.encode()).hexdigest()[:12])
    places = pd.DataFrame({"key": keys, "name_en": named, "class": "district"}).drop_duplicates("key")
    columns: dict[str, Any] = {
        "lon": np.nan,
        "lat": np.nan,
        "uncertainty_m": np.nan,
        "location_class": "district",
    }
    moved = incidents.assign(**columns, geometry=np.full(len(incidents), None, object), place=keys)
    # Their order would be that of the exact positions, along which rows lie.
    return moved, places.sort_values("key", ignore_index=True)


def cells(lon: Floats, lat: Floats, size_km: float) -> tuple[Floats, Floats, Floats]:
    """The cell of each position: longitude and latitude of its centre, and the radius that covers it.

    Cells lie fixed in the world, in bands of latitude. Degrees have no more digits than a hundredth of a cell
    needs, so that nobody takes a centre for a measured point; metres are to the next 10.
    """
    bands = max(1, round(180 * _KM_PER_DEGREE / size_km))
    height = 180 / bands
    band = np.clip(np.floor((lat + 90) / height), 0, bands - 1)
    middle = -90 + (band + 0.5) * height
    columns = np.maximum(1, np.round(360 * np.cos(np.radians(middle)) / height))
    width = 360 / columns
    centre = -180 + (np.floor((lon + 180) / width) % columns + 0.5) * width
    digits = round(-math.log10(height / 100))
    said = np.round(centre, digits) + 0.0, np.round(middle, digits) + 0.0  # never -0.0
    rounded_m = WGS84.inv(centre, middle, *said)[2]
    return *said, np.asarray(np.ceil((_covering(middle, height, width) + rounded_m) / 10) * 10, float)


def _covering(middle: Floats, height: float, width: Floats) -> Floats:
    """Metres from a cell's middle to its farthest corner."""
    start, far = np.zeros_like(middle), width / 2
    edges = [np.clip(middle + side * height / 2, -90, 90) for side in (-1, 1)]
    corners = [WGS84.inv(start, middle, far, edge)[2] for edge in edges]
    return np.asarray(np.maximum(*corners), float)


def _extent_m(geometry: npt.NDArray[Any], lon: Floats, lat: Floats) -> Floats:
    """How far around its point a line or an area reaches, at most; 0 of a point."""
    west, south, east, north = shapely.bounds(geometry).T
    reach = [
        WGS84.inv(lon, lat, np.where(np.isnan(x), lon, x), np.where(np.isnan(y), lat, y))[2]
        for x in (west, east)
        for y in (south, north)
    ]
    return np.asarray(np.max(reach, axis=0) if len(lon) else np.zeros(0), float)
