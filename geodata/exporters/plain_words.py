"""Lays out the records in one table for the person who opens it: the file's own columns, then ours in words.

A value a cell, no JSON: who took part as "A; B", sources as "Publisher: title (address)".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata import model
from geodata.exporters import columns, dictionary, escaping, own_columns
from geodata.exporters.dictionary import Field
from geodata.exporters.escaping import joined, text, where
from geodata.library import paths

if TYPE_CHECKING:
    from geodata.exporters.selection import Block, Lines, Selection

SEPARATOR: Final = "; "
"""Between what stands in one cell."""
VERSION_LENGTH: Final = 12
"""Characters of a version that stand in each line; they tell it apart."""

_DEGREES: Final = "degrees, WGS 84; empty for what is known only to a district or wider"
_UNKNOWN: Final = "people; empty means unknown, not zero"
_EVENTS: Final = Field(
    "events_counted", "integer", "of a total, how many events it stands for; empty if it gives no number"
)
"""Where the dataset has totals."""
FIELDS: Final = (
    Field("id", "string", "the record's own id; unique"),
    Field("kind", "string", "what sort of record it is", model.KINDS),
    _EVENTS,
    Field("type", "string", "type of event, in the file's words"),
    Field("title", "string", "one line"),
    Field("summary", "string", "what happened, in the file's words"),
    Field("date", "date", "day on which it began, in the time zone given; empty means unknown"),
    Field("time", "time", "time of the day, in the same zone; empty where only days are known"),
    Field(
        "end_date",
        "date",
        "last day, in the same zone; empty beside a date: it goes on, its end is not known",
    ),
    Field("end_time", "time", "time of the day by which it was over"),
    Field("time_zone", "string", "the zone of these dates and times (IANA)"),
    Field("start_utc", "datetime", "first moment at which it may have been, UTC"),
    Field("end_utc", "datetime", "first moment at which it was over for certain, UTC"),
    Field("edtf", "string", dictionary.EDTF),
    Field("time_known_to", "string", "how finely the time is known", model.TIME_CLASSES),
    Field("place", "string", "name of the place"),
    Field("latitude", "number", _DEGREES),
    Field("longitude", "number", _DEGREES),
    Field("place_known_to", "string", "how finely the place is known", model.LOCATION_CLASSES),
    Field("uncertainty_m", "number", "metres around the position within which it lies"),
    Field("shape", "string", "a line or an area as well-known text, longitude first"),
    Field("fatalities_low", "integer", f"lowest figure, {_UNKNOWN}"),
    Field("fatalities_best", "integer", f"best figure, {_UNKNOWN}"),
    Field("fatalities_high", "integer", f"highest figure, {_UNKNOWN}"),
    Field("injured", "integer", _UNKNOWN),
    Field("other_figures", "string", "such as troops or arrests, set apart by semicolons"),
    Field("actors", "string", "all who took part, set apart by semicolons"),
    *(
        Field(name, "string", f"of these, those in the role '{role}'")
        for name, role in model.ROLE_COLUMNS.items()
    ),
    Field("confidence", "string", "how sure the dataset's makers are", model.CONFIDENCES),
    Field("claims", "string", "rival values: field: value (said by), set apart by semicolons"),
    Field("sources", "string", "publisher: title (address), set apart by semicolons"),
    Field("dataset", "string", "the dataset's name"),
    Field("dataset_version", "string", f"first {VERSION_LENGTH} characters of its version"),
)
_SAME: Final = (
    *(
        "id",
        "kind",
        "title",
        "summary",
        "uncertainty_m",
        "fatalities_low",
        "fatalities_best",
        "fatalities_high",
        "injured",
        "confidence",
    ),
)
_TIMES: Final = ("date", "time", "end_date", "end_time", "start_utc", "end_utc", "edtf")
_RENAMED: Final = {
    _EVENTS.name: "count",
    "type": "event_type",
    "time_known_to": "time_class",
    "place_known_to": "location_class",
    "latitude": "lat",
    "longitude": "lon",
}


def fields(chosen: Selection) -> tuple[Field, ...]:
    """All columns of the table, the file's own first; distances where the filter has one."""
    ours = (*_ours(chosen), *(dictionary.DISTANCES if chosen.filters.near else ()))
    called = dictionary.distinct(_own(chosen), tuple(each.name for each in ours))
    own = (Field(name, "string", f"the file's column {own}") for own, name in called.items())
    return (*own, *ours)


def _own(chosen: Selection) -> tuple[str, ...]:
    """The file's own columns; of several datasets that are open together not that which says whose it is."""
    names = own_columns.names(chosen)
    return names[1:] if paths.is_joint(chosen.store.dataset.name) else names


def _ours(chosen: Selection) -> tuple[Field, ...]:
    return FIELDS if chosen.store.statistics.totals else tuple(each for each in FIELDS if each is not _EVENTS)


def cells(block: Block) -> list[pa.Array | pa.ChunkedArray]:
    """The columns of `fields`: texts and numbers, missing or empty where there is nothing."""
    records, chosen = block.records, block.selection
    origin = columns.origin(block)
    found = {
        **{name: records[name] for name in _SAME},
        **{name: block.times[name] for name in _TIMES},
        **{name: records[other] for name, other in _RENAMED.items()},
        "time_zone": _repeated(block, chosen.store.dataset.info.timezone),
        "place": _place(block),
        "shape": _shape(records),
        "other_figures": _figures(block.belonging("quantities")),
        **_names(block.belonging("participations")),
        "claims": _claims(block.belonging("claims")),
        "sources": _sources(block.belonging("sources")),
        "dataset": origin["dataset"],
        "dataset_version": pc.utf8_slice_codeunits(origin["dataset_version"], 0, VERSION_LENGTH),
    }
    own = own_columns.columns(block, _own(chosen))
    return [*own, *(found[field.name] for field in _ours(chosen)), *block.distances.values()]


def _repeated(block: Block, value: str) -> pa.Array:
    return pa.nulls(len(block), escaping.TEXT).fill_null(value)


def _place(block: Block) -> pa.Array:
    names = [name for name in model.PLACE_COLUMNS if name.startswith("name_")]
    return pc.coalesce(*(block.column_of_places(name) for name in names), block.records["place"])


def _shape(records: pa.Table) -> pa.Array:
    return where(pc.is_null(text(records["x"])), escaping.wkt(records))


def _together(lines: Lines, texts: pa.Array) -> pa.Array:
    return pc.binary_join(lines.listed(texts), escaping.constant(SEPARATOR))


def _names(lines: Lines) -> dict[str, pa.Array]:
    """Who took part: all of them, each once, and those of each role."""
    found = {"actors": _named(lines.where(_first_of_actor(lines.table)))}
    for name, role in model.ROLE_COLUMNS.items():
        found[name] = _named(lines.where(pc.fill_null(pc.equal(lines.table["role"], role), False)))
    return found


def _named(lines: Lines) -> pa.Array:
    return _together(lines, text(pc.coalesce(lines.table["name"], lines.table["actor"])))


def _first_of_actor(table: pa.Table) -> pa.Array:
    """Which lines name an actor whom no line of the same record has named before."""
    actors = table["actor"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    pairs = np.stack([table["row"].to_numpy().astype(np.int64), actors.astype(np.int64)])
    first = np.zeros(len(table), bool)
    first[np.unique(pairs, axis=1, return_index=True)[1]] = True
    return pa.array(first)


def _sources(lines: Lines) -> pa.Array:
    publisher, title, url = (_known(lines.table[name]) for name in ("publisher", "title", "url"))
    named = _between(publisher, ": ", title)
    address = where(pc.is_valid(url), joined(["(", url, ")"]))
    return _together(lines, pc.fill_null(_between(named, " ", address), ""))


def _claims(lines: Lines) -> pa.Array:
    field, value, said_by = (_known(lines.table[name]) for name in ("field", "value", "said_by"))
    who = where(pc.is_valid(said_by), joined(["(", said_by, ")"]))
    return _together(lines, pc.fill_null(_between(_between(field, ": ", value), " ", who), ""))


def _figures(lines: Lines) -> pa.Array:
    """Such as `troops (people): 40 (30–50)`."""
    low, best, high = (text(lines.table[name]) for name in ("low", "best", "high"))
    several = pc.fill_null(pc.not_equal(low, high), True)
    between = where(pc.and_(several, pc.or_(pc.is_valid(low), pc.is_valid(high))), joined([low, "–", high]))
    bounds = pc.if_else(pc.is_valid(best), where(pc.is_valid(between), joined(["(", between, ")"])), between)
    unit = _known(lines.table["unit"])
    counted = _between(_known(lines.table["what"]), " ", where(pc.is_valid(unit), joined(["(", unit, ")"])))
    return _together(lines, pc.fill_null(_between(counted, ": ", _between(best, " ", bounds)), ""))


def _known(column: pa.ChunkedArray) -> pa.Array:
    texts = text(column)
    return where(pc.not_equal(texts, escaping.constant("")), texts)


def _between(left: pa.Array, separator: str, right: pa.Array) -> pa.Array:
    """Both with the separator, or the one that there is."""
    both = pc.binary_join_element_wise(left, right, escaping.constant(separator))
    return pc.coalesce(both, left, right)
