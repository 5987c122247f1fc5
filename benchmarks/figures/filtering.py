"""Measures from a click on a kind to the painted map, beside minimal pages with streamlit-folium."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks import data
from benchmarks.browser import Browsers, click, fresh_page, open_page, rest
from benchmarks.data import Given
from benchmarks.measurement import Measurement, quantile
from benchmarks.peers.vendor import cluster_script
from benchmarks.serving import APP, PEERS, serving
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import Store

DATASETS: Final = ("synthetic:100000", "synthetic:1000000")
CHANGES: Final = 30
PEER_CHANGES: Final = 10
"""Of the slow ones."""
A_VISIT: Final = 15
"""Changes in one visit, at most: four kinds have no more combinations."""
LIMIT_MS: Final = 30_000
BARS_MS: Final = {100_000: 150, 1_000_000: 200}
"""For p95, by records."""
MEASURED_AT: Final = 1_000_000
NOTE: Final = (
    f"filter change → map drawn: {CHANGES} clicks on kinds ({PEER_CHANGES} at a peer), every filter a new "
    "one, on the complete page as it is served; from the click's own time to the frame after the one in "
    "which the canvas says the new filter and number, or the iframe's map holds exactly the new features. "
    "The peers stand on a page with nothing but the kinds and the map, and the same engine answers their "
    "filters. GeoJSON: circles on a canvas, no tiles, handed over as `feature_group_to_add`, as "
    "streamlit-folium advises. FastMarkerCluster: part of the map. A visit ends at the first change that "
    f"takes more than {LIMIT_MS / 1000:.0f} s."
)
KIND_PILLS: Final = ".st-key-filter_kinds button:not([aria-label^='Help'])"


@dataclass(frozen=True)
class Change:
    """A click on one kind, and what must be seen after it."""

    pill: int
    filters: Filters
    drawn: int


@dataclass(frozen=True)
class Subject:
    """A page that is measured."""

    name: str
    script: Path
    what: str
    changes: int
    extra: tuple[tuple[str, str], ...] = ()


OURS: Final = Subject("complete page", APP, "incidentMap", CHANGES)
MEASURED: Final = Subject(
    "complete page, by a measure", APP, "incidentMap", CHANGES, (("draw", "places"), ("measure", "injured"))
)
"""Places are counted and drawn, by numbers that the columns do not hold."""
_ST_FOLIUM: Final = PEERS / "st_folium_app.py"
GEOJSON: Final = Subject("st_folium + GeoJSON", _ST_FOLIUM, "stFolium", PEER_CHANGES, (("how", "layer"),))
CLUSTERS: Final = Subject(
    "FastMarkerCluster", _ST_FOLIUM, "fastCluster", PEER_CHANGES, (("how", "clusters"),)
)
PEERS_AT: Final = ((GEOJSON, "synthetic:1000"), (GEOJSON, "synthetic:10000"), (CLUSTERS, "synthetic:100000"))


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    cluster_script()
    ours = {given: _samples(OURS, given, browsers.plain) for given in datasets}
    for given in datasets:
        if len(given) == MEASURED_AT:
            samples = _samples(MEASURED, given, browsers.plain)
            for name, share in (("median", 0.5), ("p95", 0.95)):
                yield Measurement(
                    f"filter change → places drawn by injured, {name} of {CHANGES}",
                    len(given),
                    quantile(samples, share, limit=LIMIT_MS),
                    "ms",
                    bar=BARS_MS[MEASURED_AT] if name == "p95" else None,
                )
    for peer, description in PEERS_AT:
        beside = data.given(description)
        theirs = _samples(peer, beside, browsers.plain)
        for given, samples in ours.items():
            for name, share in (("median", 0.5), ("p95", 0.95)):
                yield Measurement(
                    f"filter change → map drawn, {name} of {CHANGES}",
                    len(given),
                    quantile(samples, share, limit=LIMIT_MS),
                    "ms",
                    bar=BARS_MS.get(len(given)) if name == "p95" else None,
                    peer=f"{peer.name}, {len(beside):,}",
                    peer_value=quantile(theirs, share, limit=LIMIT_MS),
                )


def changes(opened: Store, visit: int, number: int) -> list[Change]:
    """Clicks on kinds, each giving a filter that was not there before and shows something, by Gray's code."""
    choices = answers.filter_options(opened)
    start = None if choices.first_day is None else choices.first_day + timedelta(days=1 + visit)
    words = [choice.value for choice in choices.kinds]
    chosen: set[str] = set()
    found = []
    for step in range(1, number + 1):
        pill = ((step & -step).bit_length() - 1) % len(words)  # 0 1 0 2 0 1 0 3 …
        chosen ^= {words[pill]}
        filters = Filters(start=start, kinds=tuple(sorted(chosen)))
        found.append(Change(pill, filters, answers.counts(opened, filters).drawn))
    return found


def visits(opened: Store, number: int) -> list[list[Change]]:
    """`number` changes, in as many visits as they need to be new ones."""
    kinds = len(answers.filter_options(opened).kinds)
    each = min(A_VISIT, 2**kinds - 1)
    sizes = [min(each, number - each * visit) for visit in range(ceil(number / each))]
    return [changes(opened, visit, size) for visit, size in enumerate(sizes)]


def _samples(subject: Subject, given: Given, browser: Browser) -> list[float | None]:
    opened = given.opened()
    samples: list[float | None] = []
    planned = visits(opened, subject.changes)
    with serving(subject.script, given) as server:
        for wanted in planned:
            with fresh_page(browser) as page:
                samples += _visit(page, server.address, subject, opened, wanted)
    return samples


def _visit(
    page: Page, address: str, subject: Subject, opened: Store, wanted: list[Change]
) -> list[float | None]:
    begin = Filters(start=wanted[0].filters.start)
    params = {"dataset": [opened.dataset.name], **begin.to_params(), **dict(subject.extra)}
    address += "?" + urlencode(params, doseq=True)
    expected = _expected(begin, answers.counts(opened, begin).drawn)
    # The server may still be making the dataset: opening is another figure.
    if open_page(page, address, subject.what, expected, limit_ms=4 * LIMIT_MS) is None:
        return [None] * len(wanted)
    samples: list[float | None] = []
    for change in wanted:
        rest(page)
        selector = f"{KIND_PILLS} >> nth={change.pill}"
        expected = _expected(change.filters, change.drawn)
        samples.append(click(page, selector, subject.what, expected, limit_ms=LIMIT_MS))
        if samples[-1] is None:
            return samples + [None] * (len(wanted) - len(samples))
    return samples


def _expected(filters: Filters, drawn: int) -> dict[str, Any]:
    return {"query": filters.to_query(), "shown": drawn}
