"""A kind that is switched off on the map is said above it, and every number there counts what is left."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import expect
from test_browser_places import legend

from components.text.strings import name_of
from geodata.filters import Filters
from geodata.library import paths
from geodata.model import KINDS
from geodata.query import answers
from geodata.query.store import opened

pytestmark = pytest.mark.browser

N = 12_000
"""Records of `given`."""
MODES = ("points", "clusters", "places")
OFF = "incident"
LEFT = Filters(kinds=tuple(kind for kind in KINDS if kind != OFF))


def crowded(given, kinds: tuple[str, ...]) -> tuple[float, float, int]:
    """Where most records of some kinds stand, and how many."""
    incidents = given.table("incidents", ("lon", "lat", "kind", "location_class"))
    points = incidents[incidents["location_class"].isin(["site", "settlement", "near"])]
    spots = points[points["kind"].isin(kinds)].groupby(["lon", "lat"]).size()
    lon, lat = spots.idxmax()
    return lon, lat, int(spots.max())


@pytest.mark.parametrize("mode", MODES)
def test_legend_hover_list_and_circles_count_alike_what_a_switched_off_kind_leaves(
    visit, given, address, mode
):
    lon, lat, here = crowded(given, LEFT.kinds)
    counts = answers.counts(given.opened(), LEFT)
    query = f"{given.query}&draw={mode}&hide={OFF}&at={lat},{lon},18"
    seen = visit(query, address=address)
    seen.shows("", drawn=counts.drawn)
    said = seen.page.locator(".map-hidden-kinds")
    expect(said).to_contain_text(f"Switched off on the map alone: {name_of('kinds', OFF)}.")
    told = {name: n for name, n in legend(seen.page) if n}
    assert told == {name_of("kinds", kind): n for kind, n in counts.kinds.items() if n}
    seen.page.mouse.move(*seen.at(lon, lat))
    expect(seen.tip).to_contain_text(f"{here:,} records here")
    seen.page.mouse.click(*seen.at(lon, lat))
    expect(seen.page.locator(".incident-list h4")).to_have_text(f"{here:,} records here")
    seen.press("Show all places")
    if mode != "points":
        expect(seen.layer).to_have_attribute("data-clustered", str(counts.drawn))


def test_what_is_switched_off_is_said_above_and_can_be_shown_again(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    said = seen.page.locator(".map-hidden-kinds")
    expect(said).to_be_hidden()
    expect(seen.page.get_by_role("button", name="Base maps and layers")).to_be_visible()
    seen.page.locator(".leaflet-control-layers").hover()
    seen.page.locator(".leaflet-control-layers").get_by_text("Statement").click()
    expect(said).to_contain_text("Statement")
    whole = answers.counts(opened(paths.DEFAULT), Filters())
    assert dict(legend(seen.page))["Statement"] == 0
    assert seen.counts()[0].startswith(
        f"{the_case.shown()} of {the_case.shown()}"
    )  # the page's own counts are the filters' alone
    expect(seen.layer).not_to_have_attribute("data-shown", str(the_case.drawn()))
    seen.page.mouse.move(700, 500)
    said.get_by_role("button", name="Show").click()
    expect(said).to_be_hidden()
    expect(seen.layer).to_have_attribute("data-shown", str(the_case.drawn()))
    expect(seen.page.locator(".legend-entry", has_text="Statement").locator(".legend-count")).to_have_text(
        str(whole.kinds["statement"])
    )
    seen.rests()
    seen.holds({"hide": None})


@pytest.mark.parametrize("mode", ["places", "clusters"])
def test_where_circles_count_fatalities_the_legend_says_that_its_numbers_are_records(
    visit, given, address, mode
):
    seen = visit(f"{given.query}&draw={mode}", address=address)
    expect(seen.layer).to_have_attribute("data-mode", mode)
    seen.rests()
    note = seen.page.locator(".legend-note")
    expect(note).not_to_contain_text("count records")
    before = legend(seen.page)
    seen.page.locator(".legend-size select").select_option("fatalities")
    expect(note).to_contain_text("The numbers beside the names count records.")
    expect(note).to_contain_text("give no number")
    assert legend(seen.page) == before


def test_a_cluster_that_counts_fatalities_says_them_and_its_records(visit, given, address):
    lon, lat, here = crowded(given, KINDS)
    seen = visit(f"{given.query}&draw=clusters&measure=fatalities&at={lat},{lon},18", address=address)
    expect(seen.layer).to_have_attribute("data-mode", "clusters")
    seen.rests()
    seen.page.mouse.move(*seen.at(lon, lat))
    expect(seen.tip.locator("strong")).to_have_text(f"{here:,} records here")
    expect(seen.tip).to_contain_text(re.compile(r"Fatalities \(best\): \d"))


@pytest.mark.parametrize("mode", MODES)
def test_counted_cells_are_listed_where_nothing_parts_any_more(visit, given, address, mode):
    """Of a dataset that the browser does not hold, at the deepest zoom."""
    lon, lat, here = crowded(given, KINDS)
    seen = visit(
        f"{given.query}&draw={mode}&at={lat},{lon},19",
        address=address,
        script="window.__incidentMapLevel = 'cells'",
    )
    expect(seen.layer).to_have_attribute("data-level", "cells")
    seen.rests()
    seen.page.mouse.click(*seen.at(lon, lat))
    listed = seen.page.locator(".incident-list")
    expect(listed.locator("h4")).to_have_text(f"{here:,} records here")
    expect(listed.locator(".incident-list-sums")).to_contain_text(re.compile(r"between [\d,]+ and [\d,]+"))
    title = listed.locator(".incident-list-record strong").first.inner_text()
    listed.locator(".incident-list-record").first.click()
    expect(seen.title).to_have_text(title)
