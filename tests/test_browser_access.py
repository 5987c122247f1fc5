"""By keyboard alone, at phone width, embedded, and how the first screen is shared out."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def tab_to(page: Page, wanted: Locator, *, most: int = 80) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate(
            "wanted => wanted === document.activeElement || wanted.contains(document.activeElement)"
        ):
            return
    pytest.fail(f"{most} presses of Tab did not reach {wanted}")


def test_a_row_of_the_table_is_chosen_by_keyboard(visit):
    seen = visit("?kind=deployment")
    seen.shows("kind=deployment")
    first = seen.titles.first
    expect(first).to_be_attached()
    title = first.text_content()
    table = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrameResizable]")
    seen.page.get_by_role("radio", name="Table").focus()
    tab_to(seen.page, table.locator("canvas").first)
    for key in ("ArrowDown", "ArrowUp"):
        seen.page.keyboard.press(key)
    expect(seen.title).to_have_text(title)


def test_dates_are_brushed_and_a_chip_is_removed_by_keyboard(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    page = seen.page
    handle = page.get_by_role("slider", name="First day shown")
    page.get_by_role("button", name="Forward").focus()
    tab_to(page, handle)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(seen.layer).to_have_attribute("data-query", re.compile("^from=2022-"))
    seen.rests()
    expect(handle).to_be_focused()
    chip = page.locator(".st-key-chips").get_by_role("button", name="From 2022-")
    page.get_by_role("button", name="without a point").focus()
    tab_to(page, chip)
    page.keyboard.press("Enter")
    expect(seen.layer).not_to_have_attribute("data-query", re.compile("from="))


def test_an_incident_without_a_point_is_opened_by_keyboard(visit):
    seen = visit("?actor=kfor")
    seen.shows("actor=kfor")
    page = seen.page
    page.get_by_role("button", name="without a point").focus()
    page.keyboard.press("Enter")
    listed = page.get_by_test_id("stPopoverBody").get_by_role("button").first
    expect(listed).to_be_visible()
    told = listed.inner_text()  # the title, then the date and the toll
    tab_to(page, listed)
    page.keyboard.press("Enter")
    expect(seen.title).to_be_visible()
    assert told.startswith(seen.title.inner_text())


def test_the_first_screen_holds_a_large_map_the_histogram_and_what_comes_under_it(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    screen = 1400 * 900
    assert area(seen.layer) >= 0.55 * screen
    assert area(visit_details(visit).layer) >= 0.38 * screen
    for name in ("Table", "Charts", "Sources", "About this data"):
        expect(seen.page.get_by_role("radio", name=name)).to_be_in_viewport(ratio=1)
    expect(seen.page.locator(".timeline-plot")).to_be_in_viewport(ratio=1)
    assert seen.page.evaluate("scrollY") == 0


def visit_details(visit):
    chosen = visit("?incident=BNJ-04")
    chosen.shows("", drawn=the_case.drawn())
    expect(chosen.title).to_be_in_viewport()
    expect(chosen.page.get_by_role("radio", name="Table")).to_be_in_viewport()
    return chosen


def area(place: Locator) -> float:
    box = place.bounding_box()
    return box["width"] * box["height"]


def test_what_stands_in_the_first_screen_can_be_clicked(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    covered = seen.page.evaluate("""() =>
        [...document.querySelectorAll("button, [role=tab], select, input")]
            .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
            .filter((each) => !each.closest("[aria-hidden=true], [inert]"))
            .flatMap((each) => {
                const { left, top, width, height } = each.getBoundingClientRect();
                const [x, y] = [left + width / 2, top + height / 2];
                const inView = x > 0 && y > 0 && x < innerWidth && y < innerHeight;
                const hit = inView && document.elementFromPoint(x, y);
                const reached = !hit || each.contains(hit) || hit.contains(each) && hit.closest("label");
                return reached ? [] : [`${each.ariaLabel || each.innerText || each.name}: ${hit.className}`];
            })""")
    assert covered == []


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_shows_all_of_it_in_one_column(visit, width):
    seen = visit("?incident=BNJ-04", width=width, height=844)
    seen.shows("", drawn=the_case.drawn())
    page = seen.page
    expect(seen.layer).to_be_in_viewport()
    expect(seen.title).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Streamlit's table is rounded up to a whole pixel.
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= width + 1
    assert seen.layer.bounding_box()["width"] > 0.9 * width
    sheet = page.locator(".st-key-details").bounding_box()
    assert sheet["y"] > seen.layer.bounding_box()["y"] + 180, "the map is to be seen above the details"
    assert sheet["width"] == width
    page.get_by_role("button", name="Expand sidebar").click()
    page.get_by_role("button", name=the_case.pill("statement")).click()
    seen.shows("kind=statement", drawn=the_case.drawn("statement"))


def test_an_embedded_page_shows_the_map_without_streamlits_chrome(visit):
    seen = visit("?embed=true&kind=site", width=800, height=600)
    seen.shows("kind=site", drawn=the_case.drawn("site"))
    expect(seen.layer).to_be_in_viewport()
    for chrome in ("stMainMenu", "stDecoration", "stAppDeployButton", "stStatusWidget"):
        expect(seen.page.get_by_test_id(chrome)).to_have_count(0)
    expect(seen.page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 800
