"""Reads the exports of Incident Map back: the same incidents, no loss but in tables for people.

What belongs to the incidents is told in one of three ways: as JSON in a cell each (GeoJSON, GeoParquet, all
exports of older editions), in tables beside them (Data Package, GeoPackage: `own_tables`), or in words
(CSV: `own_words`). Times are UTC, half-open, and those in local time beside them say the same. A record known
only to a district or wider comes without a point, as programs would draw it: it is `representative_point`, or
`representative_lon` and `representative_lat`, in older exports that of `lon` and `lat`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.ingest import positions
from geodata.ingest.events import Events
from geodata.layouts import own_tables, own_times, own_words
from geodata.values import coordinates, numbers, other_columns, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "own"

_NEEDED: Final = frozenset(
    ("id", "kind", "title", "start", "end", "time_class", "lon", "lat", "location_class")
)
_COUNTS: Final = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")
_TEXTS: Final = ("id", "kind", "event_type", "title", "summary", "place", "confidence")
_WORDS: Final = {
    "kind": model.KINDS,
    "time_class": model.TIME_CLASSES,
    "location_class": model.LOCATION_CLASSES,
    "confidence": model.CONFIDENCES,
}
_NESTED: Final = ("participations", "quantities", "sources", "claims")
_CENTRE: Final = "representative_point"
"""A cell with longitude and latitude, a JSON list, where the export left `lon` and `lat` out."""
_CENTRES: Final = ("representative_lon", "representative_lat")
_PLACES: Final = "place_details"
"""A cell with the place's names and point (an object with `model.PLACE_COLUMNS`), where the export has it."""
_ABOUT: Final = frozenset(
    (
        *("row", "extra", "geometry", "dataset", "dataset_version", "dataset_title", "timezone", "licence"),
        *(
            "citation",
            "note",
            "filter",
            "start_local",
            "end_local",
            "edtf",
            _CENTRE,
            *_CENTRES,
            _PLACES,
            "fid",
        ),
        *(*model.INCIDENT_COLUMNS, *_NESTED),
    )
)


def recognises(raw: RawFile) -> bool:
    """Whether the columns are those of an export of Incident Map."""
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    return own_words.recognises(names) or (
        names >= _NEEDED and ("participations" in names or "participations" in raw.extra_tables)
    )


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    sheet.takes_words_as_written = True
    if own_words.recognises(sheet.names):
        return own_words.read(sheet)
    ids = sheet.identify("id")
    for name, words in _WORDS.items():
        known = [*words, *([""] if name in ("location_class", "confidence") else [])]
        bad = ~sheet[name].isin(known).to_numpy(bool)
        sheet.refuse_where(name, bad, f"has to be one of: {', '.join(words)}")
    at = _positions(sheet)
    when = own_times.read(sheet, "start", "end", "time_class")
    counts = {}
    for name in (*_COUNTS, *(["count"] if _has_totals(sheet) else [])):
        found, faults = numbers.counts(sheet[name], None)
        sheet.refuse(name, faults)
        counts[name] = numbers.whole(found.each(lambda count: count.best))
    radius, why = numbers.decimals(sheet["uncertainty_m"], None)
    sheet.refuse("uncertainty_m", why)
    if sheet.raw.extra_tables:
        belonging = own_tables.read(sheet, ids)
        others = own_tables.attributes(sheet, ids)
    else:
        belonging = _nested(sheet)
        others = other_columns.frame(sheet["extra"])
    incidents = pd.DataFrame(
        {
            **{name: sheet[name] for name in (*_TEXTS, "location_class")},
            "id": ids,
            "start": when.start,
            "end": when.end,
            "time_class": sheet["time_class"],
            "lon": at.lon,
            "lat": at.lat,
            "uncertainty_m": radius,
            **counts,
        },
        index=sheet.index,
    )
    return Events(incidents, at.shapes, _with_added(sheet, others), **belonging)


def _nested(sheet: Sheet) -> dict[str, Any]:
    """What belongs to the incidents, from a cell each."""
    nested = {name: _objects(sheet, name) for name in _NESTED}
    return {
        "participations": [
            (row, *_of(each, "actor", "role"), None) for row, each in nested["participations"]
        ],
        "quantities": [(row, *_of(each, *model.QUANTITY_COLUMNS[1:])) for row, each in nested["quantities"]],
        "sources": [(row, *_of(each, *model.SOURCE_COLUMNS[1:])) for row, each in nested["sources"]],
        "claims": [(row, *_of(each, *model.CLAIM_COLUMNS[1:])) for row, each in nested["claims"]],
        "actors": _actors(each for _, each in nested["participations"]),
        "places": _places(sheet),
    }


def _positions(sheet: Sheet) -> positions.Positions:
    if sheet.has(_CENTRES[0]):
        centres = [sheet[name].tolist() for name in _CENTRES]
    else:
        centres = [list(each) for each in zip(*map(_centre, sheet[_CENTRE].tolist()), strict=True)] or [
            [],
            [],
        ]
    lon, why_lon = coordinates.degrees(_or(sheet["lon"], centres[0]), coordinates.LONGITUDE)
    lat, why_lat = coordinates.degrees(_or(sheet["lat"], centres[1]), coordinates.LATITUDE)
    sheet.refuse("lon", why_lon)
    sheet.refuse("lat", why_lat)
    points = positions.of_points(lon, lat)
    shapes = sheet.raw.geometry
    if shapes is None and sheet.has("geometry"):
        shapes, lost = positions.from_wkt(sheet["geometry"])
        sheet.refuse_where("geometry", lost, "no well-known text: export it again")
    if shapes is None:
        return points
    found = positions.overlaid(positions.of_shapes(sheet, shapes, "geometry"), points)
    stated = points.known
    return positions.Positions(
        np.where(stated, points.lon, found.lon), np.where(stated, points.lat, found.lat), found.shapes
    )


def _centre(cell: str) -> tuple[str, str]:
    """Longitude and latitude as texts, to be read and refused like those of their own columns."""
    value = texts.parsed(cell) if cell else None
    return (str(value[0]), str(value[1])) if isinstance(value, list) and len(value) == 2 else ("", "")


def _or(cells: pd.Series[str], others: list[str]) -> pd.Series[str]:
    """The cells, and the others where they are empty."""
    return cells.where(cells != "", pd.Series(others, index=cells.index, dtype=cells.dtype))


def _objects(sheet: Sheet, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Each row with each object of the list in its cell."""
    found = []
    bad = []
    for row, cell in zip(sheet.index.tolist(), sheet[name].tolist(), strict=True):
        value = texts.parsed(cell) if cell else []
        good = isinstance(value, list) and all(isinstance(each, dict) for each in value)
        bad.append(not good)
        if good:
            found += [(row, each) for each in value]
    sheet.refuse_where(name, bad, "has to be a JSON list of objects, as it was exported")
    return found


def _of(record: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in names)


def _with_added(sheet: Sheet, others: pd.DataFrame) -> pd.DataFrame:
    """With the columns that somebody added to the file."""
    known = _ABOUT if _has_totals(sheet) else _ABOUT - {"count"}
    added = [str(name) for name in sheet.raw.rows.columns if str(name).strip().casefold() not in known]
    columns = (*others.items(), *((name, sheet[name]) for name in added))
    return other_columns.together(columns, sheet.index)  # type: ignore[arg-type]


def _has_totals(sheet: Sheet) -> bool:
    """Whether some record is a total: of others an export has no number of events."""
    return bool((sheet["kind"] == model.TOTAL).any())


def _actors(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    known: dict[str, Mapping[str, Any]] = {}
    for record in records:
        if record.get("actor"):
            known.setdefault(str(record["actor"]), record)
    lines = list(known.values())
    aliases = [each.get("aliases") for each in lines]
    return pd.DataFrame(
        {
            "id": pd.Series(list(known), dtype="str"),
            "name": pd.Series([each.get("name") for each in lines], dtype="str"),
            "aliases": pd.Series(
                [[str(name) for name in each] if isinstance(each, list) else [] for each in aliases],
                dtype=object,
            ),
            "parent": pd.Series([each.get("parent") for each in lines], dtype="str"),
            "kind": pd.Series([each.get("kind") for each in lines], dtype="str"),
        }
    )


def _places(sheet: Sheet) -> gpd.GeoDataFrame:
    """Places with their names, as far as the export has them; of the others the key."""
    known = {str(record.get("key")): record for record in _place_records(sheet)}
    keys = list(dict.fromkeys(key for key in sheet["place"].tolist() if key))
    for key in keys:
        known.setdefault(key, {"key": key, "name_en": key})
    columns: dict[str, Any] = {}
    for name in model.PLACE_COLUMNS:
        if name != "geometry":
            values = [record.get(name) for record in known.values()]
            columns[name] = pd.Series(values, dtype="float64" if name == "uncertainty_m" else "str")
    wkt = np.array([record.get("geometry") for record in known.values()], dtype=object)
    shapes = shapely.from_wkt(wkt, on_invalid="ignore") if len(wkt) else wkt
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=model.CRS)[list(model.PLACE_COLUMNS)]


def _place_records(sheet: Sheet) -> Iterator[Mapping[str, Any]]:
    for cell in sheet[_PLACES].unique().tolist():
        record = texts.parsed(cell)
        if isinstance(record, dict) and record.get("key"):
            yield record
