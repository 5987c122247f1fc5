"""Turns shapes of any coordinate system into two-dimensional EPSG:4326; says which are broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geodata.errors import UnusableFileError, shown
from geodata.readers.raw import CRS_ASKED, Note, no_geometries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geodata.readers.raw import Geometries, Job

# What a definition may name besides numbers: files of corrections, which would be opened.
_OPENS_FILES: Final = re.compile(
    r"parameterfile|nadgrids|geoidgrids|\binit=|pipeline|\bgrids=|\bfile\b|@", re.IGNORECASE
)
AS_WRITTEN: Final = "shape as written"
"""The column with the texts of shapes that cannot be read."""
_TOLD: Final = 5
_LONGEST_DEFINITION: Final = 20_000
_CODE: Final = re.compile(r"[A-Za-z]{3,6}:[A-Za-z0-9]{1,12}")


def to_degrees(shapes: Geometries, definition: str | None, job: Job) -> tuple[Geometries, tuple[Note, ...]]:
    """Convert shapes to longitude and latitude.

    Parameters
    ----------
    shapes
        In the coordinate system that `definition` says.
    definition
        A code such as EPSG:32634, WKT or PROJJSON; None where the file says nothing: then the coordinates
        have to look like degrees, or are converted from the chosen system, or that is asked.

    Raises
    ------
    UnusableFileError
        If the system is not known, or names files.
    """
    if not definition:
        if job.choices.crs is not None:
            definition = _chosen(job.choices.crs)
        elif examples := _no_degrees(shapes):
            return no_geometries(len(shapes)), (Note(CRS_ASKED, examples),)
        else:
            words = "The file does not say its coordinate system; its coordinates are taken as degrees"
            return shapes, (Note("crs", f"{words} (EPSG:4326)."),)
    system = _system(definition, job)
    if _is_degrees(system):
        return shapes, ()
    try:
        transformer = Transformer.from_crs(system, CRS.from_epsg(4326), always_xy=True)
    except (CRSError, ProjError):
        raise _unknown(definition, job) from None

    def moved(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1], errcheck=False))

    converted = np.asarray(shapely.transform(shapes, moved), dtype=object)
    name = shown(system.name)
    code = ":".join(system.to_authority() or ())
    words = (
        f"Coordinates are converted from {code or name}{f' ({name})' if code else ''} to degrees (EPSG:4326)."
    )
    return converted, (Note("crs", words),)


def flat(shapes: Geometries, heights: str = "Heights") -> tuple[Geometries, tuple[Note, ...]]:
    """Shapes without their third coordinate, and a note if one was not zero."""
    with_height = np.asarray(shapely.has_z(shapes), bool)
    if not with_height.any():
        return shapes, ()
    z = shapely.get_coordinates(shapes[with_height], include_z=True)[:, 2]
    notes: tuple[Note, ...] = ()
    if np.any(np.nan_to_num(z) != 0):
        notes = (Note("heights", f"{heights} are left out of the shapes; the original file has them."),)
    return np.asarray(shapely.force_2d(shapes), dtype=object), notes


def from_wkb(cells: list[bytes | None]) -> tuple[Geometries, list[int]]:
    """Shapes out of well-known binary, and the positions of those that are broken."""
    values = np.array([*cells, None], dtype=object)[:-1]
    shapes = np.asarray(shapely.from_wkb(values, on_invalid="ignore"), dtype=object)
    return shapes, broken(shapes, np.array([cell is not None for cell in cells], bool))


def broken(shapes: Geometries, given: np.ndarray[Any, np.dtype[np.bool_]]) -> list[int]:
    """Positions where something was given and no shape came of it, or one with endless coordinates."""
    wrong = given & np.asarray(shapely.is_missing(shapes), bool)
    coordinates, whose = shapely.get_coordinates(shapes, return_index=True)
    wrong[np.unique(whose[~np.isfinite(coordinates).all(axis=1)])] = True
    return [int(one) for one in np.flatnonzero(wrong)]


class Unread(NamedTuple):
    """A table's cells where some shapes cannot be read."""

    cells: Mapping[str, Sequence[str]]
    """With a column of what stands for the shapes that were left out."""
    rows: list[int]
    """The rows that are kept, from 0."""
    refused: list[tuple[int, str, str, str, str]]
    """Those of which nothing else is known."""
    notes: tuple[Note, ...]


def without_broken(
    cells: Mapping[str, Sequence[str]], count: int, broken: Sequence[int], written: Callable[[int], str]
) -> Unread:
    """Keep the rows whose shapes are malformed, if they say anything else; what was written stays."""
    fault = "its bytes are malformed"
    lost = [row for row in broken if not any(values[row].strip() for values in cells.values())]
    kept = [row for row in broken if row not in set(lost)]
    if kept:
        texts = {row: written(row) for row in kept}
        cells = {**cells, AS_WRITTEN: [texts.get(row, "") for row in range(count)]}
    gone = {*lost}
    rows = [row for row in range(count) if row not in gone]
    refused = [(row + 1, "geometry", "", unreadable(fault), "{}") for row in lost]
    return Unread(cells, rows, refused, tuple(left_out([(row + 1, fault) for row in kept])))


def unreadable(fault: str) -> str:
    """Why a row is refused of which nothing is known but a broken shape."""
    return f"The shape cannot be read: {fault}."


def left_out(rows: Sequence[tuple[int, str]]) -> Iterator[Note]:
    """What is said of rows that are kept without their shapes: their numbers and what is wrong."""
    if not rows:
        return
    told = "; ".join(f"row {row}: {fault}" for row, fault in rows[:_TOLD])
    more = f"; and {len(rows) - _TOLD:,} more" if len(rows) > _TOLD else ""
    number, kept = f"{len(rows):,} shapes cannot be read and are", "the rows are kept"
    if len(rows) == 1:
        number, kept = "1 shape cannot be read and is", "the row is kept"
    words = f"{number} left out ({told}{more}): {kept}, what stands there is in '{AS_WRITTEN}'."
    yield Note("shapes", words)


def _system(definition: str, job: Job) -> CRS:
    if len(definition) > _LONGEST_DEFINITION or (
        not _CODE.fullmatch(definition) and _OPENS_FILES.search(definition)
    ):
        raise _unknown(definition, job)
    if "+" in definition[:1] or definition.lstrip()[:5] == "proj=":
        raise _unknown(definition, job)
    try:
        return CRS.from_user_input(definition)
    except (CRSError, ProjError, ValueError, TypeError):
        raise _unknown(definition, job) from None


def _is_degrees(system: CRS) -> bool:
    return system.to_authority(min_confidence=90) in (("EPSG", "4326"), ("OGC", "CRS84"), ("EPSG", "4979"))


def undefined(shapes: Geometries, job: Job) -> tuple[Geometries, tuple[Note, ...]]:
    """GeoJSON without a system: degrees by its standard, unless most of its coordinates can be none."""
    return to_degrees(shapes, None, job) if _no_degrees(shapes) else (shapes, ())


def _no_degrees(shapes: Geometries) -> str:
    """Some of the coordinates, where most of them are too large for degrees; else nothing."""
    xy = shapely.get_coordinates(shapes)
    xy = xy[np.isfinite(xy).all(axis=1)]
    large = (np.abs(xy[:, 0]) > 360) | (np.abs(xy[:, 1]) > 360)
    if not len(xy) or large.mean() <= 0.5:
        return ""
    return "; ".join(f"{x:.12g}, {y:.12g}" for x, y in xy[large][:2])


def _chosen(crs: str) -> str:
    """A chosen system as a code: the number alone is one of the EPSG register."""
    tidy = crs.strip().upper().replace(" ", "")
    number = tidy.removeprefix("EPSG").removeprefix(":")
    return f"EPSG:{number}" if number.isdecimal() else tidy


def _unknown(definition: str, job: Job) -> UnusableFileError:
    found = f"its coordinate system is not known here: '{shown(definition)}'"
    return job.unusable("crs", found, "Save it in longitude and latitude (EPSG:4326).")
