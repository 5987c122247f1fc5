"""Writes what is counted in regions as a file to take away: a table, or the regions with their figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

_ABOUT: Final = ("drawn_by", "licence", "note")


def to_csv(found: gpd.GeoDataFrame) -> bytes:
    """Every line says who drew its region: a table is passed on without the page."""
    about = {name: found.attrs[name] for name in _ABOUT}
    text = pd.DataFrame(_without(found, "geometry")).assign(**about).to_csv(index=False)
    return text.encode("utf-8-sig")


def to_geojson(found: gpd.GeoDataFrame) -> bytes:
    """A feature a region, with every corner that it has; who drew them stands once for all (RFC 7946)."""
    plain = _without(found)
    plain.attrs = {}
    said: dict[str, Any] = json.loads(plain.to_json(drop_id=True, na="null"))
    return json.dumps(
        {"type": said["type"], **_about(found), "features": said["features"]},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ).encode()


def _about(found: gpd.GeoDataFrame) -> dict[str, Any]:
    wanted = (*_ABOUT, "boundaries", "records", "outside", "whole")
    return {name: found.attrs[name] for name in wanted if name in found.attrs}


def _without(found: gpd.GeoDataFrame, *names: str) -> gpd.GeoDataFrame:
    return found.drop(columns=["filter", *names], errors="ignore")
