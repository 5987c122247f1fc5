"""How the map lies in the page: the wheel scrolls past it, and it fills the first screen."""

from __future__ import annotations

import re

import pytest
import the_case
from dataset_folders import Rows, small, write
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser

WASHINGTON = (-77.03637, 38.89511)
"""Where the records that name Kirby are."""
WINDOWS = [(1280, 720), (1400, 900), (2560, 1440)]
ESC_15 = (20.61722, 43.18806)
"""A place in the middle of the first view, away from legend and buttons."""


def bottom_right(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    return box["x"] + box["width"], box["y"] + box["height"]


def scrolls_to(seen, top: int) -> None:
    expect(seen.page.get_by_test_id("stMain")).to_have_js_property("scrollTop", top)


def zooms_in_from(seen, zoom: float) -> None:
    """Wait for the wheel's turn, which Leaflet collects for some frames."""
    for _ in range(100):
        if seen.view()["zoom"] > zoom:
            return
        seen.page.evaluate("() => new Promise(requestAnimationFrame)")
    pytest.fail(f"the map stays at zoom {zoom}")


def outside(seen) -> Locator:
    return seen.page.locator(".incident-outside")


@pytest.mark.parametrize(("width", "height"), WINDOWS)
@pytest.mark.parametrize("query", ["", "?incident=BNJ-04"])
def test_map_and_histogram_fill_the_first_screen_of_any_window(visit, width, height, query):
    seen = visit(query, width=width, height=height)
    seen.shows("", drawn=the_case.drawn())
    expect(seen.page.locator(".timeline-plot")).to_be_in_viewport(ratio=1)
    assert seen.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0
    assert seen.layer.bounding_box()["height"] >= 0.6 * height
    assert height - 90 < bottom_right(seen.page.locator(".incident-map"))[1] <= height


def test_the_map_follows_a_window_that_changes_and_keeps_its_middle(visit):
    seen = visit(width=1400, height=900)
    seen.shows("", drawn=the_case.drawn())
    low = seen.layer.bounding_box()["height"]
    seen.page.set_viewport_size({"width": 1400, "height": 1200})
    expect(seen.layer).to_have_css("height", f"{low + 300:.0f}px")
    expect(seen.page.locator(".timeline-plot")).to_be_in_viewport(ratio=1)


def test_the_wheel_scrolls_the_page_and_once_it_is_said_what_zooms(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    before, mouse = seen.view(), seen.page.mouse
    hint = seen.page.locator(".map-gesture-hint")
    mouse.move(*seen.at(*ESC_15))
    mouse.wheel(0, 100)
    expect(hint).to_have_text("Ctrl + wheel zooms the map")
    expect(hint).to_be_in_viewport(ratio=1)
    scrolls_to(seen, 100)
    expect(hint).to_be_hidden()
    mouse.wheel(0, -100)
    scrolls_to(seen, 0)
    expect(hint).to_be_hidden()
    assert seen.view() == before
    seen.page.keyboard.down("Control")
    mouse.wheel(0, -100)
    zooms_in_from(seen, before["zoom"])
    scrolls_to(seen, 0)


def test_in_full_screen_the_wheel_zooms(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Full screen").click()
    expect(seen.page.locator(".st-key-stage:fullscreen")).to_be_visible()
    zoom = seen.view()["zoom"]
    seen.page.mouse.move(700, 450)
    seen.page.mouse.wheel(0, -100)
    zooms_in_from(seen, zoom)
    expect(seen.page.locator(".map-gesture-hint")).to_be_hidden()


def test_what_lies_outside_the_view_is_said_and_a_click_shows_it(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    zoom = seen.view()["zoom"]
    expect(outside(seen)).to_have_text(re.compile(r"^[1-9]\d* outside this view: show$"))
    outside(seen).get_by_role("button").click()
    expect(outside(seen)).to_be_hidden()
    assert seen.view()["zoom"] < zoom


def test_a_filter_whose_records_all_lie_elsewhere_takes_the_map_there(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("textbox", name="Search").press_sequentially("Kirby\n")
    seen.shows("q=Kirby", drawn=3)
    expect(outside(seen)).to_be_hidden()
    assert seen.view()["lon"] == pytest.approx(WASHINGTON[0], abs=2)
    linked = visit("?q=Kirby")
    linked.shows("q=Kirby", drawn=3)
    expect(outside(linked)).to_be_hidden()
    assert linked.view()["lon"] == pytest.approx(WASHINGTON[0], abs=2)


def test_a_file_of_nine_rows_opens_with_all_nine_in_view_clear_of_buttons_and_legend(visit, serve, tmp_path):
    write(tmp_path / "nine", nine_rows(), name="nine")
    seen = visit("?dataset=nine", address=serve(INCIDENTS_LIBRARY=str(tmp_path)))
    seen.shows("", drawn=9)
    expect(outside(seen)).to_be_hidden()
    left = bottom_right(seen.page.locator(".incident-copy-link"))[0]
    right = seen.page.locator(".incident-legend").bounding_box()["x"]
    for number in range(9):
        x, _ = seen.at(*nine_places()[number])
        assert left <= x <= right


def nine_places() -> list[tuple[float, float]]:
    """Five in one town, four in a row far from it: half of them would be a view of the town."""
    return [(20.78 + 0.001 * n, 42.97) for n in range(5)] + [(22.0 + n, 44.0 + n) for n in range(4)]


def nine_rows() -> dict[str, Rows]:
    tables = small()
    place, incident = tables["places.csv"][0], tables["incidents.csv"][0]
    tables["places.csv"] += [
        {**place, "key": f"p{number}", "lon": f"{lon:.3f}", "lat": f"{lat:.3f}"}
        for number, (lon, lat) in enumerate(nine_places())
    ]
    tables["incidents.csv"] = [{**incident, "id": f"N-{n}", "place": f"p{n}"} for n in range(9)]
    for file in ("participations.csv", "quantities.csv", "claims.csv", "citations.csv"):
        tables[file] = []
    return tables


def test_escape_closes_the_details_wherever_the_focus_is_but_in_a_field(visit):
    seen = visit("?incident=BNJ-04")
    seen.shows("", drawn=the_case.drawn())
    expect(seen.title).to_be_visible()
    search = seen.page.get_by_role("textbox", name="Search")
    search.press("Escape")
    seen.page.get_by_role("radio", name="Table").focus()
    expect(seen.title).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(seen.title).to_have_count(0)
    seen.rests()
    seen.holds({}, alone=True)


def test_a_click_anywhere_on_a_row_opens_it_and_the_arrow_keys_walk_the_list(visit):
    seen = visit("?kind=deployment")
    seen.shows("kind=deployment")
    seen.rests()
    table = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrameResizable]")
    table.scroll_into_view_if_needed()
    expect(seen.titles.nth(1)).to_be_attached()  # the grid draws when it is seen
    titles = seen.titles.all_text_contents()
    table.click(position={"x": 420, "y": 38 + 35 * 1.5})
    expect(seen.title).to_have_text(titles[1])
    seen.rests()
    seen.page.keyboard.press("ArrowDown")
    expect(seen.title).to_have_text(titles[2])
    seen.rests()
    seen.page.keyboard.press("Escape")
    expect(seen.title).to_have_count(0)
