"""Writes what is shown as KML 2.2 for earth viewers: to look at, with all fields, rather than to read back.

Characters that XML cannot hold become �.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import shapely

from geodata.exporters import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN_BY_VIEWERS: Final = ("title", "summary", "geometry")


def to_kml(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as KML, a Placemark each, UTF-8, in blocks."""
    said = columns.about(store, filters)
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<kml xmlns=\"{NAMESPACE}\"><Document>".encode()
    yield _written("name", said["dataset_title"])
    yield _written("description", "\n".join(f"{name}: {text}" for name, text in said.items() if text))
    for frame in columns.frames(store, filters):
        fields = [name for name in columns.of_incidents(frame, said) if name not in _SHOWN_BY_VIEWERS]
        yield b"".join(ET.tostring(_placemark(each, fields), "utf-8") for each in frame.to_dict("records"))
    yield b"</Document></kml>"


def _written(name: str, text: str) -> bytes:
    parent = ET.Element("parent")
    return bytes(ET.tostring(_add(parent, name, text), "utf-8"))


def _placemark(record: dict[Any, Any], fields: list[str]) -> ET.Element:
    placemark = ET.Element("Placemark")  # in the namespace that the file begins with
    _add(placemark, "name", record["title"])
    _add(placemark, "description", record["summary"])
    if record["start"]:
        span = _add(placemark, "TimeSpan")
        _add(span, "begin", record["start"])
        _add(span, "end", record["end"])
    data = _add(placemark, "ExtendedData")
    for name in fields:
        if record[name] is not None:
            field = _add(data, "Data")
            field.set("name", name)
            _add(field, "value", record[name])
    shape = record["geometry"]
    if shape is not None and not shape.is_empty:
        _shape(placemark, shape)
    return placemark


def _shape(parent: ET.Element, shape: Any) -> None:
    kind = shape.geom_type
    if kind == "Polygon":
        polygon = _add(parent, "Polygon")
        for name, ring in (
            ("outerBoundaryIs", shape.exterior),
            *(("innerBoundaryIs", each) for each in shape.interiors),
        ):
            _add(_add(_add(polygon, name), "LinearRing"), "coordinates", _coordinates(ring))
    elif kind in ("Point", "LineString"):
        _add(_add(parent, kind), "coordinates", _coordinates(shape))
    elif kind == "LinearRing":
        _add(_add(parent, "LineString"), "coordinates", _coordinates(shape))
    else:
        several = _add(parent, "MultiGeometry")
        for part in shape.geoms:
            _shape(several, part)


def _coordinates(shape: Any) -> str:
    return " ".join(",".join(map(repr, point)) for point in shapely.get_coordinates(shape).tolist())


def _add(parent: ET.Element, name: str, text: object = None) -> ET.Element:
    child = ET.SubElement(parent, name)
    if text is not None:
        child.text = _NOT_XML.sub("�", str(text))
    return child
