"""The figures, by the names that `--only` takes: each module measures one and says how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser

from benchmarks.figures import asking, brushing, filtering, opening, wire
from benchmarks.measurement import Measurement


@dataclass(frozen=True)
class Figure:
    """How to measure: on which datasets (descriptions of `data.load`), and in words for RESULTS.md."""

    measure: Callable[..., Iterator[Measurement]]
    datasets: tuple[str, ...]
    note: str
    in_browser: bool = False

    def run(self, description: str, browser: Browser | None) -> Iterator[Measurement]:
        return self.measure(description, browser) if self.in_browser else self.measure(description)


FIGURES: Final = {
    "filter": Figure(filtering.measure, filtering.DATASETS, filtering.NOTE, in_browser=True),
    "brush": Figure(brushing.measure, brushing.DATASETS, brushing.NOTE, in_browser=True),
    "open": Figure(opening.measure, opening.DATASETS, opening.NOTE, in_browser=True),
    "wire": Figure(wire.measure, wire.DATASETS, wire.NOTE),
    "query": Figure(asking.measure, asking.DATASETS, asking.NOTE),
}
