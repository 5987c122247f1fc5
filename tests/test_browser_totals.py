"""Totals in a real browser: the number above the map, the circle, the bars and the table count events."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PANEL = """id,month,district,lat,lon,type,n_incidents
a,2023-09,North,42.9,20.8,shelling,1200
b,2023-10,North,42.9,20.8,shelling,34
c,2023-10,South,42.7,20.6,raid,5
d,2023-11,South,42.7,20.6,raid,
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve) -> str:
    """Where a dashboard has a panel of months as a dataset of totals."""
    library = tmp_path_factory.mktemp("library")
    path = library.parent / "panel.csv"
    path.write_text(PANEL, encoding="utf-8")
    command = [sys.executable, "-m", "geodata", "import", str(path), "--row-is", "total", "--name", "panel"]
    subprocess.run(command, check=True, env={**os.environ, "INCIDENTS_LIBRARY": str(library)})
    return serve(INCIDENTS_LIBRARY=str(library))


@pytest.mark.parametrize("level", ["rows", "cells"])
def test_the_number_above_the_map_and_its_circles_count_events(visit, address, level):
    seen = visit("?dataset=panel", address=address, script=f"window.__incidentMapLevel = '{level}'")
    seen.shows("", drawn=4)
    assert seen.counts()[0] == "1,239 of 1,239 events"
    expect(seen.page.get_by_role("button", name="1,239 events in 4 totals")).to_be_visible()
    expect(seen.page.get_by_text("1 total gives no number", exact=True)).to_be_visible()
    expect(seen.layer).to_have_attribute("data-events", "1239")
    expect(seen.layer).to_have_attribute("data-mode", "places")
    expect(seen.layer).to_have_attribute("data-clustered", "1239")
    seen.page.mouse.move(*seen.at(20.8, 42.9))
    expect(seen.tip.locator("strong")).to_have_text("1,234 events here (records: 2)")
    seen.page.mouse.move(*seen.at(20.6, 42.7))
    expect(seen.tip.last.locator("strong")).to_have_text("5 events here (records: 2)")


def test_filters_bars_and_details_count_the_same_events(visit, address):
    seen = visit("?dataset=panel&type=raid&step=month", address=address)
    seen.shows("type=raid", drawn=2)
    assert seen.counts()[0] == "5 of 1,239 events"
    expect(seen.page.locator(".legend-entry .legend-count").first).to_have_text("5")
    summary = seen.page.locator("p.visually-hidden", has_text="certainly within one bar")
    expect(summary).to_contain_text("5 events lie")
    expect(seen.page.get_by_text("These records stand for 5 events.")).to_be_visible()
