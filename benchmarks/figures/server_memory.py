"""Measures what a dataset adds to the server's memory, beside a GeoDataFrame of the same records."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Final

from benchmarks import data, memory
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.gridding import first_view
from benchmarks.figures.query_time import questions
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, ROOT, Server, serving
from benchmarks.visitor import Visitor, browsing, gray

DATASETS: Final = ("synthetic:1000000", "synthetic:10000000")
PEER_DATASET: Final = "synthetic:1000000"
CLICKS: Final = 12
FILTERS: Final = 12
BARS_MB: Final = {1_000_000: 150, 10_000_000: 200}
NOTE: Final = (
    "server memory above import: the server in a process of its own that has imported all that the page "
    "imports; what is resident after a visit, once it has settled, less what was before. The visit opens "
    f"the page, clicks a kind {CLICKS} times, and for {FILTERS} other filters (dates, kinds, types, actors, "
    "words) asks what the browser asks: bits, counts per cell, histogram, a few rows. The peak is the most "
    "during the visit. The peer is what `geopandas.read_parquet` of the incidents' table adds to a process."
)


@dataclass(frozen=True)
class Held:
    """MB above import."""

    settled: float
    peak: float


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    beside = data.given(PEER_DATASET)
    theirs = geodataframe(beside)
    for given in datasets:
        held = above_import(given)
        n, peer = len(given), f"GeoDataFrame, {len(beside):,}"
        yield Measurement("server memory above import", n, held.settled, "MB", BARS_MB.get(n), peer, theirs)
        yield Measurement("server memory above import, peak", n, held.peak, "MB", None, peer, theirs)


@cache
def above_import(given: Given) -> Held:
    with serving(APP, given, imported=True) as server:
        before = memory.settled(server.pid)
        memory.forget_peak(server.pid)
        with ThreadPoolExecutor(
            1
        ) as apart:  # where browsers were measured before, a loop runs in this thread
            apart.submit(asyncio.run, _visit(server, given)).result()
        settled = memory.settled(server.pid)
        return Held(round(settled - before, 1), round(memory.peak(server.pid) - before, 1))


def geodataframe(given: Given) -> float:
    assert given.folder is not None  # noqa: S101 - a synthetic dataset is saved in Parquet files
    path = given.folder / "incidents.parquet"
    command = [sys.executable, "-m", "benchmarks.peers.geodataframe", str(path)]
    return float(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603 - ours


async def _visit(server: Server, given: Given) -> None:
    # Asked of this process's own store: the server must meet them for the first time.
    filters = [each.to_query() for each in questions(given.opened(), FILTERS)]
    async with browsing() as http, Visitor(server.address, given.query, http) as visitor:
        await visitor.open()
        kinds = gray(visitor.kinds)
        for _ in range(CLICKS):
            await visitor.click(next(kinds))
        name, version = visitor.dataset
        root = f"data/{name}/{version}"
        view = first_view(await visitor.get(f"{root}/columns.bin"))
        for query in filters:
            await visitor.get(f"{root}/mask.bin?{query}")
            await visitor.get(f"{root}/grid.bin?{query}&{view}")
            await visitor.get(f"{root}/histogram.json?{query}&step=auto")
        await visitor.get(f"{root}/rows.json?rows=1,2,3")
