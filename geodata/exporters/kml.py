"""Writes what is shown as KML 2.2 for earth viewers: to look at, with all fields, rather than to read back.

Characters that XML cannot hold become �.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.exporters import columns, escaping, nested
from geodata.exporters.escaping import joined, where, xml_texts
from geodata.exporters.selection import Block, Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
_SHOWN_BY_VIEWERS: Final = ("title", "summary")


def to_kml(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as KML, a Placemark each, UTF-8, in blocks."""
    said = columns.about(store, filters)
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<kml xmlns=\"{NAMESPACE}\"><Document>".encode()
    yield _element("name", said["dataset_title"])
    yield _element("description", "\n".join(f"{name}: {text}" for name, text in said.items() if text))
    for block in Selection(store, filters).blocks():
        yield bytes(escaping.content(_placemarks(block)))
    yield b"</Document></kml>"


def _element(name: str, text: str) -> bytes:
    return f"<{name}>{xml_texts(pa.array([text], pa.string()))[0]}</{name}>".encode()


def _placemarks(block: Block) -> pa.Array:
    flat = nested.flat(block)
    fields = {name: values for name, values in flat.items() if name not in _SHOWN_BY_VIEWERS}
    fields |= nested.documents(block)
    return joined(
        [
            *("<Placemark><name>", xml_texts(flat["title"]), "</name><description>"),
            *(xml_texts(flat["summary"]), "</description>", _span(flat), "<ExtendedData>"),
            *(_field(name, values) for name, values in fields.items()),
            *("</ExtendedData>", _shapes(block.records), "</Placemark>\n"),
        ]
    )


def _span(flat: dict[str, pa.Array]) -> pa.Array:
    ended = where(pc.is_valid(flat["end"]), joined(["<end>", flat["end"], "</end>"]))
    span = ["<TimeSpan><begin>", flat["start"], "</begin>", pc.fill_null(ended, ""), "</TimeSpan>"]
    return where(pc.is_valid(flat["start"]), joined(span))


def _field(name: str, values: pa.Array) -> pa.Array:
    written = joined([f'<Data name="{name}"><value>', xml_texts(values), "</value></Data>"])
    return where(pc.is_valid(values), written)


def _shapes(records: pa.Table) -> pa.Array:
    return escaping.shaped(
        records,
        ("<Point><coordinates>", ",", "</coordinates></Point>"),
        lambda shapes: [*map(_shape, shapes)],
    )


def _shape(shape: Any) -> str | None:
    if shape is None or shape.is_empty:
        return None
    kind = shape.geom_type
    if kind == "Polygon":
        inner = "".join(map(_ring, ["innerBoundaryIs"] * len(shape.interiors), shape.interiors))
        return f"<Polygon>{_ring('outerBoundaryIs', shape.exterior)}{inner}</Polygon>"
    if kind in ("Point", "LineString", "LinearRing"):
        name = "LineString" if kind == "LinearRing" else kind
        return f"<{name}>{_coordinates(shape)}</{name}>"
    return f"<MultiGeometry>{''.join(filter(None, map(_shape, shape.geoms)))}</MultiGeometry>"


def _ring(name: str, ring: Any) -> str:
    return f"<{name}><LinearRing>{_coordinates(ring)}</LinearRing></{name}>"


def _coordinates(shape: Any) -> str:
    points = np.asarray(shapely.get_coordinates(shape)).tolist()
    return f"<coordinates>{' '.join(','.join(map(repr, each)) for each in points)}</coordinates>"
