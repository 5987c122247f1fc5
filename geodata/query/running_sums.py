"""Follows a sum over time: what has come together by the end of each period, and means of the latest ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.query import sums
from geodata.query.sum_groups import COLUMNS, Times

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.measures import Key, Measure
    from geodata.query.store import Store

WINDOWS: Final = {"day": 7, "week": 4, "month": 3, "year": 3}
"""Of how many periods a mean is taken: of a period and those right before it."""


def running(store: Store, filters: Filters, measure: Measure, period: Key) -> pd.DataFrame:
    """What has come together by each period's end, each record once: its name, `start`, `end`, `COLUMNS`.

    A record is certainly among it from the period on in which its interval ends, if it is certain; possibly
    from the one on in which it may have begun. What has no date is in none.

    Raises
    ------
    FilterError
        If `period` is none, or the dataset has no such measure.
    """
    answer = sums.by_interval(store, filters, measure, period)
    times = Times.of(store, filters, answer, period)
    count = times.number
    dated = times.begin < count
    over = dated & (times.begin >= 0) & (times.final < count)
    found = {}
    for name in COLUMNS:
        amounts = np.asarray(answer[name])
        places, among = (
            (times.final, over) if name.endswith("_certain") else (np.maximum(times.begin, 0), dated)
        )
        added = np.zeros(count, amounts.dtype)
        np.add.at(added, places[among], amounts[among])
        found[name] = np.cumsum(added)
    told = times.told(np.arange(count), period)
    return pd.DataFrame({**told, **found})


def means(groups: pd.DataFrame, step: str) -> pd.DataFrame:
    """The means of the dated lines of a sum by periods, over `WINDOWS`; missing before a window is full."""
    dated = groups[groups["start"].notna()].reset_index(drop=True)
    columns = [f"best_{suffix}" for suffix in ("certain", "possible")]
    return dated.assign(**{name: dated[name].rolling(WINDOWS[step]).mean() for name in columns})
