"""Frames of the map while the time brush is dragged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import Browser

from benchmarks import data
from benchmarks.browser import fresh_page, open_page, rest
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import APP, serving
from geodata import queries, store
from geodata.filters import Filters

DATASETS: Final = ("synthetic:100000",)
FRAMES: Final = 120
LIMIT_MS: Final = 60_000
BARS_MS: Final = {100_000: 33, 1_000_000: 66}
NOTE: Final = (
    f"time brush: {FRAMES} moves of the pointer, one a frame, while it holds the brush; milliseconds from "
    "each frame to the next, at best 16.7 (60 a second). Playback draws by the same path. No peer: "
    "streamlit-folium redraws through the server, and pydeck's time filter needs a page of its own making."
)
PLOT: Final = ".incident-timeline .timeline-plot"


class BrushError(RuntimeError):
    """The brush moved and the map did not follow."""


def measure(description: str, browser: Browser) -> Iterator[Measurement]:
    opened = store.open(data.load(description))
    drawn = {"query": "", "shown": queries.counts(opened, Filters()).drawn}
    with serving(APP, description) as address, fresh_page(browser) as page:
        if (
            open_page(
                page, f"{address}?dataset={opened.dataset.name}", "incidentMap", drawn, limit_ms=LIMIT_MS
            )
            is None
        ):
            raise BrushError("the map was not drawn")
        rest(page)
        plot = page.locator(PLOT)
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box() or {}
        page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
        page.mouse.down()
        found = page.evaluate("([...given]) => bench.drag(...given)", [PLOT, FRAMES])
        page.mouse.up()
    if found["changed"] < FRAMES / 4:
        raise BrushError(f"the number of records changed in {found['changed']} of {FRAMES} frames only")
    for name, share in (("median", 0.5), ("p95", 0.95)):
        yield Measurement(
            f"time brush, frame to frame, {name} of {FRAMES}",
            len(opened),
            quantile(found["intervals"], share, limit=LIMIT_MS),
            "ms",
            bar=BARS_MS.get(len(opened)) if name == "p95" else None,
        )
