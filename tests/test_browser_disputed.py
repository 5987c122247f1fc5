"""Where sources disagree: a tab, a filter, a mark on the map, and claims that lead to their sources."""

from __future__ import annotations

import pytest
import the_case
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_rival_claims_stand_in_one_table_under_the_filters_and_open_their_record(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    part = seen.part("Disputed")
    expect(part).to_contain_text("of the records shown are disputed")
    cells = part.locator("[id^=glide-cell-]")
    expect(cells.first).to_be_attached()
    record = part.locator("[id=glide-cell-0-0]").inner_text()
    table = part.locator("[data-testid=stDataFrame]").first
    table.click(position={"x": 60, "y": 55}, force=True)
    expect(seen.title).to_have_text(record)
    expect(seen.page.locator("article.incident")).to_contain_text("Where sources disagree")


def test_the_filter_leaves_disputed_records_which_the_map_marks_and_the_legend_explains(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    expect(seen.page.locator(".legend-precision")).to_contain_text("≠sources disagree")
    seen.rests()
    before = seen.counts()
    seen.page.get_by_text("More filters").click()
    seen.page.get_by_role("switch", name="Disputed only").press("Space")
    seen.shows("disputed=yes")
    seen.holds({"disputed": ["yes"]})
    assert seen.counts() != before
    seen.page.get_by_role("button", name="disputed ✕").click()
    seen.shows("", drawn=the_case.drawn())


def test_a_claim_leads_to_its_numbered_source_and_the_filters_stay(visit):
    seen = visit("?disputed=yes&incident=BNJ-02")
    seen.shows("disputed=yes")
    article = seen.page.locator("article.incident")
    expect(article).to_be_visible()
    link = article.get_by_role("link", name="Source 1").first
    link.click()
    target = article.locator(":target")
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()
    seen.shows("disputed=yes")
    seen.holds({"disputed": ["yes"]})
    expect(article).to_contain_text("reliable")


def test_a_misspelled_search_offers_what_was_meant(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    search = seen.page.get_by_role("textbox", name="Search")
    search.fill("Banska")
    search.press("Enter")
    seen.shows("q=Banska", drawn=0)
    seen.page.get_by_role("button", name="Did you mean Banjska?").click()
    seen.shows("q=Banjska")
    expect(search).to_have_value("Banjska")


def test_a_search_by_the_files_own_words_and_by_a_phrase(visit):
    seen = visit("?q=%22Banjska%20monastery%22")
    seen.shows("q=%22Banjska+monastery%22")
    assert seen.counts()[0] != "0 incidents"
