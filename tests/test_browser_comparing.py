"""June against September on the map: two maps that move together, and one with a line to drag between."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

JUNE, SEPTEMBER = "from=2023-06-01&to=2023-06-30", "from=2023-09-01&to=2023-09-30"
ON_THE_MAP = {"A": 53, "B": 34}
"""Counted by hand in geodata/case/incidents.csv: by their intervals, the 28 standing sites, with a place."""


def told(seen, side):
    return expect(seen.page.locator(f".map-side.is-{side.lower()}"))


def test_june_and_september_are_chosen_side_by_side_and_move_together(visit):
    seen = visit(f"?{SEPTEMBER}&than={JUNE.replace('=', '%3D').replace('&', '%26')}&part=compare")
    seen.shows(SEPTEMBER, drawn=ON_THE_MAP["A"])
    chosen = seen.page.get_by_role("combobox", name="On the map")
    chosen.focus()
    chosen.press("ArrowDown")
    seen.page.get_by_role("option", name="A and B side by side").click()
    expect(seen.other_layer).to_have_attribute("data-query", JUNE)
    expect(seen.other_layer).to_have_attribute("data-shown", str(ON_THE_MAP["B"]))
    told(seen, "A").to_have_text("AFrom 2023-09-01 · To 2023-09-30: 53 on the map")
    told(seen, "B").to_have_text("BFrom 2023-06-01 · To 2023-06-30: 34 on the map")
    assert seen.params()["maps"] == ["beside"]

    seen.page.locator(".folium-map.is-other").scroll_into_view_if_needed()  # the choice lies below the maps
    seen.rests()
    other = seen.page.locator(".folium-map.is-other").bounding_box()
    middle = other["x"] + other["width"] / 2, other["y"] + other["height"] / 2
    before = seen.view()
    seen.drag(middle, (middle[0] - 100, middle[1]))
    expect(seen.page).to_have_url(re.compile("[?&]at="))  # the first map was moved by it
    assert seen.view()["lon"] > before["lon"]
    assert seen.view()["zoom"] == before["zoom"]

    seen.page.get_by_role("button", name="Stop comparing").click()
    expect(seen.other_layer).to_have_count(0)
    assert "than" not in seen.params()
    assert not [each for each in seen.console if "error" in each]


def test_a_line_that_keys_move_parts_the_map_and_a_record_of_each_side_is_found(visit):
    seen = visit(f"?{SEPTEMBER}&than={JUNE.replace('=', '%3D').replace('&', '%26')}&maps=swipe", dark=True)
    seen.shows(SEPTEMBER, drawn=ON_THE_MAP["A"])
    expect(seen.other_layer).to_have_attribute("data-shown", str(ON_THE_MAP["B"]))
    line = seen.page.get_by_role("slider", name="Line between A and B")
    line.press("PageDown")
    expect(line).to_have_attribute("aria-valuenow", "40")
    bar = line.bounding_box()
    seen.drag((bar["x"] + 22, bar["y"] + 22), (bar["x"] + 122, bar["y"] + 22))
    expect(line).not_to_have_attribute("aria-valuenow", "40")

    bare = seen.at(20.61722, 43.18806)  # of June alone
    line.press("Home")
    seen.page.mouse.move(*bare)
    expect(seen.tip).to_contain_text("2023")
    line.press("End")
    seen.page.mouse.move(bare[0] + 1, bare[1])
    expect(seen.tip).to_have_count(0)
    assert not [each for each in seen.console if "error" in each]
