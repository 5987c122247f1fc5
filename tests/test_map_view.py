"""The map of a dataset: settings to and from an address, what is on it, and what never is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from datasets import small_dataset
from shapely.geometry import LineString, Point, box, shape

from components import base_maps, map_view, outline
from components.folium_map import ASSETS, CompiledMap, compile_map
from components.map_view import MapSettings, MapSettingsError, from_query
from geodata.model import KINDS, Dataset
from geodata.query import store

HOSTILE = "{{7*7}}</script><img src=x onerror=alert(1)>"
BANJSKA = Point(20.79, 42.97)
SETTINGS = MapSettings(dataset="d", version="v", tiles=("osm", "light", "imagery"))


@pytest.fixture(autouse=True)
def dataset(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Two drawn incidents, a district, and a line whose name is hostile."""
    points = [BANJSKA, Point(20.86, 42.89), Point(21.5, 44.0)]
    made = small_dataset(3)
    incidents = made.incidents.assign(
        title=HOSTILE,
        place="p",
        lon=[point.x for point in points],
        lat=[point.y for point in points],
        location_class=["site", "settlement", "district"],
        geometry=points,
    )
    places = made.places.iloc[:2].assign(
        **{"key": ["p", "l"], "name_en": HOSTILE, "class": ["settlement", "line"]},
        geometry=[BANJSKA, LineString([(20.5, 43.0), (20.7, 43.1)])],
    )
    made = replace(made, incidents=incidents, places=places)
    monkeypatch.setattr(map_view, "opened", lambda name, version: store.open(made))
    return made


def compiled(settings: MapSettings = SETTINGS) -> CompiledMap:
    return compile_map(map_view.build(settings))


def test_settings_survive_the_way_through_an_address() -> None:
    settings = MapSettings(dataset="north & south", version="ab=c", base="light", tiles=("light",))
    assert from_query(settings.to_query()) == settings


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("base=outline", "base=elsewhere"), "base.*elsewhere"),
        (("base=outline&", ""), "base"),
        (("lang=en", "lang=xx"), "lang"),
        (("tiles=osm", "tiles=evil"), "tiles"),
        (("dataset=d", "dataset=d&dataset=e"), "one value"),
    ],
)
def test_an_address_with_impossible_settings_is_refused(change: tuple[str, str], expected: str) -> None:
    with pytest.raises(MapSettingsError, match=expected):
        from_query(SETTINGS.to_query().replace(*change))


def test_the_address_of_a_map_answers_with_that_map() -> None:
    assert map_view.module(SETTINGS.to_query()) == compiled().module


def test_no_text_of_the_dataset_enters_the_script() -> None:
    script = compiled().script
    for trace in ("7*7", "onerror", "49<", "alert"):
        assert trace not in script


def test_the_outline_is_drawn_under_everything_and_no_tiles_are_shown_at_first() -> None:
    script = compiled().script
    assert '"className": "outline-land"' in script
    assert '"className": "outline-focus"' in script
    assert outline.ATTRIBUTION in script
    tiles = re.findall(r"var (tile_layer_\w+) = L\.tileLayer", script)
    assert len(tiles) == 3
    for name in tiles:
        assert f"{name}.addTo" not in script


def test_a_base_map_that_was_chosen_is_shown_first() -> None:
    script = compiled(replace(SETTINGS, base="osm")).script
    name = re.search(r"var (tile_layer_\w+) = L\.tileLayer\(\s*\"https://tile\.openstreetmap", script)
    assert name
    assert f"{name[1]}.addTo" in script


def test_every_kind_has_an_entry_in_the_layer_control() -> None:
    made = compiled()
    for kind in KINDS:
        assert re.search(rf'new L\.IncidentKind\(\s*{made.layers[0]}, "{kind}"', made.script)


def test_the_line_is_a_dashed_reference_of_coordinates_alone() -> None:
    script = compiled().script
    assert '"className": "reference-line"' in script
    assert '"dashArray"' in script
    assert "[[20.5, 43.0], [20.7, 43.1]]" in script


def test_the_first_view_is_where_incidents_are_drawn() -> None:
    west, south, east, north = map_view.opened("d", "v").facts.first_view
    assert box(west, south, east, north).contains(BANJSKA)
    assert north < 43.5, "the district's centre is not drawn and must not count"


def test_a_dataset_without_a_point_has_a_map_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "opened", lambda name, version: store.open(small_dataset(0)))
    assert compiled().script


def test_tiles_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(base_maps.SWITCH, "off")
    script = compiled(MapSettings(dataset="d", version="v")).script
    assert base_maps.hosts() == ()
    assert "tileLayer" not in script


def test_an_unknown_tile_set_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(base_maps.SWITCH, "osm,mars")
    with pytest.raises(ValueError, match="'mars' was found"):
        base_maps.offered()


def test_every_tile_sets_host_is_in_the_policys_list() -> None:
    assert base_maps.hosts() == (
        "https://tile.openstreetmap.org",
        "https://basemaps.cartocdn.com",
        "https://server.arcgisonline.com",
    )


def test_the_outline_is_exact_near_the_dataset_and_covers_the_earth() -> None:
    others, focus = outline.countries((20.6, 42.8, 21.0, 43.1))
    near = shape(focus["geometry"])
    assert near.buffer(0).contains(BANJSKA)
    assert len(focus["geometry"]["coordinates"]) == 2, "Kosovo and Serbia, and no one else"
    west, south, east, north = shape(others["geometry"]).bounds
    assert (west, east) == (-180, 180)
    assert (south, north) < (-80, 84)
    assert others["properties"] == focus["properties"] == {}


def test_neighbours_share_their_border() -> None:
    """No gap: every vertex on the line between two countries near the dataset is a vertex of both."""
    _, focus = outline.countries((20.6, 42.8, 21.0, 43.1))
    one, two = ({tuple(vertex) for vertex in polygon[0]} for polygon in focus["geometry"]["coordinates"])
    assert len(one & two) > 50


def test_the_module_stays_small_enough_to_send() -> None:
    assert len(compiled().module) < 500_000


def test_all_local_files_of_the_map_exist() -> None:
    made = compiled()
    assert made.js[0].endswith("leaflet.js"), "plugins need Leaflet first"
    for path in (*made.js, *made.css):
        assert (ASSETS / path).is_file()
