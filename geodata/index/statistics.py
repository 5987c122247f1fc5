"""Computes once, from a version's engine tables, what is the same for every question about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata import geometry, model
from geodata.index import attributes, extents
from geodata.index.star_schema import LAST_MINUTE, NO_MINUTE, SLOTS, VOCABULARIES

if TYPE_CHECKING:
    from geodata.engines import Answer, Engine
    from geodata.index.star_schema import Words

Run = Callable[[str], "Answer"]

TABLE: Final = "facts"
"""The engine's table that holds the statistics: one line, JSON. Its name is part of the files' format."""

COUNTED: Final = (*VOCABULARIES, "actor", "role")
_RECORDS: Final = "count(*)"
_EVENTS: Final = "coalesce(sum(events), 0)"


@dataclass(frozen=True)
class Statistics:
    """All of a version at once: how much there is, of what, when and where."""

    n: int
    """Records; their rows are 0 … n−1."""
    sites: int
    drawn: int
    """Records that the map can draw."""
    disputed: int
    """Records of which different values are claimed for one field."""
    more: bool
    """Whether some incident has more participations than stand in its own line."""
    words: Mapping[str, tuple[str, ...]]
    """The words of each coded column, by position."""
    counts: Mapping[str, tuple[int, ...]]
    """In how many records each word of `COUNTED` occurs; with `totals`, how many events these stand for."""
    actor_names: tuple[str, ...]
    """Names of `words["actor"]` for people."""
    span: tuple[int, int] | None
    """First minute of anything dated, and the one after its last; what goes on adds nothing but its start."""
    stretch: tuple[int, int] | None
    """The busy part of `span`: see `extents.stretch_of`."""
    boxes: Mapping[str, Mapping[str, int] | None] = field(default_factory=dict)
    """Where the map begins, in world units: see `extents.boxes_of`."""
    first_view: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees: see `extents.first_view`."""
    own_columns: attributes.Columns = ()
    """The file's own columns in which something stands."""
    totals: int = 0
    """Records that are totals. Without any, every record is one event, and none is looked at for that."""
    events: int = 0
    """Events that the records stand for; a total that gives no number adds none."""

    def to_table(self) -> pa.Table:
        """One line of JSON, as it lies in `TABLE`."""
        return pa.table({"json": [json.dumps(asdict(self), ensure_ascii=False)]})

    @classmethod
    def read(cls, engine: Engine) -> Statistics:
        """What `to_table` was made of, from an engine that holds it."""
        return cls.from_json(str(engine.run(engine.compile(engine.table(TABLE)))["json"][0]))

    @classmethod
    def from_json(cls, text: str) -> Statistics:
        """Read the JSON in `to_table`."""
        said = json.loads(text)
        for name in ("words", "counts"):
            said[name] = {key: tuple(values) for key, values in said[name].items()}
        for name in ("actor_names", "span", "stretch", "first_view"):
            said[name] = None if said[name] is None else tuple(said[name])
        said["own_columns"] = tuple((name, kind) for name, kind in said["own_columns"])
        return cls(**said)


def find(run: Run, words: Words, actor_names: Mapping[str, str], own: attributes.Columns = ()) -> Statistics:
    """Compute the statistics of a version whose tables can be asked with `run`, SQL to columns."""
    answer = run(
        "SELECT start_min, end_min, site, drawable, shaped, x, y, lon, lat FROM incidents ORDER BY row"
    )
    start, end = (np.ma.filled(answer[name], NO_MINUTE) for name in ("start_min", "end_min"))
    site, drawable, shaped = (np.asarray(answer[name], bool) for name in ("site", "drawable", "shaped"))
    point = drawable & ~shaped
    x, y = (np.asarray(np.ma.filled(answer[name], 0), np.int64)[point] for name in ("x", "y"))
    lon, lat = (np.ma.filled(answer[name], np.nan)[point] for name in ("lon", "lat"))
    dated = start != NO_MINUTE
    last = np.where(end == LAST_MINUTE, start + 1, end)
    span = (int(start[dated].min()), int(last[dated].max())) if dated.any() else None
    corner_lon, corner_lat = _shape_corners(run)
    totals = _totals(run, words)
    corner_x, corner_y = geometry.world(corner_lon, corner_lat)
    return Statistics(
        n=len(start),
        sites=int(site.sum()),
        drawn=int(drawable.sum()),
        disputed=int(run("SELECT count(*) AS n FROM incidents WHERE disputed")["n"][0]),
        more=bool(run("SELECT count(*) AS n FROM more_participations")["n"][0]),
        words={name: tuple(each) for name, each in words.items() if name != "source"},
        counts={name: _counts(run, name, len(words[name]), weighed=totals > 0) for name in COUNTED},
        actor_names=tuple(actor_names.get(actor, actor) for actor in words["actor"]),
        span=span,
        stretch=extents.stretch_of(start[dated & ~site], span),
        boxes=extents.boxes_of(np.concatenate([x, corner_x]), np.concatenate([y, corner_y])),
        own_columns=own,
        totals=totals,
        events=int(run(f"SELECT {_EVENTS} AS n FROM incidents")["n"][0]) if totals else len(start),  # noqa: S608 - our own
        first_view=extents.first_view(lon, lat) or extents.first_view(corner_lon, corner_lat),
    )


def _shape_corners(run: Run) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitudes and latitudes of two corners of the box around each line, area or several points."""
    answer = run("SELECT west, south, east, north FROM shapes")
    west, south, east, north = (
        np.asarray(answer[name], np.float64) for name in ("west", "south", "east", "north")
    )
    return np.concatenate([west, east]), np.concatenate([south, north])


def _totals(run: Run, words: Words) -> int:
    """How many records are totals."""
    if model.TOTAL not in words["kind"]:
        return 0
    code = words["kind"].index(model.TOTAL)
    return int(run(f"SELECT count(*) AS n FROM incidents WHERE kind = {code}")["n"][0])  # noqa: S608 - our number


def _counts(run: Run, field_name: str, words: int, *, weighed: bool) -> tuple[int, ...]:
    """In how many records each word occurs, or how many events they stand for."""
    found = np.zeros(words, np.int64)
    for sql in _tallies(field_name, _EVENTS if weighed else _RECORDS):
        answer: dict[str, Any] = run(sql)
        known = answer["code"] >= 0
        np.add.at(found, answer["code"][known], answer["n"][known].astype(np.int64))
    return tuple(int(each) for each in found)


def _tallies(name: str, number: str) -> list[str]:
    if name not in ("actor", "role"):
        return [f"SELECT {name} AS code, {number} AS n FROM incidents GROUP BY {name}"]  # noqa: S608 - our names
    slots = []
    for slot in SLOTS:
        others = " AND ".join(f"{name}_{slot} <> {name}_{before}" for before in SLOTS if before < slot)
        slots.append(
            f"SELECT {name}_{slot} AS code, {number} AS n FROM incidents "  # noqa: S608
            f"{f'WHERE {others} ' if others else ''}GROUP BY {name}_{slot}"
        )
    more = (
        f"SELECT more.{name} AS code, {number} AS n FROM more_participations AS more "  # noqa: S608
        f"JOIN incidents ON incidents.row = more.row WHERE first_of_{name} GROUP BY more.{name}"
        if number != _RECORDS
        else f"SELECT {name} AS code, count(*) AS n FROM more_participations "  # noqa: S608
        f"WHERE first_of_{name} GROUP BY {name}"
    )
    return [*slots, more]
