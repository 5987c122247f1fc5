"""Base maps and layers that are files: drawn with the network cut, remembered, said when they are gone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import base_map_files
import pytest
from playwright.sync_api import Locator, expect

from geodata.basemaps import collection

if TYPE_CHECKING:
    from collections.abc import Callable

    from visits import Visit

pytestmark = pytest.mark.browser

ZOOMS = (4, 6, 9, 12, 15)
MIDDLE = (20.80, 42.97)
NORTH, QUIET, PICTURES, PLAIN = (
    "file-northern-kosovo",
    "file-northern-kosovo-quiet",
    "file-pictures",
    "file-plain",
)
NAMES = ("Northern Kosovo", "Northern Kosovo, quiet", "Pictures", "Plain", "A zone")
INK = """(canvases) => canvases.some((canvas) => canvas.width > 0 &&
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))"""
COLOURS = """(canvases) => [...new Set(canvases.filter((canvas) => canvas.width).flatMap((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255) found.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    }
    return [...found];
}))]"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vector tiles of the Protomaps schema and of another one, pictures, and a reference layer."""
    folder = tmp_path_factory.mktemp("maps")
    tracks = [{"name": "A track", "geometry": base_map_files.LineString(base_map_files.ROAD)}]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(folder / "library"))
        collection.add(base_map_files.vector(folder / "v.pmtiles"), name="Northern Kosovo")
        collection.add(base_map_files.raster(folder / "r.pmtiles"), name="Pictures")
        collection.add(base_map_files.vector(folder / "p.pmtiles", layers={"tracks": tracks}), name="Plain")
        collection.add(base_map_files.reference_layer(folder / "z.geojson"), name="A zone", colour="#0055aa")
    return folder / "library"


@pytest.fixture(scope="module")
def offline(library: Path, serve: Callable[..., str]) -> str:
    """A dashboard that offers them, below a base path."""
    return serve(INCIDENTS_LIBRARY=str(library), base="maps")


def at(zoom: int, base: str = "") -> str:
    return f"?at={MIDDLE[1]},{MIDDLE[0]},{zoom}" + (f"&base={base}" if base else "")


def tiles(seen: Visit) -> Locator:
    return seen.page.locator(".leaflet-tile-pane canvas.leaflet-tile-loaded")


def pictures(seen: Visit) -> Locator:
    return seen.page.locator(".leaflet-tile-pane img.leaflet-tile-loaded[src^=blob]")


def said(seen: Visit) -> Locator:
    return seen.page.locator(".base-map-failure")


def has_ink(canvases: Locator) -> None:
    """Wait until something is painted."""
    expect(canvases.first).to_be_attached()
    for _ in range(50):
        if canvases.evaluate_all(INK):
            return
        canvases.page.evaluate("new Promise(requestAnimationFrame)")
    pytest.fail("nothing is painted")


def zoomed(seen: Visit, zoom: int) -> None:
    expect(seen.page).to_have_url(re.compile(rf"at=[^&]*,{zoom}(&|$)"))


@pytest.mark.parametrize("base", ["", NORTH, QUIET, PICTURES, PLAIN])
def test_no_request_leaves_at_any_zoom_of_a_base_map_that_is_here(
    visit: Callable[..., Visit], offline: str, base: str
) -> None:
    seen = visit(at(ZOOMS[0], base), address=offline)
    seen.shows("")
    for zoom in range(ZOOMS[0] + 1, ZOOMS[-1] + 1):
        seen.press("Zoom in")
        zoomed(seen, zoom)
    seen.page.wait_for_load_state("networkidle")
    assert seen.elsewhere == []
    assert not [line for line in seen.console if "Refused" in line or "pageerror" in line]
    expect(said(seen)).to_be_hidden()


WRITTEN = """const { fillText } = CanvasRenderingContext2D.prototype;
const written = new Set();
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    written.add(text);
    document.documentElement.dataset.written = [...written].join("|");
    return fillText.call(this, text, ...rest);
};"""


def test_towns_and_villages_are_named_as_one_comes_near_and_nothing_is_asked_of_others(
    visit: Callable[..., Visit], offline: str
) -> None:
    seen = visit("?at=42.89,20.87,10", address=offline, script=WRITTEN)
    whole = seen.page.locator("html")
    expect(whole).to_have_attribute("data-written", re.compile("Vushtrri(\\||$)"))
    expect(whole).not_to_have_attribute("data-written", re.compile("Broboniq"))  # 731 inhabitants
    seen.press("Zoom in")
    expect(whole).to_have_attribute("data-written", re.compile("Broboniq"))
    expect(whole).to_have_attribute("data-written", re.compile("Leposavić"))
    expect(whole).not_to_have_attribute("data-written", re.compile("Leposaviq"))  # the dataset has named it
    assert seen.elsewhere == []
    attribution = seen.page.locator(".leaflet-control-attribution")
    expect(attribution).to_contain_text("Places: GeoNames, CC BY 4.0")


def test_the_layers_that_are_here_are_offered_by_their_names(
    visit: Callable[..., Visit], offline: str
) -> None:
    seen = visit(address=offline)
    seen.shows("")
    control = seen.page.locator(".leaflet-control-layers")
    control.hover()
    for name in NAMES:
        expect(control.get_by_text(name, exact=True)).to_be_visible()
    expect(control.get_by_role("radio", name="Outline (offline)")).to_be_checked()
    expect(control.get_by_role("checkbox", name="A zone")).to_be_checked()


@pytest.mark.parametrize(
    ("base", "dark", "land"),
    [
        (NORTH, False, "226,223,218"),
        (NORTH, True, "31,31,31"),
        (QUIET, False, "255,255,255"),
        (QUIET, True, "20,20,20"),
    ],
)
def test_vector_tiles_follow_the_pages_theme(
    visit: Callable[..., Visit], offline: str, base: str, dark: bool, land: str
) -> None:
    seen = visit(at(12, base), address=offline, dark=dark)
    seen.shows("")
    has_ink(tiles(seen))
    assert land in tiles(seen).evaluate_all(COLOURS)
    expect(seen.page.locator(".leaflet-control-attribution")).to_contain_text("© the tests")


def test_another_theme_draws_the_tiles_anew(visit: Callable[..., Visit], offline: str) -> None:
    seen = visit(at(12, NORTH), address=offline)
    seen.shows("")
    has_ink(tiles(seen))
    tiles(seen).first.evaluate("(canvas) => canvas.setAttribute('data-before', '')")
    seen.page.emulate_media(color_scheme="dark")
    expect(seen.page.locator("canvas[data-before]")).to_have_count(0)
    has_ink(tiles(seen))
    assert "31,31,31" in tiles(seen).evaluate_all(COLOURS)


def test_tiles_of_another_schema_are_drawn_too(visit: Callable[..., Visit], offline: str) -> None:
    seen = visit(at(12, PLAIN), address=offline)
    seen.shows("")
    has_ink(tiles(seen))


def test_pictures_of_an_archive_are_shown(visit: Callable[..., Visit], offline: str) -> None:
    seen = visit(at(10, PICTURES), address=offline)
    seen.shows("")
    expect(pictures(seen).first).to_have_js_property("naturalWidth", 256)


def test_the_choice_travels_is_remembered_and_runs_nothing(visit: Callable[..., Visit], offline: str) -> None:
    seen = visit(address=offline)
    seen.shows("")
    runs = seen.page.evaluate("window.__incidentMap.calls")
    choose(seen, "Pictures")
    expect(seen.page).to_have_url(re.compile(r"base=file-pictures(&|$)"))
    assert seen.page.evaluate("window.__incidentMap.calls") == runs

    seen.page.goto(offline)
    seen.shows("")
    checked(seen, "Pictures")
    seen.page.goto(offline + "?base=" + PLAIN)
    seen.shows("")
    checked(seen, "Plain")  # an address that names one is followed
    choose(seen, "Outline (offline)")
    seen.page.goto(offline)
    seen.shows("")
    checked(seen, "Outline (offline)")


def choose(seen: Visit, name: str) -> None:
    control = seen.page.locator(".leaflet-control-layers")
    control.hover()
    control.get_by_text(name, exact=True).click()


def checked(seen: Visit, name: str) -> None:
    control = seen.page.locator(".leaflet-control-layers")
    control.hover()
    expect(control.get_by_role("radio", name=name, exact=True)).to_be_checked()


def test_a_reference_layer_lies_under_the_incidents_and_can_be_hidden_by_the_address(
    visit: Callable[..., Visit], offline: str
) -> None:
    seen = visit(at(11), address=offline)
    seen.shows("")
    shapes = seen.page.locator(".leaflet-reference-pane canvas")
    has_ink(shapes)
    assert "0,85,170" in shapes.evaluate_all(COLOURS)
    choose(seen, "A zone")
    expect(seen.page).to_have_url(re.compile(r"hide=layer-a-zone(&|$)"))
    assert not shapes.evaluate_all(INK)
    again = visit(seen.page.url.removeprefix(offline), address=offline)
    again.shows("")
    assert not again.page.locator(".leaflet-reference-pane canvas").evaluate_all(INK)
    again.page.locator(".leaflet-control-layers").hover()
    expect(again.page.get_by_role("checkbox", name="A zone")).not_to_be_checked()


def spoil(path: Path, how: str) -> None:
    """Make a file unreadable in place, without another state: a disk that fails, or a mount that is gone."""
    state, size = path.stat(), path.stat().st_size
    if how == "gone":
        path.unlink()
        return
    start = 127 if how == "directory" else size // 4
    with path.open("r+b") as stream:
        stream.seek(start)
        stream.write(bytes(size - start))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


@pytest.fixture(scope="module")
def breaking(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]) -> tuple[str, list[str]]:
    """A dashboard whose archives broke after they were added, and their names; a reference layer is gone."""
    folder = tmp_path_factory.mktemp("breaking")
    names = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(folder / "library"))
        for kind in (base_map_files.vector, base_map_files.raster):
            made = kind(folder / f"{kind.__name__}.pmtiles")
            for how in ("gone", "directory", "tiles"):
                names.append(f"{kind.__name__} {how}")
                spoil(collection.add(made, name=names[-1]).path, how)
        collection.add(base_map_files.reference_layer(folder / "z.geojson"), name="Zone").path.unlink()
    return serve(INCIDENTS_LIBRARY=str(folder / "library")), names


def test_what_is_gone_or_broken_is_said_and_the_outline_stays(
    visit: Callable[..., Visit], breaking: tuple[str, list[str]]
) -> None:
    address, names = breaking
    seen = visit(at(10), address=address)
    seen.shows("")
    layer = "The layer “Zone” cannot be read: its file is gone or damaged."
    expect(said(seen)).to_have_text(layer)
    choose(seen, "Zone")
    expect(said(seen)).to_be_hidden()
    for name in names:
        choose(seen, name)
        expect(said(seen)).to_have_text(
            f"The base map “{name}” cannot be read, its file is gone or damaged: the outline is shown."
        )
        outline = seen.page.locator("path.outline-focus, path.outline-land").filter(visible=True)
        expect(outline.first).to_be_attached()
    choose(seen, "Outline (offline)")
    expect(said(seen)).to_be_hidden()
