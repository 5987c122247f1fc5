"""Makes the model's tables, typed as everywhere, of what a layout found in the rows of a file.

Tables are in the order of the file, without `row` and `search_text`, which `row_order` makes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.values import firsts, mapped_tables, text_columns, texts
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

Line = tuple[Any, ...]
Lines = list[Line] | pd.DataFrame
"""As tuples, or as a frame of the same columns by name, from `row` on: those that it lacks are missing."""

_INCIDENTS: Final = tuple(
    name for name in model.INCIDENT_COLUMNS if name not in ("row", "search_text", "geometry")
)
PARTICIPATION: Final = ("row", "actor", "role", "kind")
_COUNTS: Final = ("count", "fatalities_low", "fatalities_best", "fatalities_high", "injured")
_NUMBERS: Final = ("lon", "lat", "uncertainty_m")
_INSTANT: Final = pd.DatetimeTZDtype("us", "UTC")
_FIGURES: Final = ("low", "best", "high")
_KINDS: Final = {
    **dict.fromkeys(("start", "end"), "time"),
    **dict.fromkeys(_COUNTS, "Int64"),
    **dict.fromkeys(_NUMBERS, "float64"),
}
"""What the columns of incidents hold that are no texts."""


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
    quantities: Lines = field(default_factory=list)
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


def tables(
    events: Events, accepted: pd.Index[int], scratch: Path | None = None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The model's tables of the accepted rows by name, one made after the other.

    What `events` holds for a table is given up when it is made. Columns of texts that are made here are
    written into files in `scratch`, if it is given, and mapped.
    """
    index = events.incidents.index
    shown = None
    if len(accepted) < len(index) or events.merged:
        shown = np.asarray(index.isin(accepted) & ~index.isin(list(events.merged)))
    made, ids, place_table = _incidents(events, shown, scratch)
    held: list[pd.DataFrame] = [made]
    del made  # here nothing holds a table that was taken
    yield "incidents", held.pop()
    yield (
        "quantities",
        _numbered(_lines(_given_up(events, "quantities"), ids, model.QUANTITY_COLUMNS, _FIGURES), _FIGURES),
    )
    taking_part, actors = _taking_part(_framed(_given_up(events, "participations"), PARTICIPATION), ids)
    held = [_lines(taking_part, ids, ("incident", "actor", "role"), path=_file(scratch, "participations"))]
    del taking_part
    yield "participations", held.pop()
    yield "actors", actors if events.actors is None else events.actors
    yield "places", place_table
    cited = _lines(
        _given_up(events, "sources"),
        ids,
        model.SOURCE_COLUMNS,
        ("credibility",),
        path=_file(scratch, "sources"),
    )
    held = [_graded(cited)]
    del cited
    yield "sources", held.pop()
    yield "claims", _lines(events.claims, ids, model.CLAIM_COLUMNS)
    yield model.ATTRIBUTES, _shown(events.attributes, shown, _file(scratch, model.ATTRIBUTES))


def _given_up(events: Events, name: str) -> Lines:
    found: Lines = getattr(events, name)
    setattr(events, name, [])
    return found


def _incidents(
    events: Events, shown: np.ndarray[Any, np.dtype[np.bool_]] | None, scratch: Path | None
) -> tuple[gpd.GeoDataFrame, Ids, gpd.GeoDataFrame]:
    """The incidents, which are given up in `events`, their ids and the places."""
    index, shapes = events.incidents.index, events.shapes
    given, events.incidents, events.shapes = events.incidents, events.incidents[[]], shapes[:0]
    numbers, held = _typed(given, shown)
    place_table = events.places
    if place_table is None:
        held["place"], place_table = _places(given, shapes, shown)
    del given
    made = mapped_tables.chosen(held, shown, _file(scratch, "incidents"))
    columns = {**numbers, **made}
    incidents = pd.DataFrame({name: columns[name] for name in _INCIDENTS}, copy=False)
    shapes = shapes if shown is None else shapes[shown]
    found = gpd.GeoDataFrame(incidents, geometry=shapes, crs=model.CRS, copy=False)
    return found, Ids(index if shown is None else index[shown], made["id"]), place_table


def _shown(
    attributes: pd.DataFrame, shown: np.ndarray[Any, np.dtype[np.bool_]] | None, path: Path | None
) -> pd.DataFrame:
    """The rows that are shown; mostly all are, and nothing is copied."""
    if shown is None or path is None:
        return (attributes if shown is None else attributes[shown]).reset_index(drop=True)
    held = {
        str(place): mapped_tables.as_texts(attributes.iloc[:, place]) for place in range(attributes.shape[1])
    }
    found = mapped_tables.chosen(held, shown, path, empty=True)
    return pd.DataFrame(found, copy=False).set_axis(attributes.columns, axis="columns")


class Ids(NamedTuple):
    """The ids of the rows that are shown."""

    rows: pd.Index[int]
    ids: pd.arrays.ArrowStringArray | pd.arrays.ArrowExtensionArray

    def places(self, rows: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Where the ids of some rows stand; −1 for rows that are not shown."""
        return np.asarray(self.rows.get_indexer(pd.Index(rows, dtype="int64")), np.int64)

    def texts(self) -> pa.Array:
        """All of them together."""
        return text_columns.strings(self.ids.__arrow_array__())


def _file(scratch: Path | None, table: str) -> Path | None:
    return None if scratch is None else scratch / f"{table}.arrow"


def _typed(
    found: pd.DataFrame, shown: np.ndarray[Any, np.dtype[np.bool_]] | None
) -> tuple[dict[str, Any], dict[str, mapped_tables.Texts]]:
    """Columns of numbers and times, of the rows that are shown, and those of texts, of all rows."""
    columns: dict[str, Any] = {}
    held: dict[str, mapped_tables.Texts] = {}
    nothing = np.full(len(found), -1, np.int8)
    for name in _INCIDENTS:
        values: Any = found.get(name)
        kind = _KINDS.get(name)
        if kind is None:
            held[name] = mapped_tables.coded([], nothing) if values is None else _texts(values)
            continue
        if values is None:
            columns[name] = _unknown(kind, len(found) if shown is None else int(shown.sum()))
            continue
        values = (values if shown is None else values[shown]).reset_index(drop=True)
        columns[name] = _instants(values) if kind == "time" else values.astype(kind)
    return columns, held


def _unknown(kind: str, rows: int) -> Any:
    """A column of which nothing is known; zeros that nobody looks at take no memory."""
    if kind == "Int64":
        return pd.arrays.IntegerArray(np.zeros(rows, np.int64), np.ones(rows, bool))
    if kind == "time":
        return pd.DatetimeIndex(np.full(rows, np.datetime64("NaT", "us"))).tz_localize("UTC").array
    return np.full(rows, np.nan)


def _instants(values: pd.Series[Any]) -> pd.Series[Any]:
    if values.dtype == _INSTANT:
        return values
    return pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")


def _texts(values: pd.Series[Any]) -> mapped_tables.Texts:
    if values.dtype != "str" and not isinstance(values.dtype, pd.CategoricalDtype):
        texts = [
            value if isinstance(value, str) or pd.isna(value) else str(value) for value in values.tolist()
        ]
        values = pd.Series(texts, dtype="str")
    return mapped_tables.as_texts(values)


def _framed(found: Lines, columns: tuple[str, ...]) -> pd.DataFrame:
    if isinstance(found, pd.DataFrame):
        return found
    cells = list(zip(*found, strict=True)) if found else [()] * len(columns)
    return pd.DataFrame(
        {name: pd.Series(list(values), dtype=object) for name, values in zip(columns, cells, strict=True)}
    )


def _lines(
    found: Lines,
    ids: Ids,
    columns: tuple[str, ...],
    numbers: tuple[str, ...] = (),
    *,
    path: Path | None = None,
) -> pd.DataFrame:
    """Lines of accepted rows, the row's number replaced by its id; texts but for the columns of numbers."""
    lines = _framed(found, ("row", *columns[1:]))
    places = ids.places(lines["row"])
    there = places >= 0
    shown = None if there.all() else there
    held: dict[str, mapped_tables.Texts] = {columns[0]: mapped_tables.Coded(ids.texts(), places)}
    for name in columns[1:]:
        if name in lines and name not in numbers:
            held[name] = _texts(lines[name])
    made: dict[str, Any] = mapped_tables.chosen(held, shown, path)
    nothing = _nothing(int(there.sum()))
    for name in columns[1:]:
        if name not in lines:
            made[name] = nothing
        elif name in numbers:
            made[name] = lines[name][there].reset_index(drop=True)
    return pd.DataFrame({name: made[name] for name in columns}, copy=False)


def _numbered(table: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    return table.assign(**{name: pd.to_numeric(table[name]).astype("float64") for name in names})


def _graded(table: pd.DataFrame) -> pd.DataFrame:
    if table["credibility"].dtype == "str":  # nobody says anything
        return table.assign(credibility=pd.array([None], dtype="Int64").repeat(len(table)))
    return table.assign(credibility=pd.to_numeric(table["credibility"]).astype("Int64"))


def _taking_part(found: pd.DataFrame, ids: Ids) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who takes part in the incidents that are shown, each in a role once; and the actors."""
    places = ids.places(found["row"])
    actor, role = (texts.distinct(_as_column(found[name])) for name in ("actor", "role"))
    shown = np.flatnonzero(places >= 0)
    actors = _actors(actor, _as_column(found["kind"]), shown)
    key = places[shown]
    for each in (actor, role):
        key = key * max(len(each.categories), 1) + each.codes[shown]
    shown = shown[np.sort(firsts.places(key))]
    return pd.DataFrame(
        {"row": found["row"].to_numpy()[shown], "actor": actor[shown], "role": role[shown]}
    ), actors


def _as_column(values: pd.Series[Any]) -> pd.Series[Any]:
    return values.astype("str") if values.dtype == object else values


def _actors(
    actor: pd.Categorical, kind: pd.Series[Any], shown: np.ndarray[Any, np.dtype[np.int64]]
) -> pd.DataFrame:
    """Actors by name; the kind is the first that the file gives other than unknown."""
    kinds, codes = texts.distinct(kind)[shown], actor.codes[shown]
    order = pd.unique(codes)
    stated = np.flatnonzero(np.asarray(kinds != "unknown"))
    first = stated[~pd.Series(codes[stated]).duplicated().to_numpy()]
    kind_of = dict(zip(codes[first].tolist(), np.asarray(kinds[first], object).tolist(), strict=True))
    names = pd.Series(np.asarray(actor.categories, object)[order], dtype="str")
    return pd.DataFrame(
        {
            "id": names,
            "name": names,
            "aliases": pd.Series([[] for _ in order], dtype=object),
            "parent": _nothing(len(order)),
            "kind": pd.Series([kind_of.get(code, "unknown") for code in order.tolist()], dtype="str"),
        }
    )


def _places(
    incidents: pd.DataFrame, shapes: np.ndarray[Any, Any], shown: np.ndarray[Any, np.dtype[np.bool_]] | None
) -> tuple[mapped_tables.Texts, gpd.GeoDataFrame]:
    """A key for each incident's place, and a place for each name, position and class that occur together."""
    names, classes = (
        texts.distinct(_as_column(incidents[name]))
        if name in incidents
        else texts.constant("", len(incidents))
        for name in ("place", "location_class")
    )
    named = np.flatnonzero(texts.there(names) if shown is None else texts.there(names) & shown)
    at = {name: incidents[name].to_numpy(float, na_value=np.nan) for name in ("lon", "lat", "uncertainty_m")}
    coded = [
        (names.codes[named], len(names.categories)),
        *(_numbers_coded(at[name][named]) for name in ("lon", "lat")),
    ]
    groups, first = texts.pairs(
        [*coded, (classes.codes[named].astype(np.int32) + 1, len(classes.categories) + 1)]
    )
    del coded
    first = named[first]
    table = pd.DataFrame(
        {
            "place": pd.Series(names[first]).astype("str"),
            **{name: values[first] for name, values in at.items()},
            "location_class": pd.Series(classes[first]).astype("str"),
        }
    )
    table["location_class"] = table["location_class"].mask(table["location_class"] == "")
    # Numbered in a fixed order, so that another order of rows gives the same keys.
    order = table.sort_values(["place", "lon", "lat", "location_class"], kind="stable").index.to_numpy()
    keys = np.empty(len(first), dtype=object)
    keys[order] = _keys(table["place"].to_numpy(object)[order].tolist())
    key_of = np.full(len(incidents), -1, np.int32)
    key_of[named] = groups
    return mapped_tables.coded(keys, key_of), _place_table(table, keys, shapes[first])


def _numbers_coded(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[np.ndarray[Any, Any], int]:
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return codes.astype(np.int32), len(distinct)


def _place_table(
    places: pd.DataFrame, keys: np.ndarray[Any, Any], at: np.ndarray[Any, Any]
) -> gpd.GeoDataFrame:
    points = np.full(len(places), None, dtype=object)
    is_point = shapely.get_type_id(at) == shapely.GeometryType.POINT
    points[is_point] = at[is_point]
    table = pd.DataFrame(
        {
            "key": pd.Series(keys, dtype="str"),
            "name_en": places["place"],
            **{name: _nothing(len(places)) for name in ("name_sq", "name_sr_latn", "name_sr_cyrl")},
            "class": places["location_class"],
            "uncertainty_m": places["uncertainty_m"],
            "coordinate_source": _nothing(len(places)),
        }
    )
    frame = gpd.GeoDataFrame(table, geometry=points, crs=model.CRS)
    return frame[list(model.PLACE_COLUMNS)]


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
