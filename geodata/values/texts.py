"""Reads the texts within cells: lists, links, and each distinct cell once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Result = TypeVar("Result")
Value = TypeVar("Value")

# `\S` alone lets control characters pass, and a `\` is read as `/` by browsers but not by Python.
LINK: Final = r"(?i:https?)://[^\s/?#@\\\x00-\x1f\x7f]+([/?#][^\s\\\x00-\x1f\x7f]*)?"
"""A web address, which a browser can only open, not run."""
_LINK: Final = re.compile(LINK)


class Repeated(Sequence[Result]):
    """A result for each row, of which those that repeat are held once."""

    def __init__(self, results: list[Result], codes: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        self.results, self.codes = results, codes

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


def each_distinct(read: Callable[..., Result], *columns: Iterable[Any]) -> Repeated[Result]:
    """What `read` makes of each row's cells, asked once for cells that repeat."""
    coded = [pd.factorize(_cells(column), use_na_sentinel=False) for column in columns]
    if len({len(codes) for codes, _ in coded}) > 1:
        raise ValueError("the columns have different lengths")
    together = coded[0][0].astype(np.int64)
    for codes, words in coded[1:]:
        together = pd.factorize(together * len(words) + codes)[0]
    first = np.unique(together, return_index=True)[1]
    cells = (np.asarray(words, dtype=object)[codes[first]].tolist() for codes, words in coded)
    return Repeated([read(*each) for each in zip(*cells, strict=True)], together)


def _cells(column: Iterable[Any]) -> Any:
    if isinstance(column, Repeated):
        return column.array()
    return column if isinstance(column, pd.Series) else np.array([*column, None], dtype=object)[:-1]


def reasons(found: Iterable[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The results that are reasons (texts); `""` in the others' places."""
    if isinstance(found, Repeated):
        return found.each(lambda each: each if isinstance(each, str) else "").array()
    return np.array([each if isinstance(each, str) else "" for each in found], dtype=object)


@lru_cache(maxsize=20_000)
def listed(cell: str) -> tuple[str, ...]:
    """The parts of a list in a cell, set apart by `;`, without the spaces around them; each once."""
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def listed_column(cells: pd.Series[str]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], pd.Series[str]]:
    """The parts of a column's lists, below each other, and in which place the cell of each stands."""
    codes, words = cells.factorize()
    parts = [listed(word) for word in words]
    flat = pd.Series([part for each in parts for part in each], dtype="str")
    count = np.fromiter(map(len, parts), np.int64, len(parts))
    begin = np.cumsum(count) - count
    places = np.repeat(np.arange(len(cells)), count[codes])
    within = np.arange(len(places)) - np.repeat(np.cumsum(count[codes]) - count[codes], count[codes])
    return places, flat.iloc[begin[codes][places] + within].reset_index(drop=True)


def link(cell: str) -> bool:
    """Whether a text is one whole web address, which a browser can only open, not run."""
    return _LINK.fullmatch(cell) is not None


def links(cell: str) -> list[str]:
    """The web addresses in a text that are set apart by spaces or line breaks, in order."""
    if "://" not in cell:
        return []
    parts = (part.strip("<>\"'()[],;") for part in cell.split())
    return list(dict.fromkeys(part for part in parts if link(part)))


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


def joined(columns: Iterable[pd.Series[str]], separator: str) -> list[str]:
    """The cells of each row put together; empty ones leave no separator."""
    return [
        separator.join(filter(None, cells))
        for cells in zip(*(column.tolist() for column in columns), strict=True)
    ]
