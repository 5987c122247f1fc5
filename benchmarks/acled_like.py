"""Writes CSV files like ACLED's export by size and seed, in pieces: 29 columns, notes of 200 characters.

Realistic in what costs time and bytes: places and actors that recur (Zipf's law), few kinds of event, a day
and notes of their own for each. No word of it is about anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

PIECE: Final = 100_000
_FIRST_DAY: Final = np.datetime64("2018-01-01")
_DAYS: Final = 2_600
_PLACES, _ACTORS, _SOURCES = 6_000, 900, 400
_MONTHS: Final = np.array(
    [
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ]
)
_KINDS: Final = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Protests", "Peaceful protest"),
    ("Riots", "Mob violence"),
    ("Violence against civilians", "Attack"),
    ("Strategic developments", "Looting/property destruction"),
)
_INTER: Final = ("State forces", "Rebel group", "Political militia", "Identity militia", "Civilians")
_WORDS: Final = (
    *(
        "forces",
        "shelled",
        "positions",
        "near",
        "the",
        "village",
        "of",
        "on",
        "a",
        "bridge",
        "was",
        "reported",
    ),
    *("residents", "said", "no", "damage", "to", "several", "houses", "and", "school", "in", "morning"),
)
_NOTE_CHARACTERS: Final = 200

Random = np.random.Generator


def write(path: Path, rows: int, seed: int = 2023, begin: int = 0) -> Path:
    """Write `rows` events as `path`, in UTF-8 with a header, numbered from `begin`; a seed gives the same."""
    world = _world(np.random.default_rng(seed))
    writer = None
    for first in range(0, rows, PIECE):
        random = np.random.default_rng([seed, begin + first])
        piece = _piece(random, world, begin + first, min(PIECE, rows - first))
        if writer is None:
            writer = pa_csv.CSVWriter(path, piece.schema, write_options=_options())
        writer.write_table(piece)
    if writer is not None:
        writer.close()
    return path


def _options() -> pa_csv.WriteOptions:
    return pa_csv.WriteOptions(quoting_style="needed")


def _world(random: Random) -> dict[str, Any]:
    names = np.array([f"Town {number:04d}" for number in range(_PLACES)], object)
    return {
        "place": names,
        "admin": np.array([f"District {number}" for number in range(_PLACES)], object),
        "lat": np.round(random.uniform(43, 52, _PLACES), 4).astype(str).astype(object),
        "lon": np.round(random.uniform(19, 40, _PLACES), 4).astype(str).astype(object),
        "actor": np.array(
            [f"Military Forces of Region {number} (2014-)" for number in range(_ACTORS)], object
        ),
        "source": np.array(
            [f"Publisher {number % 60}; Daily Report {number}" for number in range(_SOURCES)], object
        ),
    }


def _piece(random: Random, world: dict[str, Any], first: int, rows: int) -> pa.Table:
    number = np.arange(first, first + rows)
    place = _zipf(random, rows, _PLACES)
    kind = random.integers(0, len(_KINDS), rows)
    event_type, sub_type = (np.array([each[part] for each in _KINDS], object)[kind] for part in (0, 1))
    day = random.integers(0, _DAYS, rows)
    one, two = (world["actor"][_zipf(random, rows, _ACTORS)] for _ in range(2))
    columns = {
        "event_id_cnty": [f"UKR{each}" for each in number.tolist()],
        "event_date": _spelled(day),
        "year": (_FIRST_DAY + day).astype("datetime64[Y]").astype(str),
        "time_precision": _drawn(random, rows, ("1", "2", "3"), (0.95, 0.04, 0.01)),
        "disorder_type": np.full(rows, "Political violence", object),
        "event_type": event_type,
        "sub_event_type": sub_type,
        "actor1": one,
        "assoc_actor_1": np.where(random.random(rows) < 0.7, "", two),
        "inter1": _drawn(random, rows, _INTER),
        "actor2": np.where(random.random(rows) < 0.2, "", two),
        "assoc_actor_2": np.where(random.random(rows) < 0.8, "", one),
        "inter2": _drawn(random, rows, _INTER),
        "interaction": _drawn(random, rows, ("State forces-Rebel group", "State forces-Civilians")),
        "iso": np.full(rows, "804", object),
        "region": np.full(rows, "Europe", object),
        "country": np.full(rows, "Ukraine", object),
        "admin1": world["admin"][place % 24],
        "admin2": world["admin"][place % 130],
        "location": world["place"][place],
        "latitude": world["lat"][place],
        "longitude": world["lon"][place],
        "geo_precision": _drawn(random, rows, ("1", "2", "3"), (0.8, 0.18, 0.02)),
        "source": world["source"][_zipf(random, rows, _SOURCES)],
        "source_scale": _drawn(random, rows, ("National", "Subnational", "Other")),
        "notes": _notes(random, rows),
        "fatalities": np.where(random.random(rows) < 0.8, 0, random.geometric(0.3, rows)).astype(str),
        "tags": np.where(random.random(rows) < 0.9, "", "crowd size=no report"),
        "timestamp": (1_700_000_000 + number).astype(str),
    }
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in columns.items()})


def _spelled(day: np.ndarray[Any, Any]) -> list[str]:
    """Days as ACLED writes them: 4 March 2022."""
    every = _FIRST_DAY + np.arange(_DAYS)
    month = every.astype("datetime64[M]")
    texts = [
        f"{int((one - first) / np.timedelta64(1, 'D')) + 1} {_MONTHS[int(first.astype(int)) % 12]} {year}"
        for one, first, year in zip(every, month, every.astype("datetime64[Y]").astype(str), strict=True)
    ]
    return np.array(texts, object)[day].tolist()


def _notes(random: Random, rows: int) -> list[str]:
    """Sentences of their own for each row, of some 200 characters, with a comma and at times a quotation."""
    stock = [
        " ".join(random.choice(_WORDS, 40))[: _NOTE_CHARACTERS - 40].replace(" near ", ", near ")
        for _ in range(2_000)
    ]
    which = random.integers(0, len(stock), rows)
    serial = random.integers(10_000_000, 99_999_999, rows)
    said = np.where(random.random(rows) < 0.05, ' as "confirmed" ', " as noted ")
    return [
        f"On day {number}, {stock[place]}{words}in report."
        for number, place, words in zip(serial.tolist(), which.tolist(), said.tolist(), strict=True)
    ]


def _drawn(random: Random, rows: int, words: tuple[str, ...], shares: tuple[float, ...] | None = None) -> Any:
    return np.array(words, object)[random.choice(len(words), rows, p=shares)]


def _zipf(random: Random, rows: int, choices: int) -> Any:
    weights = np.arange(1, choices + 1) ** -0.9
    return random.choice(choices, rows, p=weights / weights.sum())
