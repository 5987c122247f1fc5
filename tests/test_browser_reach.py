"""What people want next is in reach: the table by keyboard, records behind the drawer, a wide file shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import the_case
from playwright.sync_api import expect

from components.text.strings import say

pytestmark = pytest.mark.browser

COLUMNS = 40


def test_a_keyboard_skips_the_filters_to_the_table(visit):
    seen = visit()
    seen.rests()
    page = seen.page
    link = page.locator(".skip a[href='#the-table']").first
    for _ in range(6):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".st-key-parts :focus")).to_have_count(1)


def test_a_link_is_copied_without_the_place_that_was_jumped_to(visit):
    seen = visit()
    seen.page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    seen.page.evaluate("location.hash = 'the-table'")
    seen.page.get_by_role("button", name="Copy link").click()
    expect(seen.page.get_by_role("button", name="Link copied")).to_be_visible()
    assert "#" not in seen.page.evaluate("window.copied")


def test_on_a_phone_the_drawer_says_how_many_records_it_shows_and_closes_onto_them(visit):
    seen = visit("?kind=incident", width=390, height=844)
    page = seen.page
    page.get_by_test_id("stExpandSidebarButton").click()
    show = page.get_by_role("button", name=say("filters.show", n=the_case.shown("incident")))
    expect(show).to_be_in_viewport()
    show.click()
    expect(show).not_to_be_in_viewport()
    expect(seen.layer).to_be_in_viewport()


def test_a_wide_screen_has_no_such_button(visit):
    page = visit().page
    expect(page.get_by_text("Reset all")).to_be_visible()
    expect(page.locator(".st-key-show_records")).to_be_hidden()


def test_a_file_of_many_columns_can_be_shown_from_wherever_its_form_is_scrolled_to(visit, tmp_path: Path):
    file = tmp_path / "wide.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["case", "date", "lat", "lon", *(f"other {number}" for number in range(COLUMNS))])
        lines.writerow(["Shots at night", "2023-04-01", "42.9", "20.8", *["x"] * COLUMNS])
    page = visit().page
    page.get_by_role("button", name="Add data").click()
    page.locator("input[type=file]").set_input_files(file)
    show = page.get_by_role("button", name="Show on the map, not in the library")
    expect(show).to_be_in_viewport()
    page.get_by_label(f"other {COLUMNS - 1}").scroll_into_view_if_needed()
    expect(show).to_be_in_viewport()
    show.click()
    expect(page.get_by_role("heading", name="wide")).to_be_visible()
