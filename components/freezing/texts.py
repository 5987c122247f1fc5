"""Gives the texts of the records shown, in chunks of JSON: what a frozen map tells of each.

They are worded here, in the words of the page's own details; a browser only puts them in their places. What
repeats is written once: in the chunk, or among what all chunks share.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import shapely

from components.text import record_words, wording
from geodata.exporters.selection import BLOCK
from geodata.model import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.text.record_words import Record, Rows
    from geodata.exporters.selection import Block, Lines, Selection

CHUNK: Final = BLOCK
"""Records of a chunk."""
_FIGURES: Final = ("fatalities_low", "fatalities_best", "fatalities_high")
_TIMES: Final = ("start", "end")
_READ: Final = (
    *("id", "title", "summary", "event_type", "kind", "time_class", "place", "location_class", "confidence"),
    *("uncertainty_m", "lon", "lat", "representative_lon", "representative_lat", "count", "injured"),
    *(*_FIGURES, *_TIMES),
)
_BELONGING: Final = ("participations", "quantities", "claims", "sources")
_WORDS: Final = ("id", "title", "summary")
_SHARED: Final = ("sites", "sources")
"""What recurs in chunk after chunk."""
_FIRST_LETTER: Final = 0x20
_SURROGATES, _PAST_SURROGATES = 0xD800, 0x800
_CODED: Final = ("sorts", "times", "sites", "confidences", "drawn", "tolls")
"""Of these each record has one."""


class Texts:
    """Makes the chunks, one after the other, and keeps what they share."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._seen: dict[str, set[int]] = {name: set() for name in _SHARED}
        self._shared: dict[str, dict[str, int]] = {name: {} for name in _SHARED}

    def chunks(self) -> Iterator[bytes]:
        """The records shown, `CHUNK` at a time, each chunk as JSON: `frozen/chunks.js` says what is in it."""
        places = {place["key"]: place for place in _dicts(self._selection.places.drop_columns(["geometry"]))}
        timezone = self._selection.store.dataset.info.timezone
        for block in self._selection.blocks():
            yield as_json(self._chunk(block, places, timezone))

    def shared(self) -> dict[str, list[Any]]:
        """What the chunks that were made share, by the numbers −1, −2, … in them."""
        return {name: [json.loads(each) for each in known] for name, known in self._shared.items()}

    def _chunk(self, block: Block, places: dict[Any, Record], timezone: str) -> dict[str, Any]:
        shapes = _shapes(block)
        belonging = {name: _by_record(block.belonging(name)) for name in _BELONGING}
        coded = {name: _Coded() for name in (*_CODED, "sources", "roles")}
        codes: dict[str, list[Any]] = {name: [] for name in coded}
        told: dict[str, Any] = {**{name: [] for name in _WORDS}, "claims": {}, "events": {}, "cited": []}
        for number, record in enumerate(_records(block)):
            lines = {name: each[number] for name, each in belonging.items()}
            for name in _WORDS:
                told[name].append(record[name])
            of_one = _of_one(record, places.get(record["place"]), lines, shapes[number], timezone)
            for name in _CODED:
                codes[name].append(self._code(name, of_one[name], coded[name]))
            told["cited"].append(len(lines["sources"]))
            codes["sources"] += [
                self._code("sources", _source(line), coded["sources"]) for line in lines["sources"]
            ]
            roles = record_words.participants(lines["participations"])
            codes["roles"] += [coded["roles"].code(role) for _, role in roles]
            if lines["claims"]:
                told["claims"][number] = record_words.claims(lines["claims"], lines["sources"])
            if record["kind"] == TOTAL:
                told["events"][number] = wording.events_of_total(record["count"])
        for name, each in coded.items():
            told[name] = {"values": each.values, "codes": as_letters(codes[name])}
            self._seen.get(name, set()).update(map(hash, each.known))
        told["cited"] = as_letters(told["cited"])
        told["file"] = [(name, values.to_pylist()) for name, values in block.attributes.items()]
        return told

    def _code(self, name: str, value: object, here: _Coded) -> int:
        """The number of a value in this chunk; below 0 if an earlier chunk had it, so that it is shared."""
        if name not in _SHARED:
            return here.code(value)
        key = as_json(value).decode()
        shared = self._shared[name]
        if key in shared or hash(key) in self._seen[name]:
            return -1 - shared.setdefault(key, len(shared))
        return here.code(value, key)


class _Coded:
    """The different values of a chunk, each with its number."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.known: dict[str, int] = {}

    def code(self, value: object, key: str | None = None) -> int:
        key = as_json(value).decode() if key is None else key
        if key not in self.known:
            self.known[key] = len(self.values)
            self.values.append(value)
        return self.known[key]


def _of_one(
    record: Record,
    place: Record | None,
    lines: dict[str, Rows],
    shape: shapely.Geometry | None,
    timezone: str,
) -> dict[str, Any]:
    """The values of `_CODED`."""
    series: Any = record  # the wording looks cells up by their names, as in a row of a frame
    english = "" if place is None else wording.text_of(place["name_en"])
    return {
        "sorts": [wording.told(record["kind"], "kinds"), record["event_type"]],
        "times": [wording.when(series, timezone), wording.zone_of(series, timezone)],
        "sites": [
            wording.where(series, english),
            english,
            [] if place is None else record_words.also_called(place),
        ],
        "confidences": wording.told(record["confidence"], "confidences"),
        "drawn": record_words.on_map(record["location_class"], shape),
        "tolls": [record_words.toll(record, lines["quantities"]), [record[name] for name in _FIGURES]],
    }


def _source(line: Record) -> list[Any]:
    """What the file calls it and who published it, for they are searched; how it is told; where it is."""
    told = record_words.source(line)
    web = [
        each if record_words.given(each) and record_words.leads_to_web(str(each)) else None
        for each in (told.url, told.archived)
    ]
    return [line["title"], line["publisher"], told.title, told.said, *web, told.rating, told.rating_words]


def _records(block: Block) -> list[Record]:
    """One mapping a record, of the columns that are told; what is missing is None, times are moments."""
    table = block.records
    found = {name: table[name].to_pylist() for name in _READ if name not in _TIMES}
    for name in _TIMES:
        found[name] = list(pd.to_datetime(table[name].cast(pa.int64()).to_pandas(), unit="us", utc=True))
    for name in ("lon", "lat"):  # `where` tells no position of what is known to an area only
        found[name] = [
            inner if inner is not None else outer
            for inner, outer in zip(found[name], found[f"representative_{name}"], strict=True)
        ]
    return [dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True)]


def _shapes(block: Block) -> list[Any]:
    """The geometry of what is known to an area only, which is told in words; None of all others."""
    classes, written = (block.records[name].to_pylist() for name in ("location_class", "geometry"))
    return [
        shapely.from_wkb(each) if each is not None and known in record_words.NO_POINT else None
        for known, each in zip(classes, written, strict=True)
    ]


def _by_record(lines: Lines) -> list[Rows]:
    rows = _dicts(lines.table)
    return [rows[begin:end] for begin, end in pairwise(lines.begins.tolist())]


def _dicts(table: pa.Table) -> list[Record]:
    columns = {name: table[name].to_pylist() for name in table.column_names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def as_letters(codes: list[int]) -> str:
    """Whole numbers as a letter each, which packs in half the bytes of figures; −1, −2, … are among them."""
    places = (2 * code if code >= 0 else -2 * code - 1 for code in codes)
    letters = (place + _FIRST_LETTER for place in places)
    return "".join(chr(each if each < _SURROGATES else each + _PAST_SURROGATES) for each in letters)


def as_json(value: object) -> bytes:
    """A value as short JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
