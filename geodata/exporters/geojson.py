"""Writes what is shown as a GeoJSON FeatureCollection (RFC 7946) that says where it comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geodata.exporters import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store


def to_geojson(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as a GeoJSON FeatureCollection (RFC 7946), in blocks.

    Licence, citation, filter and version are top-level members. A record known only to a district, region or
    country has no geometry: see `columns`.
    """
    opened = columns.as_json({"type": "FeatureCollection", **columns.about(store, filters), "features": []})
    yield opened.removesuffix("]}").encode()
    between = ""
    for records in columns.records(store, filters):
        if records:
            yield (between + ", ".join(columns.as_json(_feature(record)) for record in records)).encode()
            between = ", "
    yield b"]}"


def _feature(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": record["id"],
        "geometry": _geometry(record["geometry"]),
        "properties": {name: value for name, value in record.items() if name not in ("geometry", "extra")}
        | {"extra": _parsed(record["extra"])},
    }


def _geometry(shape: Any) -> Any:
    if shape is None or shape.is_empty:
        return None
    return shapely.geometry.mapping(shapely.orient_polygons(shape))


def _parsed(extra: str | None) -> Any:
    try:
        return None if extra is None else json.loads(extra)
    except ValueError:
        return extra
