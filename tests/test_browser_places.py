"""A map of many records in a real browser: who is there, how many, and what a crowded place holds."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import Page, expect

from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers, grids
from geodata.query.store import opened

pytestmark = pytest.mark.browser

N = 12_000
"""Records of `given`."""


def legend(page: Page) -> list[tuple[str, int]]:
    """Names and counts of the legend's entries."""
    entries = page.locator(".legend-entry")
    return [
        (name, int(count.replace(",", "")))
        for name, count in zip(
            entries.locator(".legend-name").all_inner_texts(),
            entries.locator(".legend-count").all_inner_texts(),
            strict=True,
        )
    ]


def expected(dataset: str, filters: Filters) -> tuple[list[tuple[str, int]], int]:
    """The seven first actors with most records shown, and how many records have another or none."""
    store = opened(dataset)
    by = grids.shown_by(store, filters, "actor")
    leading = grids.most_shown(by)
    named = [(store.label("actor", store.words["actor"][code]), by[code]) for code in leading if by[code]]
    return sorted(named, key=lambda each: -each[1]), sum(by) - sum(by[code] for code in leading)


@pytest.mark.parametrize("level", ["rows", "cells"])
def test_the_actors_legend_shows_who_is_there_under_a_filter(visit, level):
    seen = visit("?colour=actor", script=f"window.__incidentMapLevel = '{level}'")
    for query, filters in (("", Filters()), ("kind=statement", Filters(kinds=("statement",)))):
        if query:
            seen.page.get_by_role("button", name=the_case.pill("statement")).click()
        seen.shows(query)
        named, others = expected(paths.DEFAULT, filters)
        expect(seen.page.locator(".legend-entry .legend-count").first).to_have_text(str(named[0][1]))
        told = legend(seen.page)
        assert sorted(told[: len(named)]) == sorted(named)
        assert [count for _, count in told[: len(named)]] == [count for _, count in named]
        assert [count for _, count in told[len(named) :]] == ([others] if others else [])


# Many records -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["rows", "cells"])
def test_many_records_are_places_whose_circles_add_up_to_what_is_shown(visit, given, address, level):
    drawn = answers.counts(given.opened(), Filters()).drawn
    seen = visit(given.query, address=address, script=f"window.__incidentMapLevel = '{level}'")
    seen.shows("", drawn=drawn)
    seen.press("Show all places")
    expect(seen.layer).to_have_attribute("data-mode", "places")
    expect(seen.layer).to_have_attribute("data-clustered", str(drawn))
    sizes = seen.page.locator(".legend-sizes li")
    expect(sizes).to_have_count(3)
    numbers = [int(text.replace(",", "")) for text in sizes.all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    pressed = seen.page.locator(".legend-modes [aria-pressed=true]")
    expect(pressed).to_have_text("places")
    seen.holds({"draw": None})


def test_few_records_are_points_and_points_can_be_asked_for_of_many(visit, given, address):
    few = visit("")
    few.shows("")
    expect(few.layer).to_have_attribute("data-mode", "points")
    many = visit(given.query, address=address)
    expect(many.layer).to_have_attribute("data-mode", "places")
    many.rests()
    many.press("points")
    expect(many.layer).to_have_attribute("data-mode", "points")
    expect(many.page).to_have_url(re.compile("draw=points"))
    many.page.reload()
    expect(many.layer).to_have_attribute("data-mode", "points")


def test_circles_count_fatalities_where_a_reader_asks_for_it_and_say_what_is_not_known(visit, given, address):
    seen = visit(given.query, address=address)
    expect(seen.layer).to_have_attribute("data-mode", "places")
    seen.rests()
    seen.page.locator(".legend-size select").select_option("fatalities")
    without = grids.drawn(given.opened(), Filters())[1]
    expect(seen.page.locator(".legend-note")).to_contain_text(f"{without:,} records give no number")
    expect(seen.page.locator(".legend-sizes")).to_contain_text("Hollow")
    seen.rests()
    seen.holds({"measure": ["fatalities"]})


def test_heat_has_a_scale_with_numbers_and_says_that_sites_are_left_out(visit, given, address):
    seen = visit(f"{given.query}&draw=heat", address=address)
    expect(seen.layer).to_have_attribute("data-mode", "heat")
    scale = seen.page.locator(".legend-heat")
    expect(scale.locator("li")).to_have_count(3)
    expect(scale.locator("li").first).to_have_text("0")
    expect(scale).to_contain_text(re.compile(r"[Rr]ecords per [\d,]+ km²"))
    expect(seen.page.locator(".legend-note")).to_contain_text("Standing sites are left out")


def test_a_crowded_place_tells_its_total_its_sums_and_every_record(visit, given, address):
    incidents = given.table("incidents", ("id", "lon", "lat", "location_class", "fatalities_best"))
    points = incidents[incidents["location_class"].isin(["site", "settlement", "near"])]
    spots = points.groupby(["lon", "lat"]).size()
    lon, lat = spots.idxmax()
    here = points[(points["lon"] == lon) & (points["lat"] == lat)]
    assert len(here) > 250
    seen = visit(f"{given.query}&draw=places&at={lat},{lon},17", address=address)
    expect(seen.layer).to_have_attribute("data-mode", "places")
    seen.rests()
    seen.page.mouse.click(*seen.at(lon, lat))
    popup = seen.page.locator(".incident-list")
    expect(popup.locator("h4")).to_have_text(f"{len(here):,} records here")
    without = int(here["fatalities_best"].isna().sum())
    told = f"Fatalities (best): {int(here['fatalities_best'].sum()):,}"
    after = re.escape(f" ({without:,} records give no number)" if without else "")
    bounds = r"(, between [\d,]+ and [\d,]+)?"  # what the records themselves give: see test_tolls
    expect(popup.locator(".incident-list-sums")).to_have_text(
        re.compile(f"^{re.escape(told)}{bounds}{after}$")
    )
    records = popup.locator(".incident-list-record")
    expect(records).to_have_count(50)
    popup.locator("select").select_option("-fatalities")
    expect(records).to_have_count(50)
    records.first.click()
    deadliest = here[here["fatalities_best"] == here["fatalities_best"].max()]["id"]
    expect(seen.title).to_be_visible()
    seen.rests()
    assert seen.params()["incident"][0] in set(deadliest)
    scrolled = seen.page.locator(".incident-popup .leaflet-popup-content")
    while records.count() < len(here):
        before = records.count()
        scrolled.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
        expect(records).to_have_count(min(before + 50, len(here)))
    expect(popup.locator(".incident-list-more")).to_have_count(0)
