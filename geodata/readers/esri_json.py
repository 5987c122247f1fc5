"""Turns Esri's JSON (feature sets of ArcGIS) into GeoJSON; dates of its fields into texts.

Feature sets stand alone, as a server's answer to `f=json`, or as the layers of a feature collection that a
web map carries. In polygons outer rings turn clockwise and holes do not. Dates are milliseconds since 1970
in UTC (`esriFieldTypeDate`). Reference: "Common data types" and "Query" of the ArcGIS REST API.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import shapely
import shapely.geometry

from geodata.errors import shown
from geodata.readers.raw import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.readers.raw import Job

FORMAT: Final = "esrijson"
_SHAPES: Final = {"paths": "MultiLineString", "rings": "Polygon", "points": "MultiPoint"}
_DAY_MS: Final = 86_400_000
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FAULTS: Final = (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError)
_WEB_MERCATOR: Final = (102100, 102113, 900913)


def is_one(value: Any) -> bool:
    """Whether a JSON value is Esri's: a feature set, or a collection of them."""
    return any(True for _ in _sets(value))


def collections(value: Any, job: Job) -> tuple[dict[str, dict[str, Any]], tuple[Note, ...]]:
    """Each feature set as GeoJSON, by its layer's name, and what was changed."""
    found: dict[str, dict[str, Any]] = {}
    notes: list[Note] = []
    for number, (name, given) in enumerate(_sets(value), start=1):
        key = name or f"layer {number}"
        found[key if key not in found else f"{key} ({number})"] = _collection(given, job)
        if given.get("exceededTransferLimit"):
            words = "The server says that it has more features than this file (exceededTransferLimit)."
            notes.append(Note("members", words))
        if dated := [_name(field) for field in _fields(given) if _is_date(field)]:
            listed = ", ".join(shown(each) for each in dated)
            words = f"Milliseconds since 1970 are written as dates and times in UTC, in: {listed}."
            notes.append(Note("dates", words))
    return found, tuple(dict.fromkeys(notes))


def _sets(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and content of every feature set, with the fields and the system that stand beside it."""
    if not isinstance(value, Mapping):
        return
    if _is_set(value):
        yield str(value.get("name") or ""), value
    collection = value.get("featureCollection", value)
    layers = collection.get("layers") if isinstance(collection, Mapping) else None
    for layer in layers if isinstance(layers, list) else []:
        inner = layer.get("featureSet") if isinstance(layer, Mapping) else None
        if isinstance(inner, Mapping) and isinstance(inner.get("features"), list):
            about = layer.get("layerDefinition")
            about = about if isinstance(about, Mapping) else {}
            yield str(about.get("name") or ""), {"fields": about.get("fields"), **inner}


def _is_set(value: Mapping[str, Any]) -> bool:
    features = value.get("features")
    if not isinstance(features, list) or "type" in value:
        return False
    named = str(value.get("geometryType", "")).startswith("esri")
    return named or any(isinstance(one, Mapping) and "attributes" in one for one in features[:20])


def _collection(given: Mapping[str, Any], job: Job) -> dict[str, Any]:
    dated = {
        name: _are_days(given["features"], name) for name in map(_name, filter(_is_date, _fields(given)))
    }
    features = [_feature(one, dated, given) for one in given["features"]]
    system = given.get("spatialReference")
    if system is None:
        inner = (one.get("geometry") for one in given["features"] if isinstance(one, Mapping))
        system = next(
            (
                one["spatialReference"]
                for one in inner
                if isinstance(one, Mapping) and "spatialReference" in one
            ),
            None,
        )
    return {"type": "FeatureCollection", "features": features, **_crs(system, job)}


def _crs(system: Any, job: Job) -> dict[str, Any]:
    """The coordinate system as GeoJSON 2008 says it; nothing where the file does not."""
    if not isinstance(system, Mapping) or not system:
        return {}
    code = system.get("latestWkid", system.get("wkid"))
    if not isinstance(code, int):
        found = f"its coordinate system has no number: '{shown(system)}'"
        raise job.unusable("crs", found, "Save it in longitude and latitude (outSR=4326).")
    code = 3857 if code in _WEB_MERCATOR else code
    authority = "EPSG" if code < 32_768 or "latestWkid" in system else "ESRI"
    return {"crs": {"type": "name", "properties": {"name": f"{authority}:{code}"}}}


def _fields(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    fields = given.get("fields")
    return [one for one in fields if isinstance(one, Mapping)] if isinstance(fields, list) else []


def _name(field: Mapping[str, Any]) -> str:
    return str(field.get("name", ""))


def _is_date(field: Mapping[str, Any]) -> bool:
    return field.get("type") == "esriFieldTypeDate"


def _are_days(features: list[Any], name: str) -> bool:
    """Whether every moment of a field is a midnight in UTC: then it says days."""
    attributes = [one.get("attributes") for one in features if isinstance(one, Mapping)]
    moments = [each.get(name) for each in attributes if isinstance(each, Mapping)]
    return all(isinstance(each, int) and each % _DAY_MS == 0 for each in moments if each is not None)


def _feature(one: Any, dated: Mapping[str, bool], given: Mapping[str, Any]) -> Any:
    if not isinstance(one, Mapping):
        return one
    attributes = one.get("attributes")
    properties = dict(attributes) if isinstance(attributes, Mapping) else {}
    for name in dated.keys() & properties.keys():
        moment = _moment(properties[name])
        properties[name] = moment[:10] if dated[name] and isinstance(moment, str) else moment
    shape = one.get("geometry")
    try:
        geometry = _geometry(shape, given)
    except _FAULTS:
        geometry = {"type": ", ".join(map(str, shape)) if isinstance(shape, Mapping) else shown(shape)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _moment(value: Any) -> Any:
    """A date and time in UTC; what is no number of milliseconds stays as it is."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return value
    try:
        return (_EPOCH + dt.timedelta(milliseconds=value)).isoformat(timespec="auto").replace("+00:00", "Z")
    except OverflowError:
        return value


def _geometry(given: Any, about: Mapping[str, Any]) -> Any:
    """The shape as GeoJSON; curves and what else is none of it stay as they are, and are refused later."""
    if not isinstance(given, Mapping) or not given:
        return None
    if "x" in given:
        x, y = given["x"], given.get("y")
        if x is None or x == "NaN":
            return None
        return {"type": "Point", "coordinates": [x, y, *([given["z"]] if given.get("z") is not None else [])]}
    if {"xmin", "ymin", "xmax", "ymax"} <= given.keys():
        west, south, east, north = (given[name] for name in ("xmin", "ymin", "xmax", "ymax"))
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}
    for name, kind in _SHAPES.items():
        if name in given:
            return _of_parts(given[name], kind, measured=_only_measured(given, about))
    return {"type": ", ".join(map(str, given))}


def _only_measured(given: Mapping[str, Any], about: Mapping[str, Any]) -> bool:
    """Whether a third number is no height but a measure along a line."""
    has = {name: given.get(name, about.get(name, False)) for name in ("hasZ", "hasM")}
    return bool(has["hasM"]) and not has["hasZ"]


def _of_parts(parts: Any, kind: str, *, measured: bool) -> Any:
    most = 2 if measured else 3
    if not isinstance(parts, list):
        return {"type": kind}
    if kind == "MultiPoint":
        return {"type": kind, "coordinates": [each[:most] for each in parts]} if parts else None
    cut = [[position[:most] for position in part] for part in parts]
    if not cut:
        return None
    if kind == "MultiLineString":
        one = {"type": "LineString", "coordinates": cut[0]}
        return one if len(cut) == 1 else {"type": kind, "coordinates": cut}
    return _polygons(cut)


def _polygons(rings: list[list[Any]]) -> dict[str, Any]:
    """Rings that turn clockwise, each with the holes that lie in it."""
    made = [shapely.LinearRing([position[:2] for position in ring]) for ring in rings]
    outer = [place for place, ring in enumerate(made) if not ring.is_ccw] or [*range(len(made))]
    areas = {place: shapely.Polygon(made[place]) for place in outer}
    holes: dict[int, list[Any]] = {place: [] for place in outer}
    for place, ring in enumerate(made):
        if place not in holes:
            around = [each for each in outer if areas[each].covers(ring)]
            smallest = min(around or outer, key=lambda each: areas[each].area)
            holes[smallest].append(rings[place])
    polygons = [[rings[place], *holes[place]] for place in outer]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}
