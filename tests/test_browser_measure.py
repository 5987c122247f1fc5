"""What is counted, in a real browser: circles, the timeline's bars, the table's last line tell the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_bars_under_the_map_and_the_tables_last_line_tell_the_killed(visit):
    seen = visit("?measure=fatalities&step=month")
    caption = seen.page.locator(".timeline-caption")
    expect(caption).to_have_text("Fatalities · All dates")
    summary = seen.page.locator(".incident-timeline .visually-hidden")
    expect(summary).to_contain_text("Fatalities: 4 certainly within one bar each")
    expect(summary).to_contain_text("the greatest is 1 – 30 Sept 2023 with 4")
    expect(seen.page.get_by_text("All rows, of every page: 4 killed in 31 of 197 records")).to_be_visible()
    seen.page.get_by_role("button", name="4 killed in 31 of 197 records").click()
    choice = seen.page.get_by_role("combobox", name="What is counted")
    choice.click()
    seen.page.get_by_role("option", name="Injured").click()
    expect(caption).to_have_text("Injured · All dates")
    seen.page.goto(seen.address)
    expect(caption).to_have_text("All dates")


def test_the_maps_circles_count_the_measure_and_the_legend_chooses_it_for_all(visit):
    seen = visit("?draw=places&measure=injured")
    legend = seen.page.locator(".incident-legend")
    count = legend.locator(".legend-size select")
    expect(count).to_have_value("injured")
    expect(legend).to_contain_text("Hollow: none. Cross: no record gives a number.")
    expect(legend).to_contain_text("give no number and add nothing")
    count.select_option(label="Fatalities")
    expect(seen.page.locator(".timeline-caption")).to_have_text("Fatalities · All dates")
    expect(seen.page).to_have_url(re.compile(r"measure=fatalities"))
    expect(seen.page.get_by_text("All rows, of every page: 4 killed")).to_be_visible()
