"""Reads GeoJSON features: their properties and shapes, and what is wrong with them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
import shapely.geometry

from geodata.errors import shown
from geodata.readers import shapes
from geodata.readers.raw import Note, no_geometries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.readers.raw import Geometries, Job

_SHAPES: Final = (
    *("Point", "MultiPoint", "LineString", "MultiLineString"),
    *("Polygon", "MultiPolygon", "GeometryCollection"),
)
_FEW: Final = 4
"""So many positions a ring has at least, the last being the first."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{0,30})?")
_KNOWN_MEMBERS: Final = ("type", "geometry", "properties", "id", "bbox", "crs")
_CRS_NAME: Final = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(?P<authority>EPSG|OGC|ESRI)[:/](?:[^:/]*[:/])?(?P<code>\w+)",
    re.IGNORECASE,
)
_FAULTS: Final = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError),
    shapely.errors.ShapelyError,
)


class _BrokenShapeError(ValueError):
    """A fault in words of ours."""


@dataclass
class Features:
    """What was found, feature by feature."""

    records: list[Mapping[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    shapes: Geometries = field(default_factory=lambda: no_geometries(0))
    refused: list[tuple[int, str, str, str, Any]] = field(default_factory=list)
    """Number, field, value, reason, the feature itself."""
    notes: tuple[Note, ...] = ()


def is_geojson(value: Any) -> bool:
    """Whether a JSON value is GeoJSON."""
    return isinstance(value, Mapping) and value.get("type") in ("FeatureCollection", "Feature", *_SHAPES)


def are_features(values: Sequence[Any]) -> bool:
    """Whether all objects are features."""
    return bool(values) and all(isinstance(one, Mapping) and one.get("type") == "Feature" for one in values)


def of(value: Mapping[str, Any]) -> list[Any]:
    """The features of a GeoJSON object; a bare shape is one without properties."""
    if value["type"] == "FeatureCollection":
        found = value.get("features")
        return found if isinstance(found, list) else []
    return [value if value["type"] == "Feature" else {"type": "Feature", "geometry": value, "properties": {}}]


def read(found: Sequence[Any]) -> Features:
    """Parse features; one whose shape cannot be read is kept without it, if it says anything else."""
    result, made = Features(), []
    left_out: list[tuple[int, str]] = []
    quoted = 0
    own_ids = any(isinstance(one, Mapping) and "id" in _properties(one) for one in found)
    for number, one in enumerate(found, start=1):
        geometry = one.get("geometry") if isinstance(one, Mapping) else one
        try:
            record = _record(one, own_ids=own_ids)
            shape, as_texts = _shape_or_texts(geometry)
        except _FAULTS as error:
            if not isinstance(one, Mapping) or not _says_anything(_properties(one)):
                reason = shapes.unreadable(_reason(error))
                result.refused.append((number, "geometry", shown(geometry), reason, one))
                continue
            record, shape, as_texts = _record(one, own_ids=own_ids), None, False
            record[shapes.AS_WRITTEN] = geometry
            left_out.append((number, _reason(error)))
        result.records.append(record)
        result.numbers.append(number)
        made.append(shape)
        quoted += as_texts
    result.shapes = np.array([*made, None], dtype=object)[:-1]
    result.shapes, notes = shapes.flat(result.shapes)
    words = f"Coordinates in quotation marks are read as numbers: {quoted:,} features have such."
    result.notes = (*shapes.left_out(left_out), *([Note("shapes", words)] if quoted else []), *notes)
    return result


def _says_anything(properties: Mapping[str, Any]) -> bool:
    """Whether a feature says more than an id."""
    return any(value not in (None, "", [], {}) for name, value in properties.items() if name != "id")


def _shape_or_texts(geometry: Any) -> tuple[Any, bool]:
    """The shape, and whether its numbers are written as texts."""
    try:
        return _shape(geometry), False
    except _FAULTS:
        if not isinstance(geometry, Mapping) or "coordinates" not in geometry:
            raise
        plain = _unquoted(geometry["coordinates"])
        if plain == geometry["coordinates"]:
            raise
        return _shape({**geometry, "coordinates": plain}), True


def _unquoted(value: Any) -> Any:
    """Numbers for texts that hold a number with a decimal point."""
    if isinstance(value, list):
        return [_unquoted(each) for each in value]
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value.strip()) else value


def converted(value: Mapping[str, Any], found: Geometries, job: Job) -> tuple[Geometries, tuple[Note, ...]]:
    """Shapes in degrees, by the `crs` member of GeoJSON 2008; without one they are so already."""
    system = value.get("crs")
    if system is None:
        return shapes.undefined(found, job)
    properties = system.get("properties") if isinstance(system, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    matched = _CRS_NAME.fullmatch(name) if isinstance(name, str) else None
    if matched is None:
        what = (
            "a link, which is not followed"
            if isinstance(system, Mapping) and system.get("type") == "link"
            else ""
        )
        said = what or f"'{shown(name if name is not None else system)}', which is not known here"
        next_step = "Save it in longitude and latitude, without a 'crs' member."
        raise job.unusable("crs", f"its coordinate system is {said}", next_step)
    return shapes.to_degrees(found, f"{matched['authority'].upper()}:{matched['code'].upper()}", job)


def _properties(one: Mapping[str, Any]) -> Mapping[str, Any]:
    found = one.get("properties")
    return found if isinstance(found, Mapping) else {}


def _record(one: Any, *, own_ids: bool) -> dict[str, Any]:
    if not isinstance(one, Mapping):
        raise _BrokenShapeError("it is no object")
    record = dict(_properties(one))
    if one.get("id") is not None:
        record.setdefault("feature id" if own_ids else "id", one["id"])
    for name, value in one.items():
        if name not in _KNOWN_MEMBERS:
            record.setdefault(name, value)
    if own_ids and record.get("feature id") == record.get("id"):
        record.pop("feature id", None)
    return record


def _shape(geometry: Any) -> Any:
    if geometry is None:
        return None
    if not isinstance(geometry, Mapping) or geometry.get("type") not in _SHAPES:
        raise _BrokenShapeError(
            f"'{shown(geometry.get('type') if isinstance(geometry, Mapping) else geometry)}' is no shape"
        )
    if geometry["type"] == "Point" and geometry.get("coordinates"):
        return shapely.Point(_position(geometry["coordinates"]))
    if geometry["type"] != "GeometryCollection" and not isinstance(geometry.get("coordinates"), list):
        raise _BrokenShapeError("it has no coordinates")
    shape = shapely.geometry.shape({**geometry, **_without_empty_parts(geometry)})
    if shape.is_empty and geometry.get("coordinates"):
        raise _BrokenShapeError("its lines are empty")
    if geometry["type"].endswith("Polygon"):
        _check_rings(shape)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise _BrokenShapeError("a coordinate is no finite number")
    return shape


def _without_empty_parts(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """The coordinates of several points, lines or areas, of which some parts may hold none."""
    if not geometry["type"].startswith("Multi"):
        return {}
    return {
        "coordinates": [part for part in geometry["coordinates"] if part != []] or geometry["coordinates"]
    }


def _check_rings(shape: Any) -> None:
    """Refuse an area with a ring of fewer than three different positions."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    for ring in rings[shapely.get_num_coordinates(rings) <= _FEW]:
        if len({*ring.coords}) < 3:
            raise _BrokenShapeError("a ring of an area has fewer than three different positions")


def _position(coordinates: Any) -> list[float]:
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise _BrokenShapeError("a position has two numbers, longitude and latitude")
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in coordinates[:3]):
        raise _BrokenShapeError("a coordinate is no number")
    position = [float(one) for one in coordinates[:3]]
    if not all(map(math.isfinite, position)):
        raise _BrokenShapeError("a coordinate is no finite number")
    return position


def _reason(error: BaseException) -> str:
    """The fault in words: ours as they are, those of libraries shortened."""
    return shown(error) if isinstance(error, _BrokenShapeError) else "its coordinates are malformed"
