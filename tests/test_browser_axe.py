"""axe-core finds nothing: on the page with a record's details, in every tab, adding data; light and dark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import npm_tools
import pytest
import the_case
from playwright.sync_api import Browser, Page, expect

from components.freezing import document
from geodata.filters import Filters
from geodata.library import paths
from geodata.query import store

pytestmark = [pytest.mark.browser, pytest.mark.network]

STREAMLITS_OWN: Final = [("presentation-role-conflict", "[data-testid=stFileUploaderDropzone]")]
"""Rule and selector of what Streamlit writes and no style can mend: the drop zone has a role and a name."""
JUNE_AND_SEPTEMBER: Final = "from=2023-09-01&to=2023-09-30&than=from%3D2023-06-01%26to%3D2023-06-30"
BROKEN: Final = """async (known) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], elementRef: true });
    const excused = (id, element) => known.some(([rule, its]) => rule === id && element.matches(its));
    return violations.flatMap(({ id, nodes }) =>
        nodes
            .filter(({ element }) => !excused(id, element))
            .map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""
SMALL: Final = """() => {
    const within = (root) => [...root.querySelectorAll("*")].flatMap((each) =>
        each.shadowRoot ? [each, ...within(each.shadowRoot)] : [each]);
    return within(document)
        .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((each) => [parseFloat(getComputedStyle(each).fontSize), each.textContent.slice(0, 40)])
        .filter(([size]) => size < 13);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    return (npm_tools.installed() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def broken(page: Page, axe: str) -> list[str]:
    """What breaks a rule, but for `STREAMLITS_OWN`.

    `evaluate` speaks to the browser and not to the page: its Content-Security-Policy stays as it is.
    """
    page.evaluate(axe)
    return page.evaluate(BROKEN, STREAMLITS_OWN)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.mark.parametrize("part", ["Table", "Charts", "Disputed", "Sources", "About this data"])
def test_the_page_with_a_record_and_filters_breaks_no_rule_in_any_tab_and_is_13_px_or_more(
    visit, axe, dark, part
):
    seen = visit("?incident=BNJ-04&kind=incident", dark=dark)
    seen.shows("kind=incident")
    expect(seen.title).to_be_visible()
    seen.part(part)
    assert broken(seen.page, axe) == []
    assert seen.page.evaluate(SMALL) == []


@pytest.mark.parametrize(
    "query",
    [
        "part=charts&chart=types",
        "part=charts&shape=small",
        "part=regions&shade=absolute",
        f"part=compare&maps=beside&{JUNE_AND_SEPTEMBER}",
        f"part=compare&maps=swipe&{JUNE_AND_SEPTEMBER}",
    ],
)
def test_charts_shaded_regions_and_maps_that_are_compared_break_no_rule(visit, axe, dark, query):
    seen = visit(f"?{query}", dark=dark)
    drawn = {"charts": "[data-testid=stVegaLiteChart] svg", "regions": ".legend-regions"}
    here = drawn.get(query.split("&")[0].removeprefix("part="), ".map-side.is-b")
    expect(seen.page.locator(here).first).to_be_visible()
    seen.rests()
    assert broken(seen.page, axe) == []
    assert seen.page.evaluate(SMALL) == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180)])
def test_the_sheet_and_the_open_tools_of_small_screens_break_no_rule_while_time_is_stepped(
    visit, axe, dark, width, height
):
    seen = visit("?incident=BNJ-04&from=2023-09-24&to=2023-09-24", dark=dark, width=width, height=height)
    seen.shows("from=2023-09-24&to=2023-09-24")
    seen.page.get_by_role("button", name="Tools").press("Enter")
    seen.page.get_by_role("button", name="Forward").press("Enter")
    expect(seen.page.locator(".map-date")).to_be_visible()
    expect(seen.title).to_be_visible()
    assert broken(seen.page, axe) == []
    assert seen.page.evaluate(SMALL) == []


def test_adding_data_breaks_no_rule_and_is_13_px_or_more(visit, axe, dark):
    seen = visit(dark=dark)
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    expect(seen.page.get_by_role("dialog")).to_be_visible()
    assert broken(seen.page, axe) == []
    assert seen.page.evaluate(SMALL) == []


def test_a_file_that_is_mapped_breaks_no_rule_and_is_13_px_or_more(visit, axe, dark, tmp_path):
    file = tmp_path / "titled.csv"
    file.write_text("Report\nwhat;date;place\nShots;2023-04-03;Banjska\nRoad;soon;\n", encoding="utf-8")
    seen = visit(dark=dark)
    seen.shows("", drawn=the_case.drawn())
    seen.page.get_by_role("button", name="Add data").click()
    form = seen.page.get_by_role("dialog")
    form.locator("input[type=file]").set_input_files(file)
    expect(form.locator(".first-rows")).to_be_visible()
    expect(form.get_by_role("button", name="Save to the library")).to_be_visible()
    assert broken(seen.page, axe) == []
    assert seen.page.evaluate(SMALL) == []


def test_axe_finds_what_is_wrong(visit, axe):
    seen = visit("?incident=BNJ-04")
    seen.shows("", drawn=the_case.drawn())
    seen.title.evaluate("title => title.after(document.createElement('button'))")
    seen.title.evaluate("title => title.style.setProperty('font-size', '9px', 'important')")
    (wrong,) = broken(seen.page, axe)
    assert wrong.startswith("button-name: ")
    assert len(seen.page.evaluate(SMALL)) == 1


def test_a_frozen_map_with_a_record_breaks_no_rule(
    browser: Browser, axe: str, dark: bool, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(b"".join(document.freeze(store.opened(paths.DEFAULT), Filters())))
    context = browser.new_context(
        offline=True, color_scheme="dark" if dark else "light", viewport={"width": 1400, "height": 900}
    )
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        page.get_by_role("button", name=re.compile("Kosovo declares independence")).click()
        expect(page.locator("article.incident")).to_be_visible()
        assert broken(page, axe) == []
        assert page.evaluate(SMALL) == []
    finally:
        context.close()
