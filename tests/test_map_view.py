"""The map of a dataset: settings to and from an address, what is on it, and what never is."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from datasets import small_dataset, with_totals
from shapely.geometry import LineString, Point, box, shape

from components.folium_map import ASSETS, CompiledMap, compile_map
from components.map import base_maps, outline, view
from components.map.view import MapSettings, MapSettingsError, from_query
from geodata.model import KINDS, TOTAL, Dataset
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
    monkeypatch.setattr(view, "opened", lambda name, version: store.open(made))
    return made


def compiled(settings: MapSettings = SETTINGS) -> CompiledMap:
    return compile_map(view.build(settings))


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
    assert view.module(SETTINGS.to_query()) == compiled().module


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
    assert kinds_of(made) == {*KINDS} - {TOTAL}


def test_totals_have_one_where_the_dataset_has_some(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "opened", lambda name, version: store.open(with_totals(dataset)))
    assert kinds_of(compiled()) == {*KINDS}


def kinds_of(made: CompiledMap) -> set[str]:
    return set(re.findall(rf'new L\.IncidentKind\(\s*{made.layers[0]}, "([a-z]+)"', made.script))


def test_a_line_that_is_a_place_is_not_part_of_the_map_but_drawn_with_its_records() -> None:
    assert "[20.7, 43.1]" not in compiled().script


def test_the_line_of_the_built_in_case_is_a_border_of_the_outline_vertex_for_vertex() -> None:
    places = store.opened("northern-kosovo").dataset.places.set_index("key")
    line = places.loc["line"]
    assert "Natural Earth" in line["coordinate_source"]
    around = tuple(np.add(line.geometry.bounds, (-1, -1, 1, 1)).tolist())
    drawn = [
        [[round(lon, outline.DECIMALS), round(lat, outline.DECIMALS)] for lon, lat in border]
        for border in outline.borders(around)["geometry"]["coordinates"]
    ]
    assert [list(corner) for corner in line.geometry.coords] in drawn


def test_the_first_view_is_where_incidents_are_drawn() -> None:
    west, south, east, north = view.opened("d", "v").statistics.first_view
    assert box(west, south, east, north).contains(BANJSKA)
    assert north < 43.5, "the district's centre is not drawn and must not count"


def test_a_dataset_without_a_point_has_a_map_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "opened", lambda name, version: store.open(small_dataset(0)))
    assert compiled().script


def test_tiles_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_TILES", "off")
    script = compiled(MapSettings(dataset="d", version="v")).script
    assert base_maps.hosts() == ()
    assert "tileLayer" not in script


def test_an_unknown_tile_set_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_TILES", "osm,mars")
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
    near = [country["properties"]["name"] for country in focus["features"]]
    assert sorted(near) == ["Kosovo", "Serbia"]
    holding = [name for name, each in zip(near, focus["features"], strict=True) if _holds(each, BANJSKA)]
    assert holding == ["Kosovo"]
    bounds = np.array([shape(country["geometry"]).bounds for country in others["features"]])
    assert (bounds[:, 0].min(), bounds[:, 2].max()) == (-180, 180)
    assert (bounds[:, 1].min(), bounds[:, 3].max()) < (-80, 84)


def _holds(country: dict[str, Any], point: Point) -> bool:
    return bool(shape(country["geometry"]).buffer(0).contains(point))


def test_each_country_has_a_name_that_people_know_it_by() -> None:
    found = outline.countries((20.6, 42.8, 21.0, 43.1))
    names = [country["properties"]["name"] for each in found for country in each["features"]]
    assert len(names) == len(set(names)) > 150
    assert {"North Macedonia", "Bosnia and Herzegovina", "Türkiye", "Central African Republic"} <= set(names)
    assert not [name for name in names if name.endswith((" Rep.", " Herz."))]


@pytest.mark.parametrize(
    "box",
    [(20.6, 42.8, 21.0, 43.1), (177.0, -18.0, 179.9, -16.0), (150.0, 60.0, 178.0, 68.0)],
    ids=["Kosovo", "Fiji", "Chukotka"],
)
def test_no_country_is_a_band_around_the_earth(box: outline.Box) -> None:
    edges = [
        (one, other)
        for found in outline.countries(box)
        for feature in found["features"]
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
        for one, other in pairwise(ring)
    ]
    assert max(abs(longitude) for (longitude, _), _ in edges) == 180
    across = [(one, other) for one, other in edges if abs(other[0] - one[0]) > 30]
    assert all(one[1] == other[1] == -90 for one, other in across), "the south pole is a line on this map"


def test_the_borders_beyond_the_180th_meridian_are_kept_and_none_runs_around_the_earth() -> None:
    """The box holds the eastern ends of two of Fiji's islands, whose rings begin on the other side."""
    lines = shape(outline.borders((-180.0, -17.1, -179.5, -16.0))["geometry"]).geoms
    assert lines
    assert max(line.bounds[2] for line in lines) < -179.7


def test_neighbours_share_their_border() -> None:
    """No gap: every vertex on the line between two countries near the dataset is a vertex of both."""
    _, focus = outline.countries((20.6, 42.8, 21.0, 43.1))
    one, two = (
        {tuple(vertex) for vertex in country["geometry"]["coordinates"][0][0]}
        for country in focus["features"]
    )
    assert len(one & two) > 50


def test_the_module_stays_small_enough_to_send() -> None:
    assert len(compiled().module) < 500_000


def test_all_local_files_of_the_map_exist() -> None:
    made = compiled()
    assert made.js[0].endswith("leaflet.js"), "plugins need Leaflet first"
    for path in (*made.js, *made.css):
        assert (ASSETS / path).is_file()
