"""Starts a headless Chromium whose pages reach loopback only and carry the clocks of timing.js."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from playwright.sync_api import Browser, Page, sync_playwright

CLOCKS: Final = Path(__file__).with_name("timing.js")
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS: Final = (
    *("--disable-background-networking", "--disable-component-update", "--no-first-run"),
    # Playwright's own routes would switch the browser's cache off and lead every request through Python.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WITHOUT_GPU: Final = ("--disable-gpu",)
SOFTWARE_WEBGL: Final = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
SIZE: Final = {"width": 1400, "height": 900}
REST_SECONDS: Final = 0.3
"""Pause between two changes, so that one does not pay for the other's aftermath."""


class Browsers:
    """This machine's Chromium, or else Playwright's own (`python -m playwright install chromium`)."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self.version: str | None = None
        """Once one was started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def plain(self) -> Browser:
        """Without GPU: what is measured."""
        return self._start(WITHOUT_GPU)

    @cached_property
    def webgl(self) -> Browser:
        """With WebGL by software, which deck.gl needs."""
        return self._start(SOFTWARE_WEBGL)

    @cached_property
    def _playwright(self) -> Any:
        return self._stack.enter_context(sync_playwright())

    def _start(self, flags: tuple[str, ...]) -> Browser:
        found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        flags = (*FLAGS, *flags, *(["--no-sandbox"] if root else []))
        browser: Browser = self._playwright.chromium.launch(executable_path=found, args=list(flags))
        self._stack.callback(browser.close)
        self.version = browser.version
        return browser


@contextlib.contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own: nothing is cached from an earlier visit."""
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
    """Wait until no script has run for this page for a while: one may follow at the end of another."""
    # No `wait_for_function`: the Content-Security-Policy stops it.
    deadline = time.monotonic() + 60
    since = time.monotonic()
    while time.monotonic() - since < REST_SECONDS and time.monotonic() < deadline:
        if not page.evaluate("() => bench.idle()"):
            since = time.monotonic()
        time.sleep(0.05)
