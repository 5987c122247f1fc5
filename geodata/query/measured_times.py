"""Adds up a measure by hours, days, weeks, months or years, as the map's timeline draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.index.star_schema import NO_MINUTE
from geodata.measures import Measure
from geodata.query import answers, predicate, sums
from geodata.query.histograms import histogram_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from geodata.filters import Filters
    from geodata.query.store import Store


def histogram(
    store: Store,
    filters: Filters,
    measure: Measure = Measure(),  # noqa: B008 - frozen
    *,
    step: str = "auto",
) -> pd.DataFrame:
    """What `answers.histogram` counts, of a measure: sums of best figures, in the very same bins.

    A record that gives no best figure adds nothing. `certain` is of what lies whole in a bin, `possible` what
    else may lie in it.

    Raises
    ------
    FilterError
        If there is no such step, or the dataset has no such measure.
    """
    if measure == Measure():
        return answers.histogram(store, filters, step=step)
    sums.check(store, measure)
    answer = store.ask(filters, _intervals, measure)
    start, end = (np.asarray(answer[name], np.int64) for name in ("earliest", "latest"))
    best = np.asarray(np.ma.filled(answer["best"], 0), np.float64)
    timezone, span = store.dataset.info.timezone, store.statistics.span
    cut, until = predicate.minutes(filters, timezone), span[1] if span else None
    bins = histogram_of(start, end, best, timezone=timezone, cut=cut, until=until, step=step)
    if measure.column:
        return bins
    return bins.assign(**{name: bins[name].round().astype(np.int64) for name in ("certain", "possible")})


def _intervals(store: Store, shown: ir.Table, measure: Measure) -> ir.Table:
    table, columns = sums.measured(store, shown, measure)
    lines = table.select("earliest", "latest", "site", best=columns["best"])
    dated = lines.filter(~lines.site, lines.earliest > NO_MINUTE)  # only with a time of their own
    return dated.group_by("earliest", "latest").aggregate(best=dated.best.sum().fill_null(0).cast("float64"))
