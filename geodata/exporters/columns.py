"""Lays out the columns of every export: the records shown, what belongs to each, and where it all comes from.

Every row shown and every column of the model is there, but for `search_text`, which `row_order` makes from
the others. Beside the times in UTC stand those that the page shows, in the dataset's zone.

What is known only to a district, region or country has no point in any file, because a program would draw
its centre as if it were the place. The centre travels as `representative_point`, a JSON list that no program
takes for a position and that our own import reads: it cannot be made anew from the place, which may have
none.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata import deadlines, model
from geodata.library import paths
from geodata.query import answers
from geodata.query.details import participants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.model import Dataset
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
CENTRE: Final = "representative_point"
"""Longitude and latitude of what is known only to an area, whose `lon`, `lat` and point are left out."""
LOCAL: Final = ("start_local", "end_local")
"""The interval as on the page, in the dataset's zone: of whole days the first and the last as dates, of all
others both ends as ISO 8601 with the offset, half-open like `start` and `end`."""
ZONE: Final = "timezone"


def frames(store: Store, filters: Filters) -> Iterator[pd.DataFrame]:
    """The incidents shown in blocks, a line each, plain values or None: what every flat file holds.

    `geometry` is a shape; what belongs to an incident is JSON; each line says where it comes from.
    """
    said = about(store, filters)
    for block in records(store, filters):
        yield pd.DataFrame(
            {
                **{name: [record[name] for record in block] for name in (*_PLAIN, *LOCAL, "extra")},
                "geometry": [record["geometry"] for record in block],
                **{name: [as_json(record[name]) for record in block] for name in NESTED},
                **{
                    name: [as_json(record[name]) if record[name] else None for record in block]
                    for name in (PLACE, CENTRE)
                },
                **{name: [text] * len(block) for name, text in said.items()},
            },
            dtype=object,
        )


def of_incidents(frame: pd.DataFrame, said: dict[str, str]) -> list[str]:
    """The columns of `frames` without what is `said` of the whole file, but with the zone of local times."""
    return [name for name in frame.columns if name not in said or name == ZONE]


def public_name(dataset: Dataset) -> str:
    """A dataset's name as a file may say it: a private upload's is its secret address."""
    return "upload" if paths.is_private(dataset.name) else dataset.name


def about(store: Store, filters: Filters) -> dict[str, str]:
    """Where an export comes from, for its reader."""
    dataset = store.dataset
    return {
        "dataset": public_name(dataset),
        "dataset_version": dataset.version,
        "dataset_title": dataset.info.title,
        ZONE: dataset.info.timezone,
        "licence": dataset.info.licence,
        "citation": dataset.info.full_citation,
        "note": dataset.info.note,
        "filter": filters.to_query() or "none: all records",
    }


def records(store: Store, filters: Filters) -> Iterator[list[dict[str, Any]]]:
    """The incidents shown, by row, as plain values; at least one block, so that every file has a header."""
    rows = np.flatnonzero(answers.selection(store, filters))
    for begin in range(0, max(len(rows), 1), BLOCK):
        deadlines.stop_if_over()
        yield _records(store, rows[begin : begin + BLOCK])


def _records(store: Store, rows: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    incidents = store.records(rows)
    columns = {name: _values(incidents[name]) for name in (*_PLAIN, "extra")}
    zone = store.dataset.info.timezone
    columns |= dict(zip(LOCAL, _local(incidents["start"], incidents["end"], zone), strict=True))
    columns[ZONE] = [zone] * len(rows)
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
    records = [dict(zip(columns, record, strict=True)) for record in zip(*columns.values(), strict=True)]
    return [record | _without_point(record) for record in records]


def _without_point(record: dict[str, Any]) -> dict[str, Any]:
    """What differs in a record that is known only to an area; a shape of that area stays."""
    if record["location_class"] not in NO_POINT or record["lon"] is None:
        return {CENTRE: None}
    shape = record["geometry"]
    drawn = None if shape is None or shape.geom_type == "Point" else shape
    return {"lon": None, "lat": None, "geometry": drawn, CENTRE: [record["lon"], record["lat"]]}


def _places(store: Store, keys: list[Any]) -> dict[str, dict[str, Any]]:
    places = store.shared("places", "key", keys)
    columns = {name: _values(places[name]) for name in model.PLACE_COLUMNS if name != "geometry"}
    columns["geometry"] = [None if shape is None else shape.wkt for shape in places.geometry]
    lines = [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]
    return {line["key"]: line for line in lines}


def _values(column: pd.Series[Any]) -> list[Any]:
    """Plain values: times as ISO 8601 in UTC, whole numbers without a decimal point, None where missing."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return list(_moments(_wall(column, "UTC"), "Z"))
    return [_value(value) for value in column.tolist()]


def _local(start: pd.Series[Any], end: pd.Series[Any], zone: str) -> tuple[list[Any], list[Any]]:
    """Both ends as `LOCAL` says."""
    first, last = _wall(start, zone), _wall(end, zone)
    whole = (first == _days(first)) & (last == _days(last)) & (first < last)
    begins = _moments(first, _offsets(first - _wall(start, "UTC")))
    ends = _moments(last, _offsets(last - _wall(end, "UTC")))
    begins[whole] = np.datetime_as_string(_days(first)[whole])
    ends[whole] = np.datetime_as_string(_days(last)[whole] - np.timedelta64(1, "D"))
    return list(begins), list(ends)


def _wall(column: pd.Series[Any], zone: str) -> npt.NDArray[np.datetime64]:
    """What clocks in a zone showed."""
    wall: npt.NDArray[np.datetime64] = column.dt.tz_convert(zone).dt.tz_localize(None).to_numpy()
    return wall


def _days(wall: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    return wall.astype("datetime64[D]")


def _offsets(ahead: npt.NDArray[np.timedelta64]) -> npt.NDArray[np.object_]:
    """How far clocks were ahead of UTC, as ISO 8601 writes it; a zone has few such offsets."""
    distinct, which = np.unique(ahead.astype("timedelta64[s]").astype(np.int64), return_inverse=True)
    return np.array([_offset(seconds) for seconds in distinct.tolist()], dtype=object)[which]


def _offset(seconds: int) -> str:
    sign, (hours, rest) = "-" if seconds < 0 else "+", divmod(abs(seconds), 3600)
    minutes, odd = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{odd:02}" if odd else "")


def _moments(wall: npt.NDArray[np.datetime64], mark: Any) -> npt.NDArray[np.object_]:
    """ISO 8601 with as many decimals as it takes, and the `mark` of the zone, one or one each."""
    seconds = wall.astype("datetime64[s]")
    texts = np.datetime_as_string(seconds).astype(object)
    finer = np.flatnonzero(~np.isnat(wall) & (seconds != wall))
    texts[finer] = np.datetime_as_string(wall[finer].astype("datetime64[us]")).astype(object)
    marked: npt.NDArray[np.object_] = texts + mark
    marked[np.isnat(wall)] = None
    return marked


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
