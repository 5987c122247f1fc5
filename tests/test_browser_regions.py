"""Shaded regions in a real browser: nothing of them while off, a legend, a tooltip, a click that filters."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import the_case
from playwright.sync_api import expect
from test_regions_on_the_page import own_file
from visits import PATIENCE_MS

from geodata.__main__ import main

pytestmark = pytest.mark.browser

SERBIA = (20.42, 43.22)
"""Where no record lies."""


def choose(seen, what: str) -> None:
    """How the map shades regions; a list closes where the page scrolls under it."""
    field = seen.page.get_by_role("combobox", name="On the map")
    field.scroll_into_view_if_needed()
    field.fill(what)
    seen.page.keyboard.press("ArrowDown")  # opens the list again, or goes to the only line that is left
    seen.page.keyboard.press("Enter")
    seen.rests()


def point(seen, lon: float, lat: float, told: str) -> tuple[float, float]:
    """Point at a place until the tip tells so: regions shaded after the mouse came need it to move again."""
    seen.page.locator("#the-map").scroll_into_view_if_needed()
    x, y = seen.at(lon, lat)
    for waited_ms in (*[2_000] * 10, PATIENCE_MS):
        seen.page.mouse.move(x - 3, y)
        seen.page.mouse.move(x, y)
        with contextlib.suppress(AssertionError):
            expect(seen.tip).to_contain_text(told, timeout=waited_ms)
            return x, y
    raise AssertionError(f"no tip tells {told!r}")


def test_regions_are_shaded_named_and_filter(visit) -> None:
    seen = visit("?part=regions")
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    seen.shows("", drawn=the_case.drawn())
    legend = seen.page.locator(".legend-regions")
    expect(legend).to_have_count(0)
    assert not any("region_shading" in each or "regions.json" in each for each in asked)
    choose(seen, "what is counted")
    expect(legend).to_be_visible()
    expect(legend).to_contain_text("67–152")
    expect(legend).to_contain_text("249–251")
    expect(legend).to_contain_text("Borders: Natural Earth")
    seen.rests()
    seen.holds({"shade": ["absolute"]})
    x, y = point(seen, *SERBIA, "Serbia")
    expect(seen.tip).to_contain_text("Records: 30–66")
    seen.page.mouse.click(x, y)
    expect(seen.layer).to_have_attribute("data-query", "region=countries%2FSerbia")
    seen.holds({"region": ["countries/Serbia"]})
    seen.rests()
    expect(legend).to_contain_text("37–66")
    choose(seen, "not shaded")
    expect(legend).to_have_count(0)
    assert not [each for each in seen.console if each.startswith(("error", "pageerror"))]


def test_regions_of_a_readers_file_are_shaded_in_the_dark(visit, tmp_path: Path) -> None:
    file = tmp_path / "kosovo.geojson"
    file.write_bytes(own_file())
    seen = visit("?part=regions&shade=share&classes=equal", dark=True)
    legend = seen.page.locator(".legend-regions")
    expect(legend).to_contain_text("Borders: Natural Earth")
    seen.page.get_by_role("button", name="Bring boundaries").click()
    seen.page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(file)
    expect(legend).to_contain_text("Borders: GADM")
    expect(legend).to_contain_text("%")
    seen.rests()
    point(seen, 20.95, 43.15, "North")
    assert not [each for each in seen.console if each.startswith(("error", "pageerror"))]


def test_boundaries_of_the_library_are_shaded_and_gone_up(visit, serve, tmp_path: Path) -> None:
    library = tmp_path / "library"
    file = tmp_path / "parts.geojson"
    file.write_bytes(own_file())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(library))
        assert main(["boundaries", "add", str(file), "--note", "The line is disputed."]) == 0
    seen = visit("?part=regions&borders=parts&shade=area", address=serve(INCIDENTS_LIBRARY=str(library)))
    legend = seen.page.locator(".legend-regions")
    expect(legend).to_contain_text("Borders: GADM")
    seen.rests()
    x, y = point(seen, 20.95, 43.15, "North")
    seen.page.mouse.click(x, y)
    expect(seen.layer).to_have_attribute("data-query", "region=parts%2FNorth")
    seen.holds({"region": ["parts/North"]})
    seen.rests()
    expect(seen.page.locator(".st-key-part_open")).to_contain_text("The line is disputed.")
    seen.page.get_by_role("radio", name="what they lie in").click()
    seen.rests()
    seen.holds({"borders": ["parts^"]})
    point(seen, 20.95, 43.15, "Kosovo")
    assert not [each for each in seen.console if each.startswith(("error", "pageerror"))]
