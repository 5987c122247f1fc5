"""What is shown to KML 2.2 for earth viewers: to look at, with all fields, rather than to read back.

A record known only to a district or wider has no point, because a viewer would draw it. Characters that XML
cannot hold become �.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import shapely

from geodata.exporters import tabular

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN_BY_VIEWERS: Final = ("title", "summary", "geometry")


def to_kml(store: Store, filters: Filters) -> bytes:
    """The incidents shown as KML, a Placemark each, UTF-8."""
    ET.register_namespace("", NAMESPACE)
    kml = ET.Element(f"{{{NAMESPACE}}}kml")
    document = _add(kml, "Document")
    said = tabular.about(store, filters)
    _add(document, "name", said["dataset_title"])
    _add(document, "description", "\n".join(f"{name}: {text}" for name, text in said.items() if text))
    for frame in tabular.tabular(store, filters):
        fields = [name for name in frame.columns if name not in said and name not in _SHOWN_BY_VIEWERS]
        for record in frame.to_dict("records"):
            _placemark(document, record, fields)
    stream = io.BytesIO()
    ET.ElementTree(kml).write(stream, encoding="utf-8", xml_declaration=True)
    return stream.getvalue()


def _placemark(document: ET.Element, record: dict[Any, Any], fields: list[str]) -> None:
    placemark = _add(document, "Placemark")
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
    if shape is None or shape.is_empty:
        return
    if record["location_class"] not in tabular.NO_POINT or shape.geom_type != "Point":
        _shape(placemark, shape)


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
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        child.text = _NOT_XML.sub("�", str(text))
    return child
