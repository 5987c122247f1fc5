"""From opening the page to all points drawn, beside pydeck in a Streamlit page and a bare one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from benchmarks import data
from benchmarks.browser import Browsers, fresh_page, open_page, rest
from benchmarks.data import Given
from benchmarks.measurement import Measurement, Number, quantile
from benchmarks.serving import APP, PEERS, serving
from geodata.filters import Filters
from geodata.query import answers

DATASETS: Final = ("synthetic:100000", "synthetic:1000000")
PEER_DATASET: Final = "synthetic:100000"
VISITS: Final = 5
PEER_VISITS: Final = 3
LIMIT_MS: Final = 60_000
BARS_MS: Final = {100_000: 3_000, 1_000_000: 4_000}
NOTE: Final = (
    f"opening → all points drawn: {VISITS} visits ({PEER_VISITS} to pydeck), each by a browser that keeps "
    "nothing from before, to a server that has had one visit already; from the start of navigation to the "
    "painted frame. pydeck: `st.pydeck_chart` alone on a page, 100,000 points, one colour, no base map, by "
    "software rendering. The bare page is Streamlit's own floor: a title and a line of text, without a map."
)


@dataclass(frozen=True)
class Subject:
    """A page, and what is seen (by timing.js) when it is there."""

    script: Path
    given: Given
    what: str
    expected: dict[str, Any]


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    beside = data.given(PEER_DATASET)
    bare = Subject(PEERS / "bare.py", beside, "element", {"selector": "h1"})
    pydeck = Subject(PEERS / "pydeck_app.py", beside, "webgl", {"shown": _drawn(beside)})
    peers = {
        f"pydeck, {len(beside):,}": _median(browsers.webgl, pydeck, PEER_VISITS),
        "a bare Streamlit page": _median(browsers.plain, bare),
    }
    for given in datasets:
        expected = {"query": "", "shown": _drawn(given)}
        ours = _median(browsers.plain, Subject(APP, given, "incidentMap", expected))
        for peer, value in peers.items():
            yield Measurement(
                f"opening → all points drawn, median of {VISITS}",
                len(given),
                ours,
                "ms",
                bar=BARS_MS.get(len(given)),
                peer=peer,
                peer_value=value,
            )


def _drawn(given: Given) -> int:
    return answers.counts(given.opened(), Filters()).drawn


def _median(browser: Browser, subject: Subject, visits: int = VISITS) -> Number:
    samples: list[float | None] = []
    with serving(subject.script, subject.given) as server:
        address = server.address + subject.given.query
        for _ in range(1 + visits):
            with fresh_page(browser) as page:
                samples.append(open_page(page, address, subject.what, subject.expected, limit_ms=LIMIT_MS))
                if samples[-1] is None:
                    break
                rest(page)
    return quantile(samples[1:] or samples, 0.5, limit=LIMIT_MS)
