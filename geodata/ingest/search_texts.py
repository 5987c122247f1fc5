"""Puts together what a search looks through: texts of each incident, names of its actors and places."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.values import folding, text_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

Make = Callable[[Any], pa.Array]
"""Of a column of texts, the texts that are put together: `text_columns.folded` or `spaced`."""


def folded(
    incidents: pd.DataFrame, participations: pd.DataFrame, actors: pd.DataFrame, places: pd.DataFrame
) -> pd.Series[Any]:
    """Title, summary, actors with aliases and all place names of each incident, folded, as in the model."""
    found = parts(incidents, participations, actors, places, make=text_columns.folded, apart=" ")
    texts = text_columns.joined(found, " ").fill_null("")
    return pd.Series(texts.to_pandas(), dtype="str").set_axis(incidents.index)


def parts(  # noqa: PLR0913 - four tables, and what is made of them
    incidents: pd.DataFrame,
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    places: pd.DataFrame,
    *,
    make: Make,
    apart: str,
) -> list[pa.Array]:
    """The parts of the searched text, in their order: each a text for each of the n incidents, or missing.

    `incidents` are a stretch of rows in their order, `participations` theirs; `apart` stands between any two
    texts of one part.
    """
    named = names_of_actors(actors, make, apart).take(_coded(participations["actor"], actors["id"]))
    first = int(incidents["row"].iloc[0]) if len(incidents) else 0
    rows = participations["row"].to_numpy(np.int64) - first
    at = _coded(incidents["place"], places["key"])
    return [
        make(incidents["title"]),
        make(incidents["summary"]),
        each_once(named, rows, len(incidents), apart),
        _names_of_places(places, make, apart).take(at),
    ]


def each_once(texts: pa.Array, rows: Any, count: int, apart: str) -> pa.Array:
    """For each of `count` rows its texts put together, each of them once, in the order of the lines."""
    coded = text_columns.strings(texts).dictionary_encode()
    lines = pd.DataFrame({"row": rows, "text": coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)})
    lines = lines[lines["text"] >= 0].drop_duplicates().sort_values("row", kind="stable")
    found = coded.dictionary.take(pa.array(lines["text"].to_numpy()))
    return text_columns.listed(found, lines["row"].to_numpy(np.int64), count, apart)


def names_of_actors(actors: pd.DataFrame, make: Make, apart: str) -> pa.Array:
    """Name and aliases of each actor."""
    several = [
        (str(name), *map(str, _several(aliases)))
        for name, aliases in zip(actors["name"], actors["aliases"], strict=True)
    ]
    return _together(several, make, apart)


def _names_of_places(places: pd.DataFrame, make: Make, apart: str) -> pa.Array:
    columns = places[list(folding.NAME_COLUMNS.values())].astype(object)
    several = [
        tuple(dict.fromkeys(name for name in line if isinstance(name, str)))
        for line in columns.itertuples(index=False)
    ]
    return _together(several, make, apart)


def _together(several: list[tuple[str, ...]], make: Make, apart: str) -> pa.Array:
    texts = pa.array([text for each in several for text in each], pa.large_string())
    rows = np.repeat(np.arange(len(several)), np.fromiter(map(len, several), np.int64, len(several)))
    return text_columns.listed(make(texts), rows, len(several), apart)


def _coded(column: pd.Series[Any], keys: Iterable[Any]) -> pa.Array:
    """Where each of a column's words stands among the keys, the last of those that are alike; or missing."""
    place_of = {key: place for place, key in enumerate(keys)}
    codes, words = pd.factorize(column)
    places = np.array([place_of.get(word, -1) for word in words] or [-1], np.int64)[codes]
    places = np.where(codes < 0, -1, places)
    return pa.array(places, mask=places < 0)


def _several(aliases: Any) -> tuple[Any, ...]:
    return tuple(aliases) if isinstance(aliases, (list, tuple, np.ndarray)) else ()
