"""Filters and sums written a second time, slowly and plainly, to compare `query` with."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations, product
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer

from geodata import column_filters
from geodata.filters import Filters, Ring, from_query
from geodata.model import Dataset
from geodata.near_filters import Near
from geodata.readers import boundaries
from geodata.values import attribute_kinds
from geodata.values.folding import NAME_COLUMNS, fold

WGS84 = Geod(ellps="WGS84")


def passing(dataset: Dataset, filters: Filters) -> pd.DataFrame:
    """One line a row: whether it passes, and whether it is certainly inside."""
    taking_part = dataset.participations.groupby("row")
    verdicts = []
    origins = origins_of(dataset, filters.near) if filters.near else []
    for record in dataset.incidents.itertuples():
        near, surely_near = near_any(record, filters.near, origins) if filters.near else (True, True)
        lines = taking_part.get_group(record.row) if record.row in taking_part.groups else None
        here, surely_here = _in_regions(dataset, record, filters.regions)
        certain = surely_near and surely_here and _certainly(record, filters, dataset.info.timezone)
        possible = near and here and _possibly(record, filters, dataset.info.timezone)
        inside = certain if filters.within == "certainly" else possible
        verdicts.append((inside and _otherwise(dataset, record, lines, filters), certain))
    passes, certain = zip(*verdicts, strict=True)
    return pd.DataFrame({"passes": passes, "certain": certain}).assign(
        certain=lambda verdict: verdict["certain"] & verdict["passes"]
    )


def events(dataset: Dataset) -> pd.Series:
    """How many events each row stands for: one, and a total as many as it says, none if it says nothing."""
    return pd.Series(
        [
            (0 if pd.isna(record["count"]) else int(record["count"])) if record["kind"] == "total" else 1
            for record in dataset.incidents.to_dict("records")
        ],
        dtype="int64",
    )


def _in_regions(dataset: Dataset, record, regions: tuple[str, ...]) -> tuple[bool, bool]:
    found = [_in_country(dataset, record, each.removeprefix("countries/")) for each in regions]
    return any(here for here, _ in found) or not found, any(sure for _, sure in found) or not found


def _in_country(dataset: Dataset, record, name: str) -> tuple[bool, bool]:
    """In a country by its name, if the record's place has a country's; else as far as it may reach."""
    outlines = _countries()
    point = record.geometry is None or record.geometry.geom_type == "Point"
    if point and record.location_class in ("district", "region", "country") and not pd.isna(record.place):
        place = dataset.places[dataset.places["key"] == record.place].iloc[0]
        named = {fold(each): each for each in outlines}
        said = [named[fold(place[each])] for each in NAME_COLUMNS.values() if fold(str(place[each])) in named]
        if said:
            return said[0] == name, said[0] == name
    if name not in outlines or pd.isna(record.lon):
        return False, False
    return _reaches(record.geometry, record.uncertainty_m, name)


@cache
def _countries() -> dict[str, shapely.Geometry]:
    regions = boundaries.read(boundaries.COUNTRIES).regions
    return dict(zip(regions["name"], regions.geometry, strict=True))


@cache
def _reaches(given: shapely.Geometry, radius_m: float, name: str) -> tuple[bool, bool]:
    """Whether a point or a shape, as far around as it is uncertain, touches a country and lies in it."""
    country, middle = _countries()[name], given.centroid
    unknown = pd.isna(radius_m)
    inside = country.contains_properly(given)
    if unknown or radius_m == 0:
        return country.intersects(given), inside and not (unknown and given.geom_type in _WITHOUT_EXTENT)
    west, south, east, north = given.bounds
    wide = radius_m / 70_000 + 0.01
    edge = shapely.clip_by_rect(country.boundary, west - wide, south - wide, east + wide, north + wide)
    project = _projection(middle.x, middle.y)
    edge, shape = (
        shapely.transform(
            shapely.segmentize(each, 0.001), lambda xy: np.column_stack(project.transform(*xy.T))
        )
        for each in (edge, given)
    )
    distance = np.inf if edge.is_empty else edge.distance(shape)
    return country.intersects(given) or distance <= radius_m, inside and distance > radius_m


_WITHOUT_EXTENT = ("Point", "MultiPoint", "GeometryCollection")


def _otherwise(dataset: Dataset, record, lines, filters: Filters) -> bool:
    """All but dates, area, distance and tolls."""
    return (
        _words_hold(record, filters)
        and _takes_part(lines, filters)
        and _is_cited(dataset, record, filters)
        and _columns_hold(dataset, record, filters)
        and (not filters.disputed or _is_disputed(dataset, record))
        and _is_found(dataset, record, filters)
    )


def _words_hold(record, filters: Filters) -> bool:
    return all(
        not wanted or value in wanted
        for wanted, value in (
            (filters.kinds, record.kind),
            (filters.event_types, record.event_type),
            (filters.location_classes, record.location_class),
            (filters.confidences, record.confidence),
        )
    )


def _takes_part(lines, filters: Filters) -> bool:
    if not filters.actors and not filters.roles:
        return True
    parts = () if lines is None else zip(lines["actor"], lines["role"], strict=True)
    named = {actor for actor, role in parts if not filters.roles or role in filters.roles}
    if filters.together and not set(filters.actors) <= named:
        return False
    return bool(named & set(filters.actors) if filters.actors else named)


def _is_cited(dataset: Dataset, record, filters: Filters) -> bool:
    cited = dataset.sources[dataset.sources["incident"] == record.id]
    return not filters.publishers or bool(set(cited["publisher"].dropna()) & set(filters.publishers))


def _is_found(dataset: Dataset, record, filters: Filters) -> bool:
    parts = [_tokens(part) for part in _searched(dataset, record)] if filters.text else []
    return all(
        any(_occurs(_tokens(phrase or word), part, whole=bool(phrase)) for part in parts)
        for phrase, word in re.findall(r'"([^"]*)(?:"|$)|([^\s"]+)', fold(filters.text))
        if (phrase or word).strip()
    )


def _columns_hold(dataset: Dataset, record, filters: Filters) -> bool:
    conditions = [column_filters.read(each) for each in filters.columns]
    for name in {each.column for each in conditions}:
        own = dataset.attributes
        value = own.iloc[record.row][name] if name in own else ""
        value = "" if pd.isna(value) else value
        kind = attribute_kinds.kind_of(own[name]) if name in own else "empty"
        here = [each for each in conditions if each.column == name]
        wanted = [each for each in here if each.sign == "="]
        if wanted and not any(_same(kind, each.value, value) for each in wanted):
            return False
        if any(each.sign == "!=" and _same(kind, each.value, value) for each in here):
            return False
        bounds = [each for each in here if each.sign in (">=", "<=")]
        if any(not _in_bound(kind, each, value) for each in bounds):
            return False
    return True


def _same(kind: str, wanted: str, value: str) -> bool:
    if wanted and value and kind in ("integer", "number", "decimal"):
        return _number(wanted) == float(value)
    if wanted and value and kind.startswith("date"):
        return wanted[:10] == value[:10]
    return wanted == value


def _in_bound(kind: str, condition, value: str) -> bool:
    if not value or kind.startswith(("text", "yes/no", "empty")):
        return False
    if kind.startswith("date"):
        bound, given = (_date(each) for each in (condition.value, value))
    else:
        bound, given = _number(condition.value), float(value)
    if bound is None:
        return False
    return given >= bound if condition.sign == ">=" else given <= bound


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _toll(record, filters: Filters) -> tuple[bool, bool]:
    """Whether the figures of a record meet the bounds possibly and certainly."""
    if filters.killed_from is None and filters.killed_to is None:
        return True, True
    figures = [record.fatalities_low, record.fatalities_best, record.fatalities_high]
    given = [each for each in figures if not pd.isna(each)]
    if not given:
        return False, False
    least = 0 if filters.killed_from is None else filters.killed_from
    most = 10**12 if filters.killed_to is None else filters.killed_to
    return given[-1] >= least and given[0] <= most, given[0] >= least and given[-1] <= most


def _searched(dataset: Dataset, record) -> list[str]:
    """What a record is found by, each part folded."""
    sources = dataset.sources[dataset.sources["incident"] == record.id]
    lines = dataset.participations[dataset.participations["row"] == record.row]
    actors = dataset.actors[dataset.actors["id"].isin(lines["actor"])]
    places = dataset.places[dataset.places["key"] == record.place]
    parts = [
        *(record.title, record.summary, record.id, record.event_type),
        *actors["name"],
        *(alias for aliases in actors["aliases"] for alias in aliases),
        *(name for column in NAME_COLUMNS.values() for name in places[column]),
        *sources["title"],
        *sources["publisher"],
        *dataset.attributes.iloc[record.row].tolist(),
    ]
    return [fold(str(part)) for part in parts if not pd.isna(part)]


def _tokens(text: str) -> list[str]:
    """Numbers, words and single marks."""
    return re.findall(r"\d+|[^\W\d_]+|[^\w\s]|_", text)


def _occurs(sought: list[str], tokens: list[str], *, whole: bool) -> bool:
    """Whether the tokens follow each other somewhere; the last may be the beginning of a word."""
    *before, last = sought
    for start in range(len(tokens) - len(before)):
        found = tokens[start : start + len(sought)]
        begins = found[-1] == last or (last.isalpha() and not whole and found[-1].startswith(last))
        if found[:-1] == before and begins:
            return True
    return False


def _is_disputed(dataset: Dataset, record) -> bool:
    claims = dataset.claims[dataset.claims["incident"] == record.id].dropna(subset=["value"])
    return any(
        len({fold(value) for value in rivals["value"]} - {""}) > 1 for _, rivals in claims.groupby("field")
    )


def _days(filters: Filters, timezone: str) -> tuple[datetime | None, datetime | None]:
    zone = ZoneInfo(timezone)
    first = filters.start and datetime(
        filters.start.year, filters.start.month, filters.start.day, tzinfo=zone
    )
    after = filters.end and filters.end + timedelta(days=1)
    return first, after and datetime(after.year, after.month, after.day, tzinfo=zone)


def _certainly(record, filters: Filters, timezone: str) -> bool:
    first, after = _days(filters, timezone)
    in_dates = True
    if (first or after) and record.time_class != "standing":
        in_dates = (
            not pd.isna(record.start)
            and (first is None or record.start >= first)
            and (after is None or (not pd.isna(record.end) and record.end <= after))
        )
    in_area = not filters.area or _disc(record, filters.area)[1]
    return in_dates and in_area and _toll(record, filters)[1] and all(_clocks(record, filters, timezone))


def _possibly(record, filters: Filters, timezone: str) -> bool:
    first, after = _days(filters, timezone)
    in_dates = (
        record.time_class == "standing"
        or pd.isna(record.start)
        or (
            (first is None or pd.isna(record.end) or record.end > first)
            and (after is None or record.start < after)
        )
    )
    in_area = not filters.area or _disc(record, filters.area)[0]
    return in_dates and in_area and _toll(record, filters)[0] and any(_clocks(record, filters, timezone))


def _clocks(record, filters: Filters, timezone: str) -> list[bool]:
    """Whether the clocks show a wanted hour and day of the week where a record begins and where it ends."""
    if not filters.weekdays and not filters.hours:
        return [True]
    unknown = pd.isna(record.start) or pd.isna(record.end) or record.time_class == "standing"
    if unknown or record.kind == "site":
        return [False]
    last = record.end - pd.Timedelta(minutes=1)
    moments = [each.tz_convert(ZoneInfo(timezone)) for each in (record.start, last)]
    length, one_day = record.end - record.start, moments[0].date() == moments[1].date()
    if (filters.hours and length > pd.Timedelta(hours=1)) or (
        not one_day and length > pd.Timedelta(hours=24)
    ):
        return [False]
    names = [f"{each:%A}".lower() for each in moments]
    return [
        (not filters.weekdays or name in filters.weekdays)
        and (not filters.hours or each.hour in filters.hours)
        for name, each in zip(names, moments, strict=True)
    ]


def _disc(record, ring: Ring) -> tuple[bool, bool]:
    if pd.isna(record.lon):
        return False, False
    if record.geometry is not None and record.geometry.geom_type != "Point":
        return shape(record.geometry, record.uncertainty_m, ring)
    return disc(record.lon, record.lat, record.uncertainty_m, ring)


@cache
def disc(lon: float, lat: float, radius_m: float, ring: Ring) -> tuple[bool, bool]:
    """Whether a disc touches a polygon and lies in it, in an azimuthal equidistant projection."""
    inside = shapely.Polygon(ring).contains(shapely.Point(lon, lat))
    if pd.isna(radius_m):
        return inside, False
    edge = shapely.segmentize(shapely.LinearRing(ring), 0.001)
    project = Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lon_0={lon} +lat_0={lat}", always_xy=True)
    metres = shapely.transform(edge, lambda xy: list(zip(*project.transform(*xy.T), strict=True)))
    distance = metres.distance(shapely.Point(0, 0))
    return inside or (radius_m > 0 and distance <= radius_m), inside and distance >= radius_m


def shape(given: shapely.Geometry, radius_m: float, ring: Ring) -> tuple[bool, bool]:
    """Whether a line, area or several points touch a polygon and lie in it: widened by a buffer in metres.

    The projection is true about the middle of what is near the polygon, so neither may be far across.
    """
    parts = getattr(given, "geoms", [given])
    found = [_part(part, radius_m, ring) for part in parts]
    return any(touches for touches, _ in found), all(inside for _, inside in found)


@cache
def _part(part: shapely.Geometry, radius_m: float, ring: Ring) -> tuple[bool, bool]:
    if part.geom_type == "Point":
        return disc(part.x, part.y, radius_m, ring)
    edges = shapely.polygonize([shapely.node(shapely.LinearRing(ring))])
    area = shapely.union_all([each for each in edges.geoms if _odd(each, ring)])
    if pd.isna(radius_m) or radius_m == 0:
        return area.intersects(part), area.covers(part)
    middle = shapely.LinearRing(ring).centroid
    project = Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lon_0={middle.x} +lat_0={middle.y}", always_xy=True
    )
    drawn, widened = (
        shapely.transform(
            shapely.segmentize(each, 0.002), lambda xy: list(zip(*project.transform(*xy.T), strict=True))
        )
        for each in (area, part)
    )
    away = drawn.distance(widened)
    return away <= radius_m, drawn.covers(widened) and drawn.boundary.distance(widened) >= radius_m


def _odd(face: shapely.Geometry, ring: Ring) -> bool:
    """Whether a ray from within meets the ring's edges an odd number of times."""
    x, y = shapely.get_coordinates(face.representative_point())[0]
    crossings = [
        x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (y1 <= y) != (y2 <= y)
    ]
    return sum(crossings) % 2 == 1


# Distances --------------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """What a distance is taken from: a shape, how far around it is uncertain, and whose it is."""

    shape: shapely.Geometry
    radius_m: float
    certain: bool = True
    row: int | None = None


def origins_of(dataset: Dataset, near: Near) -> list[Origin]:
    """One for each record, or the one shape that is known exactly."""
    if not near.record and not near.records:
        made = (near.point and shapely.Point(near.point)) or (near.line and shapely.LineString(near.line))
        return [Origin(made or shapely.make_valid(shapely.Polygon(near.area)), 0.0)]
    if near.record:
        chosen = dataset.incidents["id"].eq(near.record).to_numpy()
        sure = chosen
    else:
        verdict = passing(dataset, from_query(near.records))
        chosen, sure = verdict["passes"].to_numpy(), verdict["certain"].to_numpy()
    return [
        Origin(record.geometry, record.uncertainty_m, bool(sure[record.row]), record.row)
        for record in dataset.incidents[chosen].itertuples()
        if not pd.isna(record.lon)
    ]


def near_any(record, near: Near, origins: list[Origin]) -> tuple[bool, bool]:
    """Whether a record is possibly and certainly near one of them."""
    low, high = how_far(record, near, origins)
    return low <= near.km * 1000, high <= near.km * 1000


def how_far(record, near: Near, origins: list[Origin]) -> tuple[float, float]:
    """How near and how far a record may be, metres."""
    if pd.isna(record.lon):
        return math.inf, math.inf
    lows, highs = [math.inf], [math.inf]
    for origin in origins:
        low, high = (
            (0.0, 0.0)
            if origin.row == record.row
            else apart(
                record.geometry, record.uncertainty_m, origin, of_records=bool(near.record or near.records)
            )
        )
        lows.append(low)
        highs += [high] if origin.certain else []
    return min(lows), min(highs)


def apart(
    shape: shapely.Geometry, radius_m: float, origin: Origin, *, of_records: bool
) -> tuple[float, float]:
    """How near and how far a record and what a distance is taken from may be, metres; plainly."""
    lines = [each.geom_type not in ("Point", "MultiPoint") for each in (shape, origin.shape)]
    radii = [
        (0.0 if line else math.inf) if pd.isna(each) else each
        for each, line in zip((radius_m, origin.radius_m), lines, strict=True)
    ]
    nearest, farthest = between(shape, origin.shape, of_records=of_records)
    return nearest - sum(each for each in radii if math.isfinite(each)), farthest + sum(radii)


@cache
def between(shape: shapely.Geometry, other: shapely.Geometry, *, of_records: bool) -> tuple[float, float]:
    """Least and greatest distance of two shapes; the greatest to the nearest of one that is known exactly.

    In an azimuthal equidistant projection about the first, which is true from there; of records, the greatest
    is the geodesic between the corners farthest apart.
    """
    if shape.geom_type == other.geom_type == "Point":
        away = float(WGS84.inv(shape.x, shape.y, other.x, other.y)[2])
        return away, away
    middle = shape.centroid
    project = _projection(middle.x, middle.y)
    mine, others, hull = (
        shapely.transform(
            shapely.segmentize(each, 0.02), lambda xy: list(zip(*project.transform(*xy.T), strict=True))
        )
        for each in (shape, other, shapely.segmentize(shape.convex_hull, 0.05))
    )
    nearest = 0.0 if shape.intersects(other) else mine.distance(others)
    if of_records:
        corners = [
            shapely.get_coordinates(shapely.segmentize(each.convex_hull, 0.05)) for each in (shape, other)
        ]
        return nearest, float(_pairs(*corners).max())
    return nearest, float(shapely.distance(shapely.points(shapely.get_coordinates(hull)), others).max())


@cache
def _projection(lon: float, lat: float) -> Transformer:
    return Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lon_0={lon} +lat_0={lat}", always_xy=True)


def _pairs(of: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Geodesic distances of all pairs of positions."""
    lon, lat = (np.repeat(of[:, each], len(to)) for each in (0, 1))
    to_lon, to_lat = (np.tile(to[:, each], len(of)) for each in (0, 1))
    return WGS84.inv(lon, lat, to_lon, to_lat)[2].reshape(len(of), len(to))


# Sums, one record after the other ---------------------------------------------------------------------------

Figures = dict[str, float]


def summed(
    dataset: Dataset, filters: Filters, measure: str, by: tuple[str, ...]
) -> tuple[dict[str, Figures], dict[tuple, dict[str, Figures]]]:
    """The whole and each group: of what is certain and of what is possible, numbers by name."""
    verdict = passing(dataset, filters)
    whole: dict[str, Figures] = {"certain": _nothing(), "possible": _nothing()}
    groups: dict[tuple, dict[str, Figures]] = {}
    for record, passes, certain in zip(
        dataset.incidents.itertuples(), verdict["passes"], verdict["certain"], strict=True
    ):
        if not passes:
            continue
        figures = _measured(dataset, record, measure)
        _add(whole, figures, certain)
        keys = [_keys(dataset, record, name, filters) for name in by]
        for group in product(*keys):
            there = groups.setdefault(
                tuple(value for value, _ in group), {"certain": _nothing(), "possible": _nothing()}
            )
            _add(there, figures, certain and all(surely for _, surely in group))
    return whole, groups


def _nothing() -> Figures:
    return dict.fromkeys(("records", "low", "best", "high", "unknown", "bounds_only"), 0)


def _add(sums: dict[str, Figures], figures: tuple, certain: bool) -> None:
    given = [each for each in figures if not pd.isna(each)]
    for each in [sums["possible"], *([sums["certain"]] if certain else [])]:
        each["records"] += 1
        each["unknown"] += not given
        each["bounds_only"] += bool(given) and pd.isna(figures[1])
        if given:
            each["low"] += given[0]
            each["high"] += given[-1]
            each["best"] += 0 if pd.isna(figures[1]) else figures[1]


def _measured(dataset: Dataset, record, measure: str) -> tuple:
    if measure == "records":
        return (1, 1, 1)
    if measure == "fatalities":
        return (record.fatalities_low, record.fatalities_best, record.fatalities_high)
    if measure == "injured":
        return (record.injured,) * 3
    text = dataset.attributes.iloc[record.row][measure]
    return (float(text) if text and not pd.isna(text) else None,) * 3


def _keys(dataset: Dataset, record, name: str, filters: Filters) -> list[tuple[object, bool]]:
    """The groups that a record stands in, and whether it does so surely; None for what is missing."""
    if name in ("day", "week", "month", "year"):
        return _periods(record, name, filters, dataset)
    actors, publishers = _named(dataset)
    named, found = actors.get(record.row, set()), list[object]()
    if name == "actor":
        found = sorted(named)
    elif name == "actor_pair":
        found = [frozenset(pair) for pair in combinations(named, 2)]
    elif name == "publisher":
        found = sorted(publishers.get(record.id, ()))
    elif name in dataset.attributes:
        found = [dataset.attributes.iloc[record.row][name] or None]
    else:
        found = [getattr(record, name)]
    return [(None if pd.isna(each) else each, True) for each in found or [None]]


@cache
def _named(dataset: Dataset) -> tuple[dict[int, set[str]], dict[str, set[str]]]:
    """The actors of each row, and the publishers of each id."""
    return tuple(
        {key: set(lines.dropna()) for key, lines in table.groupby(by)[column]}
        for table, by, column in (
            (dataset.participations, "row", "actor"),
            (dataset.sources, "incident", "publisher"),
        )
    )


def _periods(record, name: str, filters: Filters, dataset: Dataset) -> list[tuple[object, bool]]:
    if record.kind == "site" or record.time_class == "standing" or pd.isna(record.start):
        return [(None, True)]
    first, last = _first_and_last(record, dataset.info.timezone)
    goes_on = last is None
    if last is None:
        days = [_first_and_last(each, dataset.info.timezone) for each in dataset.incidents.itertuples()]
        known = max(end or start for start, end in days if start)
        last = max(first, known, filters.start or known)
    labels = dict.fromkeys(
        _period(first + timedelta(days=each), name) for each in range((last - first).days + 1)
    )
    inside = [
        label
        for label in labels
        if (not filters.start or label >= _period(filters.start, name))
        and (not filters.end or label <= _period(filters.end, name))
    ]
    return [(label, len(labels) == 1 and not goes_on) for label in inside]


def _first_and_last(record, timezone: str) -> tuple[date | None, date | None]:
    """On which days a record begins and ends, if it does."""
    zone = ZoneInfo(timezone)
    if pd.isna(record.start):
        return None, None
    first = record.start.to_pydatetime().astimezone(zone).date()
    if pd.isna(record.end):
        return first, None
    return first, (record.end.to_pydatetime() - timedelta(microseconds=1)).astimezone(zone).date()


def _period(day: date, name: str) -> str:
    if name == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[name]]
