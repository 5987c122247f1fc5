"""Writes a file of invented events in the columns of UCDP GED, the same for the same seed.

Nothing in it is about anything: the islands lie in the open South Atlantic, and names are made of syllables.
It has what real data are tried with: all seven precisions of a place and five of a date, places that recur,
years that burn, and tolls of which most are small.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

COLUMNS: Final = (
    *("id", "year", "type_of_violence", "dyad_name", "side_a", "side_b", "source_article", "where_prec"),
    *("where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "country"),
    *("date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
    *("best", "high", "low"),
)
COUNTRY: Final = "Nowhere"
_SEA: Final = (-20.0, -34.0, -8.0, -24.0)
"""West, south, east, north in degrees: no land within."""
_ISLANDS: Final = 6
_TOWNS: Final = 60
_WHERE: Final = {1: 0.45, 2: 0.2, 3: 0.13, 4: 0.1, 5: 0.06, 6: 0.04, 7: 0.02}
_WHEN: Final = {1: (0.75, 0), 2: (0.1, 3), 3: (0.08, 6), 4: (0.05, 29), 5: (0.02, 364)}
"""Precision of a date → its share, and how many days follow the first."""
_FIRST: Final = date(2015, 1, 1)
_DAYS: Final = 3652
_SYLLABLES: Final = ("ba", "do", "ke", "li", "mu", "na", "ro", "sa", "ti", "vo")


@dataclass(frozen=True)
class _Town:
    name: str
    island: int
    lon: float
    lat: float


def events(records: int, seed: int) -> bytes:
    """The file, in UTF-8: `records` events made from `seed`."""
    random = Random(seed)  # noqa: S311 - nothing here is secret
    towns, sides = _towns(random), [_name(random).title() for _ in range(8)]
    peaks = [(random.uniform(0, _DAYS), random.uniform(40, 300)) for _ in range(5)]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for number in range(1, records + 1):
        place, when = _where(random, towns), _when(random, peaks)
        writer.writerow({"id": str(number), **place, **when, **_who(random, sides), **_toll(random)})
    return stream.getvalue().encode()


def _name(random: Random) -> str:
    return "".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))


def _towns(random: Random) -> list[_Town]:
    west, south, east, north = _SEA
    islands = [(random.uniform(west, east), random.uniform(south, north)) for _ in range(_ISLANDS)]
    return [
        _Town(_name(random).title(), island, lon + random.gauss(0, 0.35), lat + random.gauss(0, 0.3))
        for island, (lon, lat) in enumerate(islands)
        for _ in range(_TOWNS)
    ]


def _where(random: Random, towns: list[_Town]) -> dict[str, str]:
    precision = random.choices(list(_WHERE), list(_WHERE.values()))[0]
    # Few towns have most events: the square of a fraction favours the first.
    town = towns[int(random.random() ** 2 * len(towns))]
    on_island = [other for other in towns if other.island == town.island]
    near = {3: on_island[:10], 4: on_island, 5: on_island, 6: towns, 7: towns}.get(precision, [town])
    lon, lat = (sum(getattr(each, axis) for each in near) / len(near) for axis in ("lon", "lat"))
    island = f"Island {town.island + 1}"
    name = {3: f"{town.name} district", 4: island, 5: f"north of {island}", 6: COUNTRY, 7: "at sea"}
    return {
        "where_prec": str(precision),
        "where_coordinates": name.get(precision, f"{town.name} town"),
        "where_description": "An invented event of the sample.",
        "adm_1": "" if precision > 5 else island,
        "latitude": f"{lat:.5f}",
        "longitude": f"{lon:.5f}",
        "country": COUNTRY,
    }


def _when(random: Random, peaks: list[tuple[float, float]]) -> dict[str, str]:
    precision = random.choices(list(_WHEN), [share for share, _ in _WHEN.values()])[0]
    middle, width = random.choice(peaks)
    at = random.gauss(middle, width) if random.random() < 0.6 else random.uniform(0, _DAYS)
    first = _FIRST + timedelta(days=min(max(int(at), 0), _DAYS))
    first = {4: first.replace(day=1), 5: first.replace(month=1, day=1)}.get(precision, first)
    last = first + timedelta(days=_WHEN[precision][1])
    return {
        "year": str(first.year),
        "date_prec": str(precision),
        "date_start": first.isoformat(),
        "date_end": last.isoformat(),
    }


def _who(random: Random, sides: list[str]) -> dict[str, str]:
    violence = random.choices((1, 2, 3), (0.5, 0.2, 0.3))[0]
    one, other = random.sample(sides, 2)
    side_a = f"Government of {COUNTRY}" if violence == 1 else f"{one} Front"
    side_b = "Civilians" if violence == 3 else f"{other} Front"
    names = {"side_a": side_a, "side_b": side_b, "dyad_name": f"{side_a} - {side_b}"}
    return {"type_of_violence": str(violence), "source_article": "Invented for trying things out", **names}


def _toll(random: Random) -> dict[str, str]:
    best = min(int(random.paretovariate(0.9)) - 1, 400)
    parts = {"deaths_a": best // 3, "deaths_b": best // 4, "deaths_unknown": 0}
    parts["deaths_civilians"] = best - sum(parts.values())
    figures = {**parts, "low": best * 2 // 3, "best": best, "high": best + random.randint(0, best // 2 + 1)}
    return {name: str(figure) for name, figure in figures.items()}
