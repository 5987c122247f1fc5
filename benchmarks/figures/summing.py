"""Measures counts of ten columns' values and a stacked series of sums, beside pandas over the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import pandas as pd

from benchmarks import memory, own_columns
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.query_time import DisagreementError, PandasPeer, questions, timed
from benchmarks.measurement import Measurement, quantile
from geodata import measures
from geodata.filters import Filters
from geodata.query import facets, sums
from geodata.query.store import Store

DATASETS: Final = ("synthetic:1000000",)
QUESTIONS: Final = 20
WARM_UP: Final = 3
SEED: Final = 11
FACETS_MS: Final = 150
SERIES_MS: Final = 60
BY: Final = ("month", "event_type")
NOTE: Final = (
    f"facets: the values of ten of the file's columns, counted under {QUESTIONS} random filters, none "
    "asked before (six columns of words, of 5 to 1,000, and four of whole numbers); first: in a server that "
    "has just opened the dataset. The peer: `value_counts` of ten columns of a frame in memory by a mask, "
    "with words as categories. Series: fatalities (low, best, high, records without a number), certain and "
    "possible, by month and event type, with the whole; the peer: a `groupby` of the same sums by the month "
    "of the start, worked out before. Counts of values and sums of the whole must be the same, or the run "
    "stops. Memory: the most that the process held while it was asked, less what it held before."
)

Asked = Callable[[Filters], Any]


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        opened, n = own_columns.opened(given), len(given)
        filters = questions(opened, WARM_UP + QUESTIONS, SEED)
        first, took = timed(lambda opened=opened: _facets(opened, Filters()))
        yield Measurement("facets of 10 columns, first", n, round(took, 1), "ms")
        del first
        ours = _asked(lambda each, opened=opened: _facets(opened, each), filters)
        series = _asked(lambda each, opened=opened: _series(opened, each), filters)
        peer = _Peer(given, len(given))
        theirs = _asked(peer.facets, filters), _asked(peer.series, filters)
        for each, found, expected in zip(filters, ours[0], theirs[0][0], strict=True):
            _same(each, found, expected)
        for each, found, expected in zip(filters, series[0], theirs[1][0], strict=True):
            _same(each, found, expected)
        rows = (
            ("facets of 10 columns", ours, theirs[0], FACETS_MS, "pandas value_counts ×10"),
            ("monthly series of sums by type", series, theirs[1], SERIES_MS, "pandas groupby"),
        )
        for name, (_, times, peak), (_, peers, _), bar, beside in rows:
            for word, share in (("median", 0.5), ("p95", 0.95)):
                yield Measurement(
                    f"{name}, {word} of {QUESTIONS}",
                    n,
                    quantile(times, share, limit=0),
                    "ms",
                    bar=bar if word == "p95" and n == 1_000_000 else None,
                    peer=beside,
                    peer_value=quantile(peers, share, limit=0),
                )
            yield Measurement(f"{name}, memory while asked", n, round(peak, 1), "MB")


def _asked(ask: Asked, filters: Sequence[Filters]) -> tuple[list[Any], list[float | None], float]:
    """Answers, milliseconds of all after `WARM_UP`, and the most memory beyond what was held before."""
    pid = os.getpid()
    before = memory.resident(pid)
    memory.forget_peak(pid)
    timed_answers = [timed(lambda each=each: ask(each)) for each in filters]
    peak = memory.peak(pid) - before
    return [found for found, _ in timed_answers], [took for _, took in timed_answers][WARM_UP:], peak


def _facets(opened: Store, filters: Filters) -> dict[str, dict[str, int]]:
    return {name: dict(facets.facet(opened, filters, name).values) for name in own_columns.COLUMNS}


def _series(opened: Store, filters: Filters) -> tuple[int, ...]:
    found = sums.sums(opened, filters, measures.measure("fatalities"), measures.keys(BY))
    whole = found.whole.possible
    return tuple(map(int, (whole.records, whole.low, whole.best, whole.high, whole.unknown)))


class _Peer(PandasPeer):
    """The same columns in a frame, and its mask."""

    def __init__(self, given: Given, n: int) -> None:
        super().__init__(given)
        self.own = own_columns.frame(n)
        toll = [f"fatalities_{bound}" for bound in ("low", "best", "high")]
        found = given.table("incidents", ("start", *toll))
        start = found["start"].dt.tz_convert(given.timezone).dt.tz_localize(None)
        self.incidents["month"] = pd.factorize(start.to_numpy("datetime64[M]"))[0]
        self.incidents[toll] = found[toll].astype("float64")
        self.toll = toll

    def facets(self, filters: Filters) -> dict[str, dict[str, int]]:
        shown = self.own[self.mask(filters)]
        counted = {name: shown[name].value_counts() for name in own_columns.COLUMNS}
        return {
            name: {str(value): int(n) for value, n in each[each > 0].iloc[: facets.MOST_VALUES].items()}
            for name, each in counted.items()
        }

    def series(self, filters: Filters) -> tuple[int, ...]:
        shown = self.incidents[self.mask(filters)]
        found = shown.groupby(["month", "event_type"], observed=True, dropna=False)[self.toll].agg(
            ["sum", "count"]
        )
        best, n = self.toll[1], len(shown)
        whole = [int(found[name, "sum"].sum()) for name in self.toll]
        return (n, *whole, n - int(found[best, "count"].sum()))


def _same(filters: Filters, ours: Any, theirs: Any) -> None:
    if isinstance(ours, dict):
        ours, theirs = (
            {name: sorted(each.values()) for name, each in found.items()} for found in (ours, theirs)
        )
    if ours != theirs:
        raise DisagreementError(f"ours and pandas disagree on '{filters.to_query()}'")
