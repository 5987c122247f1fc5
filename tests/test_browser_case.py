"""The built-in case in a real browser: it needs no other host, and every part of the page tells the same."""

from __future__ import annotations

import pytest
import the_case
from playwright.sync_api import expect

from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import opened

pytestmark = pytest.mark.browser

WEEK = {"from": ["2023-09-24"], "to": ["2023-09-30"], "actor": ["kfor"]}
QUERY = "from=2023-09-24&to=2023-09-30&actor=kfor"

# Pinned by hand from geodata/case: where KFOR takes part in what overlaps the week, and its posts.
CERTAIN = {"KFR-08", "BNJ-05", "BNJ-09", "DIP-04", "BNJ-12"}
POSSIBLE = {"KFR-01", "ESC-13"}  # until 1 October; from May to January
POSTS = {"FAC-K01", "FAC-K02", "FAC-K03", "FAC-K04", "FAC-K05", "FAC-K07", "FAC-K08"}
WITHOUT_POINT = {"KFR-08", "KFR-01"}  # known to the north, and to the country, only

ESC_15 = (20.61722, 43.18806)
"""Bare: a place with one record, so that its symbol lies at its own position."""


def titles(ids: set[str]) -> set[str]:
    incidents = opened("northern-kosovo").dataset.incidents
    return set(incidents.loc[incidents["id"].isin(ids), "title"])


@pytest.mark.parametrize("base", ["", "maps/here"])
def test_all_of_it_works_with_every_other_host_out_of_reach(visit, serve, dashboard, base):
    seen = visit(address=serve(base=base) if base else dashboard)
    seen.shows("", drawn=the_case.drawn())
    expect(seen.titles.first).to_have_text("Kosovo declares independence")
    expect(seen.page.locator(".timeline-caption")).to_have_text("All dates")
    expect(seen.part("Charts").get_by_test_id("stDataFrame")).to_have_count(8)
    expect(seen.page.get_by_test_id("stVegaLiteChart").locator("svg")).to_be_visible()
    sources = seen.part("Sources")
    expect(sources).to_contain_text("sources of what is shown")
    expect(sources.locator("[role=gridcell]").first).to_be_attached()
    expect(seen.part("About this data")).to_contain_text("resolution 1244")
    seen.page.get_by_role("button", name="without a point").click()
    seen.page.get_by_role("button", name="Kirby: KFOR will increase its presence in the north").click()
    expect(seen.title).to_have_text("Kirby: KFOR will increase its presence in the north")
    assert seen.elsewhere == []


def test_a_week_and_an_actor_chosen_by_hand_are_told_alike_by_map_table_histogram_caption_and_address(visit):
    by_hand = visit()
    by_hand.shows("", drawn=the_case.drawn())
    by_hand.type_day("From", "2023-09-24")
    by_hand.shows("from=2023-09-24")
    by_hand.type_day("To", "2023-09-30")
    by_hand.shows("from=2023-09-24&to=2023-09-30")
    by_hand.pick("Actors", "KFOR")
    tells_the_week_of_kfor(by_hand)
    tells_the_week_of_kfor(visit(by_hand.page.url.removeprefix(by_hand.address)))


def tells_the_week_of_kfor(seen):
    everything = CERTAIN | POSSIBLE | POSTS
    seen.shows(QUERY, drawn=len(everything - WITHOUT_POINT))
    seen.holds(WEEK, alone=True)
    assert seen.counts() == [
        f"{len(everything)} of {the_case.shown()} records",
        "3 incidents",
        "4 deployments",
        "0 statements",
        "7 standing sites",
        "2 only possibly in range",
        "2 without a point",
    ]
    expect(seen.titles).to_have_count(len(everything))
    assert set(seen.titles.all_text_contents()) == titles(everything)
    expect(seen.page.locator(".timeline-caption")).to_have_text("24 – 30 Sept 2023")
    histogram = answers.histogram(opened("northern-kosovo"), Filters(actors=("kfor",)), step="week")
    summary = f"{histogram['certain'].sum()} records lie certainly within one bar each"
    expect(seen.page.locator(".incident-timeline .visually-hidden")).to_contain_text(summary)
    handles = seen.page.locator(".timeline-handle")
    assert [handle.get_attribute("aria-valuetext") for handle in handles.all()] == [
        "24 Sept 2023",
        "30 Sept 2023",
    ]
    assert set(seen.page.locator(".st-key-chips button:visible").all_inner_texts()) == {
        "From 2023-09-24 ✕",
        "To 2023-09-30 ✕",
        "KFOR ✕",
    }


def test_a_click_opens_the_incident_that_is_there_and_its_address_opens_it_again(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    seen.page.mouse.click(*seen.at(*ESC_15))
    title = titles({"ESC-15"}).pop()
    expect(seen.title).to_have_text(title)
    seen.holds({"incident": ["ESC-15"]}, alone=True)
    again = visit(seen.page.url.removeprefix(seen.address))
    expect(again.title).to_have_text(title)
    again.shows("", drawn=the_case.drawn())


def test_back_undoes_a_filter(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name=the_case.pill("statement")).click()
    seen.shows("kind=statement", drawn=the_case.drawn("statement"))
    seen.page.go_back()
    seen.shows("", drawn=the_case.drawn())
    seen.holds({}, alone=True)
    assert seen.counts()[0] == f"{the_case.shown()} of {the_case.shown()} records"
    assert seen.page.evaluate("window.__incidentMap.mounts") == 1
