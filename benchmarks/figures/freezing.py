"""Measures a frozen map: its bytes, the time and memory of making it, and opening it from the disk."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from benchmarks.browser import Browsers, fresh_page, open_page
from benchmarks.data import Given
from benchmarks.measurement import Measurement, Number, quantile
from benchmarks.serving import ROOT

DATASETS: Final = ("synthetic:100000",)
PEER: Final = "folium.Map.save, places alone"
VISITS: Final = 3
LIMIT_MS: Final = 60_000
BAR_MB: Final = 6.0
_OURS, _THEIRS = "body[data-open] canvas.incident-layer", ".marker-cluster"
NOTE: Final = (
    "frozen map: everything of a dataset in one HTML file, made in a process of its own; opened from the "
    f"disk {VISITS} times by a browser that keeps nothing, until the painted frame. The peer is "
    "`folium.Map.save` with FastMarkerCluster, which holds the places alone, neither texts nor times nor its "
    "scripts: these it would fetch from other hosts, here they lie on the disk."
)


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        n = len(given)
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = Path(folder) / "map.html", Path(folder) / "folium.html"
            seconds, peak, size = _run(given, "benchmarks.freeze_once", given.name, str(ours))
            found: list[float | None] = [None, None, None, None]
            if given.folder:
                source = str(given.folder / "incidents.parquet")
                found[:3] = _run(given, "benchmarks.peers.folium_save", source, str(theirs))
                found[3] = _opened(browsers.plain, theirs, _THEIRS)
            opened = _opened(browsers.plain, ours, _OURS)
            yield Measurement("frozen map, size", n, round(size, 2), "MB", BAR_MB, PEER, found[2])
            yield Measurement("frozen map, opening from the disk", n, opened, "ms", None, PEER, found[3])
            yield Measurement("frozen map, making it", n, seconds, "s", None, PEER, found[0])
            yield Measurement("frozen map, peak memory of making it", n, peak, "MB", None, PEER, found[1])


def _run(given: Given, module: str, *arguments: str) -> list[float]:
    command = [sys.executable, "-m", module, *arguments]
    said = subprocess.run(  # noqa: S603 - ours
        command, cwd=ROOT, env=given.environment, stdout=subprocess.PIPE, check=True
    )
    return [float(each) for each in said.stdout.split()]


def _opened(browser: Browser, file: Path, selector: str) -> Number:
    samples: list[float | None] = []
    for _ in range(VISITS):
        with fresh_page(browser) as page:
            samples.append(
                open_page(page, file.as_uri(), "element", {"selector": selector}, limit_ms=LIMIT_MS)
            )
    return quantile(samples, 0.5, limit=LIMIT_MS)
