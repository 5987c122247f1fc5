"""Starts a browser and a dashboard, once a session, for the tests marked `browser`; Hypothesis' profile."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, sync_playwright
from synthetic_libraries import synthetic_library
from visits import PATIENCE_MS, Visit

from benchmarks.data import Given

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / ".cache" / "screenshots"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STARTUP_SECONDS = 90
SERVERS: dict[str, tuple[subprocess.Popen[bytes], Path]] = {}
"""The servers that run, by their address, with their logs."""
QUIET_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # every other host is out of reach
]


# The first example of a test may load a library, or find the machine busy: no test is about that.
# With CI set, the examples are the same each time, so that the change decides a landing and not the draw.
settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engines",
        action="store_true",
        help="start PostgreSQL and Spark (requirements-engines.txt) and run the tests marked engines too",
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two for the whole suite: its browser tests use a core and a half each. A file or two need none."""
    whole = config.args == config.getini("testpaths") and not config.getoption("markexpr")
    return 2 if whole and not config.getoption("--engines") else 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the option, tests of engines are no part of the run: they are not even skipped.

    In CI a browser's test that fails is run once more and told (`-r R`): its machine may stop for a while.
    """
    if os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("--engines"):
        return
    left_out = [item for item in items if item.get_closest_marker("engines")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def nobody_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is run without a browser waits for no map."""
    monkeypatch.setattr("components.map.incident_map.ALONE_AT_FIRST_S", 0)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    flags = [*QUIET_FLAGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    launched = playwright.chromium.launch(executable_path=chromium(playwright), args=flags)
    yield launched
    launched.close()


def chromium(playwright: Playwright) -> str:
    """A Chromium of this machine, else Playwright's own, installed if need be, else one clear sentence."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    own = playwright.chromium.executable_path
    if not Path(own).exists():
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, check=False, capture_output=True, timeout=600)
    if not Path(own).exists():
        pytest.fail(
            "The browser tests need Chromium: install it (Debian: apt-get install chromium), then run again.",
            pytrace=False,
        )
    return own


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start dashboards on loopback: `serve(INCIDENTS_LIBRARY=folder, base="maps")` gives an address.

    They end with the module: each takes some 400 MB, and all together took the cores' time too.
    """
    with contextlib.ExitStack() as stack:

        def start(*, base: str = "", **settings: str) -> str:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            return stack.enter_context(_server(log, base, settings))

        yield start


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard as the README starts it."""
    with _server(tmp_path_factory.mktemp("server") / "log.txt", "", {}) as found:
        yield found


@contextlib.contextmanager
def _server(log: Path, base: str, settings: dict[str, str]) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    if base:
        options.append(f"--server.baseUrlPath={base}")
    address = f"http://127.0.0.1:{port}/{base}/" if base else f"http://127.0.0.1:{port}/"
    environment = {**os.environ, **settings}
    with serving([*command, *options], log, address, cwd=ROOT, env=environment) as found:
        yield found


@contextlib.contextmanager
def serving(command: list[str], log: Path, address: str, **how: Any) -> Iterator[str]:
    """Run a server until the end of the block; `how` is `Popen`'s."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, **how)
        SERVERS[address] = process, log
        try:
            wait_until_answering(f"{address}_stcore/health", process, log)
            yield address
        finally:
            del SERVERS[address]
            process.terminate()
            process.wait(timeout=20)


def wait_until_answering(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(health, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"The dashboard did not start:\n{log.read_text()[-2000:]}", pytrace=False)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Given]:
    """As many synthetic records as the module's `N` says, in a library of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", "")  # `Given.enter` sets it: set it back afterwards
        yield synthetic_library(request.module.N, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def address(given: Given, serve: Callable[..., str]) -> str:
    """Where a dashboard has the library of `given`."""
    return serve(INCIDENTS_LIBRARY=str(given.library))


@pytest.fixture
def visit(browser: Browser, dashboard: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Open a page in a context of its own: `visit("?actor=kfor", width=390, dark=True)`."""
    contexts = []
    visits: list[Visit] = []
    request.node.visits = visits

    def go(  # noqa: PLR0913 - what a visit may be
        query: str = "",
        *,
        address: str = dashboard,
        width: int = 1400,
        height: int = 900,
        dark: bool = False,
        script: str = "",
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="no-preference",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        opened = Visit(context.new_page(), address)
        visits.append(opened)
        opened.page.goto(address + query)
        return opened

    yield go
    failed = getattr(request.node, "failed", False)
    for number, opened in enumerate(visits):
        if failed:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            opened.page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png")
    for context in contexts:
        context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Of a test that failed with a page open, what the page and its server had said."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.failed:
        item.failed = True  # type: ignore[attr-defined]
        for opened in getattr(item, "visits", ()):
            report.sections.append((f"browser's console, {opened.address}", "\n".join(opened.console)))
            if opened.address in SERVERS:
                process, log = SERVERS[opened.address]
                ended = process.poll()
                state = "runs" if ended is None else f"ended with {ended}"
                report.sections.append((f"server's log; it {state}", log.read_text()[-3000:]))
