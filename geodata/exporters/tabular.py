"""What is shown to CSV and GeoJSON files that say where they come from; `formats` lists the other kinds.

Every row shown and every column of the model is written, but for `search_text`, which `places.fold` makes
from the others. Texts are written exactly as they are: nothing is put before a text that begins with "=", so
a spreadsheet may take one for a formula. Import such a file as text; do not open a stranger's by a click.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

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


def to_csv(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as CSV (RFC 4180, UTF-8), in blocks; one line each.

    Times are UTC, half-open; `geometry` is well-known text; the nested tables are JSON in a cell each; every
    line repeats dataset, version, zone, licence, citation and filter, so that copied lines keep them.
    """
    header = True
    for frame in tabular(store, filters):
        shapes = [None if shape is None else shape.wkt for shape in frame["geometry"]]
        frame["geometry"] = pd.Series(shapes, dtype=object)
        yield frame.to_csv(index=False, header=header, lineterminator="\r\n").encode()
        header = False


def tabular(store: Store, filters: Filters) -> Iterator[pd.DataFrame]:
    """The incidents shown in blocks, a line each, plain values or None: what every flat file holds.

    `geometry` is a shape; what belongs to an incident is JSON; each line says where it comes from.
    """
    said = about(store, filters)
    for records in _blocks(store, filters):
        yield pd.DataFrame(
            {
                **{name: [record[name] for record in records] for name in (*_PLAIN, "extra")},
                "geometry": [record["geometry"] for record in records],
                **{name: [_json(record[name]) for record in records] for name in NESTED},
                PLACE: [_json(record[PLACE]) if record[PLACE] else None for record in records],
                **{name: [text] * len(records) for name, text in said.items()},
            },
            dtype=object,
        )


def to_geojson(store: Store, filters: Filters) -> bytes:
    """The incidents shown as a GeoJSON FeatureCollection (RFC 7946).

    Licence, citation, filter and version are top-level members. A record known only to a district, region or
    country has no geometry, because a program would draw its centre as if it were the place; `lon` and `lat`
    are kept.
    """
    features = [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": _geometry(record),
            "properties": {name: value for name, value in record.items() if name not in ("geometry", "extra")}
            | {"extra": _parsed(record["extra"])},
        }
        for records in _blocks(store, filters)
        for record in records
    ]
    collection = {"type": "FeatureCollection", **about(store, filters), "features": features}
    return _json(collection).encode()


def about(store: Store, filters: Filters) -> dict[str, str]:
    """Where an export comes from, for its reader."""
    dataset = store.dataset
    return {
        "dataset": dataset.name,
        "dataset_version": dataset.version,
        "dataset_title": dataset.info.title,
        "timezone": dataset.info.timezone,
        "licence": dataset.info.licence,
        "citation": dataset.info.citation,
        "note": dataset.info.note,
        "filter": filters.to_query() or "none: all records",
    }


def _blocks(store: Store, filters: Filters) -> Iterator[list[dict[str, Any]]]:
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


def _geometry(record: dict[str, Any]) -> Any:
    shape = record["geometry"]
    if shape is None or shape.is_empty:
        return None
    if record["location_class"] in NO_POINT and shape.geom_type == "Point":
        return None
    return shapely.geometry.mapping(shapely.orient_polygons(shape))


def _parsed(extra: str | None) -> Any:
    try:
        return None if extra is None else json.loads(extra)
    except ValueError:
        return extra


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
