"""Frames of the map while the time brush is dragged or time plays, beside deck.gl as pydeck ships it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from playwright.sync_api import Browser

from benchmarks import data
from benchmarks.browser import Browsers, fresh_page, open_page, rest
from benchmarks.data import Given
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import APP, PEERS, serving
from geodata.filters import Filters
from geodata.query import answers

DATASETS: Final = ("synthetic:100000", "synthetic:1000000")
PEER_DATASET: Final = "synthetic:100000"
FRAMES: Final = 120
PEER_FRAMES: Final = 60
LIMIT_MS: Final = 60_000
BARS_MS: Final = {100_000: 33, 1_000_000: 66}
PLOT: Final = ".incident-timeline .timeline-plot"
BACK, FORWARD = (f".timeline-player button:nth-of-type({place})" for place in (1, 3))
NOTE: Final = (
    f"time brush and playback: {FRAMES} frames ({PEER_FRAMES} of pydeck), each with a move of the pointer "
    "that holds the brush, or a step of the player by its own buttons; milliseconds from each frame to the "
    "next, at best 16.7 (60 a second). pydeck: its offline bundle, by software rendering, 100,000 points. "
    "It ships no filter by time (`DataFilterExtension` is not in the bundle), so each frame hands over, "
    "without a copy, the part that is shown of positions sorted by time: the fastest way that its deck.gl "
    "has."
)


class FrameError(RuntimeError):
    """Time moved and the map did not follow."""


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    theirs = _pydeck(data.given(PEER_DATASET), browsers.webgl)
    for given in datasets:
        ours = _ours(given, browsers.plain)
        for how, words in (("brush", "time brush"), ("play", "playback")):
            for name, share in (("median", 0.5), ("p95", 0.95)):
                yield Measurement(
                    f"{words}, frame to frame, {name} of {FRAMES}",
                    len(given),
                    quantile(ours[how], share, limit=LIMIT_MS),
                    "ms",
                    bar=BARS_MS.get(len(given)) if name == "p95" else None,
                    peer="pydeck, 100,000",
                    peer_value=quantile(theirs[how], share, limit=LIMIT_MS),
                )


def _ours(given: Given, browser: Browser) -> dict[str, list[float]]:
    drawn = {"query": "", "shown": answers.counts(given.opened(), Filters()).drawn}
    with serving(APP, given) as server, fresh_page(browser) as page:
        if open_page(page, server.address + given.query, "incidentMap", drawn, limit_ms=LIMIT_MS) is None:
            raise FrameError("the map was not drawn")
        rest(page)
        plot = page.locator(PLOT)
        plot.scroll_into_view_if_needed()
        played = page.evaluate("([...given]) => bench.play(...given)", [BACK, FORWARD, FRAMES])
        page.keyboard.press("Escape")
        rest(page)
        box = plot.bounding_box() or {}
        page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
        page.mouse.down()
        brushed = page.evaluate("([...given]) => bench.drag(...given)", [PLOT, FRAMES])
        page.mouse.up()
    return {"brush": _moved(brushed, "brush"), "play": _moved(played, "playback")}


def _pydeck(given: Given, browser: Browser) -> dict[str, list[float]]:
    found = {}
    with serving(PEERS / "pydeck_app.py", given) as server:
        for how in ("brush", "play"):
            with fresh_page(browser) as page:
                drawn = {"shown": answers.counts(given.opened(), Filters()).drawn}
                address = f"{server.address}offline.html{given.query}"
                if open_page(page, address, "webgl", drawn, limit_ms=LIMIT_MS) is None:
                    raise FrameError("pydeck drew nothing")
                page.wait_for_timeout(1000)
                call = "([...given]) => bench.deck(deckInstance, ...given)"
                found[how] = _moved(page.evaluate(call, [how, PEER_FRAMES]), f"pydeck's {how}")
    return found


def _moved(found: dict[str, Any], what: str) -> list[float]:
    intervals = list(found["intervals"])
    if found["changed"] < len(intervals) / 4:
        raise FrameError(f"{what}: {found['changed']} of {len(intervals)} frames changed what is shown")
    return intervals
