"""Builds from a dataset's tables those that engines are asked: narrow, coded, alike in every engine.

Plain columns only: no arrays, no times, no geometry. Times are whole minutes since 1970-01-01T00:00Z,
half-open, of which days are made (`zone_minutes`; microseconds in `records`); words are their positions in
`Words`, −1 where missing; places are fractions of the web mercator world in 1/2³² (1 cm); shapes are
well-known binary, EPSG:4326.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from geodata import geometry, model, shapes
from geodata.index import clock_times, looked_through
from geodata.values import (
    firsts,
    folding,
    text_columns,
    well_known_binary,
    zone_days,
    zone_minutes,
)
from geodata.values.text_columns import strings

if TYPE_CHECKING:
    from geodata.ingest.ordered_tables import OrderedTables
    from geodata.model import Dataset

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Words = Mapping[str, tuple[str, ...]]
"""The words of each coded column, by position."""

TakingPart = tuple[npt.NDArray[Any], dict[str, Ints], npt.NDArray[Any]]
"""Of each participation the row, the codes, and its number among those of its row."""

NO_MINUTE: Final = -(2**31)
"""Stands for a missing time in arrays of minutes."""
LAST_MINUTE: Final = 2**31 - 1
"""The end of what goes on, nobody knows until when; dates end long before, in the year 5999."""
_TIMES: Final = ("start", "end")

GOES_ON: Final = 12 * 7 * 2**17
"""The last day, or month, of what goes on; that of a known end is far less."""

VOCABULARIES: Final = {
    "kind": model.KINDS,
    "location_class": model.LOCATION_CLASSES,
    "time_class": model.TIME_CLASSES,
    "confidence": model.CONFIDENCES,
    "event_type": (),
}
"""Columns of incidents that hold words, and the words' order; where there is none, most frequent first."""

SLOTS: Final = (1, 2, 3)
"""The participations of an incident that stand beside it, in its own line: no join is needed to filter and
count the many that have no more. Measured at 10 million rows: a third of the time of a join."""

PEOPLE: Final = {
    "fatalities_best": ("fatalities_best",),
    "killed_low": ("fatalities_low", "fatalities_best", "fatalities_high"),
    "killed_high": ("fatalities_high", "fatalities_best", "fatalities_low"),
    "injured": ("injured",),
}
"""Numbers of people that stand beside an incident, and of which figures: the first of them that it gives."""

BY_ROW: Final = ("incidents", "shapes", "more_participations", "citations", "records", *model.BELONGING)
"""Tables that grow with the incidents."""
SHARED: Final = ("cited", "actors", "places")
"""Tables of what many incidents name."""
TABLES: Final = (*BY_ROW, *SHARED)


def words_of(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """The words of every coded column: those with an order in it, the others the most frequent first."""
    return in_order(counts_of(dataset))


def counts_of(dataset: Dataset) -> dict[str, Counter[str]]:
    """How often each word of the coded columns occurs; those of stretches of rows can be added."""
    lines, cited = dataset.participations, dataset.sources
    return {
        **{name: _counted(strings(dataset.incidents[name])) for name in VOCABULARIES},
        "role": _counted(strings(lines["role"])),
        "actor": _counted_once(strings(lines["actor"]), lines["row"].to_numpy(np.int64)),
        "source": _counted(strings(cited["source"])),
        "publisher": _counted_once(strings(cited["publisher"]), pd.factorize(cited["incident"])[0]),
    }


def counts_of_columns(tables: OrderedTables) -> dict[str, Counter[str]]:
    """As `counts_of`, of tables that are no frames."""
    once = {"actor": "participations", "publisher": "sources"}
    every = {**dict.fromkeys(VOCABULARIES, "incidents"), "role": "participations", "source": "sources"}
    return {
        **{name: _counted(tables.column(table, name)) for name, table in every.items()},
        **{
            name: _counted_once(tables.column(table, name), tables.rows.get(table, np.zeros(0, np.int32)))
            for name, table in once.items()
        },
    }


def _counted(column: Any) -> Counter[str]:
    words, codes = text_columns.coded(column)
    return _by_word(words, codes[codes >= 0])


def _counted_once(column: Any, rows: npt.NDArray[Any]) -> Counter[str]:
    """In how many rows each word occurs."""
    words, codes = text_columns.coded(column)
    kinds = len(words)
    each = (
        firsts.each((rows.astype(np.int64) * kinds + codes)[codes >= 0]) if kinds else np.zeros(0, np.int64)
    )
    return _by_word(words, each % kinds if kinds else each)


def _by_word(words: pa.Array, codes: npt.NDArray[np.int64]) -> Counter[str]:
    """How often each word's place occurs."""
    counts = np.bincount(codes, minlength=len(words)).tolist()
    return Counter({word: n for word, n in zip(words.to_pylist(), counts, strict=True) if n})


def in_order(counts: Mapping[str, Counter[str]]) -> dict[str, tuple[str, ...]]:
    """The words by their counts, as `words_of` orders them."""
    found = {}
    for name, counted in counts.items():
        order = model.ROLES if name == "role" else VOCABULARIES.get(name, ())
        rest = sorted((-count, word) for word, count in counted.items() if word not in order)
        found[name] = (*(word for word in order if word in counted), *(word for _, word in rest))
    return found


def by_row(dataset: Dataset, words: Words) -> dict[str, pa.Table]:
    """The tables of `BY_ROW`, in row order, of a dataset or of a stretch of its rows."""
    rows = {name: _rows_of_lines(dataset, getattr(dataset, name)) for name in model.BELONGING}
    taking_part = _numbered(dataset, words)
    found = {
        "incidents": _incidents(dataset, words, taking_part, rows["sources"]),
        "shapes": _shapes(dataset),
        "more_participations": _more_participations(taking_part),
        "citations": _citations(dataset, words, rows["sources"]),
        "records": _records(dataset),
    }
    for name in model.BELONGING:
        lines = model.typed(name, getattr(dataset, name)).assign(row=rows[name])
        if (rows[name][1:] < rows[name][:-1]).any():
            lines = lines.sort_values("row", kind="stable")
        found[name] = _table(lines.assign(line=np.arange(len(lines))))
    return found


def cited(dataset: Dataset, words: Words) -> pa.Table:
    """A line for each source that is cited in a dataset or in a stretch of its rows."""
    code = _codes(dataset.sources["source"], words["source"])
    once = _firsts(np.zeros(len(code)), code)
    lines = dataset.sources[once].drop(columns=["incident", "credibility"])
    return _table(lines.assign(code=code[once]).sort_values("code"))


def shared(dataset: Dataset, words: Words) -> dict[str, pa.Table]:
    """The tables of `SHARED`."""
    actors = model.typed("actors", dataset.actors)
    actors["aliases"] = [json.dumps(list(each), ensure_ascii=False) for each in actors["aliases"]]
    places = model.typed("places", dataset.places)
    return {
        "cited": cited(dataset, words),
        "actors": _table(actors),
        "places": _table(_flat(places)),
    }


def minutes_of(incidents: pd.DataFrame, timezone: str) -> tuple[Ints, Ints]:
    """Start and end in whole minutes, the start rounded down and the end up; `NO_MINUTE` where missing.

    A start without an end goes on: its end is `LAST_MINUTE`.
    """
    start, end = (_utc(incidents[name]) for name in ("start", "end"))
    missing = np.isnat(start)
    ended = np.where(np.isnat(end), LAST_MINUTE, zone_minutes.ceilings(end, timezone))
    return (
        np.where(missing, NO_MINUTE, zone_minutes.floors(start, timezone)).astype(np.int32),
        np.where(missing, NO_MINUTE, ended).astype(np.int32),
    )


def bounds_of(start: Ints, end: Ints, standing: Bools) -> tuple[Ints, Ints]:
    """Between which minutes records may lie: all, if they stand or their time is unknown.

    As two plain columns, by which engines pass over whole parts of a table: with the rule written out as
    "standing or unknown or between", a filter by dates read all of 10 million rows instead of some.
    """
    always = standing | (start == NO_MINUTE)
    return np.where(always, NO_MINUTE, start), np.where(always, LAST_MINUTE, end)


def drawable(dataset: Dataset) -> Bools:
    """Which incidents the map can draw: a point of a class drawn as a point, or any line, area or points."""
    incidents = dataset.incidents
    point = incidents["location_class"].isin(model.POINT_CLASSES).to_numpy(bool)
    located = incidents["lon"].notna().to_numpy(bool) & incidents["lat"].notna().to_numpy(bool)
    return (point & located) | shaped(dataset)


def shaped(dataset: Dataset) -> Bools:
    """Which incidents are drawn and tested as the line, area or several points that their geometry is."""
    return shapes.more_than_a_point(dataset.incidents.geometry.to_numpy())


def frame(table: str, answer: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame:
    """Lines of `records`, `actors`, `places` or a table of `BELONGING` in the model's columns and types.

    `row` stays where the model's table has none.
    """
    name = "incidents" if table == "records" else table
    columns = [each for each in (*model.TABLE_COLUMNS[name], "row") if each in answer]
    found = pd.DataFrame({each: _column(each, answer[each]) for each in dict.fromkeys(columns)})
    if "geometry" not in found:
        return found
    return gpd.GeoDataFrame(found, geometry="geometry", crs=model.CRS)


def _column(name: str, values: npt.NDArray[Any]) -> Any:
    values = plain(values)
    if name in ("start", "end"):
        return _times(values)
    if name in model.COUNTS:
        unknown = np.isnan(values.astype(np.float64))
        return pd.arrays.IntegerArray(np.where(unknown, 0, values).astype(np.int64), unknown)
    if name == "aliases":
        return pd.Series([json.loads(each) for each in values], dtype=object)
    if name == "geometry":
        return shapely.from_wkb([None if each is None else bytes(each) for each in values])
    numbers = {"row": np.int64, **dict.fromkeys(model.NUMBERS, np.float64)}
    return values.astype(numbers[name]) if name in numbers else pd.array(values, dtype="str")


def _times(microseconds: npt.NDArray[Any]) -> pd.Series[Any]:
    unknown = np.isnan(microseconds.astype(np.float64))
    known = np.where(unknown, 0, microseconds).astype(np.int64).astype("datetime64[us]")
    times = pd.DatetimeIndex(np.where(unknown, np.datetime64("NaT", "us"), known))
    return pd.Series(times.tz_localize("UTC"))


def plain(values: npt.NDArray[Any]) -> Any:
    """Missing values as None or NaN instead of under a mask."""
    if not isinstance(values, np.ma.MaskedArray):
        return values
    if values.dtype == object:
        whole = values.data.copy()
        whole[np.ma.getmaskarray(values)] = None  # filled(None) would put a "?"
        return whole
    return np.ma.filled(values.astype(np.float64), np.nan)


# Words to codes -------------------------------------------------------------------------------------------


def _codes(column: Any, words: tuple[str, ...]) -> Ints:
    return text_columns.places_of(column, pa.array(words, pa.large_string())).astype(np.int32)


def _rows_of_lines(dataset: Dataset, lines: pd.DataFrame) -> Ints:
    """The rows of the incidents to which lines of another table belong."""
    if "row" in lines:
        return np.asarray(lines["row"].to_numpy(), np.int32)
    places = text_columns.places_of(lines["incident"], dataset.incidents["id"])
    return np.asarray(dataset.incidents["row"].to_numpy()[places], np.int32)


def _firsts(rows: npt.NDArray[Any], codes: npt.NDArray[Any]) -> Bools:
    """Which lines are the first of their row with their word."""
    kinds = int(codes.max(initial=-1)) + 2
    found = np.zeros(len(codes), bool)
    found[firsts.places(rows.astype(np.int64) * kinds + codes + 1)] = True
    return found


# The tables -----------------------------------------------------------------------------------------------


def _incidents(dataset: Dataset, words: Words, taking_part: TakingPart, cited_in: Ints) -> pa.Table:
    incidents = dataset.incidents
    start, end = minutes_of(incidents, dataset.info.timezone)
    standing = incidents["time_class"].eq("standing").to_numpy(bool, na_value=False)
    earliest, latest = bounds_of(start, end, standing)
    drawn, by_shape = drawable(dataset), shaped(dataset)
    lon, lat, radius = (
        incidents[name].to_numpy(np.float64, na_value=np.nan) for name in ("lon", "lat", "uncertainty_m")
    )
    x, y = geometry.world(lon, lat)
    placed = drawn & np.isfinite(lon) & np.isfinite(lat)
    events = _events(incidents)
    numbers = {"lon": lon, "lat": lat, "uncertainty_m": radius}
    return pa.table(
        {
            "row": incidents["row"].to_numpy().astype(np.int32),
            "start_min": pa.array(start, mask=start == NO_MINUTE),
            "end_min": pa.array(end, mask=end == NO_MINUTE),
            "earliest": earliest,
            "latest": latest,
            **_periods(start, end, incidents["kind"].eq("site").to_numpy(bool, na_value=False), dataset),
            "standing": standing,
            "site": incidents["kind"].eq("site").to_numpy(bool, na_value=False),
            "drawable": drawn,
            "shaped": by_shape,
            "disputed": incidents["id"].isin(disputed(dataset.claims)).to_numpy(bool),
            **{
                name: _codes(incidents[name], words[name]).astype(
                    np.int32 if name == "event_type" else np.int16
                )
                for name in VOCABULARIES
            },
            **_slots(dataset, taking_part),
            "x": pa.array(x, mask=~placed),
            "y": pa.array(y, mask=~placed),
            **{name: pa.array(values, mask=np.isnan(values)) for name, values in numbers.items()},
            **{name: _counted_people(incidents, *given) for name, given in PEOPLE.items()},
            "events": pa.array(np.nan_to_num(events).astype(np.int32), mask=np.isnan(events)),
            "search_text": looked_through.of(dataset, cited_in),
        }
    )


def _events(incidents: pd.DataFrame) -> npt.NDArray[np.float64]:
    """How many events each record stands for: 1, or what a total says; NaN of one that says nothing.

    At most nine digits: `numbers.LARGEST`.
    """
    total = incidents["kind"].eq(model.TOTAL).to_numpy(bool, na_value=False)
    if not total.any() or "count" not in incidents:
        return np.where(total, np.nan, 1)
    return np.where(total, incidents["count"].to_numpy(np.float64, na_value=np.nan), 1)


def _periods(start: Ints, end: Ints, site: Bools, dataset: Dataset) -> dict[str, Any]:
    """The first and last day and month of each record, in the dataset's zone; sites are in none.

    The last of what goes on is `GOES_ON`. And in which hours and days of a week they lie: `clock_times`.
    """
    nowhere = (start == NO_MINUTE) | (end == NO_MINUTE) | site
    goes_on = end == LAST_MINUTE
    found, timezone = {}, dataset.info.timezone
    minutes, days = dict[str, npt.NDArray[np.int64]](), dict[str, npt.NDArray[np.int64]]()
    for name, told, open_end in (("first", start, False), ("last", end.astype(np.int64) - 1, goes_on)):
        minutes[name] = np.where(nowhere | open_end, 0, told.astype(np.int64))
        days[name] = zone_days.days_of(minutes[name], timezone)
        for unit, numbers in (("day", days[name]), ("month", zone_days.months_of(days[name]))):
            counted = np.where(open_end, GOES_ON, numbers).astype(np.int32)
            found[f"{name}_{unit}"] = pa.array(counted, mask=nowhere)
    return {**found, **clock_times.columns(minutes, days, ~(nowhere | goes_on), timezone)}


def _counted_people(incidents: pd.DataFrame, *names: str) -> pa.Array:
    """The first of these figures that an incident gives; what no sum could hold is cut off."""
    found = np.full(len(incidents), np.nan)
    for name in names:
        given = incidents[name].to_numpy(np.float64, na_value=np.nan)
        found = np.where(np.isnan(found), given, found)
    whole = np.clip(np.nan_to_num(found), 0, 2**31 - 1).astype(np.int32)
    return pa.array(whole, mask=np.isnan(found))


def _shapes(dataset: Dataset) -> pa.Table:
    """Where the incidents lie that are more than a point: these are few, and looked at one by one."""
    incidents = dataset.incidents[shaped(dataset)]
    bounds = shapely.bounds(shapes.cut(incidents.geometry.to_numpy()))
    radius = incidents["uncertainty_m"].to_numpy(np.float64, na_value=np.nan)
    return pa.table(
        {
            "row": incidents["row"].to_numpy().astype(np.int32),
            **dict(zip(("west", "south", "east", "north"), bounds.reshape(-1, 4).T, strict=True)),
            "uncertainty_m": pa.array(radius, mask=np.isnan(radius)),
        }
    )


def disputed(claims: pd.DataFrame) -> set[str]:
    """The incidents of which different values are claimed for one field, however they are spelled."""
    folded = claims["value"].fillna("").map(folding.fold)
    values = pd.DataFrame({"incident": claims["incident"], "field": claims["field"], "value": folded})
    given = values[values["value"] != ""].drop_duplicates()
    return set(given.loc[given.duplicated(["incident", "field"]), "incident"])


def _numbered(dataset: Dataset, words: Words) -> TakingPart:
    """The participations by row, in the file's order: rows, codes, and the number of each among its row's."""
    rows = dataset.participations["row"].to_numpy(np.int64)
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    codes = {field: _codes(dataset.participations[field], words[field])[order] for field in ("actor", "role")}
    return rows, codes, np.arange(len(rows)) - np.searchsorted(rows, rows)


def _slots(dataset: Dataset, taking_part: TakingPart) -> dict[str, npt.NDArray[Any]]:
    rows, found, number = taking_part
    first = int(dataset.incidents["row"].iloc[0]) if len(dataset.incidents) else 0
    columns: dict[str, npt.NDArray[Any]] = {}
    for slot in SLOTS:
        here = number == slot - 1
        for field, kind in (("actor", np.int32), ("role", np.int16)):
            codes = np.full(len(dataset.incidents), -1, kind)
            codes[rows[here] - first] = found[field][here]
            columns[f"{field}_{slot}"] = codes
    return columns


def _more_participations(taking_part: TakingPart) -> pa.Table:
    """The lines for which an incident has no slot left."""
    rows, found, number = taking_part
    more = number >= len(SLOTS)
    return pa.table(
        {
            "row": rows[more].astype(np.int32),
            **{field: codes[more] for field, codes in found.items()},
            # Counting is faster over marked lines than over distinct ones.
            **{f"first_of_{field}": _firsts(rows, codes)[more] for field, codes in found.items()},
        }
    )


def _citations(dataset: Dataset, words: Words, rows: Ints) -> pa.Table:
    cited = dataset.sources
    source = _codes(cited["source"], words["source"])
    once = _firsts(rows, source)
    rows, publisher = rows[once], _codes(cited["publisher"], words["publisher"])[once]
    return pa.table(
        {
            "row": rows,
            "source": source[once],
            "publisher": publisher,
            "first_of_publisher": _firsts(rows, publisher),
        }
    )


def _records(dataset: Dataset) -> pa.Table:
    whole = model.typed("incidents", dataset.incidents)
    shapes = well_known_binary.of(whole["geometry"])
    last = {"geometry": shapes.cast(pa.binary()), **{each: _microseconds(whole[each]) for each in _TIMES}}
    flat = pd.DataFrame(whole.drop(columns=[*last, "search_text"]))
    table = _table(flat.assign(row=flat["row"].astype(np.int32)))
    for name, values in last.items():
        table = table.append_column(name, values)
    return table


def _flat(lines: pd.DataFrame) -> pd.DataFrame:
    """The geometry as well-known binary, None where there is none."""
    shapes = shapely.to_wkb(lines["geometry"].to_numpy())
    return pd.DataFrame(lines.drop(columns="geometry")).assign(
        geometry=pd.Series(shapes, index=lines.index, dtype=object)
    )


def _table(lines: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(lines, preserve_index=False, nthreads=1)
    fields = []
    for each in table.schema:
        kind = each.type
        if pa.types.is_large_string(kind) or pa.types.is_null(kind):
            kind = pa.binary() if each.name == "geometry" else pa.string()
        fields.append(pa.field(each.name, kind))
    return table.cast(pa.schema(fields))


def _microseconds(times: pd.Series[Any]) -> pa.Array:
    known = times.notna().to_numpy()
    return pa.array(_utc(times).astype(np.int64), mask=~known)


def _utc(times: pd.Series[Any]) -> npt.NDArray[np.datetime64]:
    found: npt.NDArray[np.datetime64] = (
        times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    )
    return found
