"""What a hundred times the records cost on the server: each figure at the larger size over the smaller."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any, Final

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.asking import ask, questions, timed
from benchmarks.figures.gridding import grids
from benchmarks.figures.remembering import above_import
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, ROOT, serving
from geodata.filters import Filters
from geodata.query import answers as query_answers
from geodata.query.store import Store

DATASETS: Final = ("synthetic:100000", "synthetic:10000000")
QUESTIONS: Final = 15
WARM_UP: Final = 2
OPENINGS: Final = 3
PAGE: Final = 200
BAR: Final = 100
FIRST_SEED: Final = 100
NOTE: Final = (
    f"cost growth: the median of {QUESTIONS} random filters for each question (of {OPENINGS} processes for "
    "opening: from the dataset's name to its choices and counts; memory as above), at both sizes in the "
    f"same run. A page of rows: {PAGE} records by start, first and in the middle of what is shown. No peer: "
    "each is its own."
)

Answer = Callable[[Store, Filters], Any]


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    costs = {given: _costs(given) for given in datasets}
    for given, found in costs.items():
        for figure, (value, unit) in found.items():
            yield Measurement(f"server: {figure}", len(given), round(value, 2), unit)
    if len(datasets) < 2:
        return
    small, large = min(costs, key=len), max(costs, key=len)
    for figure, (value, _) in costs[large].items():
        grown = value / costs[small][figure][0]
        name = f"growth from {len(small):,} records: {figure}"
        yield Measurement(name, len(large), round(grown, 2), "×", bar=BAR)


def _costs(given: Given) -> dict[str, tuple[float, str]]:
    opened = given.opened()
    answers: dict[str, Answer] = {
        "selection + histogram + top actors": ask,
        "counts": query_answers.counts,
        "selection, a bit a row": query_answers.mask,
        "first page of rows": _first,
        "page of rows in the middle": _middle,
    }
    found = {}
    for seed, (figure, answer) in enumerate(answers.items(), FIRST_SEED):
        # Filters of its own, or an answer that another question needed too would be there already.
        asked = questions(opened, WARM_UP + QUESTIONS, seed)
        took = [timed(lambda filters=filters, answer=answer: answer(opened, filters))[1] for filters in asked]
        found[figure] = (median(took[WARM_UP:]), "ms")
    with serving(APP, given) as server:
        found["counts per cell, by HTTP"] = (median(grids(server, given)[0]), "ms")
    found["opening"] = (median(_opening(given) for _ in range(OPENINGS)), "ms")
    found["memory above import"] = (max(0.1, above_import(given).settled), "MB")
    return found


def _first(opened: Store, filters: Filters) -> Any:
    return query_answers.rows(opened, filters, limit=PAGE)


def _middle(opened: Store, filters: Filters) -> Any:
    shown = query_answers.counts(opened, filters)
    offset = max(0, (shown.incidents + shown.sites) // 2)
    return query_answers.rows(opened, filters, offset=offset, limit=PAGE)


def _opening(given: Given) -> float:
    """Milliseconds in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.first_answer", given.name]
    made = subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, env=given.environment, stdout=subprocess.PIPE, check=True
    )
    return float(made.stdout)
