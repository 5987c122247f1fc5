"""The map of what is too large for a browser: counts per cell, and the view's rows, tell the same numbers."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import expect

from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers
from geodata.query.store import opened

pytestmark = pytest.mark.browser
STORE = opened(paths.DEFAULT)


def drawn(filters: Filters) -> str:
    return str(answers.counts(STORE, filters).drawn)


@pytest.mark.parametrize("level", ["cells", "view"])
def test_the_number_drawn_is_the_querys_in_all_modes(visit, level: str) -> None:
    opened_page = visit("?kind=incident", script=f"window.__incidentMapLevel = '{level}'")
    layer, page = opened_page.layer, opened_page.page
    opened_page.shows("kind=incident", drawn=int(drawn(Filters(kinds=("incident",)))))
    expect(layer).to_have_attribute("data-level", level)
    for mode in ("heat", "clusters", "places", "points"):
        page.locator(".incident-legend").get_by_role("button", name=mode, exact=True).click()
        expect(layer).to_have_attribute("data-mode", mode)
        expect(layer).to_have_attribute("data-shown", drawn(Filters(kinds=("incident",))))
    assert not [
        said
        for said in opened_page.console
        if said.startswith(("error", "pageerror")) and "inline script" not in said
    ]


def test_the_circles_numbers_add_up_to_what_is_drawn(visit) -> None:
    opened_page = visit("", script="window.__incidentMapLevel = 'cells'")
    opened_page.shows("", drawn=int(drawn(Filters())))
    opened_page.page.locator(".incident-legend").get_by_role("button", name="clusters", exact=True).click()
    opened_page.press("Show all places")
    points = (
        answers.counts(STORE, Filters()).drawn
        - STORE.ask_table("incidents", lambda table: table.filter(table.shaped).select("row"))["row"].size
    )
    expect(opened_page.layer).to_have_attribute("data-clustered", str(points))


def test_counts_that_cannot_be_fetched_are_missed_in_words_and_asked_for_again(visit) -> None:
    opened_page = visit("", script="window.__incidentMapLevel = 'cells'")
    opened_page.shows("", drawn=int(drawn(Filters())))
    page = opened_page.page
    page.route("**/grid.bin*", lambda route: route.abort())
    page.get_by_role("button", name=the_case.pill("statement")).click()
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    page.unroute("**/grid.bin*")
    opened_page.press("Try again")
    opened_page.shows("kind=statement", drawn=int(drawn(Filters(kinds=("statement",)))))
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_click_in_a_view_opens_the_record_that_is_there(visit) -> None:
    opened_page = visit("?q=Kopaonik", script="window.__incidentMapLevel = 'view'")
    [record] = [
        each
        for _, each in answers.rows(STORE, Filters(text="Kopaonik")).iterrows()
        if each["location_class"] == "near"
    ][:1]
    expect(opened_page.layer).to_have_attribute("data-level", "view")
    opened_page.rests()
    opened_page.page.mouse.click(*opened_page.at(record["lon"], record["lat"]))
    expect(opened_page.title).to_have_text(record["title"])


def test_the_legend_says_that_cells_are_counted(visit) -> None:
    opened_page = visit("", script="window.__incidentMapLevel = 'cells'")
    expect(opened_page.page.locator(".legend-note")).to_have_text(re.compile("Counted per cell"))
