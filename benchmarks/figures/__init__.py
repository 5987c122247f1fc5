"""The figures, by the names that `--only` takes: each module measures one and says how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures import (
    agreeing,
    asking,
    filtering,
    gridding,
    growing,
    moving,
    opening,
    remembering,
    tasks,
    visiting,
    wire,
)
from benchmarks.measurement import Measurement


@dataclass(frozen=True)
class Figure:
    """How to measure: on which datasets (descriptions of `data.given`), and in words for RESULTS.md."""

    measure: Callable[[Sequence[Given], Browsers], Iterator[Measurement]]
    datasets: tuple[str, ...]
    note: str


FIGURES: Final = {
    "filter": Figure(filtering.measure, filtering.DATASETS, filtering.NOTE),
    "frames": Figure(moving.measure, moving.DATASETS, moving.NOTE),
    "open": Figure(opening.measure, opening.DATASETS, opening.NOTE),
    "wire": Figure(wire.measure, wire.DATASETS, wire.NOTE),
    "memory": Figure(remembering.measure, remembering.DATASETS, remembering.NOTE),
    "query": Figure(asking.measure, asking.DATASETS, asking.NOTE),
    "grid": Figure(gridding.measure, gridding.DATASETS, gridding.NOTE),
    "growth": Figure(growing.measure, growing.DATASETS, growing.NOTE),
    "sessions": Figure(visiting.measure, visiting.DATASETS, visiting.NOTE),
    "churn": Figure(visiting.measure_churn, visiting.DATASETS, visiting.CHURN_NOTE),
    "tasks": Figure(tasks.measure, tasks.DATASETS, tasks.NOTE),
    "agree": Figure(agreeing.measure, agreeing.DATASETS, agreeing.NOTE),
}
