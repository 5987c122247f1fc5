"""A headless Chromium whose pages reach loopback only and carry the clocks of timing.js."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

CLOCKS: Final = Path(__file__).with_name("timing.js")
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS: Final = (
    *("--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    # Playwright's own routes would switch the browser's cache off and lead every request through Python.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
SIZE: Final = {"width": 1400, "height": 900}
REST_SECONDS: Final = 0.3
"""Pause between two changes, so that one does not pay for the other's aftermath."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """This machine's Chromium, or else Playwright's own (`python -m playwright install chromium`)."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@contextlib.contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own: nothing is kept from an earlier visit."""
    context = browser.new_context(viewport=SIZE, reduced_motion="no-preference")
    context.add_init_script(path=CLOCKS)
    yield context.new_page()
    context.close()


def open_page(
    page: Page, address: str, what: str, expected: dict[str, Any], *, limit_ms: float
) -> float | None:
    """Go to `address`; milliseconds until `what` (of timing.js) is painted, None if beyond the limit."""
    page.goto(address, wait_until="commit")
    return page.evaluate("([...given]) => bench.sinceOpening(...given)", [what, expected, limit_ms])


def click(page: Page, selector: str, what: str, expected: dict[str, Any], *, limit_ms: float) -> float | None:
    """Click; milliseconds from the click to the painted frame, None if beyond the limit."""
    page.evaluate("([...given]) => bench.awaitClick(...given)", [what, expected, limit_ms])
    page.locator(selector).click()
    return page.evaluate("() => bench.answered")


def rest(page: Page) -> None:
    """Wait until no script runs for this page, and a little longer."""
    # No `wait_for_function`: the Content-Security-Policy stops it.
    deadline = time.monotonic() + 60
    while not page.evaluate("() => bench.idle()") and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(REST_SECONDS)
