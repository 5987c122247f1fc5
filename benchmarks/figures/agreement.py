"""Checks that what is drawn, said in the caption and counted by the query is one number, or stops the run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import Browsers, fresh_page, open_page, rest
from benchmarks.data import Given
from benchmarks.figures.query_time import questions
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, serving
from geodata import model
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import Store

DATASETS: Final = ("synthetic:1000000",)
FILTERS: Final = 20
CLICKS: Final = 3
SEED: Final = 11
MODES: Final = ("places", "points", "clusters", "heat")
CLICKABLE: Final = ("places", "points", "clusters")
LIMIT_MS: Final = 60_000
ZOOM: Final = 18
NOTE: Final = (
    f"drawn = caption = query: {FILTERS} random filters in all modes; the number on the map's canvas, "
    "the number of the page's caption (incidents and sites shown, less those without a point) and the "
    f"number that the query counts. Then {CLICKS} records that stand alone at their place are clicked in "
    f"{' and in '.join(CLICKABLE)}: the page's address must name the record that is there."
)


@dataclass(frozen=True)
class Seen:
    """Three numbers that should be one."""

    drawn: int | None
    caption: int
    query: int

    @property
    def agree(self) -> bool:
        return self.drawn == self.caption == self.query


def measure(datasets: Sequence[Given], browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        opened = given.opened()
        wanted = questions(opened, FILTERS)
        with serving(APP, given) as server:
            for mode in MODES:
                with fresh_page(browsers.plain) as page:
                    seen = list(numbers(page, server.address, opened, wanted, mode))
                wrong = sum(not each.agree for each in seen)
                name = f"drawn ≠ caption or query, of {len(seen)} filters, {mode}"
                yield Measurement(name, len(given), wrong, "filters", bar=0)
            for mode in CLICKABLE:
                found = []
                for row in alone(given, CLICKS):
                    with fresh_page(browsers.plain) as page:
                        found.append(clicked(page, server.address, opened.dataset.name, row, mode))
                wrong = sum(each is not None for each in found)
                name = f"clicks that open another record, of {len(found)}, {mode}"
                yield Measurement(name, len(given), wrong, "clicks", bar=0)


def numbers(page: Page, address: str, opened: Store, wanted: Sequence[Filters], mode: str) -> Iterator[Seen]:
    """Drawn, captioned and counted for each filter, in one visit."""
    for number, filters in enumerate(wanted):
        params = {"dataset": [opened.dataset.name], "draw": [mode], **filters.to_params()}
        query = "?" + urlencode(params, doseq=True)
        counted = answers.counts(opened, filters).drawn
        expected = {"query": filters.to_query(), "shown": counted}
        if not number:
            open_page(page, address + query, "incidentMap", expected, limit_ms=LIMIT_MS)
        else:
            # As the browser's Back does: another address, the same page.
            page.evaluate("(query) => bench.go(query)", query)
            page.evaluate("([...given]) => bench.wait(...given)", ["incidentMap", expected, LIMIT_MS / 4])
        rest(page)
        yield Seen(_drawn(page, expected["query"], mode), _caption(page), counted)


def alone(given: Given, number: int) -> list[dict[str, Any]]:
    """Records with no other at their place, the same for the same dataset."""
    incidents = given.table("incidents", ("id", "lon", "lat", "location_class"))
    drawn = incidents[incidents["location_class"].isin(model.POINT_CLASSES)].dropna(subset=["lon", "lat"])
    single = drawn[~drawn.duplicated(["lon", "lat"], keep=False)]
    random = np.random.default_rng(SEED)
    chosen = random.choice(len(single), min(number, len(single)), replace=False)
    return [
        {str(name): value for name, value in line.items()} for line in single.iloc[chosen].to_dict("records")
    ]


def clicked(page: Page, address: str, dataset: str, record: dict[str, Any], mode: str) -> str | None:
    """Click where a record is; what is wrong, if anything."""
    at = f"{record['lat']},{record['lon']},{ZOOM}"
    query = urlencode({"dataset": dataset, "draw": mode, "at": at})
    open_page(
        page,
        f"{address}?{query}",
        "element",
        {"selector": "canvas.incident-layer[data-shown]"},
        limit_ms=LIMIT_MS,
    )
    rest(page)
    box = page.locator(".folium-map").bounding_box() or {}
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        opened = parse_qs(urlsplit(page.url).query).get("incident")
        if opened:
            return None if opened == [record["id"]] else f"{record['id']} was clicked, {opened[0]} opened"
        page.wait_for_timeout(100)
    return f"{record['id']} was clicked, nothing opened"


def _drawn(page: Page, query: str, mode: str) -> int | None:
    """The number on the canvas, if it is for this filter in this mode."""
    said = page.evaluate("() => ({...document.querySelector('canvas.incident-layer').dataset})")
    return int(said["shown"]) if said["query"] == query and said["mode"] == mode else None


def _caption(page: Page) -> int:
    shown, without = (
        _number(page, selector)
        for selector in (".st-key-counts .count:not(.playing-count)", ".st-key-unplaced")
    )
    return shown - without


def _number(page: Page, selector: str) -> int:
    """The first number in an element; 0 without one: the page leaves out what is none."""
    found = page.locator(selector)
    text = found.first.inner_text() if found.count() else "0"
    digits = re.search(r"\d[\d,.\u202f\u00a0 ]*", text)
    return int(re.sub(r"\D", "", digits[0])) if digits else 0
