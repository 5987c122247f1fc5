"""Lays out the records with what belongs to them inside each, as JSON: for files of one table.

Every column of the model is there, but for `search_text`, which `row_order` makes from the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata import model
from geodata.exporters import escaping, own_columns, selection
from geodata.exporters.escaping import json_lists, json_object, json_texts, text

if TYPE_CHECKING:
    from geodata.exporters.selection import Block

TABLES: Final = {
    "participations": ("actor", "name", "role", "aliases", "parent", "kind"),
    "quantities": model.QUANTITY_COLUMNS[1:],
    "sources": model.SOURCE_COLUMNS[1:],
    "claims": model.CLAIM_COLUMNS[1:],
}
"""Tables written inside each incident: a list of objects with these members."""

PLACE: Final = "place_details"
"""Written inside each incident: its place with all names, an object; `geometry` in it is well-known text."""
CENTRE: Final = "representative_point"
"""Longitude and latitude of what is known only to an area, whose `lon`, `lat` and point are left out."""
ZONE: Final = "timezone"
LOCAL: Final = ("start_local", "end_local", "edtf")
"""The interval by clocks in the zone: `local_times.COLUMNS`."""

_FLAT: Final = tuple(name for name in model.INCIDENT_COLUMNS if name not in ("geometry", "search_text"))
_TIMES: Final = {"start": "start_utc", "end": "end_utc"}


def names(block: Block) -> tuple[str, ...]:
    """Columns of the model that hold one value; how many events a total stands for where there are totals."""
    totals = block.selection.store.statistics.totals
    return tuple(name for name in _FLAT if totals or name != "count")


def flat(block: Block) -> dict[str, pa.Array]:
    """`names`, `LOCAL`, the zone and distances; numbers as they are, times as texts."""
    return {
        **{
            name: block.times[_TIMES[name]] if name in _TIMES else _whole(block.records[name])
            for name in names(block)
        },
        **local(block),
        **block.distances,
    }


def local(block: Block) -> dict[str, pa.Array]:
    """`LOCAL` and the zone."""
    found = {name: block.times[name] for name in LOCAL}
    zone = block.selection.store.dataset.info.timezone
    return found | {ZONE: pa.array([zone], pa.string()).take(pa.array([0] * len(block), pa.int32()))}


def documents(block: Block) -> dict[str, pa.Array]:
    """JSON texts: the lists of `TABLES`, `PLACE` and `CENTRE` where there is one, and the file's columns."""
    return {
        "extra": own_columns.as_json(block),
        **{name: _lists(block, name) for name in TABLES},
        PLACE: _place(block),
        CENTRE: _centre(block),
    }


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _lists(block: Block, table: str) -> pa.Array:
    lines = block.belonging(table)
    objects = json_object({name: _json(name, lines.table[name]) for name in TABLES[table]})
    return json_lists(lines.listed(objects))


def _json(name: str, column: pa.ChunkedArray) -> pa.Array:
    if name == "aliases":  # which the engines hold as JSON
        return text(column)
    return json_texts(column) if pa.types.is_string(column.type) else text(column)


def _place(block: Block) -> pa.Array:
    """The places of the block, each told once."""
    places = block.selection.places
    found = pc.index_in(_whole(block.records["place"]), places["key"])
    distinct = pc.unique(found).drop_null()
    lines = selection.with_points(places.take(distinct))
    called = [name for name in model.PLACE_COLUMNS if name != "geometry"]
    objects = json_object(
        {
            **{name: _json(name, lines[name]) for name in called},
            "geometry": json_texts(escaping.wkt(lines)),
        }
    )
    return objects.take(pc.index_in(found, distinct))


def _centre(block: Block) -> pa.Array:
    lon, lat = (block.records[f"representative_{name}"] for name in ("lon", "lat"))
    return escaping.where(pc.is_valid(lon), escaping.joined(["[", lon, ", ", lat, "]"]))


def as_members(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Plain columns as JSON."""
    return {name: _json("", values) for name, values in columns.items()}
