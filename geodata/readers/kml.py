"""Reads a KML file's placemarks as rows and shapes; no link in it is followed.

Columns, as far as a file has them: `id`, `name`, `description`, `folder` (" / " between levels), `when`,
`begin`, `end`, `address`, `snippet`, `style` (styleUrl), `icon` (the address of the placemark's icon, found
through its styles), `altitude` of a point, then the names in ExtendedData. Texts with HTML in them become
words; `links` and `media` have the addresses that they hold; tables of names and values in them are columns.
OGC 12-007r2 (KML 2.3).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import tostring

import numpy as np
import shapely

from geodata.errors import shown
from geodata.readers import kml_texts, kml_tracks, shapes, xml_trees
from geodata.readers.json_tables import cells
from geodata.readers.raw import Note, RawFile, check_rows, refused_frame, text_frame
from geodata.readers.xml_trees import local, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from geodata.readers.raw import Job

_TEXTS: Final = {
    "name": "name",
    "description": "description",
    "address": "address",
    "Snippet": "snippet",
    "snippet": "snippet",
    "styleUrl": "style",
}
_FIRST: Final = (
    "id",
    "name",
    "description",
    "folder",
    "when",
    "begin",
    "end",
    "address",
    "snippet",
    "style",
    "icon",
)
_SAY_NOTHING: Final = ("id", "folder", "style", "icon")
"""Columns of a placemark that say nothing of it by themselves."""
_SHAPES: Final = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", *kml_tracks.TRACKS)
_SPACED: Final = re.compile(r"(?:\s*,\s+|\s+,)(?=[^\s,])")
"""A comma with spaces about it: OGC 12-007r2 has none within a position, people write them."""
_FOLLOWED: Final = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Model")


class _BrokenShapeError(ValueError):
    """A fault in words of ours."""


@dataclass
class _Document:
    icons: dict[str, str] = field(default_factory=dict)
    """Icon addresses by "#style"."""
    pairs: dict[str, str] = field(default_factory=dict)
    """StyleMap → style, both as "#id"."""
    left_out: dict[str, int] = field(default_factory=dict)
    texts: kml_texts.Texts = field(default_factory=lambda: kml_texts.Texts(_FIRST))


def read(content: bytes, job: Job, format_: str = "kml") -> RawFile:
    """Read every placemark of a KML file, in whatever folder.

    Raises
    ------
    UnusableFileError
        If it is no well-formed XML, declares entities, or is nested too deeply.
    """
    root = xml_trees.parse(content, job)
    if local(root) != "kml":
        found = f"its outermost element is <{shown(local(root))}>, not <kml>"
        raise job.unusable("unsupported", found, "Choose a KML file.")
    document = _document(root)
    records: list[dict[str, str]] = []
    made: list[Any] = []
    numbers: list[int] = []
    refused: list[tuple[int, str, str, str, str]] = []
    left_out: list[tuple[int, str]] = []
    for number, (placemark, folder) in enumerate(_placemarks(root, ()), start=1):
        check_rows(number, job)
        record = _record(placemark, folder, document)
        try:
            shape = _shape_of(placemark)
        except (_BrokenShapeError, kml_tracks.BrokenTrackError) as error:
            if not any(text for name, text in record.items() if name not in _SAY_NOTHING):
                reason, original = shapes.unreadable(str(error)), json.dumps(record, ensure_ascii=False)
                refused.append((number, "geometry", _coordinates_shown(placemark), reason, original))
                continue
            shape = None
            record[shapes.AS_WRITTEN] = _coordinates_text(placemark) or _track_text(placemark)
            left_out.append((number, str(error)))
        records.append(record)
        numbers.append(number)
        made.append(shape)
    ordered = _in_order(records)
    found_shapes, notes = shapes.flat(
        np.array([*made, None], dtype=object)[:-1], "Heights of lines and areas"
    )
    if all(shape is None or shape.geom_type == "Point" for shape in made):
        notes = ()  # the heights of points are in `altitude`
    return RawFile(
        format_,
        (),
        None,
        text_frame(cells(ordered, job), numbers),
        found_shapes,
        refused_frame(refused),
        (*shapes.left_out(left_out), *notes, *_left_out(document), *document.texts.notes()),
        file=job.file,
    )


def _document(root: Element) -> _Document:
    found = _Document()
    for element in root.iter():
        kind, name = local(element), f"#{element.get('id', '')}"
        if kind == "Style":
            found.icons[name] = _icon(element)
        elif kind == "StyleMap":
            found.pairs[name] = _normal_style(element)
        elif kind in _FOLLOWED:
            found.left_out[kind] = found.left_out.get(kind, 0) + 1
    return found


def _icon(style: Element) -> str:
    for element in style.iter():
        if local(element) == "Icon":
            return next((text_of(one) for one in element if local(one) == "href"), "")
    return ""


def _normal_style(style_map: Element) -> str:
    pairs = [{local(one): text_of(one) for one in pair} for pair in style_map if local(pair) == "Pair"]
    normal = [pair for pair in pairs if pair.get("key") == "normal"] or pairs
    return normal[0].get("styleUrl", "") if normal else ""


def _placemarks(element: Element, folder: tuple[str, ...]) -> Iterator[tuple[Element, str]]:
    for one in element:
        kind = local(one)
        if kind == "Placemark":
            yield one, " / ".join(folder)
        elif kind in ("Document", "Folder", "kml"):
            name = next((text_of(part) for part in one if local(part) == "name"), "")
            inner = (*folder, name) if kind == "Folder" and name else folder
            yield from _placemarks(one, inner)


def _record(placemark: Element, folder: str, document: _Document) -> dict[str, str]:
    found = {"id": placemark.get("id", ""), "folder": folder}
    for element in placemark:
        kind = local(element)
        if kind in _TEXTS:
            found[_TEXTS[kind]] = text_of(element)
        elif kind == "Style":
            found["icon"] = _icon(element)
        elif kind in ("TimeStamp", "TimeSpan"):
            found |= {local(one): text_of(one) for one in element if local(one) in ("when", "begin", "end")}
        elif kind == "ExtendedData":
            found |= {
                name if name not in _FIRST else f"data {name}": value for name, value in _extended(element)
            }
        elif kind == "Point":
            found["altitude"] = _altitude(element)
    found = {**kml_tracks.of_placemark(placemark), **found}
    if not found.get("icon"):
        style = found.get("style", "")
        found["icon"] = document.icons.get(document.pairs.get(style, style), "")
    return document.texts.without_markup(found)


def _extended(data: Element) -> Iterator[tuple[str, str]]:
    for element in data.iter():
        if local(element) == "Data":
            yield (
                element.get("name", ""),
                next((text_of(one) for one in element if local(one) == "value"), ""),
            )
        elif local(element) == "SimpleData":
            yield element.get("name", ""), text_of(element)


def _in_order(records: list[dict[str, str]]) -> list[dict[str, str]]:
    """The records without the columns that are empty everywhere, the usual columns first."""
    names = dict.fromkeys((*_FIRST, *(name for record in records for name in record)))
    used = [name for name in names if any(record.get(name) for record in records)]
    return [{name: record.get(name, "") for name in used} for record in records]


def _shape_of(placemark: Element) -> Any:
    found = [one for one in placemark if local(one) in _SHAPES]
    return _shape(found[0]) if found else None


def _shape(element: Element) -> Any:
    kind = local(element)
    if kind in kml_tracks.TRACKS:
        return kml_tracks.of(element)
    if kind == "MultiGeometry":
        return _together([_shape(one) for one in element if local(one) in _SHAPES])
    return _simple_shape(element, kind)


def _simple_shape(element: Element, kind: str) -> Any:
    try:
        if kind == "Polygon":
            outer = [_positions(one) for one in element if local(one) == "outerBoundaryIs"]
            inner = [_positions(one) for one in element if local(one) == "innerBoundaryIs"]
            if len(outer) != 1:
                raise _BrokenShapeError("a polygon has one outer boundary")
            return shapely.Polygon(outer[0], inner)
        positions = _positions(element)
        if kind == "Point":
            if len(positions) != 1:
                raise _BrokenShapeError("a point has one position")
            return shapely.Point(positions[0])
        return shapely.LineString(positions)
    except (shapely.errors.ShapelyError, ValueError) as error:
        if isinstance(error, _BrokenShapeError):
            raise
        raise _BrokenShapeError("it has too few positions") from None


def _together(parts: list[Any]) -> Any:
    kinds = {part.geom_type for part in parts}
    makers: dict[str, Any] = {
        "Point": shapely.MultiPoint,
        "LineString": shapely.MultiLineString,
        "Polygon": shapely.MultiPolygon,
    }
    maker = makers.get(next(iter(kinds))) if len(kinds) == 1 else None
    return maker(parts) if maker else shapely.GeometryCollection(parts)


def _positions(element: Element) -> list[tuple[float, ...]]:
    text = _coordinates_text(element)
    found: list[tuple[float, ...]] = []
    for position in _apart(text):
        try:
            numbers = tuple(float(part) for part in position.split(",") if part)
        except ValueError:
            raise _BrokenShapeError(f"'{shown(position)}' is no position") from None
        if len(numbers) not in (2, 3) or not np.isfinite(numbers[:2]).all():
            raise _BrokenShapeError(f"'{shown(position)}' is no position")
        found.append(numbers[:2])
    if not found:
        raise _BrokenShapeError("it has no coordinates")
    return found


def _apart(text: str) -> list[str]:
    """The positions; where spaces stand behind commas, a position has some within."""
    found = text.split()
    if all(position.strip(",").count(",") for position in found):
        return found
    return _SPACED.sub(",", text).split()


def _altitude(point: Element) -> str:
    parts = _coordinates_text(point).split(",")
    height = parts[2].strip() if len(parts) == 3 else ""
    return "" if height.strip("+-0.") == "" else height


def _coordinates_text(element: Element) -> str:
    return next((text_of(one) for one in element.iter() if local(one) == "coordinates"), "")


def _track_text(placemark: Element) -> str:
    return "; ".join(text_of(one) for one in placemark.iter() if local(one) == "coord")


def _coordinates_shown(placemark: Element) -> str:
    return shown(_coordinates_text(placemark) or tostring(placemark, "unicode"))


def _left_out(document: _Document) -> Iterator[Note]:
    links = document.left_out.pop("NetworkLink", 0)
    if links:
        yield Note("links", f"{links} network links are not followed: what they lead to is not in this file.")
    if document.left_out:
        listed = ", ".join(f"{count} {kind}" for kind, count in document.left_out.items())
        yield Note("links", f"Pictures and models are left out: {listed}.")
