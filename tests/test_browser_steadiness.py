"""The map stays while filters change: mounted once, there in every frame, and looking where it looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import the_case

pytestmark = pytest.mark.browser

COUNT_FRAMES = """() => {
    const first = document.querySelector("canvas.incident-layer");
    const frames = (window.frames_counted = { all: 0, without: 0 });
    const count = () => {
        const layer = document.querySelector("canvas.incident-layer");
        frames.all++;
        if (layer !== first || !layer.clientWidth || !layer.width) frames.without++;
        requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
}"""

PILLS = (
    *map(the_case.pill, ("incident", "statement")),
    the_case.pill("site", "Standing site"),
    the_case.pill("deployment"),
)


def test_twenty_filter_changes_leave_the_map_where_it_is(visit):
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    before, box = seen.view(), seen.layer.bounding_box()
    seen.page.evaluate(COUNT_FRAMES)
    page = seen.page

    def press(name: str, role: str = "button") -> Callable[[], None]:
        return lambda: page.get_by_role(role, name=name).click()

    def legend(kind: str) -> Callable[[], None]:
        return lambda: page.locator(".legend-entry", has_text=kind).click()

    changes = [
        *map(press, PILLS * 2),
        press("certainly", "radio"),
        press("possibly", "radio"),
        *map(legend, ("Incident", "Incident")),
        lambda: seen.pick("Actors", "KFOR"),
        lambda: seen.pick("Actors", "Kosovo Police"),
        *map(press, ("KFOR ✕", "Kosovo Police ✕")),
        lambda: page.get_by_role("textbox", name="Search").press_sequentially("Banjska\n"),
        *map(press, ("“Banjska” ✕", "standing sites", "Reset all")),
    ]
    assert len(changes) == 20
    queries = [""]
    for change in changes:
        change()
        seen.shows_other_than(queries[-1])
        queries.append(seen.layer.get_attribute("data-query"))
    assert len(set(queries)) > 10
    assert queries[-1] == ""
    frames = seen.page.evaluate("window.frames_counted")
    assert frames["all"] > 20
    assert frames["without"] == 0
    diagnostics = seen.page.evaluate("({...window.__incidentMap})")
    assert (diagnostics["mounts"], diagnostics["unmounts"]) == (1, 0)
    assert seen.view() == before
    assert seen.layer.bounding_box() == box
