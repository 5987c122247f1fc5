"""A walk over the whole page leaves the console empty but for what Streamlit itself causes."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BANJSKA = (20.78083, 42.97333)
"""Seven records share this place."""


def unexpected(seen) -> list[str]:
    """What the console said beyond Streamlit's probe for a faster Arrow reader, which is refused."""
    return [
        said for said in seen.console if not ("WebAssembly" in said and "Content Security Policy" in said)
    ]


def leaves_no_trace(seen) -> None:
    assert unexpected(seen) == []
    assert seen.elsewhere == []


@pytest.mark.parametrize(("query", "dark"), [("", False), ("", True), ("?embed=true", False)])
def test_a_visitor_who_opens_the_page_finds_the_console_empty(visit, query, dark):
    seen = visit(query, dark=dark)
    seen.shows("", drawn=the_case.drawn())
    expect(seen.page.get_by_test_id("stDataFrame")).to_be_visible()
    assert seen.console == []


def test_pointing_listing_and_colouring_leave_the_console_empty(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    page = seen.page
    page.mouse.move(*seen.at(*BANJSKA))
    expect(seen.tip).to_contain_text("records here")
    page.mouse.click(*seen.at(*BANJSKA))
    listed = page.locator(".incident-list-record")
    expect(listed.first).to_be_focused()
    title = listed.first.locator("strong").inner_text()
    listed.first.click()
    expect(seen.title).to_have_text(title)
    page.locator(".st-key-close_details button").click()
    expect(seen.title).to_have_count(0)
    for mode in ("places", "clusters", "heat", "points"):
        seen.press(mode)
        expect(seen.layer).to_have_attribute("data-mode", mode)
    page.locator(".legend-colour select").select_option("event_type")
    page.locator(".legend-entry").first.click()
    expect(seen.layer).to_have_attribute("data-query", re.compile("^type="))
    page.get_by_role("button", name="✕").click()
    seen.shows("", drawn=the_case.drawn())
    leaves_no_trace(seen)


def test_playing_brushing_and_drawing_leave_the_console_empty(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    seen.press("Play")
    expect(seen.page.locator(".timeline-caption")).to_contain_text("Playing")
    for name in ("Pause", "Forward", "Stop"):
        seen.press(name)
    expect(seen.layer).to_have_attribute("data-shown", str(the_case.drawn()))
    plot = seen.page.locator(".timeline-plot").bounding_box()
    middle = plot["y"] + plot["height"] / 2
    seen.drag((plot["x"] + plot["width"] * 0.4, middle), (plot["x"] + plot["width"] * 0.6, middle))
    expect(seen.layer).to_have_attribute("data-query", re.compile("from=.*&to="))
    seen.press("Clear dates")
    seen.shows("", drawn=the_case.drawn())
    seen.press("Draw a box")
    x, y = seen.at(*BANJSKA)
    seen.drag((x - 90, y - 60), (x + 90, y + 60))
    expect(seen.layer).to_have_attribute("data-query", re.compile("area="))
    seen.press("Remove the area")
    seen.shows("", drawn=the_case.drawn())
    seen.press("Zoom in")
    seen.press("Show all places")
    leaves_no_trace(seen)


@pytest.mark.parametrize(("query", "dark"), [("", True), ("embed=true", False)])
def test_every_part_leaves_the_console_empty_also_dark_or_embedded(visit, query, dark):
    seen = visit(f"?{query}&incident=BNJ-04", dark=dark)
    seen.shows("", drawn=the_case.drawn())
    for name in ("Charts", "Sources", "About this data", "Table"):
        expect(seen.part(name)).to_be_visible()
    leaves_no_trace(seen)
