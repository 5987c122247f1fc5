"""Makes datasets like those of ACLED, UCDP or GDELT by size and seed, in pieces, in the library's order.

Realistic in what costs time and bytes: places that recur (Zipf's law) in clusters, bursts in time, most dates
known to the day, few actors in most records, a title and a summary for each. No word of it is about anything.
Each piece is made by itself, so that ten million records need the memory of a quarter of a million.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata import model
from geodata.ingest.choices import Choices
from geodata.library import saving
from geodata.values.folding import fold

GENERATOR: Final = 2
"""Raise it when the generator changes: figures of different numbers are not comparable."""
SEED: Final = 2023
PIECE: Final = 262_144
"""Records of a piece, at most."""

LAYOUT: Final = "synthetic"
ZONE: Final = "Europe/Belgrade"
FIRST_YEAR: Final = 2018
YEARS: Final = 8
BOX: Final = (19.0, 43.0, 40.0, 52.0)
"""West, south, east, north in degrees."""

_EVENT_TYPES: Final = (
    *("shelling", "armed clash", "air strike", "drone strike", "demonstration", "arrest", "looting"),
    *("abduction", "mine", "protest with violence", "troop movement", "agreement"),
)
_VERBS: Final = ("was reported by", "was claimed by", "was denied by", "was attributed to")
_SYLLABLES: Final = (
    *("ba", "njs", "ka", "le", "po", "sa", "vic", "zve", "can", "ja", "ri", "dol", "grad", "o", "vo"),
)
_CYRILLIC: Final = str.maketrans("abvgdezijklmnoprstcu", "абвгдезијклмнопрстцу")
_TIME_CLASSES: Final = {  # of what is dated: share, days
    "day": (0.85, 1),
    "minute": (0.04, 0),
    "hour": (0.03, 0),
    "days": (0.03, 3),
    "week": (0.03, 7),
    "month": (0.02, 30),
}
_PLACE_CLASSES: Final = {"settlement": (0.86, 1500.0), "site": (0.09, 0.0), "district": (0.05, 25_000.0)}
_SITES: Final = 0.03
_UNDATED: Final = 0.01
"""Shares of standing sites, and of other records whose time is unknown; both follow what is dated."""
_KINDS: Final = {"incident": 0.83, "statement": 0.1, "deployment": 0.07}
_NEAR: Final = 0.08
_BURSTS: Final = 25
_SOURCES: Final = 2000
_WHOLE_WORLD: Final = (-180, -90, 180, 90)
"""As `row_order` orders rows."""

Random = np.random.Generator
Strings = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class World:
    """What all pieces share."""

    n: int
    seed: int
    actors: pd.DataFrame
    places: gpd.GeoDataFrame
    days: npt.NDArray[np.float64]
    """How likely each day from the first of `FIRST_YEAR` is."""
    stretches: tuple[int, ...]
    """Records of each year, and of what is undated."""


def name_of(n: int) -> str:
    return f"synthetic-{n}"


def version_of(n: int, seed: int = SEED) -> str:
    """As `saving` names what was imported from this original."""
    imported = hashlib.sha256(original(n, seed)).hexdigest()
    return saving.version_of(LAYOUT, Choices(timezone=ZONE).canonical(), None, [imported])


def original(n: int, seed: int = SEED) -> bytes:
    """What stands for the imported file: all that the records are made from."""
    return json.dumps({"generator": GENERATOR, "n": n, "seed": seed}).encode()


def dataset(n: int, seed: int = SEED) -> model.Dataset:
    """All `n` records at once; the same for the same seed in every process."""
    found = list(pieces(n, seed))
    tables = {
        table: pd.concat([getattr(piece, table) for piece in found], ignore_index=True)
        for table in ("incidents", "participations", "sources")
    }
    return replace(found[0], **tables)


def pieces(n: int, seed: int = SEED) -> Iterator[model.Dataset]:
    """The dataset in stretches of its rows, each with the row numbers it has in the whole."""
    world = _world(n, seed)
    first = 0
    for stretch, size in enumerate(world.stretches):
        random = np.random.default_rng([seed, n, stretch])
        at = _positions(random, size, world, first)
        for begin in range(0, size, PIECE):
            part = at.iloc[begin : begin + PIECE].reset_index(drop=True)
            yield _piece(
                np.random.default_rng([seed, n, stretch, begin]), world, part, first + begin, stretch
            )
        first += size


def _world(n: int, seed: int) -> World:
    random = np.random.default_rng([seed, n])
    first, last = (np.datetime64(f"{year}-01-01") for year in (FIRST_YEAR, FIRST_YEAR + YEARS))
    days = _bursts(random, int((last - first).astype(int)))
    undated = round(n * (_SITES + _UNDATED))
    years = np.add.reduceat(days, _first_days()[:-1])
    dated = random.multinomial(n - undated, years / years.sum())
    return World(
        n=n,
        seed=seed,
        actors=_actors(random, 150),
        places=_places(random, max(40, min(20_000, n // 12))),
        days=days,
        stretches=(*(int(each) for each in dated), undated),
    )


def _first_days() -> npt.NDArray[np.int64]:
    """The number of each year's first day, and of the day after the last; the first year begins with 0."""
    years = np.array([f"{FIRST_YEAR + year}-01-01" for year in range(YEARS + 1)], "datetime64[D]")
    return (years - years[0]).astype(np.int64)


def _bursts(random: Random, days: int) -> npt.NDArray[np.float64]:
    """Some noise, and weeks in which much happens."""
    begin = random.integers(0, days, _BURSTS)
    drawn = begin[:, None] + random.gamma(1.5, 30, (_BURSTS, 20_000)).astype(int)
    burst = np.bincount(drawn[drawn < days], minlength=days)
    return 0.4 / days + 0.6 * burst / burst.sum()


def _positions(random: Random, size: int, world: World, first: int) -> pd.DataFrame:
    """Where each record of a stretch lies, along the Hilbert curve, and its id."""
    places = world.places
    at = _zipf(random, size, len(places))
    x, y = (values.to_numpy()[at] for values in (places.geometry.x, places.geometry.y))
    near = (random.random(size) < _NEAR) & (places["class"].to_numpy(object)[at] != "district")
    lon = np.round(np.where(near, x + random.normal(0, 0.05, size), x), 4)
    lat = np.round(np.where(near, y + random.normal(0, 0.04, size), y), 4)
    found = pd.DataFrame({"place": at, "near": near, "lon": lon, "lat": lat})
    curve = gpd.GeoSeries(shapely.points(lon, lat), crs=model.CRS).hilbert_distance(total_bounds=_WHOLE_WORLD)
    # Ids in the order of drawing: what lies at one point is ordered by them, as `row_order` does.
    found["id"] = np.arange(first, first + size)
    return found.iloc[np.argsort(curve.to_numpy(), kind="stable")]


def _piece(random: Random, world: World, at: pd.DataFrame, first: int, stretch: int) -> model.Dataset:
    dated = stretch < YEARS
    incidents = _incidents(random, world, at, stretch if dated else None)
    incidents["row"] = np.arange(first, first + len(at), dtype="int64")
    participations = _participations(random, incidents, world.actors)
    incidents = _told(random, incidents, participations, world)
    return model.Dataset(
        name=name_of(world.n),
        version=version_of(world.n, world.seed),
        info=info_of(world.n),
        incidents=incidents[list(model.INCIDENT_COLUMNS)],
        quantities=pd.DataFrame(columns=list(model.QUANTITY_COLUMNS)),
        participations=participations,
        actors=world.actors,
        places=world.places,
        sources=_sources(random, incidents),
        claims=pd.DataFrame(columns=list(model.CLAIM_COLUMNS)),
        rejected=pd.DataFrame(columns=list(model.REJECTED_COLUMNS)),
    )


def info_of(n: int) -> model.Info:
    return model.Info(
        title=f"{n:,} synthetic incidents",
        description="Made by a seeded generator, to measure speed.",
        timezone=ZONE,
        licence="CC0-1.0",
        citation="Nobody: synthetic incidents.",
        note="Nothing in this dataset has happened.",
    )


def _incidents(random: Random, world: World, at: pd.DataFrame, year: int | None) -> gpd.GeoDataFrame:
    n, places = len(at), world.places
    if year is None:
        site = random.random(n) < _SITES / (_SITES + _UNDATED)
        kind = np.where(site, "site", _drawn(random, n, _KINDS)).astype(object)
        time_class = np.where(site, "standing", "unknown").astype(object)
        start = end = np.full(n, np.datetime64("NaT", "m"))
    else:
        kind = _drawn(random, n, _KINDS)
        time_class, start, end = _times(random, n, world.days, year)
    place, near = at["place"].to_numpy(), at["near"].to_numpy()
    lon, lat = at["lon"].to_numpy(), at["lat"].to_numpy()
    location_class = places["class"].to_numpy(object)[place]
    location_class[near] = "near"
    deaths = np.where(random.random(n) < 0.8, 0, random.geometric(0.3, n))
    unknown = random.random(n) < 0.1
    frame = pd.DataFrame(
        {
            "id": pd.Series([f"S{number:08d}" for number in at["id"]], dtype="str"),
            "kind": pd.Series(kind, dtype="str"),
            "count": pd.array([pd.NA], "Int64").repeat(n),
            "event_type": pd.Series(_drawn(random, n, _shares(_EVENT_TYPES)), dtype="str"),
            "start": _aware(start),
            "end": _aware(end),
            "time_class": pd.Series(time_class, dtype="str"),
            "place": pd.Series(np.where(near, None, places["key"].to_numpy(object)[place]), dtype="str"),
            "lon": lon,
            "lat": lat,
            "location_class": pd.Series(location_class, dtype="str"),
            "uncertainty_m": np.where(near, 3000.0, places["uncertainty_m"].to_numpy()[place]),
            "fatalities_low": pd.array(deaths, "Int64"),
            "fatalities_best": pd.array(deaths, "Int64"),
            "fatalities_high": pd.array(deaths + 1, "Int64"),
            "injured": pd.array(random.integers(0, 5, n), "Int64"),
            "confidence": pd.Series(_drawn(random, n, _shares(model.CONFIDENCES)), dtype="str"),
        }
    )
    for column in ("fatalities_low", "fatalities_best", "fatalities_high", "injured"):
        frame.loc[unknown, column] = pd.NA
    return gpd.GeoDataFrame(frame, geometry=shapely.points(lon, lat), crs=model.CRS)


def _times(
    random: Random, n: int, days: npt.NDArray[np.float64], year: int
) -> tuple[Strings, npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]:
    """Time classes, starts and ends, with all starts in one year (UTC: the order of rows knows no other)."""
    begin, after = _first_days()[year : year + 2]
    time_class = _drawn(random, n, {name: share for name, (share, _) in _TIME_CLASSES.items()})
    length = (
        pd.Series(time_class).map({name: days for name, (_, days) in _TIME_CLASSES.items()}).to_numpy(int)
    )
    weights = days[begin:after]
    day = begin + random.choice(after - begin, n, p=weights / weights.sum())
    # The night before the first of January belongs to the year before, in this zone: begin on the second.
    day = np.maximum(day, begin + 1)
    start, end = _midnights()[day], _midnights()[day + length]
    exact = length == 0
    width = np.where(time_class == "hour", 60, 1)
    moment = start + (random.integers(0, 1380, n) // width * width).astype("timedelta64[m]")
    start = np.where(exact, moment, start)
    return time_class, start, np.where(exact, moment + width.astype("timedelta64[m]"), end)


@lru_cache(maxsize=1)
def _midnights() -> npt.NDArray[np.datetime64]:
    days = int(_first_days()[-1]) + 40
    local = pd.date_range(f"{FIRST_YEAR}-01-01", periods=days, freq="D", tz=ZONE)
    return local.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[m]")


def _aware(times: npt.NDArray[np.datetime64]) -> Any:
    return pd.Series(times.astype("datetime64[us]")).dt.tz_localize("UTC")


def _actors(random: Random, n: int) -> pd.DataFrame:
    names = [f"{_name(random)} {word}" for word in ("Brigade", "Police", "Party", "Front", "Army")] * (n // 5)
    return pd.DataFrame(
        {
            "id": pd.Series([f"actor-{number}" for number in range(n)], dtype="str"),
            "name": pd.Series([f"{name} {number}" for number, name in enumerate(names)], dtype="str"),
            "aliases": pd.Series([[] for _ in range(n)], dtype=object),
            "parent": pd.Series([None] * n, dtype="str"),
            "kind": pd.Series(_drawn(random, n, _shares(model.ACTOR_KINDS)), dtype="str"),
        }
    )[list(model.ACTOR_COLUMNS)]


def _places(random: Random, n: int) -> gpd.GeoDataFrame:
    west, south, east, north = BOX
    centres = random.uniform((west, south), (east, north), (60, 2))
    around = centres[_zipf(random, n, len(centres))] + random.normal(0, 0.6, (n, 2))
    kind = _drawn(random, n, {name: share for name, (share, _) in _PLACE_CLASSES.items()})
    names = [_name(random) for _ in range(n)]
    columns = {
        "key": [f"place-{number}" for number in range(n)],
        "name_en": names,
        "name_sq": [None] * n,
        "name_sr_latn": names,
        "name_sr_cyrl": [name.lower().translate(_CYRILLIC).capitalize() for name in names],
        "class": kind,
        "coordinate_source": ["a generator"] * n,
    }
    return gpd.GeoDataFrame(
        {
            **{name: pd.Series(values, dtype="str") for name, values in columns.items()},
            "uncertainty_m": [_PLACE_CLASSES[each][1] for each in kind],
        },
        geometry=shapely.points(np.round(around, 4)),
        crs=model.CRS,
    )[list(model.PLACE_COLUMNS)]


def _participations(random: Random, incidents: gpd.GeoDataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    each = random.choice((1, 2, 3, 5), len(incidents), p=(0.35, 0.53, 0.1, 0.02))
    places = np.repeat(np.arange(len(incidents)), each)
    roles = _drawn(random, len(places), _shares(model.ROLES))
    lines = pd.DataFrame(
        {
            "incident": pd.Series(incidents["id"].to_numpy()[places], dtype="str"),
            "row": incidents["row"].to_numpy()[places],
            "actor": pd.Series(
                actors["id"].to_numpy(object)[_zipf(random, len(places), len(actors))], dtype="str"
            ),
            "role": pd.Series(roles, dtype="str"),
        }
    )
    return lines.drop_duplicates(["row", "actor", "role"], ignore_index=True)


def _told(
    random: Random, incidents: gpd.GeoDataFrame, participations: pd.DataFrame, world: World
) -> gpd.GeoDataFrame:
    """Titles, summaries and, from the folded forms of the same pieces, the text that is searched."""
    n = len(incidents)
    names = dict(zip(world.places["key"], world.places["name_en"], strict=True))
    spelled = {key: fold(name) for key, name in names.items()}
    first = participations.drop_duplicates("row")["actor"].reset_index(drop=True)  # each row has some
    actor_names = dict(zip(world.actors["id"], world.actors["name"], strict=True))
    folded_actors = {actor: fold(name) for actor, name in actor_names.items()}
    verb = np.array(_VERBS, object)[random.integers(0, len(_VERBS), n)]
    event, actor = incidents["event_type"].to_numpy(object), first.map(actor_names).to_numpy(object)
    place = incidents["place"].map(names).fillna("a road").to_numpy(object)
    number = np.array([str(number) for number in random.integers(2, 900, n)], object)
    spelled_place = incidents["place"].map(spelled).fillna("").to_numpy(object)
    folded = first.map(folded_actors).to_numpy(object)
    told = {
        "title": (event, " near ", place, ", unit ", number),
        "summary": (
            *("The ", event, " near ", place, " ", verb, " ", actor),
            *("; report ", number, " gives no more."),
        ),
        "search_text": (
            *(event, " near ", spelled_place, " unit ", number, " the ", event, " ", verb, " "),
            *(folded, " report ", number, " gives no more"),
        ),
    }
    return incidents.assign(**{name: pd.Series(_joined(parts), dtype="str") for name, parts in told.items()})


def _joined(parts: tuple[Any, ...]) -> Any:
    text = parts[0]
    for part in parts[1:]:
        text = text + part
    return text


def _sources(random: Random, incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    n = len(incidents)
    number = _zipf(random, n, _SOURCES)
    names, publishers = (
        np.array([f"{word}{each % cycle}" for each in range(_SOURCES)], object)
        for word, cycle in (("source-", _SOURCES), ("Publisher ", 60))
    )
    lines = {
        "incident": incidents["id"].to_numpy(),
        "source": names[number],
        "publisher": publishers[number],
        "title": ("Report of " + names)[number],
        "url": ("https://example.org/" + names)[number],
        "archived_url": [None] * n,
        "published": ["2024-01-01"] * n,
        "reliability": ["B"] * n,
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in lines.items()})
    frame["credibility"] = pd.array(random.integers(1, 4, n), "Int64")
    return frame[list(model.SOURCE_COLUMNS)]


def _name(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES, random.integers(2, 5))).capitalize()


def _drawn(random: Random, n: int, shares: dict[str, float]) -> Strings:
    weights = np.array(list(shares.values()))
    return np.array(list(shares), object)[random.choice(len(shares), n, p=weights / weights.sum())]


def _shares(words: tuple[str, ...]) -> dict[str, float]:
    """Each word half as frequent as what is twice as far in front: Zipf's law."""
    return {word: 1 / rank for rank, word in enumerate(words, 1)}


def _zipf(random: Random, n: int, choices: int) -> npt.NDArray[np.int64]:
    weights = np.arange(1, choices + 1) ** -0.9
    return random.choice(choices, n, p=weights / weights.sum())
