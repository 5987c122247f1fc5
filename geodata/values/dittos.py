"""Reads the marks and words by which people repeat the cell above: `"`, 〃, idem, same, isto, то же, نفسه."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values import words_for_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS: Final = '"|〃|″|”|“|„|»|-"-|-”-|—"—|- " -|-//-|—//—|-〃-'
_WORDS: Final = (
    "ditto|dto|dto.|same|the same|same as above|as above|see above|same day|same date|same place"
    "|idem|id.|ibid|ibid.|ídem|lo mismo|igual|mismo día|el mismo día|misma fecha|mismo lugar"
    "|le même|la même|même jour|le même jour|même date|même lieu|comme ci-dessus|o mesmo|mesmo dia|mesma data"
    "|ebenso|desgl.|dito|wie oben|s.o.|s. o.|gleicher tag|am selben tag|gleicher ort"
    "|isto|ista|isti dan|istog dana|isti datum|isto mesto|isto mjesto|isto kao gore|kao gore"
    "|исто|иста|исти дан|истог дана|исти датум|исто место|исто као горе|као горе|истиот ден"
    "|njësoj|po ajo|po ai|e njëjta|i njëjti|e njëjtë|të njëjtën ditë|në të njëjtën ditë|si më sipër"
    "|то же|то же самое|тоже|тот же|там же|тот же день|в тот же день|того же дня|см. выше"
    "|те саме|те ж|те ж саме|той самий|там само|того ж дня|того самого дня|див. вище"
    "|نفسه|نفسها|نفس اليوم|نفس التاريخ|نفس المكان|في نفس اليوم|كما سبق|aynı|aynı gün|aynı yer|yukarıdaki gibi"
)
_LONGEST: Final = 64
"""Bytes; no word here is longer, with a few spaces around it."""


def _lower() -> frozenset[str]:
    return frozenset(word.casefold() for word in f"{_MARKS}|{_WORDS}".split("|"))


WORDS: Final = _lower()
_BEGINNINGS: Final = words_for_nothing.beginnings(WORDS)
_VALUES: Final = pa.array(sorted(WORDS), pa.large_string())


def is_ditto(text: str) -> bool:
    """Whether a cell only says that it is the same as the one above."""
    return len(text) <= _LONGEST and " ".join(text.split()).casefold() in WORDS


def without(texts: Iterable[str]) -> list[str]:
    """The texts that say something themselves."""
    return [text for text in texts if not is_ditto(text)]


def repeated(cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, dict[str, int]] | None:
    """The cells, each ditto with what stands above it, and how often each stood there; None without any.

    A ditto below an empty cell, or in the first row, is empty.
    """
    given = _likely(cells)
    if not given:
        return None
    is_one = pc.is_in(cells, value_set=pa.array(given, pa.large_string()))
    marks = is_one.to_numpy(zero_copy_only=False)
    places = np.where(marks, -1, np.arange(len(marks)))
    np.maximum.accumulate(places, out=places)
    filled = pc.if_else(pa.array(places >= 0), cells.take(pa.array(np.maximum(places, 0))), "")
    filled = pc.if_else(pa.array(marks & (places < 0)), "", filled)
    counts = pc.value_counts(cells.filter(is_one)).to_pylist()
    made = filled if isinstance(filled, pa.ChunkedArray) else pa.chunked_array([filled])
    return made, {str(each["values"]): int(each["counts"]) for each in counts}


def _likely(cells: pa.ChunkedArray) -> list[str]:
    """The distinct cells that are dittos; few columns have cells that are as short and begin like them."""
    found: dict[str, None] = {}
    for chunk in cells.chunks:
        places = words_for_nothing.places_of(chunk, _BEGINNINGS)
        if len(places):
            given = chunk.take(pa.array(places))
            plain = pc.utf8_lower(pc.utf8_trim_whitespace(given))
            found.update(
                dict.fromkeys(pc.unique(given.filter(pc.is_in(plain, value_set=_VALUES))).to_pylist())
            )
    return [text for text in found if is_ditto(text)]
