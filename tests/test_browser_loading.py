"""While a map comes: blocks are drawn as they arrive, unless filtered; a file that does not come is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from geodata.filters import Filters
from geodata.mapdata.packing import BLOCK
from geodata.query import answers

pytestmark = pytest.mark.browser

N = BLOCK + 1000
WATCH = """
    window.__previewed = [];
    new MutationObserver((found) => {
        for (const { target } of found) window.__previewed.push(Number(target.dataset.places));
    }).observe(document, { subtree: true, attributeFilter: ["data-places"] });
"""


@pytest.mark.parametrize("filters", [Filters(), Filters(kinds=("statement",))])
def test_the_places_of_the_first_block_are_seen_before_the_last_has_come(
    visit, given, address, filters
) -> None:
    opened = given.opened()
    seen = visit(f"{given.query}&{filters.to_query()}", address=address, script=WATCH)
    seen.shows(filters.to_query(), drawn=answers.counts(opened, filters).drawn)
    previewed = seen.page.evaluate("window.__previewed")
    if filters.is_empty:
        assert 0 < previewed[-1] <= BLOCK
    else:
        assert previewed == []
    expect(seen.page.locator(".incident-preview")).to_have_count(0)


@pytest.mark.parametrize("file", ["component.js", "leaflet.js", "legend.js", "timeline.css"])
def test_a_file_that_does_not_come_is_said_and_can_be_tried_again(visit, address, given, file) -> None:
    seen = visit(address=address, query="nothing/")
    seen.page.route(f"**/assets/**/{file}", lambda route: route.abort())
    seen.page.route(f"**/assets/{file}", lambda route: route.abort())
    seen.page.goto(address + given.query)
    expect(seen.page.get_by_text("The map could not be loaded.")).to_be_visible()
    seen.page.unroute_all()
    seen.press("Try again")
    seen.shows("", drawn=answers.counts(given.opened(), Filters()).drawn)


def test_where_a_module_fails_again_the_whole_page_is_loaded_again(visit, address, given) -> None:
    """Until version 150 Chromium kept a module that had not come as failed, whatever came later."""
    seen = visit(address=address, query="nothing/")
    seen.page.route("**/assets/**/legend.js", lambda route: route.abort())
    seen.page.goto(address + given.query)
    failed = seen.page.get_by_text("The map could not be loaded.")
    expect(failed).to_be_visible()
    with seen.page.expect_event("domcontentloaded"):
        seen.press("Try again")
    expect(failed).to_be_visible()  # said, not tried for ever
    seen.page.unroute_all()
    seen.press("Try again")
    seen.shows("", drawn=answers.counts(given.opened(), Filters()).drawn)


def test_the_page_is_told_once_that_its_map_is_drawn(visit, address, given) -> None:
    sent: list[bytes] = []
    seen = visit(address=address, query="nothing/")
    seen.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(bytes(frame))))
    seen.page.goto(address + given.query)
    seen.shows("", drawn=answers.counts(given.opened(), Filters()).drawn)
    seen.part("Charts")
    seen.page.locator(".legend-entry", has_text="Statement").click()
    seen.shows("kind=statement")
    assert len([frame for frame in sent if b'"ready"' in frame]) == 1
