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
    from collections.abc import Callable, Iterable, Iterator

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_SPACES: Final = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "
"""What `str.split` takes for spaces, of ASCII."""
_ESCAPED: Final = r'["\\\x00-\x1f]'
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode
_SAMPLE: Final = 1_000
_AT_ONCE: Final = 1 << 19
"""Bytes of text that are looked at together."""
_ROWS_AT_ONCE: Final = 1 << 15
"""Rows whose texts are put together at the same time."""
_COMBINED: Final = 1 << 14
"""Combinations of the texts of neighbouring parts that are put together before they are told for each row."""
_LAST_OF_ASCII: Final = 127
_SPACE, _LETTER, _DIGIT, _MARK = 0b111, 0b001, 0b010, 0b100
"""Kinds of bytes: neighbours that have no bit in common stand apart where texts are spaced."""


def _folded_bytes() -> bytes:
    letters = bytearray(bytes(range(256)).lower().replace(b"q", b"c"))
    for space in _SPACES:
        letters[space] = ord(" ")
    return bytes(letters)


def _kinds() -> bytes:
    kinds = bytearray([_MARK] * 256)
    kinds[ord("a") : ord("z") + 1] = bytes([_LETTER] * 26)
    kinds[ord("0") : ord("9") + 1] = bytes([_DIGIT] * 10)
    kinds[ord(" ")] = _SPACE
    return bytes(kinds)


_FOLDED: Final = _folded_bytes()
_KINDS: Final = _kinds()


def folded(texts: Any) -> pa.LargeStringArray:
    """Texts as `fold` reduces them, missing where nothing is left."""
    return _of_distinct(texts, _folded)


def spaced(texts: Any) -> pa.LargeStringArray:
    """Texts folded and spaced as they are searched, but for the spaces at their ends; missing as `folded`."""
    return _of_distinct(texts, _spaced)


def spaced_as_held(texts: Any) -> pa.LargeStringArray | pa.DictionaryArray:
    """As `spaced`; texts that repeat are coded, for `joined`."""
    return _of_distinct(texts, _spaced, coded=True)


def spaced_of_folded(texts: Any) -> pa.LargeStringArray:
    """As `spaced`, of texts that are folded already."""
    return or_missing(_made(strings(texts).fill_null(""), searching.spaced, _set_apart))


def _folded(texts: pa.Array) -> pa.Array:
    return _made(texts, _one_by_one, lambda *given: _strings(*_single_spaced(*_lowered(*given))))


def _spaced(texts: pa.Array) -> pa.Array:
    return _made(
        texts,
        lambda few: searching.spaced(_one_by_one(few)),
        lambda *given: _set_apart(*_single_spaced(*_lowered(*given))),
    )


def joined(parts: Iterable[pa.Array | pa.ChunkedArray], apart: str) -> pa.LargeStringArray:
    """The parts of each row, those that are missing left out; missing where a row has none."""
    given = list(_combined_where_few(parts, apart))
    some = [
        _joined([strings(part.slice(begin, _ROWS_AT_ONCE)) for part in given], apart)
        for begin in range(0, len(given[0]), _ROWS_AT_ONCE)
    ]
    return some[0] if len(some) == 1 else pa.concat_arrays([pa.array([], pa.large_string()), *some])


def _combined_where_few(
    parts: Iterable[pa.Array | pa.ChunkedArray], apart: str
) -> Iterator[pa.Array | pa.ChunkedArray]:
    """The parts, neighbours that are coded made one where few of their texts can stand beside each other."""
    before: pa.DictionaryArray | None = None
    for part in parts:
        coded = isinstance(part, pa.DictionaryArray)
        if before is None:
            pass
        elif coded and _combinations(before, part) <= min(_COMBINED, len(part)):
            part = _in_one(before, part, apart)  # noqa: PLW2901 - it takes the place of both
        else:
            yield before
        before = part if coded else None
        if not coded:
            yield part
    if before is not None:
        yield before


def _combinations(one: pa.DictionaryArray, other: pa.DictionaryArray) -> int:
    """How many there may be, of texts and none."""
    return (len(one.dictionary) + 1) * (len(other.dictionary) + 1)


def _in_one(one: pa.DictionaryArray, other: pa.DictionaryArray, apart: str) -> pa.DictionaryArray:
    """Both parts put together, each combination once."""
    codes = [each.indices.cast(pa.int64()).fill_null(-1).to_numpy() + 1 for each in (one, other)]
    width = len(other.dictionary) + 1
    pair = codes[0] * width + codes[1]
    found = np.flatnonzero(np.bincount(pair, minlength=_combinations(one, other)))
    places = (found // width - 1, found % width - 1)
    words = [
        strings(each.dictionary).take(pa.array(at, mask=at < 0))
        for each, at in zip((one, other), places, strict=True)
    ]
    which = np.empty(_combinations(one, other), np.int32)
    which[found] = np.arange(len(found))
    return pa.DictionaryArray.from_arrays(pa.array(which[pair]), _joined(words, apart), safe=False)


def _joined(parts: list[pa.Array], apart: str) -> pa.LargeStringArray:
    first, *others = parts
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


def places_of(texts: Any, keys: Any) -> Places:
    """Where each text stands among n keys, the last of those alike; −1 where it is missing or none."""
    words, last = strings(texts), len(keys) - 1
    backwards = strings(keys).take(pa.array(np.arange(len(keys))[::-1]))
    found = pc.index_in(words, value_set=backwards, skip_nulls=True).fill_null(len(keys))
    places: Places = last - found.to_numpy(zero_copy_only=False).astype(np.int64)
    return places


def strings(texts: Any) -> pa.LargeStringArray:
    """A column of texts as one array."""
    found = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return found.cast(pa.large_string())


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def repeat(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Whether many of them seem to repeat."""
    return bool(pc.count_distinct(texts.slice(0, _SAMPLE)).as_py() <= _SAMPLE // 2)


def coded(texts: pa.Array | pa.ChunkedArray) -> tuple[pa.LargeStringArray, Places]:
    """The distinct texts of a column, and the place of each row's among them, −1 where it is missing."""
    words, codes = as_coded(texts)
    # Whoever coded them may hold one text twice, or none at all in a place.
    once = words.dictionary_encode()
    again = np.append(once.indices.fill_null(-1).to_numpy(), -1).astype(np.int64)
    return once.dictionary, again[codes]


def as_coded(texts: pa.Array | pa.ChunkedArray) -> tuple[pa.LargeStringArray, Places]:
    """As `coded`, but where texts are coded already the distinct ones are as they were held."""
    words, places = one_dictionary(
        texts if pa.types.is_dictionary(texts.type) else strings(texts).dictionary_encode()
    )
    codes = [each.cast(pa.int64()).fill_null(-1).to_numpy() for each in places.chunks]
    return words, np.concatenate([np.zeros(0, np.int64), *codes])


def one_dictionary(given: pa.Array | pa.ChunkedArray) -> tuple[pa.LargeStringArray, pa.ChunkedArray]:
    """The distinct texts of a coded column, one dictionary for all of it, and the place of each row's."""
    chunks = given.chunks if isinstance(given, pa.ChunkedArray) else [given]
    if not chunks:
        return pa.array([], pa.large_string()), pa.chunked_array([], given.type.index_type)
    first = chunks[0].dictionary
    if any(not _are_one(first, each.dictionary) for each in chunks[1:]):
        chunks = given.unify_dictionaries().chunks
        first = chunks[0].dictionary
    return strings(first), pa.chunked_array([each.indices for each in chunks])


def _combined(texts: pa.ChunkedArray) -> pa.Array:
    return texts.chunk(0) if texts.num_chunks == 1 else texts.combine_chunks()


def _are_one(one: pa.Array, other: pa.Array) -> bool:
    """Whether two arrays are the same bytes in the same place."""
    places = ([each and each.address for each in array.buffers()] for array in (one, other))
    return (len(one), one.offset) == (len(other), other.offset) and next(places) == next(places)


def _of_distinct(texts: Any, make: Callable[[pa.Array], pa.Array], *, coded: bool = False) -> Any:
    """What is made of each distinct text; `coded` as a dictionary of Arrow where they repeat."""
    found = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, from_pandas=True)
    if pa.types.is_dictionary(found.type):
        words, codes = one_dictionary(found)
        if len(words) <= len(found):
            made = or_missing(make(words.fill_null("")))
            return _of_codes(_combined(codes), made) if coded else _combined(made.take(codes))
    given = strings(found)
    if not repeat(given):
        return or_missing(make(given.fill_null("")))
    once = given.dictionary_encode()
    made = or_missing(make(once.dictionary))
    return _of_codes(once.indices, made) if coded else made.take(once.indices)


def _of_codes(codes: pa.Array, words: pa.Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(codes, words, safe=False)


def or_missing(texts: pa.Array) -> pa.Array:
    """The texts (`large_string`), missing where they are empty; the texts themselves are not copied."""
    there = pc.greater(pc.binary_length(texts), 0)
    if pc.all(there, skip_nulls=False).as_py():
        return texts
    _, offsets, data = texts.buffers()
    held = [there.fill_null(False).buffers()[1], offsets.slice(texts.offset * 8), data]
    return pa.Array.from_buffers(texts.type, len(texts), held)


def _one_by_one(texts: pa.Array) -> pa.Array:
    return pa.array(map(fold, texts.to_pylist()), pa.large_string())


def _made(
    texts: pa.Array, others: Callable[[pa.Array], pa.Array], by_bytes: Callable[[Bytes, Places], pa.Array]
) -> pa.Array:
    """Texts, none of them missing, by bytes where they are ASCII and by `others` where they are not."""
    if not len(texts):
        return texts
    data, offsets = _parts(texts)
    if not len(data) or data.max() <= _LAST_OF_ASCII:
        return _in_blocks(data, offsets, by_bytes)
    foreign = np.unique(np.searchsorted(offsets, np.flatnonzero(data > _LAST_OF_ASCII), "right") - 1)
    plain = np.setdiff1d(np.arange(len(texts)), foreign, assume_unique=True)
    ours = _in_blocks(*_parts(texts.take(pa.array(plain))), by_bytes)
    both = pa.concat_arrays([ours, others(texts.take(pa.array(foreign))).cast(pa.large_string())])
    return both.take(pa.array(np.argsort(np.concatenate([plain, foreign]))))


def _parts(texts: pa.Array) -> tuple[Bytes, Places]:
    """The bytes of all texts, and where each begins and the last ends."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    held = texts.buffers()[2]
    data = np.frombuffer(held, np.uint8) if held is not None else np.zeros(0, np.uint8)
    return data[offsets[0] : offsets[-1]], offsets - offsets[0]


def _in_blocks(data: Bytes, offsets: Places, make: Callable[[Bytes, Places], pa.Array]) -> pa.Array:
    """What is made of texts whose bytes are looked at together, some at a time."""
    pieces: list[pa.Array] = []
    first = 0
    while first < len(offsets) - 1:
        after = int(np.searchsorted(offsets, offsets[first] + _AT_ONCE, "right")) - 1
        after = max(after, first + 1)
        here = offsets[first : after + 1]
        pieces.append(make(data[here[0] : here[-1]], here - here[0]))
        first = after
    return pieces[0] if len(pieces) == 1 else pa.concat_arrays([pa.array([], pa.large_string()), *pieces])


def _lowered(letters: Bytes, offsets: Places) -> tuple[Bytes, Places]:
    """Letters as they are folded, whatever stands between words as a space."""
    return np.frombuffer(letters.tobytes().translate(_FOLDED), np.uint8), offsets


def _single_spaced(letters: Bytes, offsets: Places) -> tuple[Bytes, Places]:
    """One space where some stood, and none where a text begins and ends."""
    space = letters == ord(" ")
    more = space.copy()
    more[1:] &= space[:-1]
    begins = _begins(offsets)
    more[begins] = space[begins]
    if more.any():
        letters, offsets = _without(letters, offsets, more)
    last = offsets[1:][np.diff(offsets) > 0] - 1
    spaces = last[letters[last] == ord(" ")]
    if not len(spaces):
        return letters, offsets
    ends = np.zeros(len(letters), bool)
    ends[spaces] = True
    return _without(letters, offsets, ends)


def _begins(offsets: Places) -> Places:
    """Where the texts begin that are not empty."""
    return offsets[:-1][np.diff(offsets) > 0]


def _without(letters: Bytes, offsets: Places, dropped: Bools) -> tuple[Bytes, Places]:
    places = np.flatnonzero(dropped)
    if not len(places):
        return letters, offsets
    return letters[~dropped], offsets - np.searchsorted(places, offsets)


def _set_apart(letters: Bytes, offsets: Places) -> pa.Array:
    """The texts with a space between neighbours of different kinds."""
    kinds = np.frombuffer(letters.tobytes().translate(_KINDS), np.uint8)
    begins = _begins(offsets)
    cut = np.zeros(len(letters), bool)
    cut[1:] = (kinds[1:] & kinds[:-1]) == 0
    cut[begins] = True  # of texts, too
    places = np.flatnonzero(cut)
    parts = _strings(letters, np.append(places, len(letters)))
    lists = pa.LargeListArray.from_arrays(pa.array(np.searchsorted(places, offsets)), parts)
    return pc.binary_join(lists, _scalar(" "))


def _strings(letters: Bytes, offsets: Places) -> pa.Array:
    held = pa.py_buffer(np.ascontiguousarray(offsets, np.int64)), pa.py_buffer(letters)
    return pa.LargeStringArray.from_buffers(len(offsets) - 1, *held)
