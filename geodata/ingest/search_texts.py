"""Puts together what a search looks through: texts of each incident, names of its actors and places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values import firsts, folding, text_columns

TEXTS: Final = ("title", "summary")
"""Columns of incidents that are looked through as they are."""

Make = Callable[[Any], pa.Array]
"""Of a column of texts, the texts that are put together: `text_columns.folded` or `spaced`."""


def texts_of(incidents: pd.DataFrame) -> dict[str, pa.Array]:
    """The columns of `TEXTS`, folded."""
    return {name: text_columns.folded(incidents[name]) for name in TEXTS}


def folded(
    incidents: pd.DataFrame,
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    places: pd.DataFrame,
    texts: Mapping[str, pa.Array] | None = None,
) -> pd.Series[Any]:
    """Title, summary, actors with aliases and all place names of each incident, folded, as in the model.

    `texts` are those of `texts_of`, where they are made already.
    """
    given = texts_of(incidents) if texts is None else texts
    named = names(incidents, participations, actors, places, make=text_columns.folded, apart=" ")
    found = text_columns.joined([*(given[name] for name in TEXTS), *named], " ").fill_null("")
    return pd.Series(found.to_pandas(), dtype="str").set_axis(incidents.index)


def names(  # noqa: PLR0913 - four tables, and what is made of them
    incidents: pd.DataFrame,
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    places: pd.DataFrame,
    *,
    make: Make,
    apart: str,
) -> list[pa.Array]:
    """The names of those who took part and of places: each a text for each of the n incidents, or missing.

    `incidents` are a stretch of rows in their order, `participations` theirs; `apart` stands between any two
    texts of one part.
    """
    found, codes = _of_named(
        actors, "id", participations["actor"], lambda some: names_of_actors(some, make, apart)
    )
    coded = found.dictionary_encode()
    named = pa.DictionaryArray.from_arrays(coded.indices.take(codes), coded.dictionary)
    first = int(incidents["row"].iloc[0]) if len(incidents) else 0
    rows = participations["row"].to_numpy(np.int64) - first
    placed, at = _of_named(
        places, "key", incidents["place"], lambda some: _names_of_places(some, make, apart)
    )
    return [
        each_once(named, rows, len(incidents), apart),
        placed.take(at),
    ]


def each_once(texts: pa.DictionaryArray, rows: Any, count: int, apart: str) -> pa.Array:
    """For each of `count` rows its texts put together, each of them once, in the order of the lines."""
    # Different places of a dictionary may hold the same text, and one that is missing.
    words = texts.dictionary.dictionary_encode()
    codes = words.indices.take(texts.indices).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    kinds = len(words.dictionary)
    here = np.flatnonzero(codes >= 0)
    chosen = here[np.sort(firsts.places(rows[here] * kinds + codes[here]))]
    chosen = chosen[np.argsort(rows[chosen], kind="stable")]
    found = words.dictionary.take(pa.array(codes[chosen]))
    return text_columns.listed(found, rows[chosen], count, apart)


def names_of_actors(actors: pd.DataFrame, make: Make, apart: str) -> pa.Array:
    """Name and aliases of each actor."""
    several = [
        (str(name), *map(str, _several(aliases)))
        for name, aliases in zip(actors["name"], actors["aliases"], strict=True)
    ]
    return _together(several, make, apart)


def _names_of_places(places: pd.DataFrame, make: Make, apart: str) -> pa.Array:
    """The different names of each place."""
    every = [text_columns.strings(places[column]) for column in folding.NAME_COLUMNS.values()]
    different = [
        pc.if_else(_is_one_of(name, every[:number]), pa.scalar(None, name.type), name)
        for number, name in enumerate(every)
    ]
    return text_columns.joined([make(each) for each in different], apart)


def _is_one_of(texts: pa.Array, others: list[pa.Array]) -> pa.Array:
    """Whether each text is the one that one of the other columns has in its place."""
    found = pa.array(np.zeros(len(texts), bool))
    for each in others:
        found = pc.or_(found, pc.equal(texts, each).fill_null(False))
    return found


def _together(several: list[tuple[str, ...]], make: Make, apart: str) -> pa.Array:
    texts = pa.array([text for each in several for text in each], pa.large_string())
    rows = np.repeat(np.arange(len(several)), np.fromiter(map(len, several), np.int64, len(several)))
    return text_columns.listed(make(texts), rows, len(several), apart)


def _of_named(
    table: pd.DataFrame, key: str, column: pd.Series[Any], named: Callable[[pd.DataFrame], pa.Array]
) -> tuple[pa.Array, pa.Array]:
    """Names of those lines of a table that a column names, and which of them each cell means, or missing.

    There may be as many places as incidents, of which a stretch of rows names few.
    """
    places = text_columns.places_of(column, table[key])
    used, which = np.unique(places, return_inverse=True)
    skipped = int(len(used) > 0 and used[0] < 0)
    return named(table.iloc[used[skipped:]]), pa.array(which - skipped, mask=places < 0)


def _several(aliases: Any) -> tuple[Any, ...]:
    return tuple(aliases) if isinstance(aliases, (list, tuple, np.ndarray)) else ()
