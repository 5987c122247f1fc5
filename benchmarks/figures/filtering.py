"""From a click on a kind to the painted map: our whole page beside a minimal page with st_folium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from benchmarks import data
from benchmarks.browser import click, fresh_page, open_page, rest
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import APP, PEERS, serving
from geodata import queries, store
from geodata.filters import Filters
from geodata.store import Store

DATASETS: Final = ("case", "synthetic:1000", "synthetic:10000")
CHANGES: Final = 20
VISITS: Final = 2
LIMIT_MS: Final = 30_000
BARS_MS: Final = {100_000: 150, 1_000_000: 200}
"""For p95, by records."""
NOTE: Final = (
    f"filter change → map drawn: {CHANGES} clicks on kinds in {VISITS} visits, every filter a new one; from "
    "the click's own time to the frame after the one in which the canvas says the new filter and number, or "
    "the iframe's map holds exactly the new features. *Complete page*: the application as it is; *map "
    "alone*: on a page with nothing but the kinds and the map, as st_folium is. st_folium: the same engine "
    "answers the filters; circles on a canvas, no tiles; *feature group*: `feature_group_to_add` beside a "
    "map that stays, *in the map*: the layer is part of the map. A visit ends at the first change that takes "
    f"more than {LIMIT_MS / 1000:.0f} s."
)
KIND_PILLS: Final = ".st-key-filter_kinds button"


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
    extra: tuple[tuple[str, str], ...] = ()


OURS: Final = (
    Subject("complete page", APP, "incidentMap"),
    Subject("map alone", PEERS / "map_alone_app.py", "incidentMap"),
)
ST_FOLIUM: Final = (
    Subject("st_folium, feature group", PEERS / "st_folium_app.py", "stFolium", (("how", "layer"),)),
    Subject("st_folium, in the map", PEERS / "st_folium_app.py", "stFolium", (("how", "map"),)),
)


def measure(description: str, browser: Browser) -> Iterator[Measurement]:
    opened = store.open(data.load(description))
    n = len(opened)
    samples = {each: _samples(each, description, opened, browser) for each in (*ST_FOLIUM, *OURS)}
    for ours in OURS:
        for name, share in (("median", 0.5), ("p95", 0.95)):
            for peer in ST_FOLIUM:
                yield Measurement(
                    f"filter change → map drawn, {ours.name}, {name} of {CHANGES}",
                    n,
                    quantile(samples[ours], share, limit=LIMIT_MS),
                    "ms",
                    bar=BARS_MS.get(n) if (ours, name) == (OURS[0], "p95") else None,
                    peer=peer.name,
                    peer_value=quantile(samples[peer], share, limit=LIMIT_MS),
                )


def changes(opened: Store, visit: int, number: int) -> list[Change]:
    """Clicks on kinds, each giving a filter that was not there before and shows something, by Gray's code."""
    choices = queries.choices(opened)
    start = None if choices.first_day is None else choices.first_day + timedelta(days=1 + visit)
    words = [choice.value for choice in choices.kinds]
    chosen: set[str] = set()
    found = []
    for step in range(1, number + 1):
        pill = ((step & -step).bit_length() - 1) % len(words)  # 0 1 0 2 0 1 0 3 …
        chosen ^= {words[pill]}
        filters = Filters(start=start, kinds=tuple(sorted(chosen)))
        found.append(Change(pill, filters, queries.counts(opened, filters).drawn))
    return found


def _samples(subject: Subject, description: str, opened: Store, browser: Browser) -> list[float | None]:
    samples: list[float | None] = []
    with serving(subject.script, description) as address:
        for visit in range(VISITS):
            wanted = changes(opened, visit, CHANGES // VISITS)
            with fresh_page(browser) as page:
                samples += _visit(page, address, subject, opened, wanted)
    return samples


def _visit(
    page: Page, address: str, subject: Subject, opened: Store, wanted: list[Change]
) -> list[float | None]:
    begin = Filters(start=wanted[0].filters.start)
    params = {"dataset": [opened.dataset.name], **begin.to_params(), **dict(subject.extra)}
    address += "?" + urlencode(params, doseq=True)
    expected = _expected(begin, queries.counts(opened, begin).drawn)
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
