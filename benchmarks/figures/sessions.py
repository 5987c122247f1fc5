"""Measures a hundred sessions at once, and hundreds that come and go: their waits, the server's memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final, Self

from benchmarks import memory
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.load import GRACE_S
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import APP, ROOT, Server, serving

DATASETS: Final = ("synthetic:100000",)
SESSIONS: Final = 100
EVERY_S: Final = 10
SECONDS: Final = 60
WARM_UP: Final = 50
CHURN: Final = 600
BAR_MS: Final = 1000
BAR_MB: Final = 600
BAR_GROWTH: Final = 10
_POLL_S: Final = 0.5
NOTE: Final = (
    f"{SESSIONS} sessions: a process of its own speaks Streamlit's WebSocket protocol (protobuf) for all of "
    "them. Each session opens the page, fetches the map's script and columns, and clicks a kind (in the "
    f"filter panel) every {EVERY_S} s for {SECONDS} s, begun at a random moment; from the moment when the "
    "click was due to the end of the script's run with the new selection's bits fetched. Memory: the "
    "server process's most, as a whole, while the clicks last."
)
CHURN_NOTE: Final = (
    f"churn: after {WARM_UP} sessions to warm up, {CHURN} open the page, click a kind and close, four at a "
    "time; by how much the server process's memory (settled, before and after) grew. Streamlit itself "
    "keeps the last 128 closed sessions for two minutes, in case they come back."
)


class LoadError(RuntimeError):
    """Visitors were not answered, so their times mean nothing."""


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        n = len(given)
        with serving(APP, given) as server, Watch(server.pid) as watch:
            told = _load(server, given, "steady", SESSIONS, f"--every={EVERY_S}", f"--seconds={SECONDS}")
        clicked = [None if seconds is None else 1000 * seconds for seconds in told["clicked_s"]]
        for name, share in (("median", 0.5), ("p95", 0.95)):
            yield Measurement(
                f"{SESSIONS} sessions, a click each per {EVERY_S} s, {name} of {len(clicked)}",
                n,
                quantile(clicked, share, limit=1000 * GRACE_S),
                "ms",
                bar=BAR_MS if name == "p95" else None,
            )
        yield Measurement(f"{SESSIONS} sessions, server memory", n, round(watch.most_mb), "MB", bar=BAR_MB)


def measure_churn(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        with serving(APP, given) as server:
            _load(server, given, "churn", WARM_UP)
            before = memory.settled(server.pid)
            _load(server, given, "churn", CHURN)
            after = memory.settled(server.pid)
        grown = 100 * (after - before) / before
        n = len(given)
        yield Measurement(f"memory grown by {CHURN} sessions", n, round(grown, 1), "%", bar=BAR_GROWTH)
        yield Measurement(f"server memory after {CHURN} sessions", n, round(after), "MB")


class Watch:
    """The most memory that a process held while this was open; asked again and again."""

    def __init__(self, pid: int, *, family: bool = False) -> None:
        self.pid, self.most_mb = pid, 0.0
        self._ask = memory.of_family if family else memory.resident
        """With its children, which read files."""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.wait(_POLL_S):
            self.most_mb = max(self.most_mb, self._ask(self.pid))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def _load(server: Server, given: Given, how: str, sessions: int, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.load", server.address, given.query, how]
    made = subprocess.run(  # noqa: S603 - our own program
        [*command, f"--sessions={sessions}", *options], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    told: dict[str, Any] = json.loads(made.stdout)
    if told["failures"]:
        raise LoadError(f"{len(told['failures'])} sessions failed; the first: {told['failures'][0]}")
    return told
