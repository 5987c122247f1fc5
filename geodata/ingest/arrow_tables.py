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
import pyarrow.compute as pc
import shapely

from geodata import model
from geodata.values import mapped_tables, text_columns, well_known_binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Places = npt.NDArray[np.int64]

ROWS: Final = 1 << 16
"""Fewest lines of a file that are kept together, and given back together."""
_PIECE: Final = 32 << 20
"""Bytes of a file that are kept together, where so few lines take less."""
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
"""What a column may be, or a list of: nothing that Arrow unpacks."""
_WIDE: Final = 1 << 20
"""Bytes of a column of a piece that are given back at once."""
_PLACES: Final = (pa.int8(), pa.int16(), pa.int32())
"""How a column of texts that repeat may say which of the distinct ones each is."""
_MOST_CODED: Final = 2
"""A column is coded if it has at most one distinct text for so many lines."""


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
            self._release(self._batches[number].columns)
        return pa.Table.from_arrays(columns, schema=self.schema)

    def _taken(
        self, place: int, local: list[tuple[int, pa.Array]], back: pa.Array | None, kind: pa.DataType
    ) -> pa.Array:
        coded = pa.types.is_dictionary(kind)
        pieces = [pa.array([], kind.index_type if coded else kind)]
        for number, lines in local:
            held = self._batches[number].column(place)
            pieces.append((held.indices if coded else held).take(lines))
            if held.nbytes > _WIDE:
                self._release([held])
        found = pa.concat_arrays(pieces)
        found = found if back is None else found.take(back)
        if not coded:
            return found
        words = self._batches[0].column(place).dictionary if self._batches else pa.array([], kind.value_type)
        return pa.DictionaryArray.from_arrays(found, words, safe=False)  # looked at when they were mapped

    def release(self) -> None:
        """Give back what memory holds of the whole table, where it can be read again."""
        for each in self._batches:
            self._release(each.columns)
            self._release([one.dictionary for one in each.columns if pa.types.is_dictionary(one.type)])

    def _release(self, columns: list[pa.Array]) -> None:
        """What lies in memory alone stays there."""


class MappedTable(ArrowTable):
    """The lines of an Arrow IPC file that another process has written, every byte of it looked at first.

    Columns of texts may be coded: then each distinct text lies in the file once, for all lines.

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
        self._words = dict[int, pa.Array]()
        # In pieces: what was looked at is given back before the next.
        super().__init__(
            reader.schema, [self._checked(reader.get_batch(i)) for i in range(reader.num_record_batches)]
        )

    def _checked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        coded = [each.dictionary for each in batch.columns if pa.types.is_dictionary(each.type)]
        for each in _buffers([*batch.columns, *coded]):
            # Otherwise it was packed, and may be of any size.
            if not self._begin <= each.address <= each.address + each.size <= self._begin + self._size:
                raise pa.ArrowInvalid("a column lies outside its file")
        for place, column in enumerate(batch.columns):
            if pa.types.is_dictionary(column.type):
                self._check_coded(place, column)
            else:
                column.validate(full=True)
        batch.validate()
        self._release(batch.columns)
        return batch

    def _check_coded(self, place: int, column: pa.DictionaryArray) -> None:
        """Look at the distinct texts once, and at what names them in each piece."""
        words = column.dictionary
        if place not in self._words:
            words.validate(full=True)
            self._words[place] = words
        elif [each and each.address for each in words.buffers()] != [
            each and each.address for each in self._words[place].buffers()
        ] or len(words) != len(self._words[place]):
            raise pa.ArrowInvalid("the distinct texts of a column change")
        column.indices.validate(full=True)
        span = pc.min_max(column.indices).as_py()
        if span["min"] is not None and not 0 <= span["min"] <= span["max"] < len(words):
            raise pa.ArrowInvalid("a text is named that is not there")

    def _release(self, columns: list[pa.Array]) -> None:
        if not hasattr(mmap, "MADV_DONTNEED"):
            return
        held = [(each.address, each.address + each.size) for each in _buffers(columns)]
        if held:
            # What a piece has lies together: one call for all, what a few other columns have of it with it.
            first = (min(begin for begin, _ in held) - self._begin) // mmap.PAGESIZE * mmap.PAGESIZE
            length = max(end for _, end in held) - self._begin - first
            with contextlib.suppress(OSError):
                self._map.madvise(mmap.MADV_DONTNEED, first, length)


def _buffers(columns: list[pa.Array]) -> Iterator[pa.Buffer]:
    """Of coded columns those of the lines alone."""
    return (each for column in columns for each in column.buffers() if each is not None and each.size)


def _check_types(schema: pa.Schema) -> None:
    for field in schema:
        kind = field.type
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            kind = kind.value_type
        elif pa.types.is_dictionary(kind) and kind.index_type in _PLACES:
            kind = kind.value_type if kind.value_type in _TEXTS else kind
        if kind not in _TYPES:
            raise pa.ArrowInvalid(f"a column of type {kind}")


def write(table: pa.Table, path: Path) -> None:
    """Write a table as a file for `MappedTable`; of many lines, texts that repeat are coded."""
    table = _coded(table)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        lines = _lines_at_once(table)
        for begin in range(0, len(table), lines):
            writer.write_batch(_in_one_piece(table.slice(begin, lines)))
            mapped_tables.let_go_of_all()


def _in_one_piece(table: pa.Table) -> pa.RecordBatch:
    """However many pieces its columns have: whoever takes lines asks each piece for each of its columns."""
    return pa.RecordBatch.from_arrays([_together(each) for each in table.columns], schema=table.schema)


def _together(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    # All of them have the same distinct texts.
    places = pa.concat_arrays([each.indices for each in column.chunks])
    return pa.DictionaryArray.from_arrays(places, column.chunk(0).dictionary, safe=False)


def _lines_at_once(table: pa.Table) -> int:
    # Distinct texts, which lie in the file once, count as if they were in each piece.
    return max(ROWS, int(len(table) * _PIECE / max(table.get_total_buffer_size(), 1)))


def _coded(table: pa.Table) -> pa.Table:
    """With columns coded that are so already, or that repeat; but for those that hardly do."""
    large = len(table) > ROWS
    for place, field in enumerate(table.schema):
        made = column = table.column(place)
        if large and field.type == pa.large_string() and text_columns.repeat(column):
            made = column.dictionary_encode()
            mapped_tables.let_go_of_all()
        if not pa.types.is_dictionary(made.type):
            continue
        words = made.chunk(0).dictionary if made.num_chunks else []
        if made.num_chunks and len(words) * _MOST_CODED <= len(table):
            table = table.set_column(place, field.name, _narrow(made, words))
        elif made is column:
            table = table.set_column(place, field.name, texts_of(made).cast(pa.large_string()))
    return table


def _narrow(column: pa.ChunkedArray, words: pa.Array) -> pa.ChunkedArray:
    """The same with as few bytes a line as it takes."""
    kind = next(each for each in _PLACES if len(words) <= 1 << each.bit_width - 1)
    words = words.cast(pa.large_string())
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(each.indices.cast(kind), words, safe=False) for each in column.chunks]
    )


def texts_of(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose texts may be coded, as texts."""
    if not pa.types.is_dictionary(column.type):
        return column
    kind = column.type.value_type
    return pa.chunked_array([each.dictionary.take(each.indices) for each in column.chunks], kind)


def in_texts(table: pa.Table) -> pa.Table:
    """A table with none of its columns coded."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, texts_of(table.column(place)))
    return table


def of_frame(table: pd.DataFrame, *, flavor: Literal["iso", "extended"] = "extended") -> pa.Table:
    """A frame's columns, without its index; shapes as well-known binary. Texts are not copied."""
    shapes = [name for name in table.columns if name == GEOMETRY and table[name].dtype != "str"]
    # Of coded columns nothing is said as of pandas' own kinds: they are read as any text.
    coded = [name for name in table.columns if isinstance(table[name].dtype, pd.ArrowDtype)]
    # Column by column, for a frame with shapes would be copied.
    plain = pd.DataFrame(
        {n: table[n] for n in table.columns if n not in {*shapes, *coded}}, table.index, copy=False
    )
    held = [*coded, *(name for name in plain.columns if plain[name].dtype == "str")]
    others = pd.DataFrame({n: plain[n] for n in plain.columns if n not in held}, table.index, copy=False)
    # Threads of its own for each stretch cost more than they save.
    made = pa.Table.from_pandas(others, preserve_index=False, nthreads=1)
    columns = dict(zip(made.column_names, made.columns, strict=True))
    columns |= {str(name): table[name].array.__arrow_array__() for name in held}
    for name in shapes:
        columns[name] = well_known_binary.of(table[name], flavor)
    names = list(dict.fromkeys(map(str, table.columns)))
    found = pa.table({name: columns[name] for name in names[:1]})
    for name in names[1:]:
        # One by one: of all together Arrow looks at both ends of each piece, and their pages become resident.
        found = found.append_column(name, columns[name])
    said = pa.Schema.from_pandas(plain.iloc[:0], preserve_index=False).metadata
    return found.replace_schema_metadata(said)


def in_memory(table: pa.Table) -> ArrowTable:
    """A table whose lines lie in memory."""
    return ArrowTable(table.schema, table.to_batches())


def typed(name: str, lines: pa.Table) -> pd.DataFrame:
    """Lines of one of the model's tables as a frame in its columns and types; texts are not copied."""
    shapes = [each for each in model.WITH_GEOMETRY if each == name and GEOMETRY in lines.column_names]
    plain = in_texts(lines.drop_columns([GEOMETRY]) if shapes else lines)
    frame = plain.replace_schema_metadata().to_pandas(types_mapper=_KINDS.get, split_blocks=True)
    if shapes:
        cells = shapely.from_wkb(lines.column(GEOMETRY).to_numpy(zero_copy_only=False))
        frame = gpd.GeoDataFrame(frame, geometry=cells, crs=model.CRS, copy=False)
    return model.typed(name, frame)


def as_held(lines: pa.Table) -> pd.DataFrame:
    """Columns of texts as a frame, without a copy; those that are coded stay so."""
    texts = pd.StringDtype("pyarrow", na_value=np.nan)
    columns = {
        name: pd.arrays.ArrowExtensionArray(column)
        if pa.types.is_dictionary(column.type)
        else texts.__from_arrow__(column)  # type: ignore[attr-defined]
        for name, column in zip(lines.column_names, lines.columns, strict=True)
    }
    return pd.DataFrame(columns, copy=False)


_KINDS: Final[dict[pa.DataType, Any]] = {
    pa.int64(): pd.Int64Dtype(),
    **dict.fromkeys(_TEXTS, pd.StringDtype("pyarrow", na_value=np.nan)),
}
"""Whole numbers with gaps would become fractions."""
