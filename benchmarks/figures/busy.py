"""Measures what readers notice of a large import and of exports under way: clicks, and memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import expect

from benchmarks import acled_like, memory
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures import hosting
from benchmarks.figures.importing import ROWS
from benchmarks.load import GRACE_S
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import Server
from benchmarks.visitor import coming_from

DATASETS: Final = ("synthetic:1000000",)
SESSIONS: Final = 10
EVERY_S: Final = 5
SECONDS: Final = 60
KIND: Final = "csv"
BAR_MS: Final = 400
BAR_MB: Final = 200
NOTE: Final = (
    f"busy: {SESSIONS} sessions of the page, each clicking a kind every {EVERY_S} s for {SECONDS} s, while a "
    "file like ACLED's is imported in a browser again and again (read, checked, saved, indexed, opened) and "
    "two other visitors take all rows away as CSV without a pause. Memory: how much more the server itself, "
    "without its children, held at the most during one import, from the choice of the file to the map, with "
    f"nobody else there. 100,000 rows; {ROWS}=1000000 asks for another size."
)
_FIRST_ADDRESS: Final = 60_000
"""Of those who export: none of the sessions' own."""
_PATIENCE_MS: Final = 900_000


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    rows = int(os.environ.get(ROWS, "100000").split(",")[0])
    for given in datasets:
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder, hosting.hosted(given) as server:
            file = acled_like.write(Path(folder) / "acled_like.csv", rows)
            # what a server loads for its first pages is no import's
            hosting.told(
                hosting.loaded(server, given.query, "steady", "--hosted", sessions=5, every=2, seconds=10)
            )
            before = memory.settled(server.pid)
            memory.forget_peak(server.pid)
            imported(server, browsers, file, rows)
            more = memory.peak(server.pid) - before
            clicked = _clicks(given, server, browsers, file, rows)
        yield Measurement("busy: server memory, more in an import", rows, round(more), "MB", bar=BAR_MB)
        limit = 1000 * GRACE_S
        name = f"busy: a click, p95 of {len(clicked)}"
        yield Measurement(name, len(given), quantile(clicked, 0.95, limit=limit), "ms", bar=BAR_MS)


def _clicks(given: Given, server: Server, browsers: Browsers, file: Path, rows: int) -> list[float | None]:
    """Milliseconds of each click; none where it was not answered."""
    over = threading.Event()
    address = f"{server.address}data/{given.name}/{given.version}/export.{KIND}"
    takers = [threading.Thread(target=_exports, args=(address, number, over)) for number in range(2)]
    for taker in takers:
        taker.start()
    load = hosting.loaded(
        server, given.query, "steady", "--hosted", sessions=SESSIONS, every=EVERY_S, seconds=SECONDS
    )
    try:
        while load.poll() is None:
            imported(server, browsers, file, rows, until=load)
        told = hosting.told(load)
    finally:
        over.set()
        for taker in takers:
            taker.join()
    return [None if each is None else 1000 * each for each in told["clicked_s"]]


def _exports(address: str, number: int, over: threading.Event) -> None:
    """Take everything away, again and again."""
    request = urllib.request.Request(address, headers=coming_from(_FIRST_ADDRESS + number))  # noqa: S310 - ours
    while not over.is_set():
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - on loopback
            while answer.read(1 << 20) and not over.is_set():
                pass


def imported(
    server: Server,
    browsers: Browsers,
    file: Path,
    rows: int,
    *,
    until: subprocess.Popen[bytes] | None = None,
) -> None:
    """One import in a browser, until it is on the map or what it stands beside is over."""
    context = browsers.plain.new_context()
    try:
        context.add_cookies([hosting.logged_in(server)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(server.address)
        page.get_by_role("button", name="Add data").click(timeout=60_000)
        page.get_by_role("dialog").locator("input[type=file]").set_input_files(file, timeout=60_000)
        show = page.get_by_role("button", name="Show on the map, for me alone")
        if until is None:
            expect(show).to_be_enabled(timeout=_PATIENCE_MS)
        else:
            while until.poll() is None and not show.is_enabled(timeout=_PATIENCE_MS):
                page.wait_for_timeout(200)
        if until is None or until.poll() is None:
            show.click()
            shown = page.get_by_text(f"{rows:,} of {rows:,} records").first
            expect(shown).to_be_attached(timeout=_PATIENCE_MS)
    finally:
        context.close()
