"""What a layout found in the rows of a file in; the model's tables out, typed as everywhere.

Tables are in the order of the file, without `row` and `search_text`, which `arranging` makes.
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
    from collections.abc import Iterable, Mapping

Line = tuple[Any, ...]

_INCIDENTS: Final = tuple(
    name for name in model.INCIDENT_COLUMNS if name not in ("row", "search_text", "geometry")
)
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
    participations: list[Line] = field(default_factory=list)
    """row, actor's name, role, kind of actor."""
    quantities: list[Line] = field(default_factory=list)
    """row, what, low, best, high, unit."""
    sources: list[Line] = field(default_factory=list)
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
    kept = events.incidents.index.isin(accepted) & ~events.incidents.index.isin(list(events.merged))
    found = events.incidents.loc[kept]
    shapes = events.shapes[kept]
    id_of = dict(zip(found.index.tolist(), found["id"].tolist(), strict=True))
    incidents = _typed(found)
    if events.places is None:
        incidents["place"], place_table = _places(incidents, shapes)
    else:
        place_table = events.places
    actors = _actors(events.participations, id_of) if events.actors is None else events.actors
    return {
        "incidents": gpd.GeoDataFrame(incidents, geometry=shapes, crs=model.CRS),
        "quantities": _numbered(_lines(events.quantities, id_of, model.QUANTITY_COLUMNS, _FIGURES), _FIGURES),
        "participations": _lines(
            [line[:3] for line in events.participations], id_of, ("incident", "actor", "role")
        ).drop_duplicates(ignore_index=True),
        "actors": actors,
        "places": place_table,
        "sources": _graded(_lines(events.sources, id_of, model.SOURCE_COLUMNS, ("credibility",))),
        "claims": _lines(events.claims, id_of, model.CLAIM_COLUMNS),
    }


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


def _lines(
    found: list[Line], id_of: Mapping[int, str], columns: tuple[str, ...], numbers: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Lines of accepted rows, the row's number replaced by its id; texts but for the columns of numbers."""
    chosen = [line for line in found if line[0] in id_of]
    cells = list(zip(*chosen, strict=True)) if chosen else [()] * len(columns)
    table = {columns[0]: pd.Series([id_of[row] for row in cells[0]], dtype="str")}
    for name, values in zip(columns[1:], cells[1:], strict=True):
        if name in numbers:
            table[name] = pd.Series(list(values), dtype=object)
        else:
            texts = [value if isinstance(value, str) or value is None else str(value) for value in values]
            table[name] = _text(pd.Series(texts, dtype="str"))
    return pd.DataFrame(table)


def _numbered(table: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    return table.assign(**{name: pd.to_numeric(table[name]).astype("float64") for name in names})


def _graded(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(credibility=pd.to_numeric(table["credibility"]).astype("Int64"))


def _actors(participations: list[Line], id_of: Mapping[int, str]) -> pd.DataFrame:
    """Actors by name; the kind is the first that the file gives other than unknown."""
    kinds: dict[str, str] = {}
    for row, actor, _, kind in participations:
        if row in id_of and kinds.get(actor, "unknown") == "unknown":
            kinds[actor] = kind
    missing = [None] * len(kinds)
    return pd.DataFrame(
        {
            "id": pd.Series(list(kinds), dtype="str"),
            "name": pd.Series(list(kinds), dtype="str"),
            "aliases": pd.Series([[] for _ in kinds], dtype=object),
            "parent": pd.Series(missing, dtype="str"),
            "kind": pd.Series(list(kinds.values()), dtype="str"),
        }
    )


def _places(incidents: pd.DataFrame, shapes: np.ndarray[Any, Any]) -> tuple[pd.Series[Any], gpd.GeoDataFrame]:
    """A place for each name, position and class that occur together, and its key for each incident."""
    columns = ["place", "lon", "lat", "location_class", "uncertainty_m"]
    named = incidents.loc[incidents["place"].notna(), columns]
    groups = named.groupby(columns[:4], dropna=False, sort=False).ngroup().to_numpy()
    first = named[~pd.Series(groups).duplicated().to_numpy()]
    # Numbered in an order of their own, so that another order of rows gives the same keys.
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
    return pd.Series([None] * n, dtype="str")


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
