"""Loads incidents as a GeoDataFrame, adds up what they count, compares them, finds hot spots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from geodata.filters import Filters
    from geodata.query.store import Store
    from geodata.query.surroundings import Of
    from geodata.readers.boundaries import Boundaries

__all__ = ["compare", "hot_spots", "load", "matches", "nearest", "regions", "summarise", "within"]

_ORIGIN = "geodata"
"""Among a frame's `attrs`, which pandas hands on to what is made of it: where its incidents are from."""


def load(name_or_path: str | Path, filters: Filters | None = None) -> gpd.GeoDataFrame:
    """Load the incidents of a dataset, or those that pass the filters.

    Parameters
    ----------
    name_or_path
        A name out of `library.catalog.names()`; several of them (`"acled~ucdp"`), whose records are asked as
        one dataset, each with its dataset's name in the column `dataset`; or a
        folder that holds a dataset.toml, as a `Path` or as text with a slash in it (`"./my-data"`).
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

    opened, wanted = _opened(name_or_path), filters or Filters()
    found = answers.rows(opened, wanted)
    loaded = found.assign(extra=answers.own_columns(opened, found["row"]))
    loaded.attrs[_ORIGIN] = {
        "from": str(name_or_path),
        "version": opened.dataset.version,
        "filters": wanted.to_query(),
    }
    return loaded


def summarise(  # noqa: PLR0913 - what is added up, by what, among which records
    data: str | Path | pd.DataFrame,
    by: str | Iterable[str] = "",
    measure: str = "records",
    *,
    filters: Filters | None = None,
    limit: int = 10_000,
    boundaries: str = "",
) -> pd.DataFrame:
    """Add up what is counted, by what is wanted: certainly and possibly, and what is unknown never as zero.

    Parameters
    ----------
    data
        A dataset as for `load`; or what `load` gave, any rows of it: its filters hold.
    by
        `day`, `week`, `month` or `year` in the dataset's zone; `actor`, `actor_pair` (each two that take part
        together), `event_type`, `kind`, `location_class`, `confidence`, `publisher`; or a column of the file.
        Two of them if one is a period. Nothing for one line of all.
    measure
        `records`, `fatalities`, `injured`, or a column of the file that holds numbers.
    filters
        What is wanted; of a frame instead of those with which it was loaded. As in `load`.
    limit
        Of how many values there are lines, the greatest sums first; by periods of at most 200.
    boundaries
        Where it is given, `region` in `by` means its regions: `"countries"`, or boundaries that the library
        has; alone, or with a period.

    Returns
    -------
    A line a group, with columns that end in `_certain` and `_possible`: `records`; of fatalities `low`,
    `best`, `high`, `unknown` (records that give no number) and `bounds_only` (those that give no best one);
    of another measure `sum` and `unknown`. A record with two actors stands in two lines, one with a vague
    date possibly in several: `attrs["whole"]` counts each record once, `attrs["repeated"]` says how many
    more are in the lines and `attrs["left_out"]` how many values have none.

    Raises
    ------
    GeodataError
        If there is no such dataset or column, or the frame is not one of `load`.
    """
    from geodata import measures  # noqa: PLC0415 - see `_opened`
    from geodata.exporters import summaries  # noqa: PLC0415
    from geodata.filters import Filters, from_query  # noqa: PLC0415
    from geodata.query import fitting, region_sums  # noqa: PLC0415

    asked = [by] if isinstance(by, str) else [*by]
    counted, rows = measures.measure(measure), None
    if isinstance(data, (str, Path)):
        opened, wanted = _opened(data), filters or Filters()
    else:
        opened, said = _loaded_from(data)
        wanted = from_query(said) if filters is None else filters
        rows = data["row"].to_numpy()
    fitting.check(opened, wanted)
    found = region_sums.asked(opened, wanted, counted, asked, boundaries=boundaries, limit=limit, rows=rows)
    frame = summaries.frame(found)
    told: dict[str, object] = {"by": summaries.by(found), "repeated": found.repeated}
    told |= {"step": found.step, "left_out": found.left_out}
    if boundaries:
        told["boundaries"] = boundaries
    frame.attrs |= {"measure": str(found.measure), "whole": summaries.whole(found), **told}
    return frame


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


def nearest(
    name_or_path: str | Path,
    of: Filters | None = None,
    filters: Filters | None = None,
    *,
    other: str | Path | None = None,
) -> pd.DataFrame:
    """Find the nearest of other records to each record: the post nearest to each clash.

    Parameters
    ----------
    name_or_path, filters
        As of `load`: to which records.
    of
        Among which records the nearest is sought; all, if missing.
    other
        The dataset that these are of, if it is another one. Of the same, no record is near itself.

    Returns
    -------
    A line for each record that has a point, the nearest first: `row`, `id`, `title`, `nearest_row`,
    `nearest_id`, `nearest_title`; `distance_km`, `distance_low_km`, `distance_high_km` of the two (geodesic;
    the least and the most that it may be by both radii, infinite where one is not known); and `certain`: no
    other one may be nearer, and both surely lie inside their filters. `attrs` says how many records have no
    point of their own: `left_out`, `others_left_out`.

    Raises
    ------
    GeodataError
        If there is no such dataset, more than 20,000 records are shown, or none that is sought has a point.
    """
    from geodata.filters import Filters  # noqa: PLC0415 - see `_opened`
    from geodata.query import neighbours  # noqa: PLC0415 - see `_opened`

    store = _opened(name_or_path)
    among = store if other is None else _opened(other)
    found = neighbours.nearest(store, filters or Filters(), among, of or Filters())
    found.lines.attrs = {"left_out": found.left_out, "others_left_out": found.others_left_out}
    return found.lines


def regions(
    name_or_path: str | Path,
    boundaries: str | Path | Boundaries = "countries",
    filters: Filters | None = None,
    *,
    measure: str = "records",
) -> gpd.GeoDataFrame:
    """Count the records that are certainly, and possibly, in each region.

    Parameters
    ----------
    name_or_path, filters
        As of `load`.
    boundaries
        `"countries"`, which are built in (Natural Earth); the name of boundaries that the library has; a file
        of polygons (GeoJSON, GeoPackage, KML, TopoJSON, zipped shapefile); or what
        `geodata.readers.boundaries.read` gives.
    measure
        `records`, `fatalities`, `injured` or a column of the file that holds numbers: what is also told per
        100,000 people and per 1,000 km².

    Returns
    -------
    Every region, EPSG:4326, with `name`, `code`, `parent`, `population` (where the file tells them) and
    `area_km2`; `records_certain` and `records_possible`; `fatalities_certain` and `fatalities_possible` (best
    figures), `fatalities_certain_low`, `fatalities_possible_high`; the same two of the measure, if it is
    another (`injured_…`; of a column `value_…`); `records_with_figure` and `records_without_figure` of it, of
    the possible ones; and the measure by people and area. A record is certainly in a region when all that is
    known of its place is. `attrs` says how many records are shown, how many of them lie in no region, what
    the measure is of all that is shown (`whole`), and who drew the borders.

    Raises
    ------
    GeodataError
        If there is no such dataset or measure, or the boundaries cannot be read.
    """
    from geodata.filters import Filters  # noqa: PLC0415 - see `_opened`
    from geodata.query import region_sets  # noqa: PLC0415 - see `_opened`
    from geodata.query import regions as counting  # noqa: PLC0415 - see `_opened`
    from geodata.readers import boundaries as reading  # noqa: PLC0415 - see `_opened`

    given = boundaries if isinstance(boundaries, reading.Boundaries) else region_sets.read(boundaries)
    return counting.regions(_opened(name_or_path), given, filters or Filters(), measure=measure)


def _opened(name_or_path: str | Path) -> Store:
    # Imported here: `import geodata` (in a script, in --help) does not wait for DuckDB and GeoPandas.
    from geodata import settings  # noqa: PLC0415
    from geodata.library import catalog, folders, joining, paths  # noqa: PLC0415
    from geodata.query import store  # noqa: PLC0415

    text = str(name_or_path)
    if paths.is_joint(text):
        joining.make(text, most=settings.limits_of_commands().rows)
    is_path = isinstance(name_or_path, Path) or "/" in text or "\\" in text
    return store.open(folders.load_folder(Path(text)) if is_path else catalog.load(text))


def _loaded_from(frame: pd.DataFrame) -> tuple[Store, str]:
    """The store that a frame of `load` is from, and the filters with which it was loaded."""
    from geodata.errors import NotLoadedError  # noqa: PLC0415 - see `_opened`
    from geodata.library import catalog  # noqa: PLC0415
    from geodata.query import store  # noqa: PLC0415

    origin = frame.attrs.get(_ORIGIN)
    if origin is None or "row" not in frame:
        raise NotLoadedError
    opened = _opened(origin["from"])
    if opened.dataset.version != origin["version"]:  # a newer one was imported since
        opened = store.open(catalog.load(origin["from"], origin["version"]))
    return opened, origin["filters"]
