"""Small datasets made by hand, for any test that needs one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point

from geodata import model
from geodata.values.folding import fold

ZONE = "Europe/Belgrade"

HOSTILE = (
    "{{7*7}}",
    "{% raw %}{{ this }}",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    '=HYPERLINK("https://example.org")',
    'a "quoted", comma; and\nnew line',
    "100% sure_of \\ it'",
    "🚧 барикада 👮🏽‍♀️ e\u0301",
    "Окршај у Бањској",
)
"""Texts that a careless template, page, spreadsheet or query would run or spoil."""

PLACES = (
    # key, English, Albanian, Serbian Latin, Serbian Cyrillic, class, longitude, latitude, metres
    ("banjska", "Banjska", "Banjskë", "Banjska", "Бањска", "settlement", 20.7861, 42.9714, 800.0),
    (
        "monastery",
        "Banjska Monastery",
        "Manastiri",
        "Manastir Banjska",
        "Манастир",
        "site",
        20.7840,
        42.9736,
        0.0,
    ),
    ("leposavic", "Leposavić", "Leposaviq", "Leposavić", "Лепосавић", "settlement", 20.8028, 43.1039, 1500.0),
    ("jarinje", "{{7*7}} crossing", None, "Jarinje", "Јариње", "site", 20.6886, 43.2331, 50.0),
    ("north", "Northern <b>Kosovo</b>", None, None, None, "region", 20.8, 43.05, 25_000.0),
    ("nowhere", "Nowhere in particular", None, None, None, "country", None, None, None),
    ("line", "The line", None, None, None, "line", None, None, 2_000.0),
)
LINE = LineString([(20.6886, 43.2331), (20.75, 43.26), (20.87, 43.21)])

ACTORS = (
    ("kfor", "KFOR", ["Kosovo Force", "КФОР"], None, "international force"),
    ("kosovo-police", "Kosovo Police", ["Policia e Kosovës"], "kosovo", "police"),
    ("gunmen", "Armed group </script>", [], None, "armed group"),
    ("kosovo", "Government of Kosovo", [], None, "government"),
    ("unseen", "Takes part in nothing", [], None, "unknown"),
)
EVENT_TYPES = ("armed clash", "barricade", "patrol", "statement", "military post")
PUBLISHERS = ("Agency", "{{publisher}}", "Газета")


def small_dataset(n: int = 60, seed: int = 1, *, open_ends: bool = True) -> model.Dataset:
    """A dataset of `n` records with every time class, location class and kind of missing value.

    With `open_ends`, some go on, nobody knows until when.
    """
    random = Random(seed)  # noqa: S311 - the same dataset each time is what is wanted
    incidents = _incidents(random, n)
    if open_ends:
        goes_on = incidents["kind"].eq("deployment") & (incidents["row"] % 3 == 0)
        incidents["end"] = incidents["end"].mask(goes_on)
    participations = _participations(random, incidents)
    by_row = participations.groupby("row")["actor"].agg(list)
    named = {actor: " ".join((name, *aliases)) for actor, name, aliases, *_ in ACTORS}
    spelled = {place[0]: " ".join(name for name in place[1:5] if name) for place in PLACES}
    incidents["search_text"] = [
        fold(
            " ".join(
                (
                    record.title,
                    record.summary if isinstance(record.summary, str) else "",
                    *(named[actor] for actor in by_row.get(record.row, ())),
                    spelled.get(record.place, ""),
                )
            )
        )
        for record in incidents.itertuples()
    ]
    return model.Dataset(
        name="small",
        version=hashlib.sha256(f"{n} {seed}".encode()).hexdigest(),
        info=model.Info(
            title="Small {{7*7}} dataset",
            description="Made by hand for tests.",
            timezone=ZONE,
            licence="CC0-1.0",
            citation="Nobody (2024): small dataset, made for “tests”.",
            note="A note, with a comma.",
        ),
        incidents=incidents[list(model.INCIDENT_COLUMNS)],
        quantities=_quantities(random, incidents),
        participations=participations,
        actors=pd.DataFrame(ACTORS, columns=list(model.ACTOR_COLUMNS)),
        places=_places(),
        sources=_sources(random, incidents),
        claims=_claims(random, incidents),
        rejected=pd.DataFrame(columns=list(model.REJECTED_COLUMNS)),
        attributes=pd.DataFrame(incidents[["note"]]).astype("str"),
    )


def with_own_columns(dataset: model.Dataset) -> model.Dataset:
    """The same with columns of every kind, in each of which something is missing."""
    random, rows = Random(5), range(len(dataset.incidents))  # noqa: S311 - the same each time

    def of(*texts: str) -> list[str]:
        return [random.choice(("", *texts)) for _ in rows]

    own = pd.DataFrame(
        {
            **{name: dataset.attributes[name].to_list() for name in dataset.attributes},
            "weapon": of("rifle", "mine", "a \"quoted\" 'text'", "100%"),
            "population": of("0", "12", "1500", "-3"),
            "share": of("0.5", "2", "0.25"),
            "checked on": of("2023-09-24", "2023-10-01", "1969-12-31"),
            "verified": of("Yes", "No"),
            "odd=name>%": of("a", "b"),
        },
        dtype="str",
    )
    version = hashlib.sha256(f"{dataset.version} own".encode()).hexdigest()
    return replace(dataset, attributes=own, version=version)


def with_totals(dataset: model.Dataset) -> model.Dataset:
    """The same with every third record a total of 0 to 40 events, or of a number that nobody gives."""
    random, incidents = Random(3), dataset.incidents.copy()  # noqa: S311 - the same each time
    total = (incidents["row"] % 3 == 0) & (incidents["kind"] != "site")
    given = [random.choice((None, 0, 1, 7, 40)) for _ in range(len(incidents))]
    incidents["kind"] = incidents["kind"].mask(total, "total")
    incidents["count"] = pd.Series(given, dtype="Int64").where(total)
    version = hashlib.sha256(f"{dataset.version} totals".encode()).hexdigest()
    return replace(dataset, version=version, incidents=incidents)


def with_event_types(dataset: model.Dataset, number: int) -> model.Dataset:
    """The same with so many event types, the rarest of which is the last; some records have none."""
    incidents = dataset.incidents.copy()
    assert len(incidents) > 2 * number
    types = [f"type {row % number}" for row in range(len(incidents))]
    incidents["event_type"] = pd.Series(types, index=incidents.index, dtype="str").mask(incidents["row"] < 5)
    version = hashlib.sha256(f"{dataset.version} {number}".encode()).hexdigest()
    return replace(dataset, version=version, incidents=incidents)


def _places() -> gpd.GeoDataFrame:
    records = [
        (key, en, sq, latn, cyrl, kind, _shape(kind, lon, lat), metres, "drawn by hand")
        for key, en, sq, latn, cyrl, kind, lon, lat, metres in PLACES
    ]
    return gpd.GeoDataFrame(records, columns=list(model.PLACE_COLUMNS), geometry="geometry", crs=model.CRS)


def _shape(kind: str, lon: float | None, lat: float | None) -> Point | LineString | None:
    if kind == "line":
        return LINE
    return None if lon is None or lat is None else Point(lon, lat)


def _incidents(random: Random, n: int) -> gpd.GeoDataFrame:
    records = [_incident(random, number) for number in range(n)]
    columns = [name for name in model.INCIDENT_COLUMNS if name != "search_text"]
    frame = pd.DataFrame(records, columns=[*columns, "note"])
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[s, UTC]")
    for name in ("lon", "lat", "uncertainty_m"):
        frame[name] = frame[name].astype("float64")
    for name in ("count", "fatalities_low", "fatalities_best", "fatalities_high", "injured"):
        frame[name] = frame[name].astype("Int64")
    years = frame["start"].dt.year.fillna(9999)
    frame = frame.assign(year=years).sort_values(["year", "id"]).drop(columns="year").reset_index(drop=True)
    frame["row"] = range(n)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=model.CRS)


def _incident(random: Random, number: int) -> dict[str, object]:
    place = random.choice((*PLACES, None))
    key, kind_of_place, lon, lat, metres = (
        (None, random.choice(("near", "district")), None, None, None)
        if place is None
        else (place[0], *place[5:9])
    )
    if place is None and random.random() < 0.5:
        lon, lat, metres = (
            random.uniform(20.5, 21.1),
            random.uniform(42.8, 43.3),
            random.choice((None, 3000.0)),
        )
    if kind_of_place == "line":
        lon, lat = 20.75, 43.26
    point = None if lon is None else Point(lon, lat)
    start, end, time_class = _interval(random)
    deaths = random.choice((None, None, 0, 1, 4))
    kind = (
        "site"
        if time_class == "standing"
        else random.choice(("incident", "incident", "deployment", "statement"))
    )
    title = random.choice((*HOSTILE, "Shots near Banjska", "Patrol on the road", "Protest in Leposavić"))
    return {
        "id": f"r{number:04d}",
        "kind": kind,
        "event_type": "military post" if kind == "site" else random.choice((*EVENT_TYPES[:4], None)),
        "title": f"{title} {number}",
        "summary": random.choice((None, *HOSTILE, "Said the police; denied by others.")),
        "start": start,
        "end": end,
        "time_class": time_class,
        "place": key,
        "geometry": LINE if kind_of_place == "line" else point,
        "lon": lon,
        "lat": lat,
        "location_class": kind_of_place,
        "uncertainty_m": metres,
        "fatalities_low": deaths,
        "fatalities_best": deaths,
        "fatalities_high": None if deaths is None else deaths + 1,
        "injured": random.choice((None, 2)),
        "confidence": random.choice((*model.CONFIDENCES, None)),
        "note": random.choice(("", "</script>")),
    }


def _interval(random: Random) -> tuple[datetime | None, datetime | None, str]:
    time_class = random.choice(model.TIME_CLASSES)
    if time_class in ("standing", "unknown"):
        return None, None, time_class
    # Around 24 September 2023, and around the change of clocks on 29 October.
    day = datetime(2023, *random.choice(((9, 24), (9, 30), (10, 29), (3, 15), (12, 31))))  # noqa: DTZ001
    local = (day + timedelta(days=random.randint(-3, 3))).replace(tzinfo=ZoneInfo(ZONE))
    if time_class in ("minute", "hour"):
        start = local.astimezone(UTC) + timedelta(minutes=random.randint(0, 1439))
        return start, start + timedelta(minutes=1 if time_class == "minute" else 60), time_class
    days = {"day": 1, "days": 3, "week": 7, "month": 30, "year": 365}[time_class]
    return local.astimezone(UTC), (local + timedelta(days=days)).astimezone(UTC), time_class


def _participations(random: Random, incidents: pd.DataFrame) -> pd.DataFrame:
    lines = [
        (record.id, record.row, actor, random.choice(model.ROLES[:3]))
        for record in incidents.itertuples()
        for actor in random.choices([actor[0] for actor in ACTORS[:4]], k=random.choice((0, 1, 2, 3)))
    ]
    return pd.DataFrame(lines, columns=list(model.PARTICIPATION_COLUMNS)).astype({"row": "int64"})


def _quantities(random: Random, incidents: pd.DataFrame) -> pd.DataFrame:
    lines = [
        (identity, "troops", None, random.randint(1, 900), None, "people")
        for identity in incidents["id"]
        if random.random() < 0.3
    ]
    return pd.DataFrame(lines, columns=list(model.QUANTITY_COLUMNS))


def _sources(random: Random, incidents: pd.DataFrame) -> pd.DataFrame:
    lines = [
        (
            identity,
            f"s{number}",
            PUBLISHERS[number % 3],
            random.choice(HOSTILE),
            f"https://example.org/{number}",
            None,
            "2023-09",
            "B",
            random.choice(model.CREDIBILITY),
        )
        for identity in incidents["id"]
        for number in random.sample(range(6), random.choice((1, 2, 3)))
    ]
    # One source, one title.
    frame = pd.DataFrame(lines, columns=list(model.SOURCE_COLUMNS))
    return frame.assign(title=frame.groupby("source")["title"].transform("first"))


def _claims(random: Random, incidents: pd.DataFrame) -> pd.DataFrame:
    lines = [
        (identity, "fatalities", value, said_by, None)
        for identity in incidents["id"]
        if random.random() < 0.2
        for value, said_by in (("3", "the police"), ("4", "{{ others }}"))
    ]
    return pd.DataFrame(lines, columns=list(model.CLAIM_COLUMNS))
