"""Validates the plain layout's raw tables: rows that can be trusted, the others with reasons.

For every file, rows in = rows accepted + rows refused. A refused row pulls down the rows that refer to it,
each with its own reason, so that nothing in the accepted tables points nowhere. Two rows with one id are
both refused, as only the researcher knows which of them is meant; of exact copies the first is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata import model
from geodata.ingest.row_rules import Rows, together
from geodata.values import iso_intervals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import pandas as pd

    from geodata.readers.delimited import RawTable

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents.csv": (
        *("id", "kind", "event_type", "title", "summary", "start", "end", "time_class", "place"),
        *("location_class", "uncertainty_m", "fatalities_low", "fatalities_best", "fatalities_high"),
        *("injured", "confidence"),
    ),
    "places.csv": (
        *("key", "name_en", "name_sq", "name_sr_latn", "name_sr_cyrl", "class", "lon", "lat"),
        *("through", "uncertainty_m", "coordinate_source"),
    ),
    "actors.csv": ("id", "name", "aliases", "parent", "kind"),
    "participations.csv": ("incident", "actor", "role"),
    "quantities.csv": ("incident", "what", "low", "best", "high", "unit"),
    "sources.csv": ("source", "publisher", "title", "url", "archived_url", "published", "reliability"),
    "citations.csv": ("incident", "source", "credibility"),
    "claims.csv": ("incident", "field", "value", "said_by", "source"),
}
"""The files of a dataset's folder and the columns that each must have."""

OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents.csv": ("count",),
    "sources.csv": ("rating_reason",),
    "citations.csv": ("note",),
}
"""Columns that a file may have: incidents how many events a total stands for, the others what is for their
makers, stays in the file and is not shown."""

_CORNER: Final = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")

WIDTH: Final = {"site": 0, "settlement": 1, "near": 1, "district": 2, "region": 3, "country": 4}
"""How coarse a location class is; a record may be coarser than its place, never finer."""


@dataclass(frozen=True, eq=False)
class Checked:
    """What became of every row."""

    accepted: Mapping[str, pd.DataFrame]
    """By file: the rows as they came (text, index = line in the file), which no rule refuses."""
    rejected: pd.DataFrame
    """`model.REJECTED_COLUMNS`: one row for each refused row, `original` being its JSON text."""
    warnings: pd.DataFrame
    """The same columns, for accepted rows that somebody should look at; a row may have several."""
    rows_in: Mapping[str, int]
    """By file: how many rows it has."""


def check(tables: Mapping[str, RawTable], zone: ZoneInfo) -> Checked:
    """Hold every row of every table against the model's rules.

    Parameters
    ----------
    tables
        By file, the tables of `layouts.plain.TABLES`, which have the columns named there.
    zone
        The zone in which dates are written.

    Returns
    -------
    Accepted and refused rows. An incident that no source supports is accepted with a warning, not
    refused: in a file that somebody is still working on it is unfinished rather than wrong, and
    `python -m geodata check --strict` holds finished datasets to it.
    """
    rows = {file: Rows(table) for file, table in tables.items()}
    for file, table in rows.items():
        if file != "incidents.csv":  # whose further columns are the table `attributes`
            table.knows_columns((*TABLES[file], *OPTIONAL.get(file, ())))
    places, actors, incidents = rows["places.csv"], rows["actors.csv"], rows["incidents.csv"]
    sources, citations, claims = rows["sources.csv"], rows["citations.csv"], rows["claims.csv"]
    _check_places(places)
    _check_actors(actors)
    _check_incidents(incidents, places, zone)
    _check_sources(sources)
    _check_participations(rows["participations.csv"], incidents, actors)
    _check_quantities(rows["quantities.csv"], incidents)
    _check_citations(citations, incidents, sources)
    _check_claims(claims, incidents, sources)
    _warn_of_unsupported(incidents, citations, claims)
    return Checked(
        {file: table.accepted for file, table in rows.items()},
        together(table.rejected() for table in rows.values()),
        together(table.warnings() for table in rows.values()),
        {file: raw.rows_in for file, raw in tables.items()},
    )


def _check_places(places: Rows) -> None:
    places.identified_by("key")
    places.refuse(
        places["key"].str.contains(r"\s", regex=True),
        "key",
        "a key holds no spaces, because they separate the keys in 'through': write it with hyphens",
    )
    named = places["name_en"] != ""
    for column in ("name_sq", "name_sr_latn", "name_sr_cyrl"):
        named |= places[column] != ""
    places.refuse(~named, "name_en", "no name in any language: give at least one")
    places.one_of("class", model.LOCATION_CLASSES)
    places.number("lon", at_least=-180, at_most=180, what="degrees of longitude, such as 20.78083")
    places.number("lat", at_least=-90, at_most=90, what="degrees of latitude, such as 42.97333")
    places.number("uncertainty_m", at_least=0, what="metres, such as 500")
    lon, lat, through = places["lon"] != "", places["lat"] != "", places["through"] != ""
    places.refuse(lon & ~lat, "lat", "empty, but a longitude is given: give both or neither")
    places.refuse(lat & ~lon, "lon", "empty, but a latitude is given: give both or neither")
    line = places["class"] == "line"
    places.refuse(
        line & ~through,
        "through",
        "empty, but a line needs the keys of the places that it runs through, or longitude,latitude",
    )
    places.refuse(
        through & ~line, "through", "only a place of the class 'line' runs through others: empty it"
    )
    places.refuse(line & lon, "lon", "a line takes its course from 'through': leave lon and lat empty")
    places.refuse(
        places["class"].isin(model.POINT_CLASSES) & ~lon,
        "lon",
        "empty, but this class is drawn as a point: give lon and lat, or say district or wider",
    )
    _check_lines(places, line & through)


def _check_lines(places: Rows, lines: pd.Series[bool]) -> None:
    with_point = places.accepted.loc[lambda rows: rows["lon"] != "", "key"]
    points, known = set(with_point), set(places["key"])
    for row, text in places.cells("through", lines):
        corners = text.split()
        keys = [corner for corner in corners if written_corner(corner) is None]
        beyond = [corner for corner in corners if not _on_earth(written_corner(corner) or (0, 0))]
        lost = [key for key in keys if key not in points]
        if beyond:
            places.refuse_row(row, "through", f"'{beyond[0]}' is no position: write longitude,latitude")
        elif lost and lost[0] in known:
            places.refuse_row(
                row, "through", f"the place '{lost[0]}' has no coordinates, or was refused itself"
            )
        elif lost:
            places.refuse_row(row, "through", f"there is no place '{lost[0]}': add it, or correct the key")
        elif len(set(corners)) < 2:
            places.refuse_row(row, "through", "a line runs through two places at least: add the others")


def written_corner(text: str) -> tuple[float, float] | None:
    """A line's corner that is written as `longitude,latitude`, in degrees; nothing if it is a place's key."""
    found = _CORNER.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def _on_earth(corner: tuple[float, float]) -> bool:
    lon, lat = corner
    return abs(lon) <= 180 and abs(lat) <= 90


def _check_actors(actors: Rows) -> None:
    actors.identified_by("id")
    actors.needs("name")
    actors.one_of("kind", model.ACTOR_KINDS)
    # A refused parent refuses its children, and theirs in turn, until a round finds no more.
    before = -1
    while before != actors.refused:
        before = actors.refused
        actors.refers("parent", actors, "id", optional=True)
    parents = dict(zip(actors["id"], actors["parent"], strict=True))
    for row, start in actors.cells("id"):
        seen, actor = set[str](), start
        while actor and actor not in seen:
            seen.add(actor)
            actor = parents.get(actor, "")
        if actor:
            actors.refuse_row(
                row, "parent", f"following the parents leads back to '{actor}': break the circle"
            )


def _check_incidents(incidents: Rows, places: Rows, zone: ZoneInfo) -> None:
    incidents.identified_by("id")
    incidents.needs("title")
    incidents.one_of("kind", model.KINDS)
    incidents.one_of("time_class", model.TIME_CLASSES)
    incidents.one_of("location_class", model.LOCATION_CLASSES)
    incidents.one_of("confidence", model.CONFIDENCES, optional=True)
    for column in ("fatalities_low", "fatalities_best", "fatalities_high", "injured"):
        incidents.count(column)
    if incidents.has("count"):
        incidents.count("count")
        stray = (incidents["count"] != "") & (incidents["kind"] != model.TOTAL)
        incidents.refuse(stray, "count", "only a record of the kind total has one: any other is one event")
    incidents.ordered("fatalities_low", "fatalities_best", "fatalities_high")
    incidents.number("uncertainty_m", at_least=0, what="metres, such as 500")
    _check_times(incidents, zone)
    incidents.refers("place", places, "key", optional=True)
    _check_locations(incidents, places.accepted)


def _check_times(incidents: Rows, zone: ZoneInfo) -> None:
    # A class outside the vocabulary has its own refusal; its dates are still read, as those of a day.
    classes = incidents["time_class"].where(incidents["time_class"].isin(model.TIME_CLASSES), "day")
    written = zip(incidents["start"], incidents["end"], classes, strict=True)
    for (row, _), found in zip(incidents.cells("start"), iso_intervals.intervals(written, zone), strict=True):
        if isinstance(found, iso_intervals.Unreadable):
            incidents.refuse_row(row, found.field, found.reason)


def _check_locations(incidents: Rows, places: pd.DataFrame) -> None:
    """A place never looks better known than it is: no dot for a country, no surveyed site for a village."""
    location = incidents["location_class"]
    place = incidents["place"]
    drawn = location.isin((*model.POINT_CLASSES, "line"))
    incidents.refuse(
        drawn & (place == ""),
        "place",
        "empty, but the location class is a point or a line: name the place, or say district or wider",
    )
    by_key = places.drop_duplicates("key").set_index("key")
    place_class = place.map(by_key["class"])
    incidents.refuse(
        (location == "line") & place_class.notna() & (place_class != "line"),
        "location_class",
        "a line, but the place is none: choose the place's own class, or a coarser one",
    )
    incidents.refuse(
        location.isin(model.POINT_CLASSES) & (place_class == "line"),
        "location_class",
        "a point, but the place is a line: say 'line'",
    )
    incidents.refuse(
        location.map(WIDTH) < place_class.map(WIDTH),
        "location_class",
        "finer than the class of the place itself: take the place's class, or name a better known place",
    )
    located = place.map((by_key["lon"] != "") | (by_key["through"] != "")).eq(True)
    stated = (incidents["uncertainty_m"] != "") | place.map(by_key["uncertainty_m"] != "").eq(True)
    incidents.refuse(
        located & ~stated,
        "uncertainty_m",
        "empty here and at the place: say within how many metres the true position lies",
    )


def _check_sources(sources: Rows) -> None:
    sources.identified_by("source")
    sources.refuse(
        (sources["title"] == "") & (sources["publisher"] == ""),
        "title",
        "neither title nor publisher: say what the source is",
    )
    sources.link("url")
    sources.link("archived_url")
    sources.one_of("reliability", model.RELIABILITY, optional=True)


def _check_participations(participations: Rows, incidents: Rows, actors: Rows) -> None:
    participations.refers("incident", incidents, "id")
    participations.refers("actor", actors, "id")
    participations.one_of("role", model.ROLES)
    participations.not_repeated("incident", "actor", "role")


def _check_quantities(quantities: Rows, incidents: Rows) -> None:
    quantities.refers("incident", incidents, "id")
    quantities.needs("what")
    for column in ("low", "best", "high"):
        quantities.number(column, at_least=0, what="a number, such as 14 or 2.5")
    quantities.ordered("low", "best", "high")
    empty = (quantities["low"] == "") & (quantities["best"] == "") & (quantities["high"] == "")
    quantities.refuse(empty, "best", "no number at all: give low, best or high, or take the row out")
    quantities.not_repeated("incident", "what", "low", "best", "high", "unit")


def _check_citations(citations: Rows, incidents: Rows, sources: Rows) -> None:
    citations.refers("incident", incidents, "id")
    citations.refers("source", sources, "source")
    citations.one_of("credibility", tuple(map(str, model.CREDIBILITY)), optional=True)
    citations.not_repeated("incident", "source")


def _check_claims(claims: Rows, incidents: Rows, sources: Rows) -> None:
    claims.refers("incident", incidents, "id")
    claims.needs("field")
    claims.needs("value")
    claims.refers("source", sources, "source", optional=True)
    unattributed = (claims["said_by"] == "") & (claims["source"] == "")
    claims.refuse(unattributed, "said_by", "a claim without who says so: name them, or the source")
    claims.not_repeated("incident", "field", "value", "said_by", "source")


def _warn_of_unsupported(incidents: Rows, citations: Rows, claims: Rows) -> None:
    claimed = claims.accepted.loc[lambda rows: rows["source"] != "", "incident"]
    supported = set(citations.accepted["incident"]) | set(claimed)
    incidents.warn(~incidents["id"].isin(supported), "id", "no source supports it: cite one in citations.csv")
