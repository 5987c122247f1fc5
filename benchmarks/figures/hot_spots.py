"""Measures hot spots (Gi* on hexagons) of a million records, beside esda's on the same hexagons."""

from __future__ import annotations

import time
import tracemalloc
import warnings
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.measurement import Measurement, quantile
from geodata.chance import local_sums
from geodata.filters import Filters
from geodata.query import hexagons, hot_spots

DATASETS: Final = ("synthetic:1000000",)
CELLS: Final = 20_000
TIMES: Final = 5
NOTE: Final = (
    f"hot spots: Gi* of {CELLS:,} hexagons with their neighbours found, median of {TIMES}; beside esda's "
    "`G_Local` with weights built from the same neighbours. Then a whole answer over a million records, the "
    "first time (each record's hexagon is worked out) and again; peak memory of Python's objects above what "
    "was held before."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    cells = _some(CELLS)
    values = np.random.default_rng(17).poisson(3.0, len(cells)).astype(float)
    ours, z = _timed(lambda: local_sums.gi_star(values, hexagons.neighbours(cells)).z)
    theirs, same = _timed(lambda: _esda(cells, values))
    np.testing.assert_allclose(z, same, atol=1e-9)
    yield Measurement("Gi*", len(cells), ours, "ms", peer="esda", peer_value=theirs)
    for given in datasets:
        store = given.opened()
        tracemalloc.start()
        begin = time.perf_counter()
        hot_spots.hot_spots(store, Filters(), resolution=4)
        first = time.perf_counter() - begin
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        yield Measurement("hot spots, the first time", len(given), 1000 * first, "ms")
        yield Measurement("hot spots, peak memory", len(given), peak / 1e6, "MB")
        again, _ = _timed(lambda: hot_spots.hot_spots(store, Filters(kinds=("incident",)), resolution=4))  # noqa: B023
        yield Measurement("hot spots, again", len(given), again, "ms")


def _some(wanted: int) -> hexagons.Cells:
    """So many hexagons around the middle of Kosovo, or a few more."""
    middle = hexagons.h3.latlng_to_cell(42.6, 20.9, 7)
    rings = int(((wanted - 1) / 3) ** 0.5) + 1
    return np.sort(np.asarray(hexagons.h3.grid_disk(middle, rings), np.uint64))[:wanted]


def _timed(work: object) -> tuple[float, object]:
    took, found = [], None
    for _ in range(TIMES):
        begin = time.perf_counter()
        found = work()  # type: ignore[operator]
        took.append(1000 * (time.perf_counter() - begin))
    return quantile(took, 0.5, limit=0), found


def _esda(cells: hexagons.Cells, values: np.ndarray) -> np.ndarray:
    from esda.getisord import G_Local  # noqa: PLC0415 - a benchmark of its own
    from libpysal.weights import W  # noqa: PLC0415 - as above

    near = hexagons.neighbours(cells)
    beside = {place: [n for n in line if n not in (-1, place)] for place, line in enumerate(near.tolist())}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = W(beside, silence_warnings=True)
        return np.asarray(G_Local(values, weights, transform="B", star=True, permutations=0).Zs)
