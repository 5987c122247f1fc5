"""Measures how long a large file takes, from its drop in the page until its account and its map show."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

from benchmarks import memory, ucdp_like
from benchmarks.browser import Browsers, fresh_page
from benchmarks.data import Given
from benchmarks.figures.sessions import Watch
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, serving

DATASETS: Final = ("case",)
ROWS: Final = "BENCHMARK_DROP_ROWS"
"""Names the variable that asks for another size."""
BAR_REPORT_S, BAR_MAP_S, BAR_SERVER_MB = 15, 20, 200
_MOST_MS: Final = 300_000
NOTE: Final = (
    "dropping: a CSV file of 49 columns like UCDP GED's (316,818 rows, 225 MB) is given to *Add data* of a "
    "fresh page, of a server as it is shipped; seconds until the account of its rows is shown, and then, "
    "from the press on *Show on the map*, until the map has drawn all; their sum is *drop to map*. Memory: "
    "what the server held more than before, and all its processes together, at the most."
)


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    rows = int(os.environ.get(ROWS, "316818"))
    for given in datasets:
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
            file = ucdp_like.write(Path(folder) / "ucdp_like.csv", rows)
            with serving(APP, given) as server, fresh_page(browsers.plain) as page:
                form = _opened(page, server.address)
                before = memory.settled(server.pid)
                with Watch(server.pid) as alone, Watch(server.pid, family=True) as family:
                    report, shown = _dropped(page, form, file, rows)
        yield Measurement("drop to report", rows, round(report, 1), "s", BAR_REPORT_S)
        yield Measurement("drop to map", rows, round(report + shown, 1), "s", BAR_MAP_S)
        more = alone.most_mb - before
        yield Measurement("dropping, the server's memory more", rows, round(more), "MB", BAR_SERVER_MB)
        yield Measurement("dropping, memory of all processes", rows, round(family.most_mb), "MB")


def _opened(page: Page, address: str) -> str:
    page.goto(address)
    page.get_by_role("button", name="Add data").click(timeout=60_000)
    found = "[role=dialog] input[type=file]"
    page.locator(found).wait_for(state="attached", timeout=60_000)
    return found


def _dropped(page: Page, form: str, file: Path, rows: int) -> tuple[float, float]:
    """Seconds to the report, and from the press on the button to the map."""
    begun = time.perf_counter()
    page.locator(form).set_input_files(file)
    show = page.get_by_role("button", name="Show on the map, not in the library")
    expect(show).to_be_enabled(timeout=_MOST_MS)
    report = time.perf_counter() - begun
    begun = time.perf_counter()
    show.click()
    layer = page.locator(f"[data-shown='{rows}']")
    layer.first.wait_for(state="attached", timeout=_MOST_MS)
    return report, time.perf_counter() - begun
