"""Base maps of one's own in `INCIDENTS_TILE_SETS`: what they become on the map, and which are refused."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from datasets import small_dataset

from api.security import content_security_policy
from components.folium_map import compile_map
from components.map import base_maps, view
from components.map.attribution import as_html
from components.map.view import MapSettings
from geodata.basemaps.own_tile_sets import own
from geodata.errors import SettingsError
from geodata.query import store

XYZ = """
[topo]
name = "Topographic <b>"
url = "https://tiles.example.org:8443/{z}/{x}/{y}.png"
attribution = "© <a href='https://example.org/' onclick='x()'>Example</a><script>x</script> & others"
max_zoom = 17
"""
WMS = """
[cadastre]
kind = "wms"
name = "Cadastre"
url = "https://wms.example.org/ows?map=a"
layers = "parcels,roads"
attribution = "Cadastre"
"""
WMTS = """
[orthophoto]
kind = "wmts"
name = "Orthophoto"
url = "https://wmts.example.org/service"
layer = "ortho"
attribution = "Agency"
"""


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def write(text: str) -> Path:
        path = tmp_path / f"tiles-{len(list(tmp_path.iterdir()))}.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("INCIDENTS_TILE_SETS", str(path))
        return path

    return write


def test_own_sets_follow_those_of_the_program_and_stay_when_those_are_off(
    given, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(XYZ + WMS + WMTS)
    assert base_maps.offered() == ("osm", "light", "imagery", "topo", "cadastre", "orthophoto")
    monkeypatch.setenv("INCIDENTS_TILES", "off")
    assert base_maps.offered() == ("topo", "cadastre", "orthophoto")
    assert base_maps.hosts() == (
        "https://tiles.example.org:8443",
        "https://wms.example.org",
        "https://wmts.example.org",
    )
    assert "https://tiles.example.org:8443" in content_security_policy(base_maps.hosts(), "'self'")


def test_each_kind_is_drawn_with_its_name_and_a_safe_attribution(
    given, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(XYZ + WMS + WMTS)
    monkeypatch.setattr(view, "opened", lambda *_: store.open(small_dataset(0)))
    script = compile_map(view.build(MapSettings(dataset="d", version="v", files=()))).script
    assert '"https://tiles.example.org:8443/{z}/{x}/{y}.png"' in script
    assert "L.tileLayer.wms(\n" in script
    assert '"layers": "parcels,roads"' in script
    assert '"className": "tiles-cadastre"' in script
    assert "TILECOL={x}" in script
    for hostile in ("onclick", "<script", "<b>"):
        assert hostile not in script
    assert "Topographic" in script


def test_a_wmts_is_asked_for_tiles_by_its_standard(given) -> None:
    given(WMTS)
    asked = parse_qs(urlsplit(own()["orthophoto"].url).query)
    assert asked == {
        "SERVICE": ["WMTS"],
        "REQUEST": ["GetTile"],
        "VERSION": ["1.0.0"],
        "LAYER": ["ortho"],
        "STYLE": ["default"],
        "FORMAT": ["image/png"],
        "TILEMATRIXSET": ["GoogleMapsCompatible"],
        "TILEMATRIX": ["{z}"],
        "TILEROW": ["{y}"],
        "TILECOL": ["{x}"],
    }


def test_a_wmts_may_name_its_places_in_the_path(given) -> None:
    place = "https://wmts.example.org/ortho/{TileMatrix}/{TileRow}/{tilecol}.png"
    given(WMTS.replace("https://wmts.example.org/service", place) + 'matrix = "EPSG:3857:{z}"\n')
    assert own()["orthophoto"].url == "https://wmts.example.org/ortho/EPSG:3857:{z}/{y}/{x}.png"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[topo", "it is no TOML"),
        ("topo = 1", "in 'topo' it is no table"),
        (XYZ.replace("[topo]", "['to po']"), "in 'to po' it is no key"),
        (XYZ.replace("[topo]", "[file-x]"), "in 'file-x' it is no key"),
        (XYZ.replace("[topo]", "[osm]"), "in 'osm' a key of the program's own"),
        (XYZ.replace("[topo]", "[outline]"), "in 'outline' a key"),
        (XYZ + 'kind = "tms"', "kind 'tms'"),
        (XYZ + 'layers = "x"', "'layers' was found"),
        (XYZ.replace("{y}", ""), r"\{y\} was expected"),
        (XYZ.replace("https://", "ftp://"), "one host"),
        (XYZ.replace("https://", "javascript:"), "one host"),
        (XYZ.replace("tiles.example", "{s}.example"), "one host"),
        (XYZ.replace("tiles.example.org:8443", "*"), "one host"),
        (XYZ.replace("tiles.example.org:8443", "x; script-src *"), "one host"),
        (XYZ.replace("tiles.example", "me:secret@tiles.example"), "without .* a password"),
        (XYZ.replace("/{z}", "/a b/{z}"), "without spaces"),
        (XYZ.replace("attribution", "max_zoom = 1 #"), "."),
        (XYZ.replace("max_zoom = 17", "max_zoom = 40"), "max_zoom '40'"),
        (WMS.replace('layers = "parcels,roads"', ""), "layers is missing"),
        (WMS + 'format = "text/html"', "format 'text/html'"),
        (WMTS.replace('layer = "ortho"', ""), "layer is missing"),
        (WMTS + 'matrix = "EPSG:3857"', "matrix"),
    ],
)
def test_what_cannot_be_is_found_at_the_start(given, text: str, problem: str) -> None:
    given(text)
    with pytest.raises(SettingsError, match=f"INCIDENTS_TILE_SETS: .*{problem}"):
        base_maps.bases()


def test_a_file_that_is_not_there_is_named_without_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_TILE_SETS", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match=r"in 'none\.toml' it cannot be read"):
        base_maps.bases()


@pytest.mark.parametrize(
    ("given_text", "safe"),
    [
        ("© A & B", "© A &amp; B"),
        ("<b>A</b> &lt;i&gt;", "A &lt;i&gt;"),
        ("<script>alert(1)</script>A<style>*{}</style>", "A"),
        (
            '<a href="https://example.org/?a=1&amp;b" onclick="x()">A</a>',
            '<a href="https://example.org/?a=1&amp;b" target="_blank" rel="noopener">A</a>',
        ),
        ('<a href="javascript:alert(1)">A</a>', "A"),
        ('<a href="//example.org">A</a>', "A"),
        ("<a href='https://e.org/\" onmouseover=x'>A", None),
        ("<img src=x onerror=alert(1)>A", "A"),
        ("<<b>script>", None),
        ("A <", "A &lt;"),
    ],
)
def test_an_attribution_keeps_its_text_and_links_alone(given_text: str, safe: str | None) -> None:
    found = as_html(given_text)
    if safe is not None:
        assert found == safe
    assert "<script" not in found
    assert found.count("<a ") == found.count("</a>") == found.count("<") / 2
    assert found.count('"') == 6 * found.count("<a ")
