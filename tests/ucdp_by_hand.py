"""Answers the research questions on UCDP's file of the Central African Republic a second time, plainly.

From the file's own columns, by pandas, pyproj's geodesics and the codebook's `where_prec`; nothing of ours.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

FILE = Path(__file__).parents[2] / "shared" / "data" / "ucdp_ged231_car" / "GEDEvent_v23_1.geojson"
RADIUS_M = {1: 5_000, 2: 25_000, 3: 30_000, 4: 100_000, 5: 100_000, 6: 500_000}
"""How far around its point an event may have been, as the page's help says of this layout."""
WGS84 = Geod(ellps="WGS84")
WEST, EAST = shapely.box(14, 2, 20, 11.5), shapely.box(20, 2, 28, 11.5)
PEOPLE = {"West": 3_500_000, "East": 1_400_000}


@cache
def events() -> gpd.GeoDataFrame:
    found = gpd.read_file(FILE)
    return found.assign(
        radius_m=found["where_prec"].map(RADIUS_M),
        first=pd.to_datetime(found["date_start"]).dt.normalize(),
        last=pd.to_datetime(found["date_end"]).dt.normalize(),
    )


def halves() -> bytes:
    """The country in two parts, with their people, as a file of boundaries."""
    columns = {"name": list(PEOPLE), "population": list(PEOPLE.values())}
    return gpd.GeoDataFrame(columns, geometry=[WEST, EAST], crs=4326).to_json(drop_id=True).encode()


def metres_from(event: int) -> pd.Series[float]:
    """How far each event's point lies from that of one of them."""
    all_of_them = events()
    here = all_of_them.set_index("id").geometry.loc[event]
    lon, lat = all_of_them.geometry.x, all_of_them.geometry.y
    away = WGS84.inv(np.full(len(lon), here.x), np.full(len(lat), here.y), lon, lat)[2]
    return pd.Series(away, index=all_of_them["id"])


def near(event: int, km: float) -> tuple[int, int]:
    """How many events are certainly and possibly so near another one; it is near itself."""
    away, radius = metres_from(event), events().set_index("id")["radius_m"]
    both = (radius + radius.loc[event]).where(radius.index != event, 0)
    return int((away + both <= km * 1000).sum()), int((away - both <= km * 1000).sum())


def between(first: str, last: str) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The events that are certainly within some days, and those that are possibly."""
    found, start, end = events(), pd.Timestamp(first), pd.Timestamp(last)
    certain = (found["first"] >= start) & (found["last"] <= end)
    return found[certain], found[(found["first"] <= end) & (found["last"] >= start)]


def by_actor(chosen: gpd.GeoDataFrame, actor: str) -> int:
    """How many were killed where an actor took part, by the best figures."""
    return int(chosen["best"][(chosen["side_a"] == actor) | (chosen["side_b"] == actor)].sum())


def pairs() -> pd.Series[int]:
    """How many events each two actors share, most first."""
    sides = [tuple(sorted(each, key=str.casefold)) for each in events()[["side_a", "side_b"]].to_numpy()]
    return pd.Series(sides).value_counts()


def killed_in(region: shapely.Polygon) -> tuple[int, int]:
    """How many were killed certainly and possibly in a region, by the best figures."""
    found = events()
    edge = shapely.get_coordinates(shapely.segmentize(region.boundary, 0.01))
    places = found.geometry.drop_duplicates()
    to_edge = {
        (at.x, at.y): WGS84.inv(np.full(len(edge), at.x), np.full(len(edge), at.y), *edge.T)[2].min()
        for at in places
    }
    away = np.array([to_edge[at.x, at.y] for at in found.geometry])
    inside = found.geometry.within(region).to_numpy()
    reaches = away <= found["radius_m"].to_numpy()
    return int(found["best"][inside & ~reaches].sum()), int(found["best"][inside | reaches].sum())
