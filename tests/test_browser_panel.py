"""The details stay in view and walk the list; the address carries the map; time is played to its end."""

from __future__ import annotations

import re
from typing import Final

import pytest
import the_case
from playwright.sync_api import Locator, expect

from components.text.strings import say, words
from geodata.filters import Filters, from_query
from geodata.query import answers
from geodata.query.store import opened

pytestmark = pytest.mark.browser

PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1400, 900)
SIZES: Final = [PHONE, TABLET, DESKTOP]
RECORD = "?incident=BNJ-04"


def panel(seen) -> Locator:
    return seen.page.locator(".st-key-details")


def scrolled(seen, top: int) -> None:
    seen.page.get_by_test_id("stMain").evaluate("(main, top) => main.scrollTo(0, top)", top)


def titles(query: str, **order) -> list[str]:
    store = opened("northern-kosovo")
    return list(answers.rows(store, from_query(query), **order)["title"])


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("dark", [False, True])
def test_the_details_stay_in_view_and_leave_the_map_to_be_seen(visit, width, height, dark):
    seen = visit(RECORD, width=width, height=height, dark=dark)
    seen.shows("", drawn=the_case.drawn())
    main = seen.page.get_by_test_id("stMain")
    for top in (0, 300, main.evaluate("main => main.scrollHeight")):
        scrolled(seen, top)
        expect(seen.title).to_be_in_viewport(ratio=1)
        expect(seen.page.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
        paper = panel(seen).evaluate("it => getComputedStyle(it).backgroundColor")
        assert paper == seen.page.locator("[data-testid=stApp]").evaluate(
            "it => getComputedStyle(it).backgroundColor"
        )
    scrolled(seen, 0)
    layer, details = seen.layer.bounding_box(), panel(seen).bounding_box()
    covered_from = details["y"] if width < 1025 else height
    assert covered_from - layer["y"] > 180  # of the map is to be seen
    assert layer["width"] > (340 if width < 500 else 480)
    within = panel(seen).evaluate("it => [it.scrollHeight, it.clientHeight]")
    assert within[0] > within[1], "it scrolls by itself"


@pytest.mark.parametrize(("width", "height"), [TABLET, DESKTOP])
def test_beside_the_table_the_details_cover_no_row_and_the_page_scrolls_on(visit, width, height):
    seen = visit(RECORD, width=width, height=height)
    seen.shows("", drawn=the_case.drawn())
    table = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrameResizable]")
    table.scroll_into_view_if_needed()
    scrolled(seen, 100_000)
    rows, details = table.bounding_box(), panel(seen).bounding_box()
    beside = rows["x"] + rows["width"] <= details["x"]
    above = rows["y"] + rows["height"] <= details["y"]
    assert beside or above


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_full_screen_shows_map_histogram_and_details_and_a_record_can_be_walked_from(visit, width, height):
    seen = visit(RECORD, width=width, height=height)
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Full screen").click()
    expect(seen.page.locator(".st-key-stage:fullscreen")).to_be_visible()
    expect(seen.layer).to_be_in_viewport()
    expect(seen.page.locator(".timeline-plot")).to_be_in_viewport(ratio=0 if width < 1025 else 1)
    expect(seen.title).to_be_in_viewport(ratio=1)
    before = seen.title.text_content()
    seen.press("Next")
    expect(seen.title).not_to_have_text(before)
    expect(seen.title).to_be_in_viewport(ratio=1)
    seen.press("Close")
    expect(seen.title).to_have_count(0)
    expect(seen.page.locator(".st-key-stage:fullscreen")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("kind=deployment", {"order": "start"}),
        ("sort=-fatalities", {"order": "fatalities_best", "descending": True}),
        ("sort=title", {"order": "title"}),
    ],
)
def test_next_and_previous_walk_all_rows_in_the_tables_order_and_filters(visit, query, order):
    known = titles("" if query.startswith("sort=") else query, **order)
    seen = visit(f"?{query}")
    seen.rests()
    table = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrameResizable]")
    table.scroll_into_view_if_needed()
    table.click(position={"x": 420, "y": 38 + 35 * 0.5})
    expect(seen.title).to_have_text(known[0])
    position = seen.page.locator(".position")
    expect(position).to_have_text(f"1 of {len(known)}")
    expect(seen.page.get_by_role("button", name="Previous")).to_be_disabled()
    for place in (1, 2, 3):
        seen.press("Next")
        expect(seen.title).to_have_text(known[place])
        expect(position).to_have_text(f"{place + 1} of {len(known)}")
    seen.press("Previous")
    expect(seen.title).to_have_text(known[2])


def test_keys_walk_from_within_the_details_and_nowhere_else(visit):
    known = titles("kind=deployment")
    seen = visit("?kind=deployment&incident=" + first_id("kind=deployment"))
    seen.shows("kind=deployment")
    expect(seen.page.locator(".position")).to_have_text(f"1 of {len(known)}")
    keyboard = seen.page.keyboard
    seen.page.get_by_role("radio", name="Table").focus()
    keyboard.press("j")
    seen.rests()
    expect(seen.title).to_have_text(known[0])
    seen.page.get_by_role("button", name="Next").focus()
    for key, place in (("ArrowRight", 1), ("j", 2), ("k", 1), ("ArrowLeft", 0), ("ArrowRight", 1)):
        keyboard.press(key)
        expect(seen.title).to_have_text(known[place])
        expect(seen.page.locator(".position")).to_have_text(f"{place + 1} of {len(known)}")


def first_id(query: str) -> str:
    return str(
        answers.rows(opened("northern-kosovo"), from_query(query) if query else Filters())["id"].iloc[0]
    )


@pytest.mark.parametrize(("width", "height"), [PHONE, TABLET])
def test_on_small_screens_the_maps_buttons_stand_behind_one(visit, width, height):
    seen = visit(width=width, height=height)
    seen.shows("", drawn=the_case.drawn())
    area = seen.page.get_by_role("button", name="Draw an area")
    tools = seen.page.get_by_role("button", name="Tools")
    expect(area).to_be_hidden()
    tools.press("Enter")
    expect(tools).to_have_attribute("aria-expanded", "true")
    expect(area).to_be_in_viewport(ratio=1)
    expect(seen.page.get_by_role("button", name="Copy link")).to_be_in_viewport(ratio=1)
    seen.page.keyboard.press("Escape")
    expect(area).to_be_hidden()
    expect(tools).to_be_focused()
    tools.click()
    area.click()
    cancel = seen.page.get_by_role("button", name="Cancel drawing")
    expect(cancel).to_be_visible()
    cancel.click()
    expect(cancel).to_be_hidden()


def test_on_a_phone_the_table_has_when_and_what_where_who_whole_within_its_width(visit):
    seen = visit(width=390, height=844)
    seen.shows("", drawn=the_case.drawn())
    headings = seen.page.locator("[class*=st-key-table] [role=columnheader]")
    expect(headings).to_have_text([f"{say('table.when')} ↑", say("table.narrow")])
    cell = seen.titles.first
    first = opened("northern-kosovo").dataset.incidents.iloc[0]
    expect(cell).to_contain_text(first["title"])
    scroller = seen.page.locator("[class*=st-key-table] .dvn-scroller").first
    assert scroller.evaluate("it => it.scrollWidth <= it.clientWidth")


# The map's part of the address ----------------------------------------------------------------------------


def moves(seen) -> None:
    """Zoom in by keyboard, and wait until the address says so."""
    before = seen.view()["zoom"]
    seen.page.locator(".folium-map").focus()
    seen.page.keyboard.press("+")
    expect(seen.page).to_have_url(containing(f",{before + 1:g}"))


def test_next_keeps_the_focus_under_the_keyboard(visit):
    seen = visit(
        "?from=2023-09-24&to=2023-09-24&kind=incident&incident="
        + first_id("from=2023-09-24&to=2023-09-24&kind=incident")
    )
    seen.page.bring_to_front()  # a page behind another has no focus, whatever is active in it
    position = seen.page.locator(".position")
    first = int(position.text_content().split()[0])
    seen.page.get_by_role("button", name="Next").focus()
    for step in (1, 2, 3):
        seen.page.keyboard.press("Enter")
        expect(position).to_contain_text(f"{first + step} of")
        expect(seen.page.get_by_role("button", name="Next")).to_be_focused()


def containing(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


def test_view_base_map_and_hidden_layers_are_in_the_address_and_a_reload_shows_the_same(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    seen.holds({}, alone=True)
    runs = seen.page.evaluate("window.__incidentMap.calls")
    moves(seen)
    layers = seen.page.locator(".leaflet-control-layers")
    for name in ("Standing site", "Light"):
        layers.hover()  # the control may have closed when the map moved
        layers.get_by_text(name).click()
    expect(seen.page).to_have_url(containing("&base=light&hide=site"))
    assert seen.page.evaluate("window.__incidentMap.calls") == runs, "nothing has run the page"
    view, params = seen.view(), seen.params()
    assert params["at"] == [f"{view['lat']},{view['lon']},{view['zoom']}"]
    again = visit(seen.page.url.removeprefix(seen.address))
    again.shows("", drawn=the_case.drawn() - the_case.drawn("site"))
    assert again.view() == pytest.approx(view, abs=0.001)  # within two pixels
    again.holds(params, alone=True)
    again.page.locator(".leaflet-control-layers").hover()
    expect(again.page.get_by_role("radio", name="Light")).to_be_checked()
    expect(again.page.get_by_role("checkbox", name="Standing site")).not_to_be_checked()


def test_the_maps_part_outlives_filters_and_back_and_copy_link_carries_it(visit):
    seen = visit(script="navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    seen.shows("", drawn=the_case.drawn())
    moves(seen)
    at = seen.params()["at"]
    seen.page.get_by_role("button", name=containing("Incident (")).click()
    seen.shows("kind=incident")
    seen.holds({"kind": ["incident"], "at": at}, alone=True)
    seen.part("Charts")
    expect(seen.page).to_have_url(containing("part=charts"))
    seen.holds({"kind": ["incident"], "part": ["charts"], "at": at}, alone=True)
    seen.press("Copy link")
    expect(seen.page.get_by_role("button", name="Link copied")).to_be_visible()
    assert seen.page.evaluate("window.copied") == seen.page.url
    seen.page.go_back()
    seen.rests()
    expect(seen.page).to_have_url(containing(f"at={at[0]}"))


def test_a_filter_that_takes_the_map_elsewhere_drops_the_view_from_the_address(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    moves(seen)
    seen.page.get_by_role("textbox", name="Search").press_sequentially("Kirby\n")
    seen.shows("q=Kirby", drawn=3)
    expect(seen.page).not_to_have_url(containing("at="))
    expect(seen.page.locator(".incident-outside")).to_be_hidden()
    again = visit(seen.page.url.removeprefix(seen.address))
    again.shows("q=Kirby", drawn=3)
    expect(again.page.locator(".incident-outside")).to_be_hidden()
    seen.holds({"q": ["Kirby"]}, alone=True)
    again.holds({"q": ["Kirby"]}, alone=True)


def test_a_hostile_view_is_refused_in_a_sentence_and_the_page_is_whole(visit):
    seen = visit("?at=91,20,9&base=javascript:alert(1)&hide=<b>")
    seen.shows("", drawn=the_case.drawn())
    expect(seen.page.get_by_test_id("stMain")).to_contain_text("'91,20,9' was found")
    seen.holds({}, alone=True)


# Playing ---------------------------------------------------------------------------------------------------

DAY: Final = "?from=2023-09-24&to=2023-09-24"


def steps(seen) -> Locator:
    return seen.page.get_by_role("combobox", name=words()["map"]["timeline.step"])


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_playing_writes_the_date_large_the_header_follows_and_the_end_is_an_end(visit, width, height):
    seen = visit("?from=2023-09-23&to=2023-09-26&step=day", width=width, height=height)
    seen.shows("from=2023-09-23&to=2023-09-26")
    seen.press("Play")
    date, header = seen.page.locator(".map-date"), seen.page.locator(".playing-count")
    for day in ("23", "24", "25", "26"):
        expect(date).to_have_text(f"{day} Sept 2023")
        expect(date).to_be_visible()
        expect(header).to_contain_text(f"{day} Sept 2023: ")
    store = opened("northern-kosovo")
    day = answers.histogram(store, from_query("from=2023-09-26&to=2023-09-26"), step="day").iloc[0]
    expect(header).to_contain_text(f"{day['certain'] + day['possible']} dated records")
    assert seen.counts() == [header.text_content()], "the counts of all dates are put away"
    again = seen.page.get_by_role("button", name="Play again")
    expect(again).to_be_visible()
    expect(date).to_have_text("26 Sept 2023")
    again.press("Enter")
    expect(date).to_have_text("23 Sept 2023")
    seen.press("Stop")
    expect(date).to_be_hidden()
    expect(header).to_be_hidden()
    expect(seen.page.locator(".st-key-count_incident")).to_be_visible()
    assert float(date.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")) >= 17


def test_the_hours_of_a_chosen_day_can_be_stepped_and_the_step_is_in_the_address(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    hours = steps(seen).locator("option[value=hour]")
    expect(hours).to_be_disabled()
    seen = visit(DAY)
    seen.shows(DAY[1:])
    steps(seen).select_option("hour")
    expect(seen.page).to_have_url(containing("step=hour"))
    date = seen.page.locator(".map-date")
    forward = seen.page.get_by_role("button", name="Forward")
    for hour in ("00:00–01:00", "01:00–02:00", "02:00–03:00"):
        forward.click()
        expect(date).to_have_text(f"24 Sept 2023, {hour} UTC+2")
    again = visit(seen.page.url.removeprefix(seen.address))
    again.shows(DAY[1:])
    expect(steps(again)).to_have_value("hour")


def test_one_day_is_listed_by_the_hour_and_what_is_known_to_the_day_apart(visit):
    seen = visit(DAY)
    seen.shows(DAY[1:])
    headings = seen.page.locator(".st-key-part_open .panel-heading")
    expect(headings).to_have_text([say("table.by_hour", zone="Europe/Belgrade"), say("table.by_day")])
    known = titles(DAY[1:], order="hour")
    expect(seen.titles.first).to_have_text(known[0])
    table = seen.page.locator("[class*=st-key-table] [data-testid=stDataFrameResizable]")
    expect(table).to_have_count(2)
    table.nth(1).scroll_into_view_if_needed()
    table.nth(1).click(position={"x": 420, "y": 38 + 35 * 0.5})
    rows = answers.rows(opened("northern-kosovo"), from_query(DAY[1:]))
    by_hour = int(rows["time_class"].isin(["minute", "hour"]).sum())
    expect(seen.title).to_have_text(known[by_hour])
    expect(seen.page.locator(".position")).to_have_text(f"{by_hour + 1} of {len(known)}")
    seen.press("Previous")
    expect(seen.title).to_have_text(known[by_hour - 1])
