"""A size and a seed in, a dataset like those of ACLED, UCDP or GDELT out; and any dataset by its description.

Realistic in what costs time and bytes: places that recur (Zipf's law) in clusters, bursts in time, most dates
known to the day, few actors in most records, a title and a summary for each. No word of it is about anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata import library, model
from geodata.places import fold

GENERATOR: Final = 1
"""Raise it when the generator changes: figures of different numbers are not comparable."""
SEED: Final = 2023
CASE: Final = "case"
SYNTHETIC: Final = "synthetic:"

ZONE: Final = "Europe/Belgrade"
FIRST_DAY: Final = "2018-01-01"
DAYS: Final = 8 * 365
BOX: Final = (19.0, 43.0, 40.0, 52.0)
"""West, south, east, north in degrees."""

_EVENT_TYPES: Final = (
    *("shelling", "armed clash", "air strike", "drone strike", "demonstration", "arrest", "looting"),
    *("abduction", "mine", "protest with violence", "troop movement", "agreement"),
)
_VERBS: Final = ("was reported by", "was claimed by", "was denied by", "was attributed to")
_SYLLABLES: Final = (
    "ba",
    "njs",
    "ka",
    "le",
    "po",
    "sa",
    "vic",
    "zve",
    "can",
    "ja",
    "ri",
    "dol",
    "grad",
    "o",
    "vo",
)
_CYRILLIC: Final = str.maketrans("abvgdezijklmnoprstcu", "абвгдезијклмнопрстцу")
_TIME_CLASSES: Final = {  # share, days
    "day": (0.84, 1),
    "minute": (0.04, 0),
    "hour": (0.03, 0),
    "days": (0.03, 3),
    "week": (0.03, 7),
    "month": (0.02, 30),
    "unknown": (0.01, 0),
}
_PLACE_CLASSES: Final = {"settlement": (0.86, 1500.0), "site": (0.09, 0.0), "district": (0.05, 25_000.0)}
_KINDS: Final = {"incident": 0.8, "statement": 0.1, "deployment": 0.07, "site": 0.03}

Random = np.random.Generator
Strings = npt.NDArray[np.object_]


def load(description: str) -> model.Dataset:
    """`case`, `synthetic:10000`, or the path of a dataset's folder (or of the dataset.toml in it)."""
    if description == CASE:
        return library.load(library.DEFAULT)
    if description.startswith(SYNTHETIC):
        return synthetic(int(description.removeprefix(SYNTHETIC)))
    path = Path(description)
    return library.load_folder(path if path.is_dir() else path.parent)


def synthetic(n: int, seed: int = SEED) -> model.Dataset:
    """A dataset of `n` incidents, the same for the same seed in every process."""
    random = np.random.default_rng(seed)
    actors = _actors(random, 150)
    places = _places(random, max(40, min(20_000, n // 12)))
    incidents = _incidents(random, n, places)
    participations = _participations(random, incidents, actors)
    incidents = _told(random, incidents, participations, actors, places)
    return model.Dataset(
        name=f"synthetic-{n}",
        version=hashlib.sha256(f"synthetic {GENERATOR} {n} {seed}".encode()).hexdigest(),
        info=model.Info(
            title=f"{n:,} synthetic incidents",
            description="Made by a seeded generator, to measure speed.",
            timezone=ZONE,
            licence="CC0-1.0",
            citation="Nobody: synthetic incidents.",
            note="Nothing in this dataset has happened.",
        ),
        incidents=incidents[list(model.INCIDENT_COLUMNS)],
        quantities=pd.DataFrame(columns=list(model.QUANTITY_COLUMNS)),
        participations=participations,
        actors=actors,
        places=places,
        sources=_sources(random, incidents),
        claims=pd.DataFrame(columns=list(model.CLAIM_COLUMNS)),
        rejected=pd.DataFrame(columns=list(model.REJECTED_COLUMNS)),
    )


@dataclass(frozen=True, eq=False)
class _Times:
    start: Any
    end: Any
    time_class: Strings


def _incidents(random: Random, n: int, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kind = _drawn(random, n, _KINDS)
    times = _times(random, kind == "site")
    at = _zipf(random, n, len(places))
    near = random.random(n) < 0.08
    lon, lat = (values[at] for values in (places.geometry.x.to_numpy(), places.geometry.y.to_numpy()))
    location_class = places["class"].to_numpy(object)[at]
    near &= location_class != "district"
    location_class[near] = "near"
    lon = np.round(np.where(near, lon + random.normal(0, 0.05, n), lon), 4)
    lat = np.round(np.where(near, lat + random.normal(0, 0.04, n), lat), 4)
    deaths = np.where(random.random(n) < 0.8, 0, random.geometric(0.3, n))
    unknown = random.random(n) < 0.1
    frame = pd.DataFrame(
        {
            "id": [f"S{number:08d}" for number in range(n)],
            "kind": pd.Series(kind, dtype="str"),
            "event_type": pd.Series(_drawn(random, n, _shares(_EVENT_TYPES)), dtype="str"),
            "start": times.start,
            "end": times.end,
            "time_class": pd.Series(times.time_class, dtype="str"),
            "place": pd.Series(np.where(near, None, places["key"].to_numpy(object)[at]), dtype="str"),
            "lon": lon,
            "lat": lat,
            "location_class": pd.Series(location_class, dtype="str"),
            "uncertainty_m": np.where(near, 3000.0, places["uncertainty_m"].to_numpy()[at]),
            "fatalities_low": pd.array(deaths, "Int64"),
            "fatalities_best": pd.array(deaths, "Int64"),
            "fatalities_high": pd.array(deaths + 1, "Int64"),
            "injured": pd.array(random.integers(0, 5, n), "Int64"),
            "confidence": pd.Series(_drawn(random, n, _shares(model.CONFIDENCES)), dtype="str"),
            "extra": pd.Series(["{}"] * n, dtype="str"),
        }
    )
    for column in ("fatalities_low", "fatalities_best", "fatalities_high", "injured"):
        frame.loc[unknown, column] = pd.NA
    points = shapely.points(lon, lat)
    # As the library keeps them: by year, then along a Hilbert curve over the world, then by id.
    curve = gpd.GeoSeries(points, crs=model.CRS).hilbert_distance(total_bounds=(-180, -90, 180, 90))
    keys = pd.DataFrame({"year": frame["start"].dt.year, "curve": curve.to_numpy(), "id": frame["id"]})
    order = keys.sort_values(["year", "curve", "id"], na_position="last").index.to_numpy()
    incidents = gpd.GeoDataFrame(frame, geometry=points, crs=model.CRS).iloc[order].reset_index(drop=True)
    return incidents.assign(row=np.arange(n, dtype="int64"))


def _times(random: Random, standing: npt.NDArray[np.bool_]) -> _Times:
    n = len(standing)
    time_class = _drawn(random, n, {name: share for name, (share, _) in _TIME_CLASSES.items()})
    time_class[standing] = "standing"
    span = pd.Series(time_class).map({name: days for name, (_, days) in _TIME_CLASSES.items()})
    days = span.fillna(0).to_numpy(int)
    bursts = random.integers(0, DAYS, 25)
    day = np.where(
        random.random(n) < 0.4,
        random.integers(0, DAYS, n),
        bursts[random.integers(0, len(bursts), n)] + random.gamma(1.5, 30, n).astype(int),
    )
    day = np.clip(day, 0, DAYS - 1)
    local = pd.date_range(FIRST_DAY, periods=DAYS + 40, freq="D", tz=ZONE)
    midnights = local.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[m]")
    start, end = midnights[day], midnights[day + days]
    exact = np.isin(time_class, ("minute", "hour"))
    hour = np.where(time_class == "hour", 60, 1)
    begin = start + (random.integers(0, 1440, n) // hour * hour).astype("timedelta64[m]")
    start = np.where(exact, begin, start)
    end = np.where(exact, begin + hour.astype("timedelta64[m]"), end)
    unknown = np.isin(time_class, ("standing", "unknown"))
    start[unknown] = end[unknown] = np.datetime64("NaT")
    return _Times(*(_aware(times) for times in (start, end)), time_class)


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
    each = random.choice((1, 2, 3), len(incidents), p=(0.35, 0.55, 0.1))
    rows = np.repeat(np.arange(len(incidents)), each)
    roles = _drawn(random, len(rows), _shares(model.ROLES))
    lines = pd.DataFrame(
        {
            "incident": incidents["id"].to_numpy()[rows],
            "row": rows.astype("int64"),
            "actor": actors["id"].to_numpy()[_zipf(random, len(rows), len(actors))],
            "role": pd.Series(roles, dtype="str"),
        }
    )
    return lines.drop_duplicates(["row", "actor", "role"], ignore_index=True)


def _told(
    random: Random,
    incidents: gpd.GeoDataFrame,
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    places: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Titles, summaries and, from the folded forms of the same pieces, the text that is searched."""
    n = len(incidents)
    names = dict(zip(places["key"], places["name_en"], strict=True))
    spelled = {key: fold(name) for key, name in names.items()}
    first = participations.drop_duplicates("row").set_index("row")["actor"].reindex(range(n))
    actor_names = dict(zip(actors["id"], actors["name"], strict=True))
    folded_actors = {actor: fold(name) for actor, name in actor_names.items()}
    verb = np.array(_VERBS, object)[random.integers(0, len(_VERBS), n)]
    event, actor = incidents["event_type"].to_numpy(object), first.map(actor_names).to_numpy(object)
    place = incidents["place"].map(names).fillna("a road").to_numpy(object)
    number = np.array([str(number) for number in random.integers(2, 900, n)], object)
    title = event + " near " + place + ", unit " + number
    summary = (
        "The "
        + event
        + " near "
        + place
        + " "
        + verb
        + " "
        + actor
        + "; report "
        + number
        + " gives no more."
    )
    spelled_place = incidents["place"].map(spelled).fillna("").to_numpy(object)
    searched = (
        *(event, " near ", spelled_place, " unit ", number, " the ", event, " ", verb, " "),
        *(first.map(folded_actors).to_numpy(object), " report ", number, " gives no more"),
    )
    text = searched[0]
    for piece in searched[1:]:
        text = text + piece
    return incidents.assign(
        title=pd.Series(title, dtype="str"),
        summary=pd.Series(summary, dtype="str"),
        search_text=pd.Series(text, dtype="str"),
    )


def _sources(random: Random, incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    n = len(incidents)
    source = _zipf(random, n, 2000)
    publisher = pd.Series(source % 60).map({number: f"Publisher {number}" for number in range(60)})
    name = pd.Series(source).map({number: f"source-{number}" for number in range(2000)})
    lines = {
        "incident": incidents["id"].to_numpy(),
        "source": name,
        "publisher": publisher,
        "title": "Report of " + name,
        "url": "https://example.org/" + name,
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
