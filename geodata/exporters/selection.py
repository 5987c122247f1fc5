"""Reads what an export writes, block by block, as Arrow columns: the records shown and what belongs to each.

What is known only to a district, region or country has no point in any file, because a program would draw
its centre as if it were the place. The centre travels as `representative_lon` and `representative_lat`: it
cannot be made anew from the place, which may have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata import deadlines
from geodata.exporters import local_times
from geodata.index import attributes
from geodata.model import AREA_CLASSES
from geodata.query import answers, nearness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.filters import Filters
    from geodata.query.store import Store

BLOCK: Final = 2_000
"""Records that are read and written at a time, so that memory does not grow with the file."""

_STRETCH: Final = 5
"""Blocks that are asked of the engine together: each question costs it some milliseconds."""

_POINT_BYTES: Final = 21
_POINT: Final = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""A point as well-known binary, as nearly all geometries are."""


class Selection:
    """The records that a filter shows, ready to be read several times."""

    def __init__(self, store: Store, filters: Filters, rows: npt.NDArray[np.int64] | None = None) -> None:
        """`rows` are those of them that something else lets pass too, rising; without, it is all of them."""
        self.store, self.filters = store, filters
        self.rows = np.flatnonzero(answers.selection(store, filters)) if rows is None else rows
        self._held: dict[str, tuple[int, int, pa.Table]] = {}
        """Of each table the lines of a stretch of rows, with the first and the last of these."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether every record of the dataset is shown."""
        return len(self.rows) == len(self.store)

    @cached_property
    def actors(self) -> pa.Table:
        """All actors of the dataset."""
        return self.store.whole("actors")

    @cached_property
    def places(self) -> pa.Table:
        """All places of the dataset, geometries as well-known binary."""
        return self.store.whole("places")

    def lines(self, table: str, rows: npt.NDArray[np.int64]) -> pa.Table:
        """A table's lines for the rows of one block, as `Store.columns` has them."""
        if not len(rows):
            return self.store.columns(table, rows)
        first, last, lines = self._held.get(table, (0, -1, None))
        if not first <= rows[0] <= rows[-1] <= last:
            begin = int(np.searchsorted(self.rows, rows[0]))
            stretch = self.rows[begin : begin + max(_STRETCH * BLOCK, len(rows))]
            self._held.pop(table, None)  # before more is read
            lines = self.store.columns(table, stretch)
            self._held[table] = int(stretch[0]), int(stretch[-1]), lines
        begin, end = np.searchsorted(lines["row"].to_numpy(), (rows[0], rows[-1] + 1)).tolist()
        return lines.slice(begin, end - begin).combine_chunks()

    def attributes(self, rows: npt.NDArray[np.int64]) -> Mapping[str, pa.Array]:
        """The texts of the file's own columns for the rows of one block."""
        columns = self.store.statistics.own_columns
        found: dict[str, pa.Array] = {}
        for number in range(0, len(columns), attributes.WIDTH):
            numbers = range(number, min(number + attributes.WIDTH, len(columns)))
            table, _ = attributes.place_of(number)
            found |= attributes.texts(self.lines(table, rows), columns, numbers)
        return found

    def blocks(self) -> Iterator[Block]:
        """The records by row; at least one block, so that every file has a header."""
        return self.blocks_of(self.rows)

    def blocks_of(self, rows: npt.NDArray[np.int64]) -> Iterator[Block]:
        """Some of them, likewise."""
        for begin in range(0, max(len(rows), 1), BLOCK):
            deadlines.stop_if_over()
            yield Block(self, rows[begin : begin + BLOCK])


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the records, one line each."""

    selection: Selection
    rows: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def records(self) -> pa.Table:
        """The columns of the model, the representative point, and `x`, `y`.

        `start` and `end` are microseconds. `x` and `y` are where a geometry that is a point lies; `shape` is
        the well-known binary of any other, `geometry` of all.
        """
        return with_points(_without_points(self.selection.lines("records", self.rows)))

    @cached_property
    def attributes(self) -> Mapping[str, pa.Array]:
        """The texts of the file's own columns by name, missing where a record has nothing."""
        return self.selection.attributes(self.rows)

    @cached_property
    def times(self) -> local_times.Times:
        """The records' times as `local_times.COLUMNS` tell them."""
        zone = self.selection.store.dataset.info.timezone
        start, end, time_class = (self.records[name] for name in ("start", "end", "time_class"))
        return local_times.Times(start, end, time_class, zone)

    @cached_property
    def distances(self) -> Mapping[str, pa.Array]:
        """`nearness.FIGURES` by name, where the filter has a distance; what is unknown is missing."""
        near = self.selection.filters.near
        if near is None:
            return {}
        km = nearness.distances(self.selection.store, near, self.rows).round(3)
        return {
            name: pa.array(km[name], pa.float64(), mask=~np.isfinite(km[name])) for name in nearness.FIGURES
        }

    def belonging(self, table: str) -> Lines:
        """The lines of a table such as `sources`; participations with what is known of the actors."""
        lines = self.selection.lines(table, self.rows)
        if table == "participations":
            actors = self.selection.actors
            lines = lines.select(["row", "incident", "actor", "role"])
            lines = beside(lines, "actor", actors.rename_columns({"id": "actor"}), "actor")
        numbers = lines["row"].to_numpy()
        return Lines(lines, np.append(np.searchsorted(numbers, self.rows), len(numbers)))

    def column_of_places(self, name: str) -> pa.ChunkedArray:
        """What each record's place has in this column."""
        places = self.selection.places
        return places[name].take(pc.index_in(self.records["place"], places["key"]))


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines that belong to records, in their order."""

    table: pa.Table
    begins: npt.NDArray[np.int64]
    """Where each record's lines begin, and where the last one's end."""

    def listed(self, values: pa.Array) -> pa.Array:
        """A list of values for each record, from one value a line."""
        return pa.ListArray.from_arrays(pa.array(self.begins, pa.int32()), values)

    def where(self, kept: pa.ChunkedArray) -> Lines:
        """The lines for which something holds."""
        chosen = np.append(0, np.cumsum(np.asarray(kept)))
        return Lines(self.table.filter(kept), chosen[self.begins])


def beside(lines: pa.Table, column: str, others: pa.Table, key: str) -> pa.Table:
    """The lines with the columns of the one other line that each names, missing where there is none."""
    found = pc.index_in(lines[column], others[key])
    for name in others.column_names:
        if name != key:
            lines = lines.append_column(name, others[name].take(found))
    return lines


def _without_points(records: pa.Table) -> pa.Table:
    """The records; of those known only to an area the point apart. A shape of the area stays."""
    known = pc.fill_null(pc.is_in(records["location_class"], pa.array(AREA_CLASSES)), False)
    area = pc.and_(known, pc.is_valid(records["lon"]))
    nothing = pa.scalar(None, pa.float64())
    for name in ("lon", "lat"):
        values = records[name]
        records = records.append_column(f"representative_{name}", pc.if_else(area, values, nothing))
        records = _with(records, name, pc.if_else(area, nothing, values))
    drawn = pc.if_else(
        _points_among(records["geometry"], area), pa.scalar(None, pa.binary()), records["geometry"]
    )
    return _with(records, "geometry", drawn)


def _with(table: pa.Table, name: str, column: Any) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


def _points_among(shapes: pa.ChunkedArray, chosen: pa.ChunkedArray) -> pa.Array:
    """Which of the chosen geometries are points."""
    found = np.zeros(len(shapes), bool)
    places = np.flatnonzero(chosen.to_numpy())
    kinds = shapely.get_type_id(shapely.from_wkb(shapes.take(places).to_numpy()))
    found[places] = kinds == shapely.GeometryType.POINT
    return pa.array(found)


def with_points(lines: pa.Table) -> pa.Table:
    """Lines with `x`, `y` and `shape`: see `Block.records`."""
    for name, column in _points(lines["geometry"]).items():
        lines = lines.append_column(name, column)
    return lines


def placed(places: pa.Table) -> pa.Table:
    """Places as `Block.records` has the records: without points of what is known only to an area."""
    found = with_points(places)
    found = found.append_column("lon", found["x"]).append_column("lat", found["y"])
    found = _without_points(found.rename_columns({"class": "location_class"}))
    found = found.rename_columns({"location_class": "class"})
    return with_points(found.drop_columns(["x", "y", "shape"]))


def _points(shapes: pa.ChunkedArray) -> dict[str, pa.Array]:
    """Where points lie, and what is no plain point."""
    whole = shapes.combine_chunks() if shapes.num_chunks != 1 else shapes.chunk(0)
    short = pc.fill_null(pc.equal(pc.binary_length(whole), _POINT_BYTES), False)
    places = np.flatnonzero(short.to_numpy(zero_copy_only=False))
    found = np.frombuffer(b"".join(whole.filter(short).to_pylist()), _POINT)
    plain = (found["order"] == 1) & (found["type"] == 1) & np.isfinite(found["x"]) & np.isfinite(found["y"])
    missing = np.ones(len(whole), bool)
    missing[places[plain]] = False
    columns = {}
    for name in ("x", "y"):
        values = np.zeros(len(whole))
        values[places[plain]] = found[name][plain]
        columns[name] = pa.array(values, mask=missing)
    columns["shape"] = pc.if_else(pa.array(missing), whole, pa.scalar(None, whole.type))
    return columns
