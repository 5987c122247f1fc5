"""Marks in a real browser stand where their records are, at every zoom."""

from __future__ import annotations

import re

import pytest
import the_case
from playwright.sync_api import expect

from geodata.query.store import opened

pytestmark = pytest.mark.browser

ALONG_THE_LINE = "precision=line"
REACH_PX = 40
"""Half a row of four symbols, or a symbol with its number."""

FARTHEST = """(canvas, line) => {
  const ratio = canvas.width / canvas.getBoundingClientRect().width;
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let farthest = 0;
  for (let index = 3; index < pixels.length; index += 4) {
    if (pixels[index] < 60) continue; // the soft band is far fainter
    const [x, y] = [((index >> 2) % canvas.width) / ratio, Math.floor((index >> 2) / canvas.width) / ratio];
    farthest = Math.max(farthest, Math.min(...line.map(([a, b]) => Math.hypot(a - x, b - y))));
  }
  return farthest;
}"""
"""How far the painted pixel that is farthest from a line's vertices lies from them, CSS pixels."""


@pytest.mark.parametrize(("zoom", "width"), [(2, 820), (4, 1400), (5, 820), (7, 1400)])
def test_what_is_known_along_a_line_is_drawn_on_that_line(visit, zoom, width):
    seen = visit(f"?{ALONG_THE_LINE}&at=42.9,20.8,{zoom}", width=width)
    seen.shows(ALONG_THE_LINE, drawn=the_case.along_a_line())
    box = seen.layer.bounding_box()
    incidents = opened("northern-kosovo").dataset.incidents
    line = incidents.loc[incidents["location_class"] == "line"].geometry.iloc[0]
    vertices = [seen.at(*corner) for corner in line.segmentize(0.02).coords]
    on_canvas = [[x - box["x"], y - box["y"]] for x, y in vertices]
    assert 0 < seen.layer.evaluate(FARTHEST, on_canvas) < REACH_PX


def test_the_line_is_named_symbolic_with_its_source_while_a_record_along_it_is_shown(visit):
    seen = visit(f"?{ALONG_THE_LINE}")
    seen.shows(ALONG_THE_LINE, drawn=the_case.along_a_line())
    said = seen.page.locator(".legend-lines li")
    expect(said).to_have_text(
        re.compile(r"Line between Kosovo and Serbia: symbolic, ± 25 km\. Course: Natural Earth")
    )
    posts = visit("?kind=site")
    posts.shows("kind=site", drawn=the_case.drawn("site"))
    expect(posts.page.locator(".legend-lines")).to_be_attached()
    expect(posts.page.locator(".legend-lines li")).to_have_count(0)
    expect(posts.page.locator(".reference-line")).to_have_count(0)
