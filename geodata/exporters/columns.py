"""Lays out the columns of every export: the records shown, what belongs to each, and where it all comes from.

Every row shown and every column of the model is there, but for `search_text`, which `row_order` makes from
the others.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata import model
from geodata.query import answers
from geodata.query.details import participants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store

BLOCK: Final = 5_000
"""Rows written at a time, so that memory does not grow with the file."""

NESTED: Final = {
    "participations": ("actor", "name", "role", "aliases", "parent", "kind"),
    "quantities": model.QUANTITY_COLUMNS[1:],
    "sources": model.SOURCE_COLUMNS[1:],
    "claims": model.CLAIM_COLUMNS[1:],
}
"""Tables written inside each incident: a list of objects with these members."""

PLACE: Final = "place_details"
"""Written inside each incident: its place with all names, an object; `geometry` in it is well-known text."""

_PLAIN: Final = tuple(
    name for name in model.INCIDENT_COLUMNS if name not in ("geometry", "search_text", "extra")
)
NO_POINT: Final = ("district", "region", "country")
"""Classes whose point no program should draw."""


def frames(store: Store, filters: Filters) -> Iterator[pd.DataFrame]:
    """The incidents shown in blocks, a line each, plain values or None: what every flat file holds.

    `geometry` is a shape; what belongs to an incident is JSON; each line says where it comes from.
    """
    said = about(store, filters)
    for block in records(store, filters):
        yield pd.DataFrame(
            {
                **{name: [record[name] for record in block] for name in (*_PLAIN, "extra")},
                "geometry": [record["geometry"] for record in block],
                **{name: [as_json(record[name]) for record in block] for name in NESTED},
                PLACE: [as_json(record[PLACE]) if record[PLACE] else None for record in block],
                **{name: [text] * len(block) for name, text in said.items()},
            },
            dtype=object,
        )


def about(store: Store, filters: Filters) -> dict[str, str]:
    """Where an export comes from, for its reader."""
    dataset = store.dataset
    return {
        "dataset": dataset.name,
        "dataset_version": dataset.version,
        "dataset_title": dataset.info.title,
        "timezone": dataset.info.timezone,
        "licence": dataset.info.licence,
        "citation": dataset.info.full_citation,
        "note": dataset.info.note,
        "filter": filters.to_query() or "none: all records",
    }


def records(store: Store, filters: Filters) -> Iterator[list[dict[str, Any]]]:
    """The incidents shown, by row, as plain values; at least one block, so that every file has a header."""
    rows = np.flatnonzero(answers.selection(store, filters))
    for begin in range(0, max(len(rows), 1), BLOCK):
        yield _records(store, rows[begin : begin + BLOCK])


def _records(store: Store, rows: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    incidents = store.records(rows)
    columns = {name: _values(incidents[name]) for name in (*_PLAIN, "extra")}
    columns["geometry"] = list(incidents.geometry)
    for table, members in NESTED.items():
        lines = participants(store, rows) if table == "participations" else store.belonging(table, rows)
        values = {name: _values(lines[name]) for name in members}
        objects = [dict(zip(values, line, strict=True)) for line in zip(*values.values(), strict=True)]
        # Lines come in the order of their rows.
        bounds = np.searchsorted(lines["row"], rows), np.searchsorted(lines["row"], rows, side="right")
        columns[table] = [objects[a:b] for a, b in zip(*bounds, strict=True)]
    known = _places(store, columns["place"])
    columns[PLACE] = [known.get(key) for key in columns["place"]]
    return [dict(zip(columns, record, strict=True)) for record in zip(*columns.values(), strict=True)]


def _places(store: Store, keys: list[Any]) -> dict[str, dict[str, Any]]:
    places = store.shared("places", "key", keys)
    columns = {name: _values(places[name]) for name in model.PLACE_COLUMNS if name != "geometry"}
    columns["geometry"] = [None if shape is None else shape.wkt for shape in places.geometry]
    lines = [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]
    return {line["key"]: line for line in lines}


def _values(column: pd.Series[Any]) -> list[Any]:
    """Plain values: times as ISO 8601 in UTC, whole numbers without a decimal point, None where missing."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _times(column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
    return [_value(value) for value in column.tolist()]


def _times(instants: npt.NDArray[np.datetime64]) -> list[str | None]:
    """ISO 8601 in UTC, with as many decimals as it takes."""
    seconds = instants.astype("datetime64[s]")
    texts = np.datetime_as_string(seconds).astype(object) + "Z"
    finer = np.flatnonzero(~np.isnat(instants) & (seconds != instants))
    texts[finer] = np.datetime_as_string(instants[finer].astype("datetime64[us]")).astype(object) + "Z"
    texts[np.isnat(instants)] = None
    return list(texts)


def _value(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_value(item) for item in value]
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def as_json(value: Any) -> str:
    """Strict JSON, with letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
