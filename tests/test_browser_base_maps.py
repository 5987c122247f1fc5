"""An online base map that does not come is said to be missing; the outline stays."""

from __future__ import annotations

import base64

import pytest
import the_case
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_base_map_whose_server_does_not_answer_says_so_until_it_does(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    page = seen.page
    said = page.locator(".base-map-failure")
    expect(said).to_be_hidden()
    page.locator(".leaflet-control-layers").hover()
    page.get_by_text("OpenStreetMap", exact=True).first.click()
    expect(said).to_have_text("The base map “OpenStreetMap” does not answer: the outline is shown.")
    assert seen.elsewhere  # was asked for, and refused
    drawn = page.locator("path.outline-focus, path.outline-land").filter(visible=True)
    expect(drawn.first).to_be_attached()

    answer = {"status": 200, "body": PIXEL, "content_type": "image/png"}
    page.context.route("https://tile.openstreetmap.org/**", lambda route: route.fulfill(**answer))
    page.get_by_role("button", name="Zoom in").click()
    expect(said).to_be_hidden()
    page.locator(".leaflet-control-layers").hover()
    page.get_by_text("Light", exact=True).first.click()
    expect(said).to_contain_text("“Light”")
    page.get_by_text("Outline (offline)", exact=True).first.click()
    expect(said).to_be_hidden()
