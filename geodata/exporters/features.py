"""Tells records as features of OGC API – Features: their properties, what may be asked of them, their JSON.

A feature has what a GeoJSON export has of its record; the file's own columns are properties each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from geodata.exporters import dictionary, escaping, nested
from geodata.exporters.selection import Block, Selection
from geodata.index import attributes
from geodata.query import answers, cql
from geodata.query.cql import GEOMETRY, MOMENT, Property
from geodata.query.own_columns import NUMBERS
from geodata.values import attribute_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import pyarrow as pa

    from geodata.filters import Filters
    from geodata.query.cql import Condition
    from geodata.query.store import Store

_ASKED: Final = (
    *("id", "kind", "count", "event_type", "title", "summary", "start", "end", "time_class", "place"),
    *("location_class", "uncertainty_m", "fatalities_low", "fatalities_best", "fatalities_high", "injured"),
    *("confidence", "geometry"),
)
"""Columns of the model by which may be asked."""
_KINDS: Final = {
    "integer": attribute_kinds.INTEGER,
    "number": attribute_kinds.NUMBER,
    "string": attribute_kinds.TEXT,
    "datetime": MOMENT,
}
_TOLD: Final = tuple(each.name for each in dictionary.INCIDENTS.fields)


def own_names(store: Store) -> dict[str, str]:
    """The file's own columns → the names of their properties, of which none is another's."""
    taken = (*_TOLD, *nested.TABLES, nested.PLACE, nested.CENTRE)
    return dictionary.distinct(tuple(name for name, _ in store.statistics.own_columns), taken)


def properties(store: Store) -> dict[str, Property]:
    """What may be asked of a dataset's features, by name."""
    fields = {each.name: each for each in dictionary.INCIDENTS.fields}
    found = {}
    for name in _ASKED:
        if name != "count" or store.statistics.totals:
            kind = GEOMETRY if name == GEOMETRY else _KINDS[fields[name].type]
            found[name] = Property("records", name, kind)
    names = own_names(store)
    for number, (name, kind) in enumerate(store.statistics.own_columns):
        found[names[name]] = Property(*attributes.place_of(number), kind)
    return found


def schema(store: Store) -> dict[str, Any]:
    """The same for a reader: JSON Schema's `properties`, as OGC 19-079r2 has queryables."""
    fields = {each.name: each for each in dictionary.INCIDENTS.fields}
    said: dict[str, Any] = {}
    for name, asked in properties(store).items():
        field = fields.get(name) if asked.table == "records" else None
        said[name] = _typed(asked.kind) | ({"description": field.meaning} if field else {"title": name})
        if field and field.words:
            said[name]["enum"] = list(field.words)
    return said


def _typed(kind: str) -> dict[str, Any]:
    if kind == GEOMETRY:
        return {"format": "geometry-any", "x-ogc-role": "primary-geometry"}
    if kind == MOMENT:
        return {"type": "string", "format": "date-time"}
    if kind in NUMBERS:
        return {"type": "integer" if kind == attribute_kinds.INTEGER else "number"}
    if kind.startswith(attribute_kinds.YES_NO):
        return {"type": "boolean"}
    return {"type": "string"} | ({"format": "date"} if kind == attribute_kinds.DATE else {})


def matched(store: Store, filters: Filters, condition: Condition) -> Selection:
    """The records that a filter and a condition let pass; raises as `cql.holds` does."""
    if condition.is_empty:
        return Selection(store, filters)
    shown = answers.selection(store, filters) & cql.holds(store, condition, properties(store))
    return Selection(store, filters, np.flatnonzero(shown))


def written(selection: Selection, rows: npt.NDArray[np.int64]) -> Iterator[bytes]:
    """Features of some of the rows, in their order, with commas between."""
    names = own_names(selection.store)
    kinds = dict(selection.store.statistics.own_columns)
    for number, block in enumerate(selection.blocks_of(rows)):
        if len(block):
            lines = escaping.joined([_features(block, names, kinds), ",\n"])
            yield (b",\n" if number else b"") + bytes(escaping.content(lines)[:-2])


def _features(block: Block, names: dict[str, str], kinds: dict[str, str]) -> pa.Array:
    flat = nested.as_members(nested.flat(block))
    documents = {name: each for name, each in nested.documents(block).items() if name != "extra"}
    own = {
        json.dumps(names[name], ensure_ascii=False)[1:-1]: _member(texts, kinds[name])
        for name, texts in block.attributes.items()
    }
    return escaping.joined(
        [
            *('{"type": "Feature", "id": ', flat["id"]),
            *(', "geometry": ', escaping.geojson(block.records).fill_null("null")),
            *(', "properties": ', escaping.json_object({**flat, **documents, **own}), "}"),
        ]
    )


def _member(texts: pa.Array, kind: str) -> pa.Array:
    """A column of the file as JSON; the text of a number is one."""
    if kind in NUMBERS:
        return escaping.text(texts)
    if kind.startswith(attribute_kinds.YES_NO):
        yes = pc.equal(texts, kind.split(":")[1])
        return escaping.where(pc.is_valid(yes), pc.if_else(yes, "true", "false"))
    return escaping.json_texts(texts)
