"""Charts in a real browser: drawn without a word in the console, clicked, and saved as a picture."""

from __future__ import annotations

import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from test_browser_tour import unexpected

pytestmark = pytest.mark.browser

TROOPS = "troops%7Ctroops+at+the+time%7Ctroops+before%7Ctroops+after"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("chart=types", "Records by actor and event type"),
        ("chart=hours", "Records by hour of the week, clocks of Europe/Belgrade"),
        (f"chart=figures&figures={TROOPS}", "As given by records: troops"),
        ("shape=running&period=month", "Records: total so far, at the end of each of the months"),
        ("shape=mean&period=month", "Records: mean of 3 months"),
    ],
)
def test_each_chart_is_drawn_says_what_it_counts_and_leaves_the_console_empty(visit, query, words):
    seen = visit(f"?part=charts&{query}", dark=True)
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_contain_text(words)
    seen.rests()
    assert unexpected(seen) == []


def test_a_cell_filters_and_its_chart_is_saved_as_svg_and_png(visit):
    seen = visit("?part=charts&chart=types")
    seen.shows("")
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_contain_text("Kosovo Police")
    with seen.page.expect_download() as saved:
        seen.page.get_by_role("button", name="SVG: Records by actor and event type").click()
    assert saved.value.suggested_filename == "records-by-actor-and-event-type.svg"
    text = saved.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Kosovo Police" in text
    with seen.page.expect_download() as saved:
        seen.page.get_by_role("button", name="PNG: Records by actor and event type", exact=True).click()
    assert saved.value.suggested_filename == "records-by-actor-and-event-type.png"
    with Image.open(saved.value.path()) as picture:
        box = chart.locator("svg").bounding_box()
        assert picture.size == (round(2 * box["width"]), round(2 * box["height"]))
        ground = picture.convert("L")
        heading = ground.crop((0, 0, picture.width // 2, 40))
        assert ground.getpixel((picture.width - 2, 2)) > 240, "the page's paper lies under it"
        assert heading.getextrema()[0] < 120, "the title is written on it"
        colours = picture.convert("RGB").getcolors(2**24)
        assert len(colours or ()) > 50, "and its cells have them"
    chart.locator(".mark-rect.role-mark path").first.click(force=True)
    seen.shows_other_than("")
    seen.rests()
    chosen = {"actor": ["kosovo-police"], "type": ["police operation"]}
    seen.holds({"part": ["charts"], "chart": ["types"], **chosen}, alone=True)


def test_a_point_of_a_figure_opens_the_record_that_gives_it(visit):
    seen = visit(f"?part=charts&chart=figures&figures={TROOPS}")
    seen.shows("")
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    chart.locator(".mark-symbol.role-mark path").last.click(force=True)
    expect(seen.title).to_be_visible()
    seen.page.wait_for_url(re.compile("incident="))
    assert seen.params()["incident"] in (["SAF-06"], ["SAF-05"], ["SAF-02"])


def test_an_hour_of_the_week_filters_and_a_second_click_shows_all(visit):
    seen = visit("?part=charts&chart=hours")
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_contain_text("Records by hour of the week")
    cells = chart.locator(".mark-rect.role-mark path")
    before = cells.count()
    cells.first.click(force=True)
    seen.page.wait_for_url(re.compile("hour="))
    chosen = {name: seen.params()[name] for name in ("weekday", "hour")}
    seen.holds({"part": ["charts"], "chart": ["hours"], **chosen}, alone=True)
    expect(seen.page.locator(".st-key-counts")).to_contain_text("left out: their hour is not known")
    expect(cells).to_have_count(1)
    assert before > 10
    cells.first.click(force=True)
    seen.holds({"part": ["charts"], "chart": ["hours"]}, alone=True)
    expect(cells).to_have_count(before)
