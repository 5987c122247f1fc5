"""Turns shapes of any coordinate system into two-dimensional EPSG:4326; says which are broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geodata.errors import UnusableFileError, shown
from geodata.readers.raw import CRS_ASKED, Note, no_geometries

if TYPE_CHECKING:
    from geodata.readers.raw import Geometries, Job

# What a definition may name besides numbers: files of corrections, which would be opened.
_OPENS_FILES: Final = re.compile(
    r"parameterfile|nadgrids|geoidgrids|\binit=|pipeline|\bgrids=|\bfile\b|@", re.IGNORECASE
)
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
