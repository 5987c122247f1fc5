"""Folds and spaces whole columns of texts: each as `folding.fold` and `searching.searched` make it of one.

Most texts are ASCII: of these numpy makes all at once, from the bytes of the column. The others are taken
one by one, and what repeats is made once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values import searching
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_SPACES: Final = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "
"""What `str.split` takes for spaces, of ASCII."""
_ESCAPED: Final = r'["\\\x00-\x1f]'
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode
_SPACE, _LETTER, _DIGIT, _MARK = range(4)
_SAMPLE: Final = 1_000
_AT_ONCE: Final = 1 << 20
"""Bytes of text whose places are numbered at the same time: eight bytes each."""


def _folded_bytes() -> Bytes:
    every = np.arange(256, dtype=np.uint8)
    letters = np.frombuffer(every.tobytes().lower().replace(b"q", b"c"), np.uint8).copy()
    letters[list(_SPACES)] = ord(" ")
    return letters


def _kinds() -> Bytes:
    kinds = np.full(256, _MARK, np.uint8)
    kinds[ord("a") : ord("z") + 1] = _LETTER
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[ord(" ")] = _SPACE
    return kinds


_FOLDED: Final = _folded_bytes()
_APART: Final = _kinds()
"""Neighbours of different kinds stand apart where texts are spaced."""
_TOGETHER: Final = np.minimum(_APART, 1)


def folded(texts: Any) -> pa.LargeStringArray:
    """Texts as `fold` reduces them, missing where nothing is left."""
    return _of_distinct(texts, lambda given: _made(given, _TOGETHER, _one_by_one))


def spaced(texts: Any) -> pa.LargeStringArray:
    """Texts folded and spaced as they are searched, but for the spaces at their ends; missing as `folded`."""
    return _of_distinct(
        texts, lambda given: _made(given, _APART, lambda few: searching.spaced(_one_by_one(few)))
    )


def joined(parts: Iterable[pa.Array], apart: str) -> pa.LargeStringArray:
    """The parts of each row, those that are missing left out; missing where a row has none."""
    first, *others = [part.cast(pa.large_string()) for part in parts]
    none = pc.is_null(first)
    for part in others:
        none = pc.and_(none, pc.is_null(part))
    # A row that skips all of its parts is no row of Arrow's answer: give it one that is empty.
    first = pc.if_else(none, _scalar(""), first)
    return or_missing(pc.binary_join_element_wise(first, *others, _scalar(apart), null_handling="skip"))


def listed(texts: pa.Array, rows: Places, count: int, apart: str) -> pa.LargeStringArray:
    """For each of `count` rows its texts put together; `rows` says, in order, to which each text belongs."""
    given = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
    ends = np.searchsorted(rows[given], np.arange(count + 1))
    lists = pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), texts.take(pa.array(given)))
    return or_missing(pc.binary_join(lists, _scalar(apart)).cast(pa.large_string()))


def as_json(texts: pa.Array) -> pa.LargeStringArray:
    """Each text as JSON writes it, in quotation marks, with no more escaped than has to be."""
    mark = _scalar('"')
    written = pc.binary_join_element_wise(mark, texts, mark, _scalar(""))
    special = pc.match_substring_regex(texts, _ESCAPED)
    if not pc.any(special).as_py():
        return written
    encoded = [_encode(text) for text in texts.filter(special).to_pylist()]
    return pc.replace_with_mask(written, special, pa.array(encoded, pa.large_string()))


def strings(texts: Any) -> pa.LargeStringArray:
    """A column of texts as one array."""
    found = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return found.cast(pa.large_string())


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _of_distinct(texts: Any, make: Callable[[pa.Array], pa.Array]) -> pa.LargeStringArray:
    given = strings(texts)
    if pc.count_distinct(given.slice(0, _SAMPLE)).as_py() > _SAMPLE // 2:  # few of them repeat
        return or_missing(make(given.fill_null("")))
    coded = given.dictionary_encode()
    return or_missing(make(coded.dictionary)).take(coded.indices)


def or_missing(texts: pa.Array) -> pa.Array:
    """The texts, missing where they are empty."""
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), pa.scalar(None, texts.type), texts)


def _one_by_one(texts: pa.Array) -> pa.Array:
    return pa.array(map(fold, texts.to_pylist()), pa.large_string())


def _made(texts: pa.Array, kinds: Bytes, others: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Texts, none of them missing, by bytes where they are ASCII and by `others` where they are not."""
    if not len(texts):
        return texts
    data, offsets = _parts(texts)
    foreign = np.unique(np.searchsorted(offsets, np.flatnonzero(data > 127), "right") - 1)
    if not len(foreign):
        return _of_bytes(data, offsets, kinds)
    plain = np.setdiff1d(np.arange(len(texts)), foreign, assume_unique=True)
    ours = _of_bytes(*_parts(texts.take(pa.array(plain))), kinds)
    both = pa.concat_arrays([ours, others(texts.take(pa.array(foreign))).cast(pa.large_string())])
    return both.take(pa.array(np.argsort(np.concatenate([plain, foreign]))))


def _parts(texts: pa.Array) -> tuple[Bytes, Places]:
    """The bytes of all texts, and where each begins and the last ends."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    held = texts.buffers()[2]
    data = np.frombuffer(held, np.uint8) if held is not None else np.zeros(0, np.uint8)
    return data[offsets[0] : offsets[-1]], offsets - offsets[0]


def _of_bytes(data: Bytes, offsets: Places, kinds: Bytes) -> pa.Array:
    pieces: list[pa.Array] = [pa.array([], pa.large_string())]
    first = 0
    while first < len(offsets) - 1:
        after = int(np.searchsorted(offsets, offsets[first] + _AT_ONCE, "right")) - 1
        after = max(after, first + 1)
        here = offsets[first : after + 1]
        pieces.append(_tidied(data[here[0] : here[-1]], here - here[0], kinds))
        first = after
    return pa.concat_arrays(pieces)


def _tidied(data: Bytes, offsets: Places, kinds: Bytes) -> pa.Array:
    """Fold ASCII texts; one space stands where some stood, and between neighbours of different kinds."""
    letters = _FOLDED[data]
    kind = kinds[letters]
    kept = np.flatnonzero(kind)
    first = np.searchsorted(kept, offsets)
    kind = kind[kept]
    space = np.zeros(len(kept), bool)
    space[1:] = (np.diff(kept) > 1) | (kind[1:] != kind[:-1])
    space[first[:-1][first[:-1] < len(kept)]] = False
    spaces = np.concatenate([[0], np.cumsum(space)])
    made = np.full(len(kept) + int(spaces[-1]), ord(" "), np.uint8)
    made[np.arange(len(kept)) + spaces[1:]] = letters[kept]
    ends = (first + spaces[first]).astype(np.int64)
    return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(ends), pa.py_buffer(made))
