"""Packs some records of a dataset for a map that stands alone: nothing in it tells of the other records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from geodata import geometry, model
from geodata.errors import GeodataError
from geodata.index import extents
from geodata.index.star_schema import LAST_MINUTE, NO_MINUTE, VOCABULARIES
from geodata.mapdata import columns, packing
from geodata.query import event_counts, whose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.engines import Answer
    from geodata.query.store import Store

Ints = npt.NDArray[np.int64]
Places = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]

NUMBERED: Final = (*VOCABULARIES, "actor")
"""What the records' codes stand for; of `FREQUENT` the most frequent words come first."""
FREQUENT: Final = ("event_type", "actor")
FACTS: Final = {"event_type": ("u16", "plain"), "participants": ("u16", "plain")}
"""Of each record what the map's columns cut off: its event type, and how many participants it has."""
PARTICIPANTS: Final = {"actor": ("u32", "plain")}
_NO_WORD: Final = 2**16 - 1
_STRETCH: Final = 131_072
"""Rows that are asked for at a time."""


MOST: Final = 300_000
"""Records of one file: a browser holds their texts while it searches."""


class TooManyToFreezeError(GeodataError, ValueError):
    """A view has more records than one file holds."""

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(
            f"This view has {n:,} records; a frozen map holds at most {MOST:,}. Filter more narrowly, for "
            "example year by year."
        )


@dataclass(frozen=True)
class Packed:
    """What the map draws from, and what filters by event types and actors need beside it."""

    columns: bytes
    """INC2, as `columns.encode` has all records; rows are numbered anew from 0, in their order."""
    facts: bytes
    """INC2 of `FACTS`: positions in the categories of `columns`, 65535 where there is none."""
    participants: bytes
    """INC2 of `PARTICIPANTS`: all lines of the first record, then of the next."""
    reference: bytes
    """JSON, as `columns.reference` has it."""
    actors: tuple[str, ...]
    """Ids of the actors, in the order of their category."""
    first_view: tuple[float, float, float, float] | None
    """West, south, east, north in degrees: see `extents.first_view`."""


def pack(store: Store, rows: Ints, *, name: str, version: str) -> Packed:
    """Pack the records with these row numbers, which rise, under a dataset's name and version."""
    answer = _lines(store, rows)
    counts, actors, lines = _participants(store, rows)
    words = {each: store.words[each] for each in VOCABULARIES} | {"actor": actors}
    used = {each: _used(answer[each], len(words[each]), each) for each in VOCABULARIES}
    used["actor"] = _used(np.ma.asarray(lines), len(actors), "actor")
    first_lines = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64) if len(rows) else counts
    has_one = np.flatnonzero(counts)
    answer["actor_1"] = np.full(len(rows), -1, np.int64)
    answer["actor_1"][has_one] = lines[first_lines[has_one]]
    for each, column in zip(NUMBERED, (*VOCABULARIES, "actor_1"), strict=True):
        answer[column] = _numbered(answer[column], used[each], len(words[each]))
    kinds = columns.columns_of(store)
    sent = columns.as_sent(answer, kinds)
    reference = _reference(store, rows)
    shaped = np.zeros(len(rows), bool)
    shaped[[row for shape in reference["shapes"] for row in shape["rows"]]] = True
    places, corners = _places(sent, shaped, reference)
    categories = {
        each: [
            {"id": words[each][code], "label": store.label(each, words[each][code])} for code in used[each]
        ]
        for each in NUMBERED
    }
    said = {
        **columns.header(store),
        "dataset": name,
        "version": version,
        "n": len(rows),
        "drawn": int((sent["x"] != columns.NO_POSITION).sum()),
        **_times(sent, categories["kind"]),
        "boxes": _boxes(sent, shaped, corners),
        **_events(store, sent, categories["kind"]),
    }
    said["categories"] = categories | {each: said["categories"][each] for each in _whose(store)}
    facts = {
        "event_type": np.where(answer["event_type"] < 0, _NO_WORD, answer["event_type"]),
        "participants": np.minimum(counts, _NO_WORD),
    }
    numbered = _numbered(lines, used["actor"], len(actors))
    return Packed(
        columns=b"".join(packing.pack(said, kinds, [sent] if len(rows) else [])),
        facts=_packed("facts", FACTS, facts),
        participants=_packed("participants", PARTICIPANTS, {"actor": numbered}),
        reference=json.dumps(reference, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(),
        actors=tuple(actors[code] for code in used["actor"]),
        first_view=extents.first_view(*places) or extents.first_view(*corners),
    )


def _packed(name: str, kinds: dict[str, tuple[str, str]], found: Mapping[str, Ints]) -> bytes:
    n = len(next(iter(found.values())))
    typed = {each: found[each].astype(packing.TYPES[kind]) for each, (kind, _) in kinds.items()}
    return b"".join(packing.pack({"kind": name, "n": n}, kinds, [typed] if n else []))


def _stretches(rows: Ints) -> Iterator[Ints]:
    for first in range(0, len(rows), _STRETCH):
        yield rows[first : first + _STRETCH]


def _lines(store: Store, rows: Ints) -> dict[str, Any]:
    """The lines of incidents of the rows, as `columns.lines` has those of a stretch."""
    found: list[Answer] = []
    for some in _stretches(rows):
        first, last = int(some[0]), int(some[-1]) + 1
        stretch = columns.lines(store, first, last)
        found.append({name: values[some - first] for name, values in stretch.items()})
    if not found:
        found = [{name: values[:0] for name, values in columns.lines(store, 0, 1).items()}]
    together: Any = np.ma.concatenate  # which has no types
    return {name: together([each[name] for each in found]) for name in found[0]}


def _participants(store: Store, rows: Ints) -> tuple[Ints, tuple[str, ...], Ints]:
    """How many lines each record has, the actors' ids, and each line's position among these."""
    counts, lines = [], []
    ids: list[str] = []
    for some in _stretches(rows):
        table = store.columns("participations", some, "row", "line", "actor")
        counts.append(np.bincount(np.searchsorted(some, table["row"].to_numpy()), minlength=len(some)))
        coded = table["actor"].combine_chunks().fill_null("").dictionary_encode()
        lines.append(len(ids) + coded.indices.to_numpy().astype(np.int64))
        ids += coded.dictionary.to_pylist()
    if not lines:
        return np.zeros(0, np.int64), (), np.zeros(0, np.int64)
    known = tuple(actor for actor in dict.fromkeys(ids) if actor)
    place = {"": -1, **{actor: number for number, actor in enumerate(known)}}
    moved = np.array([place[actor] for actor in ids], np.int64)
    return np.concatenate(counts).astype(np.int64), known, moved[np.concatenate(lines)]


def _used(codes: Any, size: int, name: str) -> list[int]:
    """The codes that occur: the most frequent first, or by their own order."""
    known = np.ma.filled(codes, -1)
    counts = np.bincount(known[known >= 0], minlength=size)
    occurring = np.flatnonzero(counts)
    order = np.argsort(-counts[occurring], kind="stable") if name in FREQUENT else slice(None)
    return [int(code) for code in occurring[order]]


def _numbered(codes: Any, used: list[int], size: int) -> Ints:
    """Codes as positions among those that occur; −1 where there is none."""
    place = np.full(size + 1, -1, np.int64)
    place[used] = np.arange(len(used))
    return place[np.ma.filled(codes, -1)]


def _times(sent: Mapping[str, Any], kinds: list[dict[str, str]]) -> dict[str, Any]:
    """The span of all that is dated, and its busy part, as `statistics.find` has them."""
    start, end = sent["start"], sent["end"]
    dated = start != NO_MINUTE
    if not dated.any():
        return {"span": None, "stretch": None}
    span = int(start[dated].min()), int(np.where(end == LAST_MINUTE, start + 1, end)[dated].max())
    return {"span": span, "stretch": extents.stretch_of(start[dated & ~_is(sent, kinds, "site")], span)}


def _is(sent: Mapping[str, Any], kinds: list[dict[str, str]], wanted: str) -> npt.NDArray[np.bool_]:
    codes = [code for code, kind in enumerate(kinds) if kind["id"] == wanted]
    return np.isin(sent["kind"], codes)


def _events(store: Store, sent: Mapping[str, Any], kinds: list[dict[str, str]]) -> dict[str, int]:
    """How many totals there are, and events in all, where the dataset has totals."""
    if not event_counts.are_weighed(store):
        return {}
    totals = int(_is(sent, kinds, model.TOTAL).sum())
    return {"totals": totals, "events": int(sent[event_counts.COLUMN].sum())}


def _whose(store: Store) -> tuple[str, ...]:
    return (whose.DATASET,) if whose.datasets(store) else ()


def _reference(store: Store, rows: Ints) -> dict[str, Any]:
    """What is drawn beside the points of these records: see `columns.reference`."""
    whole = columns.reference(store)
    place = {int(row): number for number, row in enumerate(rows)}
    shapes = [
        {**shape, "rows": [place[row] for row in shape["rows"] if row in place]} for shape in whole["shapes"]
    ]
    shapes = [shape for shape in shapes if shape["rows"]]
    drawn = {json.dumps(path) for shape in shapes for path in shape["paths"]}
    named: dict[str, int] = {}
    for some in _stretches(rows):
        counted = pc.value_counts(store.columns("records", some, "row", "place")["place"])
        for each in counted.to_pylist():
            named[each["values"]] = named.get(each["values"], 0) + each["counts"]
    return {
        "places": [{**each, "count": named[each["key"]]} for each in whole["places"] if each["key"] in named],
        "shapes": shapes,
        "disputed": [place[row] for row in whole["disputed"] if row in place],
        "reference": [each for each in whole["reference"] if json.dumps(each["coordinates"]) in drawn],
    }


def _places(
    sent: Mapping[str, Any], shaped: npt.NDArray[np.bool_], reference: Mapping[str, Any]
) -> tuple[Places, Places]:
    """Longitudes and latitudes of points, and of two corners of the box around each shape."""
    points = ~shaped & (sent["x"] != columns.NO_POSITION)
    lon, lat = np.array([_box(shape["paths"]) for shape in reference["shapes"]], np.float64).reshape(-1, 2).T
    return geometry.lon_lat(sent["x"][points], sent["y"][points]), (lon, lat)


def _box(paths: list[Any]) -> list[list[float]]:
    corners = np.array([corner for path in paths for corner in path])
    return [corners.min(axis=0).tolist(), corners.max(axis=0).tolist()]


def _boxes(sent: Mapping[str, Any], shaped: npt.NDArray[np.bool_], corners: Places) -> dict[str, Any]:
    points = ~shaped & (sent["x"] != columns.NO_POSITION)
    x, y = geometry.world(*corners)
    return dict(
        extents.boxes_of(
            np.concatenate([sent["x"][points].astype(np.int64), x]),
            np.concatenate([sent["y"][points].astype(np.int64), y]),
        )
    )
