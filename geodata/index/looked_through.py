"""Makes the text of each incident that a search looks through: what people read of it, in parts kept apart.

Texts, names of those who took part and of places, ids, types, sources and the file's other columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.ingest import search_texts
from geodata.values import searching, text_columns

if TYPE_CHECKING:
    from geodata.model import Dataset


def of(dataset: Dataset, cited_in: npt.NDArray[Any]) -> pa.Array:
    """The searched text of each incident of a dataset, or of a stretch of its rows.

    Parameters
    ----------
    cited_in
        The row to which each line of the sources belongs.
    """
    incidents, spaced, apart = dataset.incidents, text_columns.spaced, searching.APART
    lines = dataset.participations, dataset.actors, dataset.places
    folded = dataset.folded or search_texts.texts_of(incidents)
    texts = [
        *(text_columns.spaced_of_folded(folded[name]) for name in search_texts.TEXTS),
        *search_texts.names(incidents, *lines, make=spaced, apart=apart),
        spaced(incidents["id"]),
        text_columns.spaced_as_held(incidents["event_type"]),
        _cited(dataset, cited_in),
        *(text_columns.spaced_as_held(dataset.attributes[name]) for name in dataset.attributes),
    ]
    return searching.bounded(text_columns.joined(texts, apart).fill_null("").cast(pa.string()))


def _cited(dataset: Dataset, rows: npt.NDArray[Any]) -> pa.Array:
    """Titles and publishers that each incident cites."""
    cited = dataset.sources
    both = [text_columns.strings(cited[name]).dictionary_encode() for name in ("title", "publisher")]
    codes = [each.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) for each in both]
    width = len(both[1].dictionary) + 1
    pairs, which = np.unique((codes[0] + 1) * width + codes[1] + 1, return_inverse=True)
    places = [pairs // width - 1, pairs % width - 1]
    parts = [
        text_columns.spaced(each.dictionary).take(pa.array(at, mask=at < 0))
        for each, at in zip(both, places, strict=True)
    ]
    texts = pa.DictionaryArray.from_arrays(pa.array(which), text_columns.joined(parts, searching.APART))
    incidents = dataset.incidents
    first = int(incidents["row"].iloc[0]) if len(incidents) else 0
    return search_texts.each_once(texts, rows.astype(np.int64) - first, len(incidents), searching.APART)
