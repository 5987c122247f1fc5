"""Measures the longest task of the browser's main thread while the map is panned, zoomed and played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from playwright.sync_api import Page

from benchmarks.browser import Browsers, fresh_page, open_page, rest
from benchmarks.data import Given
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, serving
from geodata.filters import Filters
from geodata.query import answers

DATASETS: Final = ("synthetic:1000000",)
MODES: Final = ("places", "points", "clusters", "heat")
LIMIT_MS: Final = 60_000
BAR_MS: Final = 200
PLAYING_MS: Final = 5_000
MAP: Final = ".folium-map"
PLAY: Final = ".timeline-player button:nth-of-type(2)"
NOTE: Final = (
    "longest task: of the page's main thread, as the browser's own observer of long tasks (50 ms and more) "
    "tells, while a pointer drags the map to and fro, its wheel zooms in and out, and time plays for "
    f"{PLAYING_MS / 1000:.0f} s, in each mode. 50 stands for: none was longer. Workers do not "
    "count."
)


class OpenError(RuntimeError):
    """The map was not drawn, or did not play."""


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        drawn = {"query": "", "shown": answers.counts(given.opened(), Filters()).drawn}
        with serving(APP, given) as server:
            for mode in MODES:
                with fresh_page(browsers.plain) as page:
                    address = f"{server.address}{given.query}&draw={mode}"
                    if open_page(page, address, "incidentMap", drawn, limit_ms=LIMIT_MS) is None:
                        raise OpenError(f"{mode}: the map was not drawn")
                    rest(page)
                    page.evaluate("() => bench.longestTask()")  # opening is another figure
                    longest = {doing: act(page) for doing, act in ACTS.items()}
                for doing, value in longest.items():
                    yield Measurement(
                        f"longest task, {doing}, {mode}", len(given), round(value), "ms", bar=BAR_MS
                    )


def _pan(page: Page) -> float:
    x, y = _middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(x + 200 * ((step % 20) / 20 - 0.5), y + 100 * ((step % 10) / 10 - 0.5))
    page.mouse.up()
    return _longest(page)


def _zoom(page: Page) -> float:
    page.mouse.move(*_middle(page))
    page.keyboard.down("Control")  # the wheel alone scrolls the page
    for direction in (-1, -1, -1, 1, 1, 1, 1):
        page.mouse.wheel(0, 120 * direction)
        page.wait_for_timeout(600)
    page.keyboard.up("Control")
    return _longest(page)


def _play(page: Page) -> float:
    page.locator(PLAY).click()
    page.wait_for_timeout(PLAYING_MS)
    if not page.evaluate("() => document.querySelector('.timeline-plot').closest('.is-playing') !== null"):
        raise OpenError("time does not play")
    page.keyboard.press("Escape")
    return _longest(page)


ACTS: Final = {"panning": _pan, "zooming": _zoom, "playing": _play}


def _longest(page: Page) -> float:
    rest(page)
    found: float = page.evaluate("() => bench.longestTask()")
    return found


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator(MAP).bounding_box() or {}
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
