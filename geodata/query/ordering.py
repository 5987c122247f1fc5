"""Orders by a column of incidents: what an engine sorts by, or texts sorted as people expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis
import numpy as np
import pandas as pd

from geodata import model
from geodata.index import text_order
from geodata.index.star_schema import VOCABULARIES, plain
from geodata.values.folding import fold

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

TEXTS: Final = ("id", "summary", "event_type")
"""Sorted here, by their folded forms: engines differ in how they sort letters."""
_MINUTES: Final = {"start": "start_min", "end": "end_min"}
_BESIDE: Final = ("row", "lon", "lat", "uncertainty_m", "fatalities_best")
_COLUMNS: Final = tuple(name for name in model.INCIDENT_COLUMNS if name not in ("geometry", "search_text"))
FIRST_ACTOR: Final = "actor"
DISTANCE: Final = "distance"
"""From what `Filters.near` names; there is no such order without one."""
HOUR: Final = "hour"
"""First what is known to the hour or better, then the rest: for the records of one day."""
_TO_THE_HOUR: Final = model.TIME_CLASSES.index("hour")
ORDERS: Final = (*_COLUMNS, FIRST_ACTOR, HOUR)
"""What a page of records can be ordered by: columns of the model, the first actor named, the hour."""
RANKED: Final = text_order.COLUMNS
"""Texts of which the index holds the rank: see `text_order`."""
IN_RECORDS: Final = tuple(
    name
    for name in _COLUMNS
    if name not in (*_MINUTES, *_BESIDE, *RANKED) and (name in TEXTS or name not in VOCABULARIES)
)
"""Those that the engine's `records` hold alone."""


def sort_keys(shown: ir.Table, column: str, *, descending: bool) -> list[ir.Value]:
    """By a column, missing values last both ways, equal ones by row.

    Vocabularies come in the order of `model`, from fine to coarse.
    """
    if column == HOUR:
        timed = shown.time_class.between(0, _TO_THE_HOUR)
        return [ibis.desc(timed), *sort_keys(shown, "start", descending=descending)]
    key = shown[_MINUTES.get(column, column)]
    if column in VOCABULARIES:
        key = key.nullif(-1)
    ordered = ibis.desc(key, nulls_first=False) if descending else ibis.asc(key, nulls_first=False)
    return [ordered] if column == "row" else [ordered, ibis.asc(shown.row)]


def sorted_by_text(
    rows: npt.NDArray[Any], texts: npt.NDArray[Any], *, descending: bool
) -> npt.NDArray[np.int64]:
    """Rows in the order of their texts without regard to case, accents and script; missing ones last."""
    codes, words = pd.factorize(plain(texts))
    in_order = sorted(range(len(words)), key=lambda code: (fold(str(words[code])), str(words[code])))
    rank = np.empty(len(words) + 1)
    rank[in_order] = np.arange(len(words))
    rank[-1] = np.inf  # factorize gives −1 to missing values
    key = rank[codes]
    if descending:
        key = np.where(np.isinf(key), key, -key)
    return np.asarray(rows, np.int64)[np.lexsort((rows, key))]
