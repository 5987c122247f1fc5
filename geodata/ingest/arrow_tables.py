"""Holds tables as Arrow columns, in memory or in a mapped file, and takes lines of them in any order.

A mapped file's pages are given back when they were read, so that memory holds little of it at a time.
"""

from __future__ import annotations

import contextlib
import mmap
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from geodata import model
from geodata.values import mapped_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Places = npt.NDArray[np.int64]

ROWS: Final = 1 << 16
"""Lines of a file that are kept together, and given back together."""
GEOMETRY: Final = "geometry"
_TEXTS: Final = (pa.large_string(), pa.string())
_TYPES: Final = frozenset(
    [
        *(*_TEXTS, pa.large_binary(), pa.binary(), pa.null(), pa.bool_()),
        *(pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()),
        *(pa.float32(), pa.float64(), pa.date32()),
        *(pa.timestamp(unit, zone) for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC")),
    ]
)
"""What a column may be, or a list of: nothing that Arrow looks up or unpacks."""


class ArrowTable:
    """The lines of one table, in pieces that lie in memory."""

    def __init__(self, schema: pa.Schema, batches: list[pa.RecordBatch]) -> None:
        self.schema, self._batches = schema, batches
        self._begins: Places = np.cumsum([0, *(each.num_rows for each in batches)])

    def __len__(self) -> int:
        return int(self._begins[-1])

    def column(self, name: str) -> pa.ChunkedArray:
        """A column whole, without a copy; `release` gives it back."""
        place = self.schema.get_field_index(name)
        return pa.chunked_array([each.column(place) for each in self._batches], self.schema.field(place).type)

    def whole(self) -> pa.Table:
        """All lines, without a copy."""
        return pa.Table.from_batches(self._batches, self.schema)

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The lines in order, piece by piece, each given back when the next is asked for."""
        for each in self._batches:
            yield each
            self._release(each.columns)

    def take(self, places: Places) -> pa.Table:
        """The lines at these places, in their order: as many copies as columns, no more at the same time."""
        piece = np.searchsorted(self._begins, places, "right").astype(np.int64) - 1
        order = np.argsort(piece, kind="stable")
        ends = np.searchsorted(piece[order], np.arange(len(self._batches) + 1))
        local = [
            (number, pa.array(places[order[ends[number] : ends[number + 1]]] - self._begins[number]))
            for number in np.flatnonzero(np.diff(ends)).tolist()
        ]
        back = np.empty(len(order), np.int64)
        back[order] = np.arange(len(order))
        sorted_back = None if (order[1:] > order[:-1]).all() else pa.array(back)
        columns = [
            self._taken(place, local, sorted_back, field.type) for place, field in enumerate(self.schema)
        ]
        for number, _ in local:
            # Again: to look at one column brings up to 2 MB of its neighbours into memory.
            self._release(self._batches[number].columns)
        return pa.Table.from_arrays(columns, schema=self.schema)

    def _taken(
        self, place: int, local: list[tuple[int, pa.Array]], back: pa.Array | None, kind: pa.DataType
    ) -> pa.Array:
        pieces = [pa.array([], kind)]
        for number, lines in local:
            held = self._batches[number].column(place)
            pieces.append(held.take(lines))
            self._release([held])
        found = pa.concat_arrays(pieces)
        return found if back is None else found.take(back)

    def release(self) -> None:
        """Give back what memory holds of the whole table, where it can be read again."""
        for each in self._batches:
            self._release(each.columns)

    def _release(self, columns: list[pa.Array]) -> None:
        """What lies in memory alone stays there."""


class MappedTable(ArrowTable):
    """The lines of an Arrow IPC file that another process has written, every byte of it looked at first.

    Raises
    ------
    pyarrow.ArrowInvalid
        If it holds what no reader may trust: texts that are no UTF-8, places outside the file, other types
        than a draft has.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = pa.py_buffer(self._map)
        self._begin, self._size = whole.address, whole.size
        reader = pa.ipc.open_file(whole)
        _check_types(reader.schema)
        # In pieces: what was looked at is given back before the next.
        super().__init__(
            reader.schema, [self._checked(reader.get_batch(i)) for i in range(reader.num_record_batches)]
        )

    def _checked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        for each in _buffers(batch.columns):
            # Otherwise it was packed, and may be of any size.
            if not self._begin <= each.address <= each.address + each.size <= self._begin + self._size:
                raise pa.ArrowInvalid("a column lies outside its file")
        batch.validate(full=True)
        self._release(batch.columns)
        return batch

    def _release(self, columns: list[pa.Array]) -> None:
        if not hasattr(mmap, "MADV_DONTNEED"):
            return
        for each in _buffers(columns):
            first = (each.address - self._begin) // mmap.PAGESIZE * mmap.PAGESIZE
            length = each.address + each.size - self._begin - first
            if length > 0:
                with contextlib.suppress(OSError):
                    self._map.madvise(mmap.MADV_DONTNEED, first, length)


def _buffers(columns: list[pa.Array]) -> Iterator[pa.Buffer]:
    return (each for column in columns for each in column.buffers() if each is not None and each.size)


def _check_types(schema: pa.Schema) -> None:
    for field in schema:
        kind = field.type
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            kind = kind.value_type
        if kind not in _TYPES:
            raise pa.ArrowInvalid(f"a column of type {kind}")


def write(table: pa.Table, path: Path) -> None:
    """Write a table as a file for `MappedTable`."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        for batch in table.to_batches(max_chunksize=ROWS):
            writer.write_batch(batch)
            mapped_tables.let_go_of_all()


def of_frame(table: pd.DataFrame, *, flavor: Literal["iso", "extended"] = "extended") -> pa.Table:
    """A frame's columns, without its index; shapes as well-known binary. Texts are not copied."""
    shapes = [name for name in table.columns if name == GEOMETRY and table[name].dtype != "str"]
    found = pa.Table.from_pandas(pd.DataFrame(table.drop(columns=shapes)), preserve_index=False)
    for name in shapes:
        held: Any = np.asarray(table[name], dtype=object)
        cells = shapely.to_wkb(held, flavor=flavor)
        found = found.append_column(name, pa.array(cells, pa.large_binary()))
    return found.select(list(map(str, table.columns)))


def in_memory(table: pa.Table) -> ArrowTable:
    """A table whose lines lie in memory."""
    return ArrowTable(table.schema, table.to_batches())


def typed(name: str, lines: pa.Table) -> pd.DataFrame:
    """Lines of one of the model's tables as a frame in its columns and types; texts are not copied."""
    shapes = [each for each in model.WITH_GEOMETRY if each == name and GEOMETRY in lines.column_names]
    plain = lines.drop_columns([GEOMETRY]) if shapes else lines
    frame = plain.replace_schema_metadata().to_pandas(types_mapper=_KINDS.get, split_blocks=True)
    if shapes:
        cells = shapely.from_wkb(lines.column(GEOMETRY).to_numpy(zero_copy_only=False))
        frame = gpd.GeoDataFrame(frame, geometry=cells, crs=model.CRS)
    return model.typed(name, frame)


_KINDS: Final[dict[pa.DataType, Any]] = {
    pa.int64(): pd.Int64Dtype(),
    **dict.fromkeys(_TEXTS, pd.StringDtype("pyarrow", na_value=np.nan)),
}
"""Whole numbers with gaps would become fractions."""
