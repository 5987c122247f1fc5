"""Turns TopoJSON into GeoJSON: arcs that neighbours share become the lines and rings of each shape.

By the specification (github.com/topojson/topojson-specification, 3.0): positions of a topology with a
`transform` are whole steps, those of its arcs each from the one before; an arc's number below zero is the arc
`~number` backwards; arcs of one line share their ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.readers.raw import Job

FORMAT: Final = "topojson"
_MEMBERS: Final = ("type", "id", "properties", "arcs", "coordinates", "geometries", "bbox")
_NESTED: Final = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
_CLOSED: Final = 3
"""Positions of a ring that goes there and back."""
_FAULTS: Final = (LookupError, TypeError, ValueError, AttributeError)


def is_one(value: Any) -> bool:
    """Whether a JSON value is TopoJSON."""
    return isinstance(value, Mapping) and value.get("type") == "Topology"


def collections(value: Mapping[str, Any], job: Job) -> dict[str, dict[str, Any]]:
    """Each object of the topology as GeoJSON, by its name.

    Raises
    ------
    UnusableFileError
        If it has no objects, or its arcs are none.
    """
    objects = value.get("objects")
    if not isinstance(objects, Mapping) or not objects:
        raise job.unusable("empty", "it is TopoJSON without objects", "Save the data as GeoJSON (RFC 7946).")
    try:
        topology = _Topology(value)
    except _FAULTS:
        found = "it is TopoJSON, and its arcs or its transform cannot be read"
        raise job.unusable("malformed", found, "Save the data as GeoJSON (RFC 7946).") from None
    system = {"crs": value["crs"]} if value.get("crs") is not None else {}
    return {
        str(name): {"type": "FeatureCollection", "features": [*_features(one, topology)], **system}
        for name, one in objects.items()
    }


class _Topology:
    """Arcs as positions, and how the steps of a position become degrees."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        transform = value.get("transform")
        self.scale = self.offset = None
        if transform is not None:
            self.scale = [float(one) for one in transform["scale"]]
            self.offset = [float(one) for one in transform["translate"]]
        self.arcs = [self._arc(arc) for arc in value.get("arcs") or []]

    def position(self, steps: Sequence[Any]) -> list[float]:
        """Degrees, or the system's units, of one position; what is beyond two numbers stays as it is."""
        if self.scale is None or self.offset is None:
            return [*steps]
        moved = [float(steps[k]) * self.scale[k] + self.offset[k] for k in range(2)]
        return [*moved, *steps[2:]]

    def _arc(self, arc: Sequence[Any]) -> list[list[float]]:
        if self.scale is None:
            return [[*position] for position in arc]
        found, x, y = [], 0, 0
        for step in arc:
            x, y = x + step[0], y + step[1]
            found.append(self.position([x, y, *step[2:]]))
        return found

    def line(self, numbers: Sequence[int]) -> list[list[float]]:
        """The positions of arcs one after the other."""
        found: list[list[float]] = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            found += arc[1:] if found else arc
        return found

    def lines(self, numbers: Any, nested: int) -> Any:
        """Lines in as many lists within one another as their type has."""
        if not nested:
            return self.line(numbers)
        return [self.lines(each, nested - 1) for each in numbers]


def _features(one: Any, topology: _Topology) -> Iterator[Any]:
    """A collection without properties is what its parts are; any other geometry is a feature."""
    if isinstance(one, Mapping) and one.get("type") == "GeometryCollection" and "properties" not in one:
        for part in one.get("geometries") or []:
            yield from _features(part, topology)
        return
    if not isinstance(one, Mapping):
        yield one
        return
    others = {name: each for name, each in one.items() if name not in _MEMBERS}
    feature = {"type": "Feature", "geometry": _geometry(one, topology), **others}
    feature["properties"] = one.get("properties") or {}
    yield {**feature, "id": one["id"]} if "id" in one else feature


def _geometry(one: Mapping[str, Any], topology: _Topology) -> Any:
    """The shape as GeoJSON; one whose arcs are not there stays as it is, which no shape can be made of."""
    kind = one.get("type")
    try:
        if kind is None:
            return None
        if kind == "Point":
            return {"type": kind, "coordinates": topology.position(one["coordinates"])}
        if kind == "MultiPoint":
            return {"type": kind, "coordinates": [topology.position(each) for each in one["coordinates"]]}
        if kind == "GeometryCollection":
            return {"type": kind, "geometries": [_geometry(each, topology) for each in one["geometries"]]}
        return {
            "type": kind,
            "coordinates": _with_area(kind, topology.lines(one["arcs"], _NESTED[str(kind)])),
        }
    except _FAULTS:
        return {"type": kind, "arcs": one.get("arcs", one.get("coordinates"))}


def _with_area(kind: Any, lines: Any) -> Any:
    """The rings without those that rounding to whole steps has left no area; all, where none has any."""
    if kind == "Polygon":
        return [each for each in lines if len(each) > _CLOSED] if len(lines[0]) > _CLOSED else lines
    if kind == "MultiPolygon":
        return [_with_area("Polygon", each) for each in lines if len(each[0]) > _CLOSED] or lines
    return lines
