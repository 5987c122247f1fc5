"""Writes what is shown as a GeoJSON FeatureCollection (RFC 7946) that says where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.exporters import columns, escaping, nested
from geodata.exporters.selection import Block, Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from geodata.filters import Filters
    from geodata.query.store import Store


def to_geojson(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as a GeoJSON FeatureCollection (RFC 7946), in blocks.

    Licence, citation, filter and version are top-level members. A record known only to a district, region or
    country has no geometry: see `selection`.
    """
    opened = columns.as_json({"type": "FeatureCollection", **columns.about(store, filters), "features": []})
    yield opened.removesuffix("]}").encode()
    before = b""
    for block in Selection(store, filters).blocks():
        if len(block):
            features = escaping.joined([_features(block), ",\n"])
            yield before + bytes(escaping.content(features)[:-2])
            before = b",\n"
    yield b"]}"


def _features(block: Block) -> pa.Array:
    flat = nested.as_members(nested.flat(block))
    properties = escaping.json_object({**flat, **nested.documents(block)})
    return escaping.joined(
        [
            *('{"type": "Feature", "id": ', flat["id"]),
            *(', "geometry": ', escaping.geojson(block.records).fill_null("null")),
            *(', "properties": ', properties, "}"),
        ]
    )
