"""Measures a list sorted by title beside pandas: its first and next page, and the step to the next record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.query_time import DisagreementError, PandasPeer, questions, timed
from benchmarks.measurement import Measurement, quantile
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import Store
from geodata.values.folding import fold

DATASETS: Final = ("synthetic:1000000",)
QUESTIONS: Final = 10
WARM_UP: Final = 2
ROWS: Final = 100
COLUMNS: Final = ("row", "id", "title")
BARS_MS: Final = {1_000_000: 500}
NOTE: Final = (
    f"sorted by title: for {QUESTIONS} random filters the first {ROWS} records, the next {ROWS}, and, from "
    "the last of the first, the next record with its place in the whole list. The peer: the frame of `query` "
    "with its titles folded before, a mask, then `sort_values`, at each question, for it holds no list. Both "
    "must give the same records, or the run stops."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        for figure, (ours, theirs) in beside_pandas(given).items():
            yield Measurement(
                f"sorted by title, {figure}, median of {QUESTIONS}",
                len(given),
                quantile(ours, 0.5, limit=0),
                "ms",
                bar=BARS_MS.get(len(given)),
                peer="pandas sort_values",
                peer_value=quantile(theirs, 0.5, limit=0),
            )


def beside_pandas(given: Given) -> dict[str, tuple[list[float], list[float]]]:
    """Milliseconds of each question by figure, ours and the peer's, whose answers are the same."""
    opened, peer = given.opened(), SortingPeer(given)
    took: dict[str, tuple[list[float], list[float]]] = {}
    for filters in questions(opened, WARM_UP + QUESTIONS):
        for figure, begin in (("first page", 0), ("next page", ROWS)):
            ours, ours_ms = timed(lambda filters=filters, begin=begin: page(opened, filters, begin))
            theirs, their_ms = timed(
                lambda filters=filters, begin=begin: peer.rows(filters)[begin : begin + ROWS]
            )
            _note(took, figure, filters, (ours, ours_ms), (theirs, their_ms))
        if shown := page(opened, filters, 0):
            last = shown[-1]
            ours, ours_ms = timed(lambda filters=filters, last=last: step(opened, filters, last))
            theirs, their_ms = timed(lambda filters=filters, last=last: peer.step(filters, last))
            _note(took, "next record", filters, (ours, ours_ms), (theirs, their_ms))
    return {figure: (ours[WARM_UP:], theirs[WARM_UP:]) for figure, (ours, theirs) in took.items()}


def page(opened: Store, filters: Filters, begin: int) -> list[int]:
    found = answers.rows(opened, filters, order="title", offset=begin, limit=ROWS, columns=COLUMNS)
    return [int(row) for row in found["row"]]


def step(opened: Store, filters: Filters, row: int) -> tuple[int, int | None]:
    beside = answers.neighbours(opened, filters, row, "title")
    if beside is None:
        raise DisagreementError(f"row {row} is not in its own list")
    return beside.position, beside.next


class SortingPeer(PandasPeer):
    """The same lists from a DataFrame."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        titles = given.table("incidents", ("title",))["title"].astype(object)
        folded = titles.map(fold, na_action="ignore")
        self.titles = pd.DataFrame({"folded": folded, "title": titles})

    def rows(self, filters: Filters) -> list[int]:
        shown = self.titles[self.mask(filters)]
        found: list[int] = shown.sort_values(["folded", "title"], kind="stable").index.tolist()
        return found

    def step(self, filters: Filters, row: int) -> tuple[int, int | None]:
        rows = self.rows(filters)
        place = rows.index(row)
        return place + 1, rows[place + 1] if place + 1 < len(rows) else None


def _note(
    took: dict[str, tuple[list[float], list[float]]],
    figure: str,
    filters: Filters,
    ours: tuple[object, float],
    theirs: tuple[object, float],
) -> None:
    if ours[0] != theirs[0]:
        raise DisagreementError(f"ours and pandas disagree on '{filters.to_query()}', sorted by title")
    for times, (_, ms) in zip(took.setdefault(figure, ([], [])), (ours, theirs), strict=True):
        times.append(ms)
