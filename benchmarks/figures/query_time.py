"""Measures selection, histogram and top actors on the server, beside a pandas mask with the same answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.measurement import Measurement, quantile
from geodata.filters import Filters
from geodata.query import answers, predicate
from geodata.query.histograms import histogram_of
from geodata.query.store import Store

DATASETS: Final = ("synthetic:1000000", "synthetic:10000000")
QUESTIONS: Final = 20
WARM_UP: Final = 3
SEED: Final = 7
BARS_MS: Final = {1_000_000: 40, 10_000_000: 150}
NOTE: Final = (
    f"selection + histogram + top actors: {QUESTIONS} random filters (dates, kinds, event types, actors, "
    "and in one of ten a word), none asked before; the peer is a frame in memory with categories for words "
    "and whole minutes for times. Both must give the same rows, histogram and actors, or the run stops."
)

Answers = tuple[npt.NDArray[np.bool_], pd.DataFrame, pd.Series]


class DisagreementError(RuntimeError):
    """Ours and the peer do not give the same answer, so their times mean nothing."""


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        ours, theirs = beside_pandas(given)
        for name, share in (("median", 0.5), ("p95", 0.95)):
            yield Measurement(
                f"selection + histogram + top actors, {name} of {QUESTIONS}",
                len(given),
                quantile(ours, share, limit=0),
                "ms",
                bar=BARS_MS.get(len(given)) if name == "median" else None,
                peer="pandas mask",
                peer_value=quantile(theirs, share, limit=0),
            )


def beside_pandas(given: Given) -> tuple[list[float], list[float]]:
    """Milliseconds of each question, ours and the peer's, whose answers are the same."""
    opened, peer = given.opened(), PandasPeer(given)
    ours_ms, peer_ms = [], []
    for filters in questions(opened, WARM_UP + QUESTIONS):
        ours, took = timed(lambda filters=filters: ask(opened, filters))
        theirs, took_them = timed(lambda filters=filters: peer.ask(filters))
        _compare(filters, ours, theirs)
        ours_ms.append(took)
        peer_ms.append(took_them)
    return ours_ms[WARM_UP:], peer_ms[WARM_UP:]


def ask(opened: Store, filters: Filters) -> Answers:
    chosen = answers.selection(opened, filters)
    histogram = answers.histogram(opened, filters)
    return chosen, histogram, answers.top(opened, filters, "actor").set_index("value")["count"]


class PandasPeer:
    """The same questions to a DataFrame, by masks."""

    def __init__(self, given: Given) -> None:
        self.zone = given.timezone
        columns = ("kind", "event_type", "start", "end", "search_text")
        incidents = given.table("incidents", columns)
        undated = incidents["start"].isna()
        self.incidents = pd.DataFrame(
            {
                "kind": incidents["kind"].astype("category"),
                "event_type": incidents["event_type"].astype("category"),
                "start": _minutes(incidents["start"].dt.floor("min")),
                "end": _minutes(incidents["end"].dt.ceil("min")),
                "undated": undated,
                "search_text": incidents["search_text"],
            }
        )
        lines = given.table("participations", ("row", "actor"))
        self.participations = lines.drop_duplicates().astype({"actor": "category"})

    def mask(self, filters: Filters) -> pd.Series[bool]:
        """Which rows pass."""
        incidents, lines = self.incidents, self.participations
        mask = pd.Series(True, index=incidents.index)
        first, last = predicate.minutes(filters, self.zone)
        if first is not None and last is not None:
            mask &= incidents["undated"] | ((incidents["start"] < last) & (incidents["end"] > first))
        if filters.kinds:
            mask &= incidents["kind"].isin(filters.kinds)
        if filters.event_types:
            mask &= incidents["event_type"].isin(filters.event_types)
        if filters.actors:
            mask &= incidents.index.isin(lines.loc[lines["actor"].isin(filters.actors), "row"])
        if filters.text:
            mask &= incidents["search_text"].str.contains(filters.text, regex=False)
        return mask

    def ask(self, filters: Filters) -> Answers:
        incidents, lines, mask = self.incidents, self.participations, self.mask(filters)
        first, last = predicate.minutes(filters, self.zone)
        dated = incidents[mask & ~incidents["undated"] & (incidents["kind"] != "site")]
        sizes = dated.groupby(["start", "end"]).size().reset_index(name="n")
        start, end, count = (sizes[name].to_numpy(np.int64) for name in ("start", "end", "n"))
        histogram = histogram_of(start, end, count, timezone=self.zone, cut=(first, last))
        chosen = mask.to_numpy(bool)
        actors = lines.loc[chosen[lines["row"].to_numpy()], "actor"].value_counts()
        return chosen, histogram, actors[actors > 0]


def questions(opened: Store, number: int, seed: int = SEED) -> list[Filters]:
    """Random filters, all different, the same for the same dataset."""
    random = np.random.default_rng(seed)
    choices = answers.filter_options(opened)
    first, last = choices.first_day, choices.last_day
    days = 0 if first is None or last is None else (last - first).days
    found: dict[Filters, None] = {}
    while len(found) < number:
        fields: dict[str, Any] = {}
        if first is not None and days > 1:
            begin = int(random.integers(0, days))
            fields["start"] = first + timedelta(days=begin)
            fields["end"] = fields["start"] + timedelta(days=int(random.integers(0, days - begin + 1)))
        for field, likely in (("kinds", 0.4), ("event_types", 0.4), ("actors", 0.5)):
            values = [choice.value for choice in getattr(choices, field)]
            if values and random.random() < likely:
                some = random.choice(values, min(len(values), int(random.integers(1, 4))), replace=False)
                fields[field] = tuple(sorted(str(value) for value in some))
        if random.random() < 0.1:
            fields["text"] = "near"
        found[Filters(**fields)] = None
    return list(found)


def _minutes(times: pd.Series[Any]) -> npt.NDArray[np.int64]:
    """Whole minutes since 1970; what is missing is 0."""
    known = times.fillna(pd.Timestamp(0, tz="UTC"))
    return known.dt.tz_localize(None).to_numpy("datetime64[m]").astype(np.int64)


def timed(answer: Callable[[], Any]) -> tuple[Any, float]:
    """What was answered, and in how many milliseconds."""
    begin = time.perf_counter()
    found = answer()
    return found, 1000 * (time.perf_counter() - begin)


def _compare(filters: Filters, ours: Answers, theirs: Answers) -> None:
    same = (
        np.array_equal(ours[0], theirs[0])
        and ours[1].equals(theirs[1])
        and ours[2].tolist() == theirs[2].iloc[: len(ours[2])].tolist()
    )
    if not same:
        raise DisagreementError(f"ours and pandas disagree on '{filters.to_query()}'")
