"""Writes columns of texts as Arrow files mapped into memory: only what is looked at is resident.

The columns made of them are views on the file (`column`): as long as nothing changes them, they cost no
memory of their own, and what was looked at can be given back.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values import text_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

TEXT: Final = pd.StringDtype(na_value=np.nan)
STRETCH: Final = 122_880
"""Rows that are written at the same time."""
_OFTEN: Final = 32
"""After so many pieces memory is given back: the system clears it before it lends it again."""


class Coded(NamedTuple):
    """A column whose texts repeat: each distinct one, and the place of each row's, −1 where it has none."""

    words: pa.Array
    codes: np.ndarray[Any, np.dtype[Any]]

    def __len__(self) -> int:
        return len(self.codes)


Texts: TypeAlias = Coded | Any
"""Coded, or Arrow's texts in pieces (a ChunkedArray)."""


@dataclass(frozen=True, eq=False)
class Mapped:
    """An Arrow file in memory."""

    table: pa.Table
    """Its columns, which lie in the file."""
    pages: mmap.mmap

    def let_go(self) -> None:
        """Give back the memory of what was looked at; it is read again where it is looked at again."""
        _let_go(self.pages)


_open_files: Final = weakref.WeakSet[mmap.mmap]()


def let_go_of_all() -> None:
    """Give back what memory holds of all mapped files: for who passes columns on and never looks at them."""
    for pages in list(_open_files):
        _let_go(pages)


def _let_go(pages: mmap.mmap) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):
        pages.madvise(mmap.MADV_DONTNEED)


def give_back() -> None:
    """Give the system the memory that was freed: Arrow and the C library keep it for what comes next."""
    pa.default_memory_pool().release_unused()


def give_back_all() -> None:
    """Likewise, and what lies between things that are still held: it takes the C library a moment."""
    give_back()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's alone
    if trim is not None:
        trim(0)


def written(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Mapped:
    """Write batches of one schema as a file, none of them kept, and map it; its name is gone then."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for place, batch in enumerate(batches):
            writer.write_batch(batch)
            if place % _OFTEN == 0:
                give_back()
    found = opened(path)
    with contextlib.suppress(OSError):  # else the next of this name would be written over what is mapped
        path.unlink()
    return found


def of_rows(
    rows: pd.DataFrame, shown: np.ndarray[Any, np.dtype[np.bool_]], path: Path
) -> tuple[pd.DataFrame, Mapped]:
    """Those rows of a frame of texts that are shown, written stretch by stretch as a file that is mapped."""
    columns = {str(name): as_texts(rows[name]) for name in rows.columns}
    schema = pa.schema([(name, pa.large_string()) for name in columns])

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in _stretches(columns, shown, schema, empty=True):
            yield batch
            let_go_of_all()

    found = written(path, schema, batches())
    return frame(found.table, rows.index[shown]), found


def opened(path: Path) -> Mapped:
    """Map an uncompressed Arrow file."""
    with path.open("rb") as stream:
        pages = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    _open_files.add(pages)
    return Mapped(pa.ipc.open_file(pa.py_buffer(pages)).read_all(), pages)


def column(texts: pa.Array | pa.ChunkedArray) -> pd.arrays.ArrowStringArray:
    """Arrow's texts (`large_string`) as pandas has them, without a copy."""
    return pd.arrays.ArrowStringArray(texts, dtype=TEXT)  # type: ignore[call-arg]


def coded(words: Any, codes: np.ndarray[Any, np.dtype[Any]]) -> Coded:
    """A column of distinct words by their places."""
    found = pa.array(words, pa.large_string())
    return Coded(found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found, codes)


def as_texts(cells: pd.Series[Any]) -> Texts:
    """A column as Arrow has it: texts, or categories of texts."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return coded(cells.cat.categories, cells.cat.codes.to_numpy())
    found = cells.array.__arrow_array__()
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])


def chosen(
    columns: Mapping[str, Texts],
    shown: np.ndarray[Any, np.dtype[np.bool_]] | None,
    path: Path | None,
    *,
    empty: bool = False,
) -> dict[str, pd.arrays.ArrowStringArray | pd.arrays.ArrowExtensionArray]:
    """The texts of the rows that are shown, all without `shown`; missing where they are not to be `empty`.

    What would take memory of its own is written into a file, if `path` is given, stretch by stretch; coded
    texts stay coded then.
    """
    kept = {
        name: _kept(each, shown, empty=empty)
        for name, each in columns.items()
        if isinstance(each, Coded) and path is not None
    }
    columns = {name: each for name, each in columns.items() if name not in kept}
    made = {name: each for name, each in columns.items() if shown is not None or isinstance(each, Coded)}
    found = {name: each if empty else or_missing(each) for name, each in columns.items() if name not in made}
    if made:
        schema = pa.schema([(name, pa.large_string()) for name in made])
        batches = _stretches(made, shown, schema, empty=empty)
        table = (
            pa.Table.from_batches(batches, schema) if path is None else written(path, schema, batches).table
        )
        found |= {name: table.column(name) for name in made}
    return {**kept, **{name: column(found[name]) for name in columns}}


def _kept(
    texts: Coded, shown: np.ndarray[Any, np.dtype[np.bool_]] | None, *, empty: bool
) -> pd.arrays.ArrowExtensionArray:
    """Coded texts as pandas holds a dictionary of Arrow: it does not look whether each word is another."""
    codes = texts.codes if shown is None else texts.codes[shown]
    nothing = codes < 0
    if not empty:
        is_empty = pc.equal(pc.binary_length(texts.words), 0).fill_null(True).to_numpy(zero_copy_only=False)
        nothing |= np.append(is_empty, True)[codes]
    held = pa.DictionaryArray.from_arrays(pa.array(codes, mask=nothing), texts.words, safe=False)
    return pd.arrays.ArrowExtensionArray(pa.chunked_array([held]))


def _stretches(
    columns: Mapping[str, Texts],
    shown: np.ndarray[Any, np.dtype[np.bool_]] | None,
    schema: pa.Schema,
    *,
    empty: bool,
) -> Iterator[pa.RecordBatch]:
    for begin in range(0, len(next(iter(columns.values()))), STRETCH):
        part = slice(begin, begin + STRETCH)
        cells = [_part(each, part, None if shown is None else shown[part]) for each in columns.values()]
        yield pa.record_batch(cells if empty else list(map(text_columns.or_missing, cells)), schema=schema)


def _part(texts: Texts, part: slice, shown: np.ndarray[Any, np.dtype[np.bool_]] | None) -> pa.Array:
    if isinstance(texts, Coded):
        codes = texts.codes[part] if shown is None else texts.codes[part][shown]
        return texts.words.take(pa.array(codes, mask=codes < 0))
    cells = texts.slice(part.start, part.stop - part.start)
    return (cells if shown is None else cells.filter(pa.array(shown))).combine_chunks()


def or_missing(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts (`large_string`), missing where they are empty; the texts themselves are not copied."""
    return pa.chunked_array([text_columns.or_missing(chunk) for chunk in texts.chunks], texts.type)


def frame(table: pa.Table, index: pd.Index[int]) -> pd.DataFrame:
    """Arrow's columns of texts as pandas has them, without a copy."""
    columns = {place: column(table.column(place)) for place in range(table.num_columns)}
    return pd.DataFrame(columns, index=index, copy=False).set_axis(table.column_names, axis="columns")
