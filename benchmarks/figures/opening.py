"""From opening the page to all points drawn, beside a bare Streamlit page and one with st_folium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from benchmarks import data
from benchmarks.browser import fresh_page, open_page, rest
from benchmarks.measurement import Measurement, Number, quantile
from benchmarks.serving import APP, PEERS, serving
from geodata import queries, store
from geodata.filters import Filters

DATASETS: Final = ("case", "synthetic:10000")
VISITS: Final = 7
LIMIT_MS: Final = 60_000
BARS_MS: Final = {100_000: 3_000, 1_000_000: 4_000}
NOTE: Final = (
    f"opening → all points drawn: {VISITS} visits, each by a browser that keeps nothing from before, to "
    "a server that has had one visit already; from the start of navigation to the painted frame. The bare "
    "page is Streamlit's own floor: a title and a line of text, without a map."
)


@dataclass(frozen=True)
class Subject:
    """A page, and what is seen (by timing.js) when it is there."""

    script: Path
    query: str
    what: str
    expected: dict[str, Any]


def measure(description: str, browser: Browser) -> Iterator[Measurement]:
    opened = store.open(data.load(description))
    drawn = {"query": "", "shown": queries.counts(opened, Filters()).drawn}
    query = f"?dataset={opened.dataset.name}"
    peers = {
        "a bare Streamlit page": Subject(PEERS / "bare.py", "", "element", {"selector": "h1"}),
        "a page with st_folium": Subject(PEERS / "st_folium_app.py", query, "stFolium", drawn),
    }
    ours = _median(browser, description, Subject(APP, query, "incidentMap", drawn))
    for name, peer in peers.items():
        yield Measurement(
            f"opening → all points drawn, median of {VISITS}",
            len(opened),
            ours,
            "ms",
            bar=BARS_MS.get(len(opened)),
            peer=name,
            peer_value=_median(browser, description, peer),
        )


def _median(browser: Browser, description: str, subject: Subject) -> Number:
    samples: list[float | None] = []
    with serving(subject.script, description) as address:
        for _ in range(1 + VISITS):
            with fresh_page(browser) as page:
                found = open_page(
                    page, address + subject.query, subject.what, subject.expected, limit_ms=LIMIT_MS
                )
                samples.append(found)
                if found is None:
                    break
                rest(page)
    return quantile(samples[1:] or samples, 0.5, limit=LIMIT_MS)
