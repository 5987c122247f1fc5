"""Reads tracks of KML (gx:Track, gx:MultiTrack): their lines, their times and what they measured.

A track has as many `when` as `coord`, in order; a `coord` without numbers says that the place was not known.
Measured values (`SimpleArrayData`) become one text each, set apart by "; ".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geodata.errors import shown
from geodata.readers.xml_trees import local, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TRACKS: Final = ("Track", "MultiTrack")


class BrokenTrackError(ValueError):
    """A position of a track that cannot be read, in words of ours."""


def of(element: Element) -> Any:
    """The line of a track, or the lines of several; a point where it stood still in one place only.

    Raises
    ------
    BrokenTrackError
        If a position is none.
    """
    tracks = [each for each in element.iter() if local(each) == "Track"]
    lines = [line for line in map(_positions, tracks) if line]
    made = [shapely.LineString(line) if len(line) > 1 else shapely.Point(line[0]) for line in lines]
    if len(made) <= 1:
        return made[0] if made else None
    lines_only: Any = [each for each in made if each.geom_type == "LineString"]
    alike = len(lines_only) == len(made)
    return shapely.MultiLineString(lines_only) if alike else shapely.GeometryCollection(made)


def of_placemark(placemark: Element) -> dict[str, str]:
    """The columns of a placemark's track, if it has one."""
    return next((columns(each) for each in placemark if local(each) in TRACKS), {})


def columns(element: Element) -> dict[str, str]:
    """`begin` and `end`, or `when` where they are the same, and what was measured."""
    whens = [text_of(each) for each in element.iter() if local(each) == "when"]
    whens = [each for each in whens if each]
    if whens and all(each.endswith("Z") for each in whens):
        whens.sort()
    found = (
        {"begin": whens[0], "end": whens[-1]} if len({*whens}) > 1 else {"when": whens[0]} if whens else {}
    )
    for each in element.iter():
        if local(each) == "SimpleArrayData":
            values = [text_of(one) for one in each if local(one) == "value"]
            before = found.get(each.get("name", ""), "")
            found[each.get("name", "")] = "; ".join(filter(None, [before, *values]))
    return found


def _positions(track: Element) -> list[tuple[float, ...]]:
    found: list[tuple[float, ...]] = []
    for each in track:
        text = text_of(each) if local(each) == "coord" else ""
        if not text:
            continue
        try:
            numbers: tuple[float, ...] = tuple(float(part) for part in text.replace(",", " ").split())[:2]
        except ValueError:
            numbers = ()
        if len(numbers) != 2 or not np.isfinite(numbers).all():
            raise BrokenTrackError(f"'{shown(text)}' is no position")
        found.append(numbers)
    return found
