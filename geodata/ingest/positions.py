"""Reads where a file says its rows are: shapes with representative points, and remarks on odd ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata import geometry
from geodata.ingest import contradictions, degree_codes, hemisphere_letters
from geodata.shapes import cut, unwrapped
from geodata.values import coordinates, texts
from geodata.values.texts import Repeated, each_distinct, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.ingest.sheet import Sheet

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

FAR_M: Final = 1_000_000.0
"""A position is far off when it is this far from the middle of all positions, and `FAR_TIMES` as far as half
of them: a file on a village has no outlier within its country, a file on the world has none at all."""
FAR_TIMES: Final = 10
_FEWEST: Final = 3
_MOST_FAR: Final = 5
"""So many far positions are told row by row."""
_RADIUS_M: Final = 6_371_008.8
_SPHERE: Final = 0.01
"""By how much a distance on a sphere may be wrong, as a share: it is 0.0056 at most."""
_HALFWAY_M: Final = 20_040_000.0
"""Nothing on Earth is farther away."""


class Positions(NamedTuple):
    """n shapes (None where nobody says where) and their representative points (NaN)."""

    lon: Floats
    lat: Floats
    shapes: Shapes

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which rows have a position."""
        return np.isfinite(self.lon)


def read(sheet: Sheet, latitude: str = "", longitude: str = "") -> Positions:
    """Positions by the file's own shapes where it has them, by two columns of degrees otherwise."""
    n = len(sheet.index)
    lon, lat = np.full(n, np.nan), np.full(n, np.nan)
    if latitude and sheet.has(latitude) and sheet.has(longitude):
        lon, lat = in_two_columns(sheet, latitude, longitude)
    found = of_points(lon, lat)
    if sheet.raw.geometry is not None:
        shapes = of_shapes(sheet, sheet.raw.geometry, "geometry")
        contradictions.remark_on(sheet, shapes, found, latitude)
        found = overlaid(shapes, found)
    remark_on_odd(sheet, found, latitude if sheet.has(latitude) else "geometry")
    return found


def in_two_columns(sheet: Sheet, latitude: str, longitude: str) -> tuple[Floats, Floats]:
    """Longitudes and latitudes out of a column each; both or neither has to be there."""
    decimal = sheet.choices.decimal
    cells = degree_codes.without_codes(sheet, latitude, longitude)
    lettered = hemisphere_letters.without_o(sheet, longitude, cells[1])
    if lettered is not cells[1]:  # while it is asked what O is, there is no position
        cells = cells[0].mask(texts.filled(cells[1]) & ~texts.filled(lettered), ""), lettered
    lat, why_lat = coordinates.degrees(cells[0], coordinates.LATITUDE, decimal)
    lon, why_lon = coordinates.degrees(cells[1], coordinates.LONGITUDE, decimal, beyond=True)
    lat = hemisphere_letters.signed_by_name(sheet, latitude, cells[0], lat, coordinates.LATITUDE)
    lon = hemisphere_letters.signed_by_name(sheet, longitude, cells[1], lon, coordinates.LONGITUDE)
    for turned, turn, words in (
        (lon > 180, -360, "east is the same as one to the west: 360 are taken off"),
        (lon < -180, 360, "west is the same as one to the east: 360 are added"),
    ):
        lon = np.where(turned, lon + turn, lon)
        sheet.warn_where(longitude, turned, f"a longitude of more than 180 degrees {words}")
    empty = [~texts.filled(each) for each in cells]
    sheet.refuse(latitude, why_lat)
    sheet.refuse(longitude, why_lon)
    sheet.refuse_where(
        latitude, empty[0] & ~empty[1], "empty, but a longitude is given: give both or neither"
    )
    sheet.refuse_where(
        longitude, empty[1] & ~empty[0], "empty, but a latitude is given: give both or neither"
    )
    commas = cells[0].str.contains(",", regex=False) & ~np.isnan(lat)
    if decimal is None and commas.any():
        sheet.remark(sheet.column(latitude), "Coordinates are written with decimal commas, and read so.")
    missing = np.isnan(lon) | np.isnan(lat)
    lon[missing], lat[missing] = np.nan, np.nan
    return lon, lat


def of_points(lon: Floats, lat: Floats) -> Positions:
    """Points; None where a coordinate is missing."""
    shapes = np.full(len(lon), None, dtype=object)
    known = np.isfinite(lon) & np.isfinite(lat)
    place, first = _distinct(lon[known], lat[known])
    points = np.asarray(shapely.points(lon[known][first], lat[known][first]), dtype=object)
    shapes[known] = points[place]  # one for all rows of a place
    return Positions(np.where(known, lon, np.nan), np.where(known, lat, np.nan), shapes)


def _distinct(lon: Floats, lat: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """A number for each position, the same where it is the same, and where each stands first."""
    # By their bits, as -0.0 is written otherwise than 0.0.
    coded = [pd.factorize(np.ascontiguousarray(each).view(np.int64)) for each in (lon, lat)]
    return pairs([(codes, len(distinct)) for codes, distinct in coded])


def from_wkt(cells: pd.Series[str]) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Shapes of n cells of well-known text, None where there is none; and which cells hold something else."""
    given = cells.tolist()
    shapes = np.asarray(shapely.from_wkt([cell or None for cell in given], on_invalid="ignore"), dtype=object)
    return shapes, shapely.is_missing(shapes) & np.array([cell != "" for cell in given], dtype=bool)


def of_shapes(sheet: Sheet, given: Shapes, field: str) -> Positions:
    """Shapes of any type; empty ones are no position, impossible ones are refused."""
    shapes = np.array(given, dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    there = ~shapely.is_missing(shapes)
    bounds = shapely.bounds(shapes)
    finite = np.isfinite(bounds).all(axis=1)
    shapes, turned = _turned(shapes, bounds)
    sheet.warn_where(field, turned, "longitudes of more than 180 degrees: 360 are taken off or added")
    bounds = shapely.bounds(shapes) if turned.any() else bounds
    beyond = there & ~finite
    with np.errstate(invalid="ignore"):
        beyond |= there & ((np.abs(bounds[:, [0, 2]]) > 180) | (np.abs(bounds[:, [1, 3]]) > 90)).any(axis=1)
    swapped = beyond & finite & (np.abs(bounds[:, [1, 3]]) <= 180).all(axis=1)
    swapped &= (np.abs(bounds[:, [0, 2]]) <= 90).all(axis=1)
    words = "positions outside 180 degrees east and west, 90 north and south: correct them"
    sheet.refuse(field, np.where(swapped, f"{words}; are latitude and longitude exchanged?", ""))
    sheet.refuse(field, np.where(beyond & ~swapped, words, ""))
    shapes[beyond] = None
    points = representative(shapes)
    return Positions(shapely.get_x(points), shapely.get_y(points), shapes)


def _turned(shapes: Shapes, bounds: Floats) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Shapes whose longitudes go on beyond 180 degrees as they lie in our world; and which were such."""
    west, south, east, north = bounds.T
    with np.errstate(invalid="ignore"):
        beyond = ((east > 180) | (west < -180)) & (east <= 360) & (west >= -360) & (east - west < 180)
        beyond &= (south >= -90) & (north <= 90)
    if not beyond.any():
        return shapes, beyond

    def moved(xy: Floats) -> Floats:
        over = np.abs(xy[:, 0]) > 180
        return np.column_stack([np.where(over, xy[:, 0] - 360 * np.sign(xy[:, 0]), xy[:, 0]), xy[:, 1]])

    found = shapes.copy()
    found[beyond] = shapely.transform(shapes[beyond], moved)
    return found, beyond


def representative(given: Shapes) -> Shapes:
    """A point itself; of a line, the middle of its length; of anything else, a point on it."""
    points = given.copy()
    kinds = shapely.get_type_id(given)
    lines = kinds == shapely.GeometryType.LINESTRING
    points[lines] = [_middle(line) for line in given[lines]]
    others = ~lines & (kinds != shapely.GeometryType.POINT) & ~shapely.is_missing(given)
    points[others] = shapely.point_on_surface(cut(given[others]))
    return points


def _middle(line: shapely.Geometry) -> shapely.Geometry:
    middle = shapely.line_interpolate_point(unwrapped(line), 0.5, normalized=True)
    lon, lat = shapely.get_coordinates(middle)[0]
    return shapely.Point((lon + 180) % 360 - 180 if abs(lon) > 180 else lon, lat)


def is_line(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Which shapes are lines."""
    kinds = shapely.get_type_id(shapes)
    return np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING))


def is_area(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Which shapes are areas."""
    kinds = shapely.get_type_id(shapes)
    return np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))


def classed(at: Positions, where: Sequence[tuple[str | None, float]]) -> dict[str, Any]:
    """Location class and radius, as columns, of the rows that have a position; missing for the others."""
    coded = where if isinstance(where, Repeated) else each_distinct(tuple, where)
    # One more result stands for the rows without a position.
    results = [*coded.results, (None, np.nan)]
    shown = Repeated(results, np.where(at.known, coded.codes, len(coded.results)))
    return {
        "location_class": shown.each(lambda each: each[0]).column(),
        "uncertainty_m": np.array([radius for _, radius in results], np.float64)[shown.codes],
    }


def overlaid(first: Positions, second: Positions) -> Positions:
    """The first positions, and the second where the first say nothing."""
    known = first.known
    return Positions(
        np.where(known, first.lon, second.lon),
        np.where(known, first.lat, second.lat),
        np.where(known, first.shapes, second.shapes),
    )


def remark_on_odd(sheet: Sheet, found: Positions, field: str) -> None:
    """Remark on positions that look like mistakes; none is changed."""
    lon, lat = found.lon, found.lat
    nowhere = (lon == 0) & (lat == 0)
    sheet.warn_where(field, nowhere, "0, 0 lies in the Atlantic and often stands for a missing position")
    poles = np.abs(lat) == 90
    sheet.warn_where(
        field, poles, "a latitude of exactly 90 degrees is a pole: most likely a figure is wrong"
    )
    real = np.flatnonzero(found.known & ~nowhere)
    if len(real) < _FEWEST:
        return
    middle = float(np.median(lon[real])), float(np.median(lat[real]))
    far, away, limit = _far(lon[real], lat[real], middle)
    if not len(far):
        return
    far = real[far]
    could = np.abs(lon[far]) <= 90
    exchanged = np.zeros(len(far), bool)
    exchanged[could] = _away(lat[far][could], lon[far][could], middle) <= limit / 2
    why = np.full(len(lon), "", dtype=object)
    km = np.round(away / 1000).astype(int)
    if (~exchanged).sum() > _MOST_FAR:
        # Another part of the world, most likely, which need not be said of each.
        several = far[~exchanged]
        rows = ", ".join(map(str, sheet.index[several[:_MOST_FAR]].tolist()))
        least = f"{km[~exchanged].min():,} km and more"
        words = f"{len(several):,} positions lie {least} from the middle of the others, in rows {rows} …"
        sheet.remark(field, words)
        far, km, exchanged = far[exchanged], km[exchanged], exchanged[exchanged]
    for place, distance, other in zip(far.tolist(), km.tolist(), exchanged.tolist(), strict=True):
        words = f"{distance} km from the middle of the others"
        if other:
            words += ": with latitude and longitude exchanged it would lie among them"
        why[place] = words
    sheet.warn(field, why)


def _far(
    lon: Floats, lat: Floats, middle: tuple[float, float]
) -> tuple[npt.NDArray[np.int64], Floats, float]:
    """Which positions are far off, how far, and how far that has to be: metres.

    On the ellipsoid distances take a tenth of the time of all else; a sphere's, which are no more than a
    hundredth off, tell most positions of which they need not be asked.
    """
    about = _on_a_sphere(lon, lat, middle)
    usual = FAR_TIMES * float(np.median(about))
    if usual * (1 - _SPHERE) > _HALFWAY_M:
        return np.zeros(0, np.int64), np.zeros(0), usual
    if usual * (1 + _SPHERE) < FAR_M:
        could = np.flatnonzero(about > FAR_M * (1 - _SPHERE))
        away, limit = _away(lon[could], lat[could], middle), FAR_M
    else:
        place, first = _distinct(lon, lat)
        could, away = np.arange(len(lon)), _away(lon[first], lat[first], middle)[place]
        limit = max(FAR_M, FAR_TIMES * float(np.median(away)))
    return could[away > limit], away[away > limit], limit


def _on_a_sphere(lon: Floats, lat: Floats, middle: tuple[float, float]) -> Floats:
    east, north = np.radians(lon - middle[0]), np.radians(lat)
    there = np.radians(middle[1])
    half = np.sin((north - there) / 2) ** 2 + np.cos(north) * np.cos(there) * np.sin(east / 2) ** 2
    return np.asarray(2 * _RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))), np.float64)


def _away(lon: Floats, lat: Floats, middle: tuple[float, float]) -> Floats:
    many: tuple[Any, Any] = np.full(len(lon), middle[0]), np.full(len(lon), middle[1])
    return geometry.distance_m(lon, lat, *many)
