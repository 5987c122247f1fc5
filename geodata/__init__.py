"""Loads incidents as a GeoDataFrame (`geodata.load("northern-kosovo")`, or a folder's path), and compares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.filters import Filters
    from geodata.query.store import Store
    from geodata.query.surroundings import Of

__all__ = ["compare", "hot_spots", "load", "matches", "within"]


def load(name_or_path: str | Path, filters: Filters | None = None) -> gpd.GeoDataFrame:
    """Load the incidents of a dataset, or those that pass the filters.

    Parameters
    ----------
    name_or_path
        A name out of `library.catalog.names()`; or a folder that holds a dataset.toml, as a `Path` or
        as text with a slash in it (`"./my-data"`).
    filters
        What is wanted; none for everything. Both go through the one filter engine, `query.answers`.

    Returns
    -------
    A frame of your own with `model.INCIDENT_COLUMNS`, EPSG:4326, one row each, by start; and `extra`, the
    texts of the file's other columns as a JSON object.

    Raises
    ------
    GeodataError
        If there is no such dataset, or its files cannot be used.
    """
    from geodata.filters import Filters  # noqa: PLC0415 - see `_opened`
    from geodata.query import answers  # noqa: PLC0415 - see `_opened`

    opened = _opened(name_or_path)
    found = answers.rows(opened, filters or Filters())
    return found.assign(extra=answers.own_columns(opened, found["row"]))


def compare(name_or_path: str | Path, a: Filters, b: Filters, by: str | None = None) -> pd.DataFrame:
    """Compare the records that filter `a` shows with those of `b`.

    Parameters
    ----------
    name_or_path
        As of `load`.
    by
        `actor`, `event_type`, `kind`, `location_class`, `confidence` or `publisher`: a line for each value.

    Returns
    -------
    A frame with `query.comparing.COLUMNS`: records certainly and possibly inside each filter, the change from
    `b` to `a` with its bounds, the ratio of rates (by day, if both filters have a first and a last day)
    with its 95 % interval, and p and q as `query.comparing.METHOD` says. One line without `by`.

    Raises
    ------
    GeodataError
        If there is no such dataset or field, or both filters are the same.
    """
    from geodata.query import comparing  # noqa: PLC0415 - see `_opened`

    found = comparing.compared(_opened(name_or_path), a, b, by)
    return found.whole if by is None else found.lines


def hot_spots(
    name_or_path: str | Path,
    filters: Filters | None = None,
    *,
    resolution: int | None = None,
    measure: str = "records",
) -> gpd.GeoDataFrame:
    """Find the hexagons where records lie closer together than chance would put them (Getis-Ord Gi*).

    Parameters
    ----------
    name_or_path, filters
        As of `load`.
    resolution
        Of H3, 3 (some 12,000 km² a hexagon) to 8 (0.7 km²); without it the finest that the records allow.
    measure
        `records`, or `fatalities` (best figures; records without one are left out).

    Returns
    -------
    EPSG:4326 polygons with `cell`, `lon`, `lat`, `records`, `value`, `around`, `z`, `p`, `q` and `found`
    (hot, cold or empty), the most unusual first; `attrs` says how many records are counted and left out, and
    the method.

    Raises
    ------
    GeodataError
        If there is no such dataset, resolution or measure, or nothing is placed finely enough.
    """
    from geodata.filters import Filters  # noqa: PLC0415 - see `_opened`
    from geodata.query import hot_spots as finding  # noqa: PLC0415 - see `_opened`

    found = finding.hot_spots(
        _opened(name_or_path), filters or Filters(), resolution=resolution, measure=measure
    )
    cells = found.cells
    cells.attrs = {name: value for name, value in vars(found).items() if name != "cells"}
    return cells


def matches(
    a: str | Path,
    b: str | Path,
    *,
    days: float = 1.0,
    km: float = 25.0,
    filters: tuple[Filters | None, Filters | None] = (None, None),
) -> pd.DataFrame:
    """Find pairs of records, one of dataset `a` and one of `b`, that may be the same event.

    Parameters
    ----------
    a, b
        As of `load`.
    days, km
        The window: at most so much between both intervals, and between the discs within which both lie.
    filters
        Which records of each are looked at; none for all.

    Returns
    -------
    A frame with `query.likeness.COLUMNS`, the likeliest pair first: ids, `score` from 0 to 1, how far apart,
    how alike, the reasons in words, and an empty `decision` for a person to fill in. `attrs` says how many
    records were `compared` and `left_out`.

    Raises
    ------
    GeodataError
        If there is no such dataset, the window is too wide, or there are too many pairs.
    """
    from geodata.filters import Filters  # noqa: PLC0415 - see `_opened`
    from geodata.query import matching  # noqa: PLC0415 - see `_opened`

    one, two = (each or Filters() for each in filters)
    found = matching.matches(_opened(a), one, _opened(b), two, days=days, km=km)
    found.pairs.attrs = {"compared": found.compared, "left_out": found.left_out}
    return found.pairs


def within(name_or_path: str | Path, of: Of, km: float, filters: Filters | None = None) -> gpd.GeoDataFrame:
    """Find the records that are, possibly or certainly, within so many kilometres of something.

    Parameters
    ----------
    name_or_path, filters
        As of `load`.
    of
        A record's id; a point (longitude, latitude), a line or a polygon of shapely without holes (degrees,
        EPSG:4326), known exactly; or `Filters`: any of the records that they show.
    km
        Kilometres along the ellipsoid (WGS 84); more than 0, at most 5,000.

    Returns
    -------
    As `load`, without `extra`, the nearest first, with `distance_km`, `distance_low_km` and
    `distance_high_km` (the least and the most that it may be, with the uncertainty of both sides; infinite
    where a radius is not known), and `certain` (the most is within `km`) and `possible`, which all are.

    Raises
    ------
    GeodataError
        If there is no such dataset or record, or the record has no position.
    """
    from geodata.filters import Filters  # noqa: PLC0415 - see `_opened`
    from geodata.query import surroundings  # noqa: PLC0415 - see `_opened`

    return surroundings.within(_opened(name_or_path), of, km, filters or Filters())


def _opened(name_or_path: str | Path) -> Store:
    # Imported here: `import geodata` (in a script, in --help) does not wait for DuckDB and GeoPandas.
    from geodata.library import catalog, folders  # noqa: PLC0415
    from geodata.query import store  # noqa: PLC0415

    text = str(name_or_path)
    is_path = isinstance(name_or_path, Path) or "/" in text or "\\" in text
    return store.open(folders.load_folder(Path(text)) if is_path else catalog.load(text))
