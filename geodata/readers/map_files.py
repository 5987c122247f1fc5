"""Recognises what programs for maps save as JSON, and gives its tables: GeoJSON, or records.

GDAL's drivers for Esri's JSON and TopoJSON stay out of the sandbox: they change the digits of numbers and
refuse a whole file for one broken shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from geodata.readers import esri_json, kepler, topojson, umap

if TYPE_CHECKING:
    from geodata.readers.raw import Job, Note


class MapFile(NamedTuple):
    """What a program for maps saved."""

    format: str
    tables: dict[str, Any]
    """By name: a GeoJSON feature collection, or a list of records."""
    notes: tuple[Note, ...] = ()


def of(value: Any, job: Job) -> MapFile | None:
    """The tables of such a file; None for any other JSON value.

    Raises
    ------
    UnusableFileError
        If it is one that holds no rows, or is broken as a whole.
    """
    if umap.is_one(value):
        collection, notes = umap.collection(value)
        return MapFile(umap.FORMAT, {"features": collection}, notes)
    if kepler.is_one(value):
        return MapFile(kepler.FORMAT, {**kepler.tables(value, job)})
    if topojson.is_one(value):
        return MapFile(topojson.FORMAT, {**topojson.collections(value, job)})
    if esri_json.is_one(value):
        collections, notes = esri_json.collections(value, job)
        return MapFile(esri_json.FORMAT, {**collections}, notes)
    return None
