"""Makes random filters over every field of `Filters` that fit a dataset."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from random import Random

from geodata.clock_filters import WEEKDAYS
from geodata.column_filters import ColumnFilter
from geodata.filters import Filters, Ring
from geodata.model import Dataset
from geodata.near_filters import Near

REGIONS = ("countries/Kosovo", "countries/Serbia", "countries/Ukraine", "countries/Belgium")
FIELDS = tuple(field.name for field in dataclasses.fields(Filters))


def random_filters(dataset: Dataset, number: int, *, seed: int) -> list[Filters]:
    """`number` filters, a few of which show nothing and one of which shows all."""
    random = Random(seed)  # noqa: S311 - the same filters each time are what is wanted
    return [Filters(), *(_filters(random, dataset) for _ in range(number - 1))]


def _filters(random: Random, dataset: Dataset) -> Filters:
    incidents = dataset.incidents
    drawn = {
        "start": lambda: _day(random, dataset),
        "end": lambda: _day(random, dataset),
        "weekdays": lambda: _some(random, list(WEEKDAYS), 4),
        "hours": lambda: tuple(sorted(random.sample(range(24), random.randint(1, 12)))),
        "within": lambda: "certainly",
        "actors": lambda: _some(random, [*dataset.actors["id"], "nobody at all"], 6),
        "together": lambda: True,
        "roles": lambda: _some(random, [*dataset.participations["role"].unique(), "no role"], 2),
        "kinds": lambda: _some(random, [*incidents["kind"].unique(), "no kind"], 3),
        "event_types": lambda: _some(random, [*incidents["event_type"].dropna().unique(), "no type"], 4),
        "location_classes": lambda: _some(random, list(incidents["location_class"].unique()), 3),
        "confidences": lambda: _some(random, [*incidents["confidence"].dropna().unique(), "none"], 3),
        "publishers": lambda: _some(random, [*dataset.sources["publisher"].dropna().unique(), "nobody"], 3),
        "columns": lambda: _conditions(random, dataset),
        "killed_from": lambda: random.randint(0, 9),
        "killed_to": lambda: random.randint(9, 40),
        "disputed": lambda: True,
        "text": lambda: _text(random, dataset),
        "area": lambda: _area(random, dataset),
        "near": lambda: _near(random, dataset),
        "regions": lambda: _some(random, [*REGIONS, "countries/no such"], 2),
    }
    assert tuple(drawn) == FIELDS
    chosen = {name: drawn[name]() for name in random.sample(FIELDS, random.choice((1, 1, 2, 2, 3, 4)))}
    if {"start", "end"} <= set(chosen):
        chosen["start"], chosen["end"] = sorted((chosen["start"], chosen["end"]))
    return Filters(**chosen)


def _day(random: Random, dataset: Dataset) -> date:
    first, last = (dataset.incidents["start"].agg(which).date() for which in ("min", "max"))
    return first + timedelta(days=random.randint(-30, (last - first).days + 30))


def _some(random: Random, values: list[str], most: int) -> tuple[str, ...]:
    return tuple(sorted(random.sample(values, random.randint(1, min(most, len(values))))))


def _conditions(random: Random, dataset: Dataset) -> tuple[str, ...]:
    """One to three conditions on columns that there are, and seldom on one that there is not."""
    found = set()
    for _ in range(random.randint(1, 3)):
        name = random.choice([*dataset.attributes.columns, *dataset.attributes.columns, "no column"])
        values = list(dataset.attributes[name].unique()) if name in dataset.attributes else []
        value = random.choice([*values, "", "nothing such"])
        sign = random.choice(("=", "=", "!=", ">=", "<=")) if value else random.choice(("=", "!="))
        found.add(str(ColumnFilter(name, sign, value)))
    return tuple(sorted(found))


def _text(random: Random, dataset: Dataset) -> str:
    """A word or two of a place's name in one of its languages, of a title; or what SQL may trip over."""
    names = [name for name in dataset.places.columns if name.startswith("name_")]
    place = dataset.places[names].sample(1, random_state=random.randrange(2**31)).iloc[0].dropna()
    title = dataset.incidents["title"].iloc[random.randrange(len(dataset.incidents))].split()
    return random.choice(
        (
            random.choice(list(place)),
            random.choice(list(place)).upper(),
            " ".join(random.sample(title, min(len(title), 2))),
            f'"{" ".join(title[:2])}"',
            f'{random.choice(title)[:4]} "{title[-1]}"',
            str(random.randint(1, 60)),
            random.choice(("%", "_", "'", "\\", "\\n", '"', ";--", "100% sure_of", "{{", "${", "э", "é")),
        )
    )


def _area(random: Random, dataset: Dataset) -> Ring:
    """Three to six corners about an incident, in any order: the edges may cross."""
    placed = dataset.incidents.dropna(subset=["lon", "lat"])
    centre = placed.iloc[random.randrange(len(placed))]
    size = random.choice((0.05, 0.5, 3.0))
    return tuple(
        (
            round(centre["lon"] + random.uniform(-size, size), 5),
            round(centre["lat"] + random.uniform(-size, size), 5),
        )
        for _ in range(random.randint(3, 6))
    )


def _near(random: Random, dataset: Dataset) -> Near:
    """A distance from a record, a point, a line, an area, or the records of another filter."""
    km = round(random.choice((0.5, 10, 80)) * random.uniform(0.5, 1.5), 3)
    corners = _area(random, dataset)
    placed = dataset.incidents.dropna(subset=["lon", "lat"])
    record = placed.iloc[random.randrange(len(placed))]
    others = Filters(actors=("nobody at all",))
    first = _day(random, dataset)
    some = Filters(start=first, end=first + timedelta(days=20), kinds=(record["kind"],))
    return random.choice(
        (
            Near(km, record=record["id"]),
            Near(km, point=corners[0]),
            Near(km, line=corners[:3]),
            Near(km, area=corners),
            Near(km, records=others.to_query()),
            Near(km, records=some.to_query()),
        )
    )
