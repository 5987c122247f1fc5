"""Reads the texts within cells: lists, links, and each distinct cell once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import union_categoricals

from geodata.values import mapped_tables, text_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Result = TypeVar("Result")
Value = TypeVar("Value")

# `\S` alone lets control characters pass, and a `\` is read as `/` by browsers but not by Python.
LINK: Final = r"(?i:https?)://[^\s/?#@\\\x00-\x1f\x7f]+([/?#][^\s\\\x00-\x1f\x7f]*)?"
"""A web address, which a browser can only open, not run."""
_LINK: Final = re.compile(LINK)
_QUOTES: Final = ('"', "'", "“", "”", "„", "«", "‘", "’")
_FIRST_OF_QUOTES: Final = np.isin(np.arange(256), [mark.encode()[0] for mark in _QUOTES])
_QUOTED: Final = re.compile(
    r"\s*[\"'“”„«‘’]\s*(?P<inner>[+-]?[0-9][0-9.,:/ TZ+-]{0,38})\s*[\"'“”»‘’]\s*",
)
"""A number, a date or a time within marks on both sides."""
_ANCHOR: Final = re.compile(
    r"<a\s[^<>]{0,400}?href\s*=\s*[\"']?(?P<address>[^\"'\s<>]{1,2000})[^<>]{0,400}>(?P<words>[^<>]{0,400})</a>",
    re.IGNORECASE,
)
"""A link of HTML, which people copy out of a page."""
_BETWEEN_LINKS: Final = re.compile(r"\s+|[;,|]+(?=https?://)", re.IGNORECASE)
"""A comma or semicolon may be part of an address, unless the next one begins behind it."""


_LOOSE: Final = r"^[\s\v\p{Z}]|[\s\v\p{Z}]$|[\s\v\p{Z}]{2}|[\t\n\v\f\r]|[^ \P{Z}]"
"""White space (of RE2) other than one space between words."""
_SAMPLE: Final = 1_000
_LARGE_SAMPLE: Final = 1 << 14
"""Names of places repeat, but not among a thousand rows."""
_OFTEN: Final = 32
"""After so many pieces of a column memory of mapped files is given back."""
_FEW: Final = 8
"""One of so many rows is worth putting a column together for."""


class Repeated(Sequence[Result]):
    """A result for each row, of which those that repeat are held once."""

    def __init__(self, results: list[Result], codes: np.ndarray[Any, np.dtype[Any]]) -> None:
        self.results, self.codes = results, codes.astype(np.int32, copy=False)  # many are held at a time

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Result]:
        return map(self.results.__getitem__, self.codes.tolist())

    def __getitem__(self, place: Any) -> Any:
        return self.results[self.codes[place]] if isinstance(place, int) else list(self)[place]

    def each(self, read: Callable[[Result], Value]) -> Repeated[Value]:
        """What `read` makes of each result."""
        return Repeated(list(map(read, self.results)), self.codes)

    def array(self) -> np.ndarray[Any, np.dtype[np.object_]]:
        """The results of all rows."""
        return np.asarray(np.fromiter(self.results, object, len(self.results))[self.codes])

    def column(self) -> pd.Categorical:
        """The results of all rows, texts or None, as a column."""
        again, words = pd.factorize(_objects(self.results))
        return category(again[self.codes], words)

    def where(self, test: Callable[[Result], bool]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Of which rows a result passes a test."""
        return np.asarray(np.fromiter(map(test, self.results), bool, len(self.results))[self.codes])


def each_distinct(read: Callable[..., Result], *columns: Iterable[Any]) -> Repeated[Result]:
    """What `read` makes of each row's cells, asked once for cells that repeat."""
    coded = [_coded(column) for column in columns]
    if len({len(codes) for codes, _ in coded}) > 1:
        raise ValueError("the columns have different lengths")
    if len(coded) == 1:
        codes, words = coded[0]
        return Repeated([read(word) for word in words], codes)
    together, first = pairs([(codes, len(words)) for codes, words in coded])
    cells = ([words[code] for code in codes[first].tolist()] for codes, words in coded)
    return Repeated([read(*each) for each in zip(*cells, strict=True)], together)


def pairs(
    coded: Sequence[tuple[np.ndarray[Any, Any], int]],
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.int64]]]:
    """A number for each row, the same where it is the same in several columns, and where each stands first.

    `coded` says of each column a number from 0 for each row, and how many there may be.
    """
    together = coded[0][0].astype(np.int64)
    for codes, count in coded[1:]:
        together = pd.factorize(together * max(count, 1) + codes)[0]
    return together, firsts(together)


def firsts(codes: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Where each of the numbers 0 … n−1 stands first, if each occurs."""
    found = np.empty(int(codes.max(initial=-1)) + 1, np.int64)
    found[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return found


def _coded(column: Iterable[Any]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[Any]]:
    """For each row the place of its cell among the distinct ones."""
    if isinstance(column, Repeated):
        again, results = pd.factorize(_objects(column.results), use_na_sentinel=False)
        return again[column.codes], list(results)
    cells = column if isinstance(column, pd.Series) else _objects([*column])
    codes, words = pd.factorize(cells, use_na_sentinel=False)
    return codes, np.asarray(words, dtype=object).tolist()


def _objects(cells: list[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    return np.fromiter(cells, object, len(cells))


def reasons(found: Iterable[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The results that are reasons (texts); `""` in the others' places."""
    if isinstance(found, Repeated):
        return found.each(lambda each: each if isinstance(each, str) else "").array()
    return np.array([each if isinstance(each, str) else "" for each in found], dtype=object)


def some(column: pd.Series[str], places: Sequence[int] | np.ndarray[Any, Any]) -> list[str]:
    """The texts in some places of a column, for which Arrow's `take` would put all of it together."""
    cells = arrow(column)
    if len(places) * _FEW > len(cells):
        return cells.take(pa.array(places, pa.int64())).to_pylist()  # type: ignore[no-any-return]
    ends = np.cumsum([len(each) for each in cells.chunks])
    pieces = np.searchsorted(ends, places, "right")
    return [
        cells.chunk(piece)[place - (int(ends[piece - 1]) if piece else 0)].as_py()
        for piece, place in zip(pieces.tolist(), np.asarray(places).tolist(), strict=True)
    ]


def repeated(column: pd.Series[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which cells hold what another cell of the column holds."""
    codes, words = pd.factorize(column)
    if len(words) == len(codes):
        return np.zeros(len(codes), bool)
    return np.bincount(codes, minlength=1)[codes] > 1


def first_filled(columns: Sequence[pd.Series[str]]) -> pd.Series[str]:
    """The first cell of each row that holds something, of several columns."""
    found = columns[0]
    for column in columns[1:]:
        found = found.where(filled(found), column)
    return found


def filled(column: pd.Series[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which cells hold something other than spaces."""
    pieces = [_filled(chunk) for chunk in arrow(column).chunks]
    return np.concatenate(pieces) if pieces else np.zeros(0, bool)


def _filled(cells: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    trimmed = pc.utf8_trim_whitespace(cells)
    return np.asarray(pc.greater(pc.binary_length(trimmed), 0).to_numpy(zero_copy_only=False), bool)


def arrow(column: pd.Series[str]) -> pa.ChunkedArray:
    """A column's texts as Arrow has them, without a copy."""
    found: Any = column.array
    cells = found.__arrow_array__()
    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])


def single_spaced(column: pd.Series[str]) -> pd.Series[str]:
    """The texts with one space for any white space within, none around them; itself where all are so."""
    cells = arrow(column)
    if not pc.any(pc.match_substring_regex(cells, _LOOSE)).as_py():
        return column
    made = pc.utf8_trim_whitespace(pc.replace_substring_regex(cells, r"[\s\v\p{Z}]+", " "))
    return pd.Series(mapped_tables.column(made), index=column.index, copy=False)


@lru_cache(maxsize=20_000)
def listed(cell: str) -> tuple[str, ...]:
    """The parts of a list in a cell, JSON or set apart by `;`, without the spaces around them; each once."""
    if cell[:1] == "[" and isinstance(found := parsed(cell), list):
        plain = [str(each).strip() for each in found if isinstance(each, (str, int)) and each != ""]
        if len(plain) == len(found):
            return tuple(dict.fromkeys(plain))
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def in_order(cell: str) -> list[str]:
    """The parts of a list in a cell, set apart by `;`, as many as it has: same ones and empty ones too."""
    return [part.strip() for part in cell.split(";")] if cell.strip() else []


def listed_column(cells: pd.Series[str]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], pd.Categorical]:
    """The parts of a column's lists, below each other, and in which place the cell of each stands."""
    found = each_distinct(lambda cell: [(part,) for part in listed(cell)], cells)
    places, (parts,) = lines(found, 1)
    return places, parts


def lines(
    found: Repeated[Any], width: int
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[pd.Categorical]]:
    """The lines of all rows, a list of tuples for each, below each other: whose each is, and the columns."""
    flat = [line for each in found.results for line in each]
    count = np.fromiter(map(len, found.results), np.int64, len(found.results))
    begin = np.cumsum(count) - count
    of_row = count[found.codes]
    places = np.repeat(np.arange(len(found)), of_row)
    at = np.arange(len(places)) + np.repeat(begin[found.codes] - (np.cumsum(of_row) - of_row), of_row)
    coded = (pd.factorize(_objects([line[place] for line in flat])) for place in range(width))
    return places, [category(codes[at], words) for codes, words in coded]


def category(codes: np.ndarray[Any, np.dtype[Any]], words: Any) -> pd.Categorical:
    """A column of distinct words by their places, −1 where there is none: a few bytes a row."""
    return pd.Categorical.from_codes(codes, pd.Index(words, dtype="str"))


def constant(word: str, rows: int) -> pd.Categorical:
    """A column that says the same in each row."""
    return category(np.zeros(rows, np.int8), [word])


def distinct(cells: pd.Series[Any]) -> pd.Categorical:
    """A column's texts, of which those that repeat are held once."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return pd.Categorical(cells.array)
    return category(*pd.factorize(cells))


def there(cells: pd.Categorical) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which cells are neither empty nor missing."""
    return np.asarray(np.append(np.asarray(cells.categories != "", bool), False)[cells.codes])


def below(columns: Iterable[pd.Categorical]) -> pd.Categorical:
    """Columns of texts that repeat, below each other."""
    return union_categoricals([*columns])


def frames_below(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns below each other; texts that repeat stay held once."""
    first = frames[0]
    return pd.DataFrame(
        {
            name: below(frame[name].array for frame in frames)
            if isinstance(first[name].dtype, pd.CategoricalDtype)
            else np.concatenate([frame[name].to_numpy() for frame in frames])
            for name in first.columns
        }
    )


def unquoted(cell: str) -> str:
    """A number or date without the quotation marks around it, which a program wrote twice; else the cell."""
    found = _QUOTED.fullmatch(cell)
    return found["inner"] if found else cell


def with_quoted(cells: pa.ChunkedArray) -> bool:
    """Whether some cells may be numbers in quotation marks."""
    return _some_begin_quoted(cells) and any(
        bool(pc.any(pc.starts_with(cells, mark)).as_py()) for mark in _QUOTES
    )


def _some_begin_quoted(cells: pa.ChunkedArray) -> bool:
    for number, chunk in enumerate(cells.chunks, 1):
        if _begin_quoted(chunk):
            return True
        if (
            number % _OFTEN == 0
        ):  # long texts are looked at here alone, and some page of each becomes resident
            mapped_tables.let_go_of_all()
    return False


def _begin_quoted(chunk: pa.Array) -> bool:
    """Whether the first byte of some cell may be one of a quotation mark: one look at each cell."""
    if not len(chunk) or chunk.buffers()[2] is None:
        return False
    offsets = np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    begin = offsets[:-1][offsets[1:] > offsets[:-1]]
    return bool(_FIRST_OF_QUOTES[np.frombuffer(chunk.buffers()[2], np.uint8)[begin]].any())


def link(cell: str) -> bool:
    """Whether a text is one whole web address, which a browser can only open, not run."""
    return _LINK.fullmatch(cell) is not None


def links(cell: str) -> list[str]:
    """The web addresses in a text that are set apart by spaces, line breaks, `;`, `,` or `|`, in order.

    Of HTML, those of its links.
    """
    if "://" not in cell:
        return []
    if "<" in cell:
        cell = _ANCHOR.sub(lambda found: f" {unescape(found['address'])} ", cell)
    return list(dict.fromkeys(part for part in map(_trimmed, _BETWEEN_LINKS.split(cell)) if link(part)))


def anchors(cell: str) -> list[tuple[str, str]]:
    """The links of HTML in a text: address and words, where a link has some."""
    if "<" not in cell:
        return []
    found = [(unescape(each["address"]), unescape(each["words"])) for each in _ANCHOR.finditer(cell)]
    return [(address, " ".join(words.split())) for address, words in found if words.strip()]


def _trimmed(part: str) -> str:
    """Without marks around an address; a bracket at its end that it opened itself is its own."""
    tidy = part.strip("<>\"'[],;|").lstrip("(")
    while tidy.endswith(")") and tidy.count(")") > tidy.count("("):
        tidy = tidy[:-1].rstrip(",;|")
    return tidy


def host(address: str) -> str:
    """The host of a web address, without `www.`."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def parsed(cell: str) -> Any:
    """The JSON value in a cell that holds a list or an object; None for any other text."""
    if cell[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def joined(columns: Iterable[pd.Series[str]], separator: str) -> pd.Categorical | pd.arrays.ArrowStringArray:
    """The cells of each row put together; empty ones leave no separator."""
    given = list(columns)
    if len(given) == 1:
        return mapped_tables.column(arrow(given[0]))
    if all(_repeats(each, _LARGE_SAMPLE) for each in given):
        return each_distinct(lambda *cells: separator.join(filter(None, cells)), *given).column()
    parts = [mapped_tables.or_missing(arrow(column)) for column in given]
    return mapped_tables.column(text_columns.joined(parts, separator).fill_null(""))


def or_else(
    cells: pd.Categorical | pd.arrays.ArrowStringArray, said: str, others: pd.Series[str]
) -> pd.Categorical | pd.arrays.ArrowStringArray:
    """The cells, and where they are empty or missing, `said` and the text of another column."""
    given = arrow(pd.Series(cells).astype("str")).fill_null("")
    empty = pc.equal(pc.binary_length(given), 0)
    if not pc.any(empty).as_py():
        return cells
    first, nothing = (pa.scalar(each, pa.large_string()) for each in (said, ""))
    instead = pc.binary_join_element_wise(first, arrow(others), nothing)
    return mapped_tables.column(pc.if_else(empty, instead, given))


def _repeats(column: pd.Series[str], sample: int) -> bool:
    """Whether few cells seem to be the only ones of their kind."""
    return bool(column.head(sample).nunique() * 2 <= min(len(column), sample))
