"""A frozen map opened from the disk, without a network: it filters, plays and tells as the page does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import random_filters
from dataset_folders import write
from playwright.sync_api import Browser, Page, expect
from synthetic_libraries import synthetic_library
from test_browser_hostile_texts import HOSTILE, hostile_tables
from visits import PATIENCE_MS, Visit

from components.freezing import document
from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers, store
from geodata.query.store import Store

pytestmark = pytest.mark.browser

FIELDS = ("start", "end", "within", "actors", "together", "kinds", "event_types", "text")
"""Those that a frozen map filters by."""


NORTH_MITROVICA = (20.866, 42.894)


class Opened:
    """A frozen map in a browser that reaches nothing, and what it said and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"pageerror: {error}"))
        page.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))

    def holds_its_peace(self) -> None:
        """Nothing in the console, and nothing asked for but the file and what stands in it."""
        assert self.said == []
        assert [url for url in self.asked[1:] if not url.startswith("data:")] == []

    @property
    def layer(self) -> str:
        return "canvas.incident-layer"

    def ids(self, query: str) -> list[str]:
        return self.page.evaluate(
            "async (query) => { await window.__frozenMap.show(query); return window.__frozenMap.ids(); }",
            query,
        )


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def freeze(of: Store, filters: Filters | None = None, *, fragment: str = "") -> Opened:
        file = tmp_path / "map.html"
        file.write_bytes(b"".join(document.freeze(of, filters or Filters())))
        context = browser.new_context(
            offline=True, viewport={"width": 1400, "height": 900}, reduced_motion="no-preference"
        )
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.set_default_timeout(PATIENCE_MS)
        found.page.goto(f"{file.as_uri()}{fragment}")
        expect(found.page.locator("body[data-open]")).to_be_attached()
        return found

    yield freeze
    for context in contexts:
        context.close()


def some_filters(of: Store, number: int) -> list[Filters]:
    """As `random_filters` makes them, of the fields that a frozen map has."""
    random = Random(50)  # noqa: S311 - the same filters each time
    made: list[Filters] = []
    while len(made) < number:
        each = random_filters.random_filters(of.dataset, 2, seed=random.randrange(2**31))[1]
        kept = {name: getattr(each, name) for name in FIELDS}
        if Filters(**kept) not in made:
            made.append(Filters(**kept))
    return made


@pytest.mark.parametrize("which", ["case", "synthetic"])
def test_50_random_filters_show_the_records_that_the_server_shows(
    opened, which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = paths.DEFAULT
    if which == "synthetic":
        given = synthetic_library(5_000, tmp_path / "library")
        monkeypatch.setenv("INCIDENTS_LIBRARY", str(given.library))
        name = given.name
    of = store.opened(name)
    ids = of.dataset.incidents["id"].to_numpy()
    seen = opened(of)
    sizes = set()
    for filters in some_filters(of, 50):
        expected = ids[answers.selection(of, filters)].tolist()
        assert seen.ids(filters.to_query()) == expected, filters
        sizes.add(len(expected))
        expect(seen.page.locator(seen.layer)).to_have_attribute("data-query", filters.to_query())
    assert len(sizes) > 10, "the filters hardly differ"
    seen.holds_its_peace()


def test_it_is_filtered_played_and_looked_into_from_the_disk(opened) -> None:
    seen = opened(store.opened(paths.DEFAULT))
    page = seen.page
    counts = page.locator(".frozen-counts")
    expect(counts).to_have_text("197 of 197 records")
    expect(page.locator(seen.layer)).to_have_attribute("data-shown", re.compile(r"\d+"))

    page.get_by_role("button", name="Standing site", exact=True).click()
    expect(counts).to_have_text("28 of 197 records")
    assert page.url.endswith("#kind=site")
    page.locator(".legend-entry", has_text="Standing site").click()
    expect(counts).to_have_text("197 of 197 records")
    page.get_by_role("searchbox").fill("Leposaviq")
    expect(counts).not_to_have_text("197 of 197 records")
    page.get_by_role("textbox", name="Actors").or_(page.get_by_role("combobox", name="Actors")).fill("KFOR")
    expect(page.get_by_role("button", name="KFOR", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Reset all").click()
    expect(counts).to_have_text("197 of 197 records")

    page.get_by_role("searchbox").fill("monastery")
    page.locator(".frozen-list button", has_text="Police regain the monastery").click()
    details = page.locator("article.incident")
    expect(details.locator("h2")).to_contain_text("Police regain the monastery")
    expect(details).to_contain_text("Where sources disagree")
    expect(details.locator("ol a").first).to_have_attribute("href", re.compile("^https://"))
    page.get_by_role("button", name="Next", exact=True).click()
    expect(details.locator("h2")).not_to_contain_text("Police regain the monastery")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(details).to_have_count(0)

    page.get_by_role("button", name="Forward", exact=True).click()
    expect(page.locator(".timeline-caption")).to_contain_text("Playing")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.locator(".timeline-stop").click()
    expect(page.locator(".timeline-caption")).not_to_contain_text("Playing")
    seen.holds_its_peace()


def test_its_address_opens_it_with_a_filter(opened) -> None:
    seen = opened(store.opened(paths.DEFAULT), fragment="#kind=site")
    expect(seen.page.locator(".frozen-counts")).to_have_text("28 of 197 records")


def test_what_lies_at_a_place_is_told_and_listed(opened) -> None:
    seen = opened(store.opened(paths.DEFAULT))
    page = seen.page
    page.locator("[data-focus=places]").click()
    expect(page.locator(seen.layer)).to_have_attribute("data-mode", "places")
    page.mouse.click(*Visit(page, "").at(*NORTH_MITROVICA))
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text("records here")
    expect(popup).to_contain_text("Fatalities")
    title = popup.locator("li button").first.inner_text().split("\n")[0]
    popup.locator("li button").first.click()
    expect(page.locator("article.incident h2")).to_contain_text(title[:30])
    seen.holds_its_peace()


def test_hostile_texts_stand_there_literally_and_nothing_runs(
    opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = hostile_tables()
    library = tmp_path / "library"
    described = write(library / "hostile", tables, name="hostile") / "dataset.toml"
    lines = [
        f"{key} = {HOSTILE_TOML}"
        if (key := line.split(" = ")[0]) in {"title", "licence", "citation", "note"}
        else line
        for line in described.read_text(encoding="utf-8").splitlines()
    ]
    described.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(library))
    seen = opened(store.opened("hostile"), Filters(text="b"))
    page = seen.page
    for place in ("h1", ".frozen-about dl", ".frozen-list button >> nth=0"):
        expect(page.locator(place)).to_contain_text(HOSTILE)
    details = page.locator("article.incident")
    for number, parts in ((0, ("h2", "dl", "ol")), (1, ("h2", "dl", "ul"))):
        page.locator(".frozen-list button").nth(number).click()
        for part in parts:
            expect(details.locator(part).first).to_contain_text(HOSTILE)
    assert details.locator("a[href^=javascript]").count() == 0
    for field in ("event_type", "actor"):
        page.locator(".legend-colour select").select_option(field)
        expect(page.locator(".legend-entry", has_text="a{{7*7}}b").first).to_contain_text(HOSTILE)
    page.locator(".legend-entry", has_text="a{{7*7}}b").first.click()
    page.get_by_role("searchbox").fill("</script>")
    expect(page.locator(".frozen-counts")).to_contain_text("of")
    assert page.evaluate("window.__pwned") is None
    assert "a49b" not in page.content()
    assert page.locator("img[onerror]").count() == 0
    seen.holds_its_peace()


HOSTILE_TOML = '"' + HOSTILE.replace("\\", "\\\\").replace('"', '\\"') + '"'
