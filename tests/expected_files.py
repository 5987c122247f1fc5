"""Reads a small file as the sandbox does and says in plain words what an exact researcher would look at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from geodata import readers
from geodata.errors import GeodataError
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft, remarks
from geodata.layouts import drafting

SHARED: Final = Path(__file__).parents[2] / "shared" / "cases"
FILES: Final = SHARED / "files"
POSITION_DIGITS: Final = 4


@dataclass(frozen=True)
class Expected:
    """A file, what was chosen about it, and what must come of it; what is left out is not looked at."""

    file: str
    layout: str | None = None
    counts: tuple[int, int, int] | None = None
    """Rows in, accepted, refused."""
    incidents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By title or id, or by `#1`, `#2` … in the file's order: some of what `told` says of the incident."""
    asked: tuple[str, ...] | None = None
    """The fields of all questions."""
    remarks: tuple[str, ...] = ()
    """Patterns, each found in a remark: `field: value: reason`."""
    refused: tuple[str, ...] = ()
    """Patterns, one for each refusal in the file's order: `row: field: value: reason`."""
    error: str | None = None
    """A pattern that is found in the error, where the file as a whole cannot be used."""
    never: tuple[str, ...] = ()
    """Texts that are no actor, place or source."""
    choices: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.file, *(f"{name}={value}" for name, value in self.choices.items())])


def check(expected: Expected, folder: Path, scratch: Path) -> None:
    """Read the file in the folder and compare it with what is expected of it."""
    if expected.error is not None:
        with pytest.raises(GeodataError, match=expected.error):
            drafted(folder / expected.file, scratch, **expected.choices)
        return
    made = drafted(folder / expected.file, scratch, **expected.choices)
    assert expected.layout in {None, made.layout}, made.layout
    counts = (made.rows_in, made.accepted, len(made.rejected))
    refusals = [_line(each, "row", "field", "value", "reason") for each in remarks(made.rejected)]
    assert expected.counts in {None, counts}, (counts, refusals)
    if expected.asked is not None:
        assert tuple(question.field for question in made.questions) == expected.asked
    said = [_line(each, "field", "value", "reason") for each in remarks(made.warnings)]
    for pattern in expected.remarks:
        assert any(re.search(pattern, line) for line in said), (pattern, said)
    for pattern, line in zip(expected.refused, refusals, strict=bool(expected.refused) or not refusals):
        assert re.search(pattern, line), line
    names = [told_name for each in told(made) for told_name in _names(each)]
    assert not set(expected.never) & set(names), names
    for name, values in expected.incidents.items():
        one = _found(name, told(made))
        assert {key: one[key] for key in values} == dict(values), one


def drafted(path: Path, scratch: Path, **chosen: Any) -> Draft:
    """What is made of the file, with an account of every row."""
    choices = Choices(**chosen)
    made = drafting.prepare(readers.read(path, name=path.name, choices=choices, scratch=scratch), choices)
    assert made.accepted + len(made.rejected) == made.rows_in
    return made


def told(made: Draft) -> list[dict[str, Any]]:
    """Each incident as plain values, in the file's order.

    `when` is "2023-09-24" for a day, "2023-09-24/2023-09-26" for days (the last one included) and
    "2023-09-24T03:10Z" for a minute, "2023-09-24/.." of what goes on, without its class, which is `class`;
    `at` is longitude and latitude, rounded to 4 digits, or None; `killed` is one number, or (low, best, high)
    where they differ.
    """
    tables = {name: table.astype(object).where(table.notna(), None) for name, table in made.tables.items()}
    places = dict(zip(tables["places"]["key"], tables["places"]["name_en"], strict=True))
    actors = dict(zip(tables["actors"]["id"], tables["actors"]["name"], strict=True))
    attributes = made.tables["attributes"]
    found = []
    for position, (_, cells) in enumerate(tables["incidents"].iterrows()):
        row = {name: None if pd.isna(value) else value for name, value in cells.items()}
        took_part = tables["participations"][tables["participations"]["incident"] == row["id"]]
        sources = tables["sources"][tables["sources"]["incident"] == row["id"]]
        toll = tuple(row[f"fatalities_{name}"] for name in ("low", "best", "high"))
        found.append(
            {
                **{
                    name: row[name]
                    for name in ("id", "title", "summary", "kind", "count", "event_type", "injured")
                },
                "when": when(row["start"], row["end"], row["time_class"]),
                "class": row["time_class"],
                "at": None
                if row["lon"] is None
                else tuple(round(row[n], POSITION_DIGITS) for n in ("lon", "lat")),
                "shape": None if row["geometry"] is None else row["geometry"].geom_type,
                "place": places.get(row["place"]),
                "place_class": row["location_class"],
                "uncertainty_m": row["uncertainty_m"],
                "killed": toll[1] if len(set(toll)) == 1 else toll,
                "actors": {actors[actor] for actor in took_part["actor"]},
                "roles": {(actors[line.actor], line.role) for line in took_part.itertuples()},
                "sources": [(line.publisher, line.title, line.url) for line in sources.itertuples()],
                "addresses": [line.url for line in sources.itertuples() if line.url],
                "others": {name: text for name, text in attributes.iloc[position].items() if text},
            }
        )
    return found


def when(start: pd.Timestamp | None, end: pd.Timestamp | None, time_class: str) -> str | None:
    """An interval in few letters; see `told`."""
    if pd.isna(start) and pd.isna(end):
        return None
    if end is None:  # it goes on
        return f"{start:%Y-%m-%d}/.."
    if time_class in {"minute", "hour"}:
        return (
            f"{start:%Y-%m-%dT%H:%MZ}"
            if end - start <= dt.timedelta(minutes=1)
            else f"{start:%Y-%m-%dT%H:%MZ}/{end:%Y-%m-%dT%H:%MZ}"
        )
    first = "" if start is None else f"{start:%Y-%m-%d}"
    last = "" if end is None else f"{end - dt.timedelta(microseconds=1):%Y-%m-%d}"
    return first if first == last else f"{first}/{last}"


def _names(one: Mapping[str, Any]) -> Iterator[str]:
    yield from one["actors"]
    yield from (one["place"] or "",)
    for publisher, title, url in one["sources"]:
        yield from (publisher or "", title or "", url or "")


def _found(name: str, incidents: list[dict[str, Any]]) -> dict[str, Any]:
    if name.startswith("#"):
        return incidents[int(name[1:]) - 1]
    chosen = [each for each in incidents if name in {each["id"], each["title"]}]
    assert len(chosen) == 1, (name, [each["title"] for each in incidents])
    return chosen[0]


def _line(each: Mapping[str, Any], *names: str) -> str:
    return ": ".join("" if each[name] is None else str(each[name]) for name in names)


def needs_shared_files() -> pytest.MarkDecorator:
    """Skip where the shared files are not beside the checkout."""
    return pytest.mark.skipif(not FILES.is_dir(), reason="the shared files are not here")
