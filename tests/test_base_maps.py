"""Base maps that somebody adds: what is taken, what is refused and why, and what the list then says."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import base_map_files
import geopandas as gpd
import pytest
from shapely.geometry import LineString, shape

from geodata.__main__ import main
from geodata.basemaps import archives, collection, reference_layers
from geodata.errors import GeodataError, NoBaseMapError, SettingsError

ATTRIBUTION = base_map_files.ATTRIBUTION


@pytest.fixture(scope="module")
def vector(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return base_map_files.vector(tmp_path_factory.mktemp("maps") / "Северно Косово.pmtiles")


@pytest.fixture(scope="module")
def raster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return base_map_files.raster(tmp_path_factory.mktemp("maps") / "pictures.pmtiles", zooms=range(7, 9))


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def test_an_archive_says_what_it_covers_and_how(vector: Path, raster: Path) -> None:
    found = archives.read(vector)
    assert (found.kind, found.min_zoom, found.max_zoom) == ("vector", 0, base_map_files.MAX_ZOOM)
    assert found.bounds == base_map_files.BOUNDS
    assert found.attribution == ATTRIBUTION
    assert set(found.layers) == set(base_map_files.protomaps_layers())
    assert archives.read(raster).kind == "raster"


def changed(path: Path, tmp_path: Path, at: int, content: bytes) -> Path:
    spoiled = bytearray(path.read_bytes())
    spoiled[at : at + len(content)] = content
    copy = tmp_path / "spoiled.pmtiles"
    copy.write_bytes(spoiled)
    return copy


@pytest.mark.parametrize(
    ("at", "content", "problem"),
    [
        (0, b"PMTILES", "no PMTiles file"),
        (7, b"\x02", "PMTiles of version 2"),
        (8, struct.pack("<Q", 1 << 60), "cut off"),
        (97, b"\x03", "packed in a way"),
        (98, b"\x04", "packed in a way"),
        (99, b"\x06", "neither MVT nor pictures"),
        (100, b"\x0e\x02", "zooms are 14 to 2"),
        (102, struct.pack("<i", 1_810_000_000), "its bounds are 181"),
        (110, struct.pack("<i", 0), "west < east"),
        (127, b"no gzip", "damaged"),
    ],
)
def test_what_a_browser_could_not_draw_is_refused(
    raster: Path, tmp_path: Path, at: int, content: bytes, problem: str
) -> None:
    with pytest.raises(GeodataError, match=rf"spoiled\.pmtiles: .*{problem}"):
        archives.read(changed(raster, tmp_path, at, content))


@pytest.mark.parametrize("kept", [4, 100, 3_000])
def test_an_archive_that_was_cut_off_is_refused(raster: Path, tmp_path: Path, kept: int) -> None:
    short = tmp_path / "short.pmtiles"
    short.write_bytes(raster.read_bytes()[:kept])
    with pytest.raises(GeodataError, match=r"short\.pmtiles: it (is damaged|is no PMTiles)"):
        archives.read(short)


def test_metadata_that_unpacks_without_end_is_refused(raster: Path, tmp_path: Path) -> None:
    content = bytearray(raster.read_bytes())
    bomb = gzip.compress(b" " * (archives._MOST_METADATA + 1))
    content[24:40] = struct.pack("<QQ", len(content), len(bomb))
    path = tmp_path / "bomb.pmtiles"
    path.write_bytes(bytes(content) + bomb)
    with pytest.raises(GeodataError, match="damaged"):
        archives.read(path)


def test_what_is_added_is_kept_listed_and_removed(vector: Path) -> None:
    added = collection.add(vector)
    assert (added.key, added.name, added.kind) == ("severno-kosovo", "Северно Косово", "vector")
    assert added.path.read_bytes() == vector.read_bytes()
    assert collection.listed() == [added]
    assert collection.find(added.key, added.stamp) == added
    collection.remove(added.key)
    assert collection.listed() == []
    assert not added.path.exists()
    with pytest.raises(NoBaseMapError):
        collection.remove(added.key)


@pytest.mark.parametrize("key", ["..", "../mine", "", ".basemaps"])
def test_nothing_but_a_base_map_is_removed(vector: Path, library_folder: Path, key: str) -> None:
    collection.add(vector)
    (library_folder / "mine").mkdir()
    with pytest.raises(NoBaseMapError):
        collection.remove(key)
    assert (library_folder / "mine").is_dir()


def test_adding_again_replaces_and_the_old_state_is_gone(vector: Path, raster: Path) -> None:
    old = collection.add(vector, name="North")
    new = collection.add(raster, name="North")
    assert collection.listed() == [new]
    assert new.stamp != old.stamp
    with pytest.raises(NoBaseMapError):
        collection.find("north", old.stamp)


def test_a_refused_file_leaves_what_was_there(vector: Path, tmp_path: Path) -> None:
    kept = collection.add(vector, name="North")
    with pytest.raises(GeodataError):
        collection.add(changed(vector, tmp_path, 7, b"\x02"), name="North")
    assert collection.listed() == [kept]


@pytest.mark.parametrize("name", ["north-quiet", "…", "x" * 90])
def test_a_name_that_no_address_can_carry_is_refused(vector: Path, name: str) -> None:
    with pytest.raises(GeodataError, match="name"):
        collection.add(vector, name=name)


def test_an_archive_without_an_attribution_needs_one(raster: Path, tmp_path: Path) -> None:
    metadata = gzip.compress(b"{}")
    content = bytearray(raster.read_bytes())
    content[24:40] = struct.pack("<QQ", len(content), len(metadata))
    path = tmp_path / "mine.pmtiles"
    path.write_bytes(bytes(content) + metadata)
    with pytest.raises(GeodataError, match=r"whose map it is.*--attribution"):
        collection.add(path)
    assert collection.add(path, attribution="© me").attribution == "© me"


def test_the_settings_file_is_offered_first_and_stays_known_when_it_is_gone(
    vector: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "host.pmtiles"
    mine.write_bytes(vector.read_bytes())
    monkeypatch.setenv("INCIDENTS_BASEMAP", str(mine))
    collection.add(vector, name="North")
    before = collection.listed()
    assert [each.key for each in before] == ["host", "north"]
    mine.unlink()
    host = collection.listed()[0]
    assert (host.key, host.bounds) == ("host", base_map_files.BOUNDS)
    assert host.stamp != before[0].stamp


def test_a_settings_file_that_is_no_archive_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_BASEMAP", str(tmp_path / "none.pmtiles"))
    with pytest.raises(SettingsError, match=r"INCIDENTS_BASEMAP: none\.pmtiles: it cannot be read"):
        collection.from_settings()


def test_a_reference_layer_keeps_shapes_alone(tmp_path: Path) -> None:
    added = collection.add(
        base_map_files.reference_layer(tmp_path / "zone.geojson"), name="A zone", colour="#0055AA"
    )
    assert (added.key, added.kind, added.colour) == ("a-zone", "layer", "#0055aa")
    assert added.bounds == (20.7, 42.85, 20.95, 43.0)
    found = json.loads(added.path.read_text(encoding="utf-8"))
    assert [each["properties"] for each in found["features"]] == [{}, {}]
    assert shape(found["features"][0]["geometry"]).bounds == added.bounds


def test_a_layer_of_a_geopackage_comes_in_degrees_and_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "lines.gpkg"
    line = LineString([(20.7, 42.9), (20.8, 43.0)])
    for name in ("roads", "rivers"):
        frame = gpd.GeoDataFrame({"name": [name]}, geometry=[line], crs="EPSG:4326").to_crs("EPSG:32634")
        frame.to_file(path, layer=name, driver="GPKG")
    with pytest.raises(GeodataError, match=r"it has the layers .*roads.*--layer"):
        collection.add(path)
    added = collection.add(path, table="rivers")
    assert added.bounds == pytest.approx(line.bounds, abs=2e-5)


def test_too_many_corners_are_a_job_for_tiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "coast.geojson"
    corners = [[20 + number / 1e6, 42.0] for number in range(reference_layers.MOST_CORNERS + 1)]
    path.write_text(json.dumps({"type": "LineString", "coordinates": corners}), encoding="utf-8")
    with pytest.raises(GeodataError, match=r"300,001 corners.*PMTiles"):
        collection.add(path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a,b\n1,2\n", "no JSON, as its name says"),
        ('{"type": "FeatureCollection", "features": []}', "no shape in it"),
    ],
)
def test_a_file_without_shapes_is_no_layer(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "table.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GeodataError, match=problem):
        collection.add(path)


def test_the_command_adds_lists_and_removes(
    vector: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = base_map_files.reference_layer(tmp_path / "zone.geojson")
    assert main(["basemap", "add", str(vector), "--name", "North"]) == 0
    assert main(["basemap", "add", str(layer), "--colour", "#0055aa"]) == 0
    printed = capsys.readouterr().out
    assert "north  North: vector tiles, zoom 0 to 12; 20.550, 42.750, 21.150, 43.250" in printed
    assert "zone  zone: reference layer, #0055aa" in printed
    collection.listed()[0].path.unlink()
    assert main(["basemap", "list"]) == 0
    assert "ITS FILE IS GONE" in capsys.readouterr().out
    assert main(["basemap", "list", "--json"]) == 0
    assert [each["here"] for each in json.loads(capsys.readouterr().out)["basemaps"]] == [False, True]
    assert main(["basemap", "remove", "north"]) == 0
    assert main(["basemap", "remove", "north"]) == 1
    assert [each.key for each in collection.listed()] == ["zone"]


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "#123456;"])
def test_a_colour_is_six_digits(tmp_path: Path, colour: str) -> None:
    with pytest.raises(GeodataError, match="is no colour"):
        collection.add(base_map_files.reference_layer(tmp_path / "zone.geojson"), colour=colour)
