"""A column of incidents to sortable numbers, in the order in which people expect its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.places import fold
from geodata.store import NO_MINUTE, VOCABULARIES, Store

if TYPE_CHECKING:
    from collections.abc import Callable

Numbers = npt.NDArray[np.float64]

MISSING: Final = np.inf
"""The rank of a missing value, which comes last both ways."""


def ranks(store: Store, column: str) -> Numbers:
    """A number for each row: larger for what comes later.

    Texts are ranked by their folded form; words with an order in `model`, in that order.
    """
    return cast("Numbers", store.kept(f"ranks of {column}", lambda: _ranks(store, column)))


def _ranks(store: Store, column: str) -> Numbers:
    values = store.dataset.incidents[column]
    if column in ("start", "end"):
        minutes = store.minutes()[column == "end"].astype(np.float64)
        return np.where(minutes == NO_MINUTE, MISSING, minutes)
    if order := VOCABULARIES.get(column):
        places = {word: place for place, word in enumerate(order)}
        return _ranked(values, lambda word: (places.get(word, len(places)), fold(word)))
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.to_numpy(np.float64, na_value=np.nan)
        return np.where(np.isnan(numbers), MISSING, numbers)
    return _ranked(values, lambda text: (fold(text), text))


def _ranked(values: pd.Series[Any], key: Callable[[str], Any]) -> Numbers:
    codes, words = pd.factorize(values)
    in_order = sorted(range(len(words)), key=lambda code: key(str(words[code])))
    rank = np.empty(len(words) + 1)
    rank[in_order] = np.arange(len(words))
    rank[-1] = MISSING  # factorize gives −1 to missing values
    return rank[codes]
