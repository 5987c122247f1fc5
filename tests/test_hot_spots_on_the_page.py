"""Hot spots on the page: what stands out, how many were left out, and a click that shows their records."""

from __future__ import annotations

import re

import h3
import pytest
import the_case
from playwright.sync_api import expect
from test_page import address, page


def test_what_stands_out_is_listed_with_what_was_left_out():
    app = page(part="hot")

    assert not app.exception
    first = app.dataframe[0].value.iloc[0]
    lat, lon = h3.cell_to_latlng(h3.latlng_to_cell(42.9714, 20.7861, 5))
    assert first["Middle of the hexagon"] == f"{lat:.3f}, {lon:.3f}"
    assert first["Found"] == "hot"
    said = " ".join(each.value for each in app.caption)
    assert "placed less precisely than a hexagon, and left out" in said
    assert "Getis-Ord Gi*" in said


def test_usual_needs_days_and_says_so():
    app = page(part="hot")
    app.segmented_control(key="hot_what").set_value("usual").run()

    assert not app.exception
    assert any("days to compare with those before" in each.value.replace("\\", "") for each in app.info)


def test_more_than_usual_in_the_autumn_of_2023():
    app = page(**{"part": "hot", "from": "2023-09-01", "to": "2023-10-31"})
    app.segmented_control(key="hot_what").set_value("usual").run()

    assert not app.exception
    assert set(app.dataframe[0].value["Found"]) == {"more"}
    assert "from" in address(app)


def test_too_fine_hexagons_are_refused_in_words():
    app = page(part="hot", q="nothing says this")

    assert not app.exception
    assert any("another filter" in each.value for each in app.info)


@pytest.mark.browser
def test_a_click_on_a_hot_spot_shows_its_records(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    part = seen.part("Hot spots")
    expect(part).to_contain_text("hexagons stand out")
    table = part.locator("[data-testid=stDataFrame]").first
    table.click(position={"x": 60, "y": 55}, force=True)
    expect(seen.page).to_have_url(re.compile(r"[?&]area="))
    seen.shows_other_than("")
