"""Measures a hosted server with everything at once: sessions, filters, exports, imports, idle connections."""

from __future__ import annotations

import contextlib
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, expect
from streamlit.web.server.server_util import AUTH_COOKIE_NAME
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from benchmarks import memory
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.sessions import LoadError, Watch
from benchmarks.load import GRACE_S, MOST_SECONDS
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import APP, ROOT, Server, serving

DATASETS: Final = ("synthetic:1000000",)
SESSIONS: Final = 200
EVERY_S: Final = 20
SECONDS: Final = 90
WARMING_S: Final = 45
"""Of the same, until caches hold what they will hold."""
IMPORTS: Final = 3
ROWS: Final = 20_000
FORGOTTEN_S: Final = 150
"""Until Streamlit holds no session any more whose page was closed."""
BAR_MS: Final = 1000
BAR_MB: Final = 1500
BAR_GROWTH: Final = 10
PROXY: Final = "127.0.0.1"
SECRET: Final = "of-a-benchmark-on-this-machine-alone"  # noqa: S105 - it guards nothing
_LOGIN: Final = f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "incident-map"
client_secret = "any"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""
NOTE: Final = (
    f"hosting: a server for the public, where each visitor has an address of their own: {SESSIONS} sessions "
    f"of the page, each clicking a kind every {EVERY_S} s for {SECONDS} s; "
    "beside them 50 clients that each ask for filters nobody asked before, again and again, 20 that take all "
    "rows away in six formats, 20 that read the columns by 1,000 bytes a second, 5,000 idle connections, "
    f"{IMPORTS} imports of {ROWS:,} rows in a browser. A client or page told to come back later does so; "
    "any other failure ends the figure. Memory: server and children; grown: settled when closed pages are "
    f"forgotten, against what it was after {WARMING_S} s of the same, which fill the caches."
)


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        with hosted(given) as server:
            _everything(server, given, browsers, WARMING_S)
            before = _settled(server)
            with Watch(server.pid, family=True) as watch:
                sessions, met, imported = _everything(server, given, browsers, SECONDS)
            after = _settled(server)
        n, growth = len(given), 100 * (after - before) / before
        yield from _answered(n, sessions, met)
        yield Measurement(
            f"hosting: an import of {ROWS:,} rows, the slowest", n, round(max(imported), 1), "s"
        )
        yield Measurement("hosting: server memory, most", n, round(watch.most_mb), "MB", bar=BAR_MB)
        yield Measurement("hosting: memory grown", n, round(growth, 1), "%", bar=BAR_GROWTH)


def _answered(n: int, sessions: dict[str, Any], met: dict[str, Any]) -> Iterator[Measurement]:
    clicked = [None if each is None else 1000 * each for each in sessions["clicked_s"]]
    asked = [1000 * each for each in met["asked_s"]]
    limit = 1000 * GRACE_S
    name = f"hosting: a click, p95 of {len(clicked)}"
    yield Measurement("hosting: pages told at first to come back", n, sessions["came_back"], f"of {SESSIONS}")
    yield Measurement(name, n, quantile(clicked, 0.95, limit=limit), "ms", bar=BAR_MS)
    yield Measurement(
        f"hosting: a new filter, p95 of {len(asked)}", n, quantile(asked, 0.95, limit=limit), "ms"
    )
    for what, of in (("export whole", 20), ("export left", 20), ("mask 503", None), ("export 503", None)):
        unit = "answers" if of is None else f"of {of}"
        yield Measurement(f"hosting: {what}", n, met["answers"].get(what, 0), unit)
    yield Measurement("hosting: idle connections kept", n, met["idle"], "of 5,000")


@contextlib.contextmanager
def hosted(given: Given) -> Iterator[Server]:
    """A server for the public behind a proxy, where contributors log in."""
    with tempfile.TemporaryDirectory() as folder:
        login = Path(folder) / "secrets.toml"
        login.write_text(_LOGIN, encoding="utf-8")
        said = {
            "INCIDENTS_ACCESS": "public",
            "INCIDENTS_CONTRIBUTORS": "@example.org",
            "INCIDENTS_QUOTA_PROXIES": PROXY,
        }
        with serving(APP, given, environment={**said, "STREAMLIT_SECRETS_FILES": str(login)}) as server:
            yield server


def logged_in(server: Server) -> dict[str, str]:
    """A contributor's cookie, as Streamlit writes it once a provider has said who it is."""
    claims = {
        "is_logged_in": True,
        "provider": "default",
        "origin": server.address.rstrip("/"),
        "sub": "load",
        "email": "load@example.org",
        "email_verified": True,
        "iat": time.time(),
    }
    value = create_signed_value(SECRET, AUTH_COOKIE_NAME, json.dumps(claims)).decode()
    return {"name": AUTH_COOKIE_NAME, "value": value, "url": server.address}


def _everything(
    server: Server, given: Given, browsers: Browsers, seconds: float
) -> tuple[dict[str, Any], dict[str, Any], list[float]]:
    """What sessions of the page and a crowd of clients met, and how long imports beside them took."""
    clicking = {"sessions": SESSIONS, "every": EVERY_S, "seconds": seconds}
    sessions = loaded(server, given.query, "steady", "--hosted", **clicking)
    crowd = loaded(server, f"data/{given.name}/{given.version}", "crowd", seconds=seconds)
    imported = _imports(server, browsers)
    return told(sessions), told(crowd), imported


def _settled(server: Server) -> float:
    """Megabytes of memory when nobody can come back to a closed page."""
    time.sleep(FORGOTTEN_S)
    return memory.settled(server.pid)


def loaded(server: Server, query: str, how: str, *flags: str, **options: float) -> subprocess.Popen[bytes]:
    """A load from a process of its own, begun."""
    command = [sys.executable, "-m", "benchmarks.load", server.address, query, how, *flags]
    given = [f"--{name}={value}" for name, value in options.items()]
    return subprocess.Popen([*command, *given], cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603 - our own program


def told(load: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What a load says at its end."""
    said, _ = load.communicate(timeout=MOST_SECONDS)
    if load.returncode:
        raise LoadError("a load ended with an error, which it wrote above")
    found: dict[str, Any] = json.loads(said)
    if found.get("failures"):
        raise LoadError(f"{len(found['failures'])} sessions failed; the first: {found['failures'][0]}")
    return found


def _imports(server: Server, browsers: Browsers) -> list[float]:
    """Several at once, each in a session of its own; seconds until each is on its map."""
    with tempfile.TemporaryDirectory() as folder:
        table = _table(Path(folder) / "events.csv")
        contexts = [browsers.plain.new_context() for _ in range(IMPORTS)]
        for context in contexts:
            context.add_cookies([logged_in(server)])  # type: ignore[list-item]
        pages = [context.new_page() for context in contexts]
        for page in pages:
            page.goto(server.address)
            page.get_by_role("button", name="Add data").click(timeout=60_000)
            page.get_by_role("dialog").locator("input[type=file]").set_input_files(table, timeout=60_000)
        begin = time.perf_counter()
        took = [_shown(page, begin) for page in pages]
        for context in contexts:
            context.close()
    return took


def _shown(page: Page, begin: float) -> float:
    show = page.get_by_role("button", name="Show on the map, for me alone")
    expect(show).to_be_enabled(timeout=120_000)
    show.click()
    expect(page.get_by_text(f"{ROWS:,} of {ROWS:,} records")).to_be_visible(timeout=120_000)
    return time.perf_counter() - begin


def _table(path: Path) -> Path:
    dice = random.Random(13)  # noqa: S311 - where the points lie is no secret
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "date", "latitude", "longitude", "title"))
        for number in range(ROWS):
            day = f"2023-{number % 12 + 1:02}-{number % 28 + 1:02}"
            place = (f"{dice.uniform(42, 43):.5f}", f"{dice.uniform(20, 21):.5f}")
            writer.writerow((number, day, *place, f"Record {number}"))
    return path
