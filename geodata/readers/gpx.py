"""Reads GPX by GDAL, and adds when tracks and routes begin and end, which stands in their points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.readers import gdal_tables, xml_trees
from geodata.readers.xml_trees import local, text_of

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from geodata.readers.raw import Job, RawFile

_ELEMENTS: Final = {"tracks": ("trk", "trkpt"), "routes": ("rte", "rtept")}


def read(path: Path, job: Job) -> RawFile:
    """Read the chosen layer of a GPX file.

    Raises
    ------
    UnusableFileError
        If it is broken, declares entities, or has no such layer.
    """
    root = xml_trees.parse(path.read_bytes(), job)  # refuses entities and nesting before GDAL sees it
    raw = gdal_tables.read(path, "gpx", job)
    return _with_times(raw, root)


def _with_times(raw: RawFile, root: Element) -> RawFile:
    layer = raw.table or next(iter(raw.tables), "")
    if layer not in _ELEMENTS:
        return raw
    line, point = _ELEMENTS[layer]
    spans = [_span(each, point) for each in root if local(each) == line]
    if len(spans) != raw.rows_in or not any(map(any, spans)):
        return raw
    chosen = [spans[row - 1] for row in raw.rows.index.tolist()]
    times = {name: [span[place] for span in chosen] for place, name in enumerate(("begin", "end"))}
    return replace(raw, rows=raw.rows.assign(**times).astype("str"))


def _span(line: Element, point: str) -> tuple[str, str]:
    """The first and last time of its points, as they are written; empty where none has one."""
    points = (each for each in line.iter() if local(each) == point)
    times = [text_of(each) for one in points for each in one if local(each) == "time"]
    times = [each for each in times if each]
    if times and all(each.endswith("Z") for each in times):
        times.sort()
    return (times[0], times[-1]) if times else ("", "")
