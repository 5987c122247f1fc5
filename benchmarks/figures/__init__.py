"""Lists the figures by the names that `--only` takes: each module measures one and says how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures import (
    agreement,
    busy,
    dropping,
    exporting,
    filtering,
    frame_times,
    freezing,
    gridding,
    growth,
    hosting,
    hot_spots,
    importing,
    joining,
    nearness,
    page_load,
    query_time,
    regions,
    server_memory,
    sessions,
    sorting,
    summing,
    tasks,
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
    "frames": Figure(frame_times.measure, frame_times.DATASETS, frame_times.NOTE),
    "open": Figure(page_load.measure, page_load.DATASETS, page_load.NOTE),
    "wire": Figure(wire.measure, wire.DATASETS, wire.NOTE),
    "memory": Figure(server_memory.measure, server_memory.DATASETS, server_memory.NOTE),
    "query": Figure(query_time.measure, query_time.DATASETS, query_time.NOTE),
    "sort": Figure(sorting.measure, sorting.DATASETS, sorting.NOTE),
    "sums": Figure(summing.measure, summing.DATASETS, summing.NOTE),
    "grid": Figure(gridding.measure, gridding.DATASETS, gridding.NOTE),
    "hot": Figure(hot_spots.measure, hot_spots.DATASETS, hot_spots.NOTE),
    "regions": Figure(regions.measure, regions.DATASETS, regions.NOTE),
    "near": Figure(nearness.measure, nearness.DATASETS, nearness.NOTE),
    "growth": Figure(growth.measure, growth.DATASETS, growth.NOTE),
    "sessions": Figure(sessions.measure, sessions.DATASETS, sessions.NOTE),
    "churn": Figure(sessions.measure_churn, sessions.DATASETS, sessions.CHURN_NOTE),
    "exporting": Figure(exporting.measure, exporting.DATASETS, exporting.NOTE),
    "freezing": Figure(freezing.measure, freezing.DATASETS, freezing.NOTE),
    "importing": Figure(importing.measure, importing.DATASETS, importing.NOTE),
    "together": Figure(joining.measure, joining.DATASETS, joining.NOTE),
    "dropping": Figure(dropping.measure, dropping.DATASETS, dropping.NOTE),
    "hosting": Figure(hosting.measure, hosting.DATASETS, hosting.NOTE),
    "busy": Figure(busy.measure, busy.DATASETS, busy.NOTE),
    "tasks": Figure(tasks.measure, tasks.DATASETS, tasks.NOTE),
    "agree": Figure(agreement.measure, agreement.DATASETS, agreement.NOTE),
}
