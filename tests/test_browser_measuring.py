"""Measuring on the map: a record that is clicked lends its radius, and the keyboard alone is enough."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

import geodata
from geodata.library import paths

pytestmark = pytest.mark.browser


def test_a_record_lends_its_radius_the_keyboard_is_enough_and_escape_ends(visit):
    camp = geodata.load(paths.DEFAULT).set_index("id").loc["FAC-K05"]
    assert camp["uncertainty_m"] > 0
    seen = visit("?kind=site&near=15+km+of+record+BNJ-03&draw=points&at=42.99,20.8,11")
    seen.rests()
    begin = seen.page.get_by_role("button", name="Measure")
    begin.click()
    said, drawn = seen.page.locator(".measured-text"), seen.page.locator("path.drawn-area")
    expect(said).to_contain_text("Click two points or more")
    expect(drawn).to_have_count(1)  # a way without points
    seen.page.mouse.click(*seen.at(camp.geometry.x, camp.geometry.y))
    expect(drawn).to_have_count(3)
    seen.page.locator(".leaflet-container").press("Enter")
    expect(said).to_have_text(
        re.compile(r"^[\d.]+ km \([\d.]+ k?m to [\d.]+ km, by the radius of the records\)$")
    )
    seen.page.mouse.click(*seen.at(20.9, 42.95))
    seen.page.get_by_role("button", name="Close the shape").click()
    expect(said).to_have_text(re.compile(r"^[\d.]+ km², around it [\d.]+ km"))
    expect(seen.title).to_have_count(0)  # what was clicked was not opened
    seen.page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(drawn).to_have_count(0)
    expect(begin).to_be_visible()
