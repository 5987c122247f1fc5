"""Makes the model's tables, typed as everywhere, of what a layout found in the rows of a file.

Tables are in the order of the file, without `row` and `search_text`, which `row_order` makes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

Line = tuple[Any, ...]
Lines = list[Line] | pd.DataFrame
"""As tuples, or as a frame of the same columns by name, from `row` on: those that it lacks are missing."""

_INCIDENTS: Final = tuple(
    name for name in model.INCIDENT_COLUMNS if name not in ("row", "search_text", "geometry")
)
PARTICIPATION: Final = ("row", "actor", "role", "kind")
_COUNTS: Final = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")
_NUMBERS: Final = ("lon", "lat", "uncertainty_m")
_FIGURES: Final = ("low", "best", "high")


@dataclass(eq=False)
class Events:
    """A file's rows as incidents, before the refused ones are taken out.

    Lines of the other tables begin with the number of the row that they belong to.
    """

    incidents: pd.DataFrame
    """Columns of the model's incidents as far as they are known, `place` being a name; index = row number."""
    shapes: np.ndarray[Any, np.dtype[np.object_]]
    attributes: pd.DataFrame
    """The file's columns that are nowhere else, as `Sheet.others` gives them; index = row number."""
    participations: Lines = field(default_factory=list)
    """row, actor's name, role, kind of actor: `PARTICIPATION`."""
    quantities: list[Line] = field(default_factory=list)
    """row, what, low, best, high, unit."""
    sources: Lines = field(default_factory=list)
    """row, then `model.SOURCE_COLUMNS` from `source` on."""
    claims: list[Line] = field(default_factory=list)
    """row, field, value, said_by, source."""
    merged: frozenset[int] = frozenset()
    """Rows that are accepted as further lines of an event that another row tells of."""
    actors: pd.DataFrame | None = None
    """Actors with all the model knows of them, where the file has that; otherwise made of their names."""
    places: gpd.GeoDataFrame | None = None
    """Likewise; then `place` is a key."""


def tables(events: Events, accepted: pd.Index[int]) -> dict[str, pd.DataFrame]:
    """The model's tables of the accepted rows."""
    shown = events.incidents.index.isin(accepted) & ~events.incidents.index.isin(list(events.merged))
    found = events.incidents.loc[shown]
    shapes = events.shapes[shown]
    id_of = found["id"]
    incidents = _typed(found)
    if events.places is None:
        incidents["place"], place_table = _places(incidents, shapes)
    else:
        place_table = events.places
    taking_part = _framed(events.participations, PARTICIPATION)
    taking_part = taking_part[id_of.index.get_indexer(pd.Index(taking_part["row"])) >= 0]
    actors = _actors(taking_part) if events.actors is None else events.actors
    return {
        "incidents": gpd.GeoDataFrame(incidents, geometry=shapes, crs=model.CRS),
        "quantities": _numbered(_lines(events.quantities, id_of, model.QUANTITY_COLUMNS, _FIGURES), _FIGURES),
        "participations": _lines(
            taking_part.drop(columns="kind"), id_of, ("incident", "actor", "role")
        ).drop_duplicates(ignore_index=True),
        "actors": actors,
        "places": place_table,
        "sources": _graded(_lines(events.sources, id_of, model.SOURCE_COLUMNS, ("credibility",))),
        "claims": _lines(events.claims, id_of, model.CLAIM_COLUMNS),
        model.ATTRIBUTES: _shown(events.attributes, shown),
    }


def _shown(attributes: pd.DataFrame, shown: np.ndarray[Any, np.dtype[np.bool_]]) -> pd.DataFrame:
    """The rows that are shown; mostly all are, and nothing is copied."""
    return (attributes if shown.all() else attributes[shown]).reset_index(drop=True)


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name in _INCIDENTS:
        values = found[name] if name in found else pd.Series([None] * len(found), dtype=object)
        values = values.reset_index(drop=True)
        if name in ("start", "end"):
            columns[name] = pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
        elif name in _COUNTS:
            columns[name] = values.astype("Int64")
        elif name in _NUMBERS:
            columns[name] = values.astype("float64")
        else:
            columns[name] = _text(values)
    return pd.DataFrame(columns)


def _text(values: pd.Series[Any]) -> pd.Series[Any]:
    texts = values if values.dtype == "str" else values.astype("str").where(values.notna())
    return texts.mask(texts == "")


def _framed(found: Lines, columns: tuple[str, ...]) -> pd.DataFrame:
    if isinstance(found, pd.DataFrame):
        return found
    cells = list(zip(*found, strict=True)) if found else [()] * len(columns)
    return pd.DataFrame(
        {name: pd.Series(list(values), dtype=object) for name, values in zip(columns, cells, strict=True)}
    )


def _lines(
    found: Lines, id_of: pd.Series[Any], columns: tuple[str, ...], numbers: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Lines of accepted rows, the row's number replaced by its id; texts but for the columns of numbers."""
    lines = _framed(found, ("row", *columns[1:]))
    places = id_of.index.get_indexer(pd.Index(lines["row"]))
    chosen = lines[places >= 0]
    ids = id_of.array.take(places[places >= 0])
    table = {columns[0]: pd.Series(ids).astype("str")}
    for name in columns[1:]:
        values = chosen[name].reset_index(drop=True) if name in chosen else _nothing(len(chosen))
        table[name] = values.astype(object) if name in numbers else _text(_written(values))
    return pd.DataFrame(table)


def _written(values: pd.Series[Any]) -> pd.Series[Any]:
    if values.dtype == "str":
        return values
    texts = [value if isinstance(value, str) or value is None else str(value) for value in values.tolist()]
    return pd.Series(texts, dtype="str")


def _numbered(table: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    return table.assign(**{name: pd.to_numeric(table[name]).astype("float64") for name in names})


def _graded(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(credibility=pd.to_numeric(table["credibility"]).astype("Int64"))


def _actors(taking_part: pd.DataFrame) -> pd.DataFrame:
    """Actors by name; the kind is the first that the file gives other than unknown."""
    stated = taking_part[taking_part["kind"] != "unknown"].drop_duplicates("actor")
    kinds = dict(zip(stated["actor"], stated["kind"], strict=True))
    names = list(dict.fromkeys(taking_part["actor"].tolist()))
    missing = [None] * len(names)
    return pd.DataFrame(
        {
            "id": pd.Series(names, dtype="str"),
            "name": pd.Series(names, dtype="str"),
            "aliases": pd.Series([[] for _ in names], dtype=object),
            "parent": pd.Series(missing, dtype="str"),
            "kind": pd.Series([kinds.get(name, "unknown") for name in names], dtype="str"),
        }
    )


def _places(incidents: pd.DataFrame, shapes: np.ndarray[Any, Any]) -> tuple[pd.Series[Any], gpd.GeoDataFrame]:
    """A place for each name, position and class that occur together, and its key for each incident."""
    columns = ["place", "lon", "lat", "location_class", "uncertainty_m"]
    named = incidents.loc[incidents["place"].notna(), columns]
    groups = named.groupby(columns[:4], dropna=False, sort=False).ngroup().to_numpy()
    first = named[~pd.Series(groups).duplicated().to_numpy()]
    # Numbered in a fixed order, so that another order of rows gives the same keys.
    order = first.reset_index(drop=True).sort_values(columns[:4], kind="stable").index.to_numpy()
    numbered = np.empty(len(first), dtype=object)
    numbered[order] = _keys(first["place"].to_numpy(object)[order].tolist())
    keys = numbered.tolist()
    key_of = pd.Series(None, index=incidents.index, dtype="str")
    if len(named):
        key_of.loc[named.index] = numbered[groups]
    points = np.full(len(first), None, dtype=object)
    at = shapes[first.index.to_numpy()]
    is_point = shapely.get_type_id(at) == shapely.GeometryType.POINT
    points[is_point] = at[is_point]
    table = pd.DataFrame(
        {
            "key": pd.Series(keys, dtype="str"),
            "name_en": first["place"].reset_index(drop=True),
            **{name: _nothing(len(first)) for name in ("name_sq", "name_sr_latn", "name_sr_cyrl")},
            "class": first["location_class"].reset_index(drop=True),
            "uncertainty_m": first["uncertainty_m"].reset_index(drop=True),
            "coordinate_source": _nothing(len(first)),
        }
    )
    frame = gpd.GeoDataFrame(table, geometry=points, crs=model.CRS)
    return key_of, frame[list(model.PLACE_COLUMNS)]


def _nothing(n: int) -> pd.Series[Any]:
    return pd.Series(None, index=pd.RangeIndex(n), dtype="str")


def _keys(names: list[str]) -> list[str]:
    """A key for each name, without spaces; a name that occurs again gets a number."""
    taken: set[str] = set()
    latest: dict[str, int] = {}
    keys = []
    words = {
        name: re.sub(r"[\s,;:/|]+", "-", fold(name)).strip("-")[:60] or "place"
        for name in dict.fromkeys(names)
    }
    for plain in map(words.__getitem__, names):
        number, key = latest.get(plain, 0), plain
        while number or key in taken:
            number += 1
            key = f"{plain}-{number}" if number > 1 else plain
            if key not in taken:
                break
        latest[plain] = max(number, 1)
        taken.add(key)
        keys.append(key)
    return keys
