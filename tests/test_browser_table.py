"""The table in a real browser: a heading sorts all records, and a copied address opens the same."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import expect

from geodata.query.store import opened

pytestmark = pytest.mark.browser

FIRST_HEADING = {"x": 100, "y": 17}
"""In the middle of "When", CSS pixels from the table's corner."""


def test_a_click_on_a_heading_sorts_all_records_and_the_address_opens_the_same(visit):
    seen = visit("?sort=-fatalities")
    seen.shows("", drawn=the_case.drawn())
    incidents = opened("northern-kosovo").dataset.incidents
    deadliest = incidents.loc[incidents["fatalities_best"].idxmax(), "title"]
    expect(seen.titles.first).to_have_text(deadliest)
    heading = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrame]").first
    heading.click(position=FIRST_HEADING, force=True)
    expect(seen.titles.first).to_have_text(incidents["title"].iloc[0])
    seen.rests()
    seen.holds({}, alone=True)
    heading.click(position=FIRST_HEADING, force=True)
    last = incidents.loc[incidents["start"].idxmax(), "title"]
    expect(seen.titles.first).to_have_text(last)
    seen.rests()
    seen.holds({"sort": ["-when"]}, alone=True)
    again = visit(seen.page.url.removeprefix(seen.address))
    again.rests()
    expect(again.titles.first).to_have_text(last)


def test_the_part_that_is_open_is_in_the_address(visit):
    seen = visit()
    seen.part("Sources")
    expect(seen.page).to_have_url(re.compile("part=sources"))
    seen.holds({"part": ["sources"]}, alone=True)
    again = visit(seen.page.url.removeprefix(seen.address))
    expect(again.page.locator(".st-key-part_open")).to_contain_text("sources of what is shown")


def test_a_first_day_after_the_last_leaves_the_page_whole_and_is_said_beside_the_fields(visit):
    seen = visit("?to=2023-09-24")
    seen.shows("to=2023-09-24")
    seen.type_day("From", "2023-09-30")
    seen.shows("from=2023-09-24&to=2023-09-30")
    expect(seen.page.get_by_test_id("stSidebar")).to_contain_text("read as 2023-09-24 to 2023-09-30")
    expect(seen.layer).to_be_visible()
