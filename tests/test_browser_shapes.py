"""Areas, a line and several points in a real browser: drawn, pointed at and opened as what they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geodata.filters import Filters

pytestmark = pytest.mark.browser

FEATURES = {
    "Cordon": ("Polygon", [[[20.6, 42.8], [21.0, 42.8], [21.0, 43.1], [20.6, 43.1], [20.6, 42.8]]]),
    "Search": ("Polygon", [[[20.65, 42.85], [20.75, 42.85], [20.75, 42.95], [20.65, 42.95], [20.65, 42.85]]]),
    "Patrol": ("LineString", [[20.5, 42.7], [20.8, 42.75], [21.1, 42.7]]),
    "Checkpoints": ("MultiPoint", [[20.85, 43.0], [21.1, 43.0], [21.1, 42.9]]),
    "Shot": ("Point", [20.7, 42.9]),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve) -> str:
    """Where a dashboard has the features as a dataset."""
    library = tmp_path_factory.mktemp("library")
    path = library.parent / "shapes.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"title": title, "date": "2023-09-24"},
            "geometry": {"type": kind, "coordinates": corners},
        }
        for title, (kind, corners) in FEATURES.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    taken(path, library)
    return serve(INCIDENTS_LIBRARY=str(library))


def taken(path: Path, library: Path) -> None:
    command = [sys.executable, "-m", "geodata", "import", str(path), "--name", "shapes"]
    subprocess.run(command, check=True, env={**os.environ, "INCIDENTS_LIBRARY": str(library)})


@pytest.mark.parametrize(
    ("place", "title"),
    [
        pytest.param((20.9, 42.85), "Cordon", id="inside an area"),
        pytest.param((21.0, 42.87), "Cordon", id="on its outline"),
        pytest.param((20.68, 42.87), "Search", id="inside the smaller of two"),
        pytest.param((20.7, 42.9), "Shot", id="on a point in two areas"),
        pytest.param((20.65, 42.725), "Patrol", id="on a line"),
        pytest.param((21.1, 43.0), "Checkpoints", id="on one of several points"),
        pytest.param((20.85, 43.0), "Checkpoints", id="on another, in an area"),
    ],
)
def test_a_click_anywhere_on_a_shape_opens_its_record(visit, address, place, title):
    seen = visit("?dataset=shapes", address=address)
    seen.shows("", drawn=5)
    x, y = seen.at(*place)
    seen.page.mouse.move(x, y)
    expect(seen.tip.locator("strong")).to_have_text(title)
    tip = seen.tip.bounding_box()
    if title == "Checkpoints":
        assert abs(tip["x"] + tip["width"] / 2 - x) < 20  # over the one that is pointed at
    seen.page.mouse.click(x, y)
    expect(seen.title).to_have_text(title)


def test_map_table_and_captions_count_shapes_alike_and_the_legend_names_them(visit, address):
    seen = visit("?dataset=shapes", address=address)
    seen.shows("", drawn=5)
    assert seen.counts() == ["5 of 5 records"]  # none without a point
    expect(seen.titles).to_have_count(5)
    precision = seen.page.locator(".legend-precision")
    for words in ("along a line", "an area", "several points of one record"):
        expect(precision).to_contain_text(words)


def test_an_area_filter_keeps_what_reaches_into_it(visit, address):
    box = Filters(area=((21.05, 42.6), (21.2, 42.6), (21.2, 43.2), (21.05, 43.2))).to_query()
    seen = visit(f"?dataset=shapes&{box}", address=address)
    seen.shows(box, drawn=2)  # the line's end and two of the points
    assert seen.counts()[0].startswith("2 of 5")
    seen.page.mouse.click(*seen.at(20.9, 42.85))  # where the area was
    expect(seen.title).to_have_count(0)


def test_a_shape_that_is_chosen_out_of_view_is_brought_into_it_clear_of_the_edge(visit, address):
    first = visit("?dataset=shapes", address=address)
    first.shows("", drawn=5)
    first.page.mouse.click(*first.at(20.68, 42.87))
    expect(first.title).to_have_text("Search")
    first.rests()
    chosen = first.params()["incident"][0]
    seen = visit(f"?dataset=shapes&at=42.3,22.3,11&incident={chosen}", address=address)
    seen.shows("", drawn=5)
    expect(seen.title).to_have_text("Search")
    expect(seen.page.locator(".incident-outside")).not_to_contain_text(
        "5 outside"
    )  # as at the link's own view
    box = seen.layer.bounding_box()
    for corner in ((20.65, 42.85), (20.75, 42.95)):
        x, y = seen.at(*corner)
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]
