"""Online geocoders are asked politely, their answers read and cached, their failures told in words."""

from __future__ import annotations

import itertools
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geodata.errors import GeocodingError, GeodataError
from geodata.places import geocoding, services
from geodata.places.answer_cache import AnswerCache
from geodata.places.candidates import Candidate
from geodata.places.geocoding import Wanted

GENEVA = Candidate("test:1", "Geneva", "settlement", 6.14, 46.2, 2000.0, "a test", country="CH")
OTHER = Candidate("test:2", "Geneva", "settlement", -88.3, 41.88, 2000.0, "a test", country="US")


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


class StandIn:
    """What a geocoding service would answer, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str, dict[str, list[str]], str]] = []
        self.status, self.body, self.delay = 200, json.dumps([NOMINATIM]).encode(), 0.0
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                agent = self.headers.get("User-Agent", "")
                stand_in.asked.append((time.monotonic(), parts.path, parse_qs(parts.query), agent))
                time.sleep(stand_in.delay)
                self.send_response(stand_in.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(stand_in.body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/nominatim/"

    def service(self, kind: str = "nominatim") -> services.Service:
        return services.Service(kind, self.url, "secret" if kind == "opencage" else "")


NOMINATIM = {
    "osm_type": "relation",
    "osm_id": 1,
    "lat": "46.2044",
    "lon": "6.1432",
    "place_rank": 16,
    "addresstype": "city",
    "display_name": "Genève, Switzerland",
    "name": "Genève",
    "boundingbox": ["46.17", "46.23", "6.11", "6.18"],
    "address": {"country_code": "ch"},
    "namedetails": {"name": "Genève", "name:en": "Geneva", "name:sr": "Женева"},
}


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(services, "_PACE", services.Pace())
    started = StandIn()
    yield started
    started.server.shutdown()
    started.server.server_close()


def test_nominatim_is_asked_politely_and_its_answer_read(stand_in: StandIn) -> None:
    found = services.geocoder(stand_in.service())("Geneva", country="Switzerland")
    _, path, query, agent = stand_in.asked[0]
    assert path == "/nominatim/search"
    assert (query["q"], query["countrycodes"], query["limit"]) == (["Geneva"], ["ch"], ["10"])
    assert agent.startswith("incident-map/")
    geneva = found[0]
    assert (geneva.id, geneva.name, geneva.country) == ("nominatim:relation/1", "Genève", "CH")
    assert (geneva.lon, geneva.lat, geneva.location_class) == (6.1432, 46.2044, "settlement")
    assert geneva.uncertainty_m == pytest.approx(4291, abs=100)
    assert geneva.exact
    assert geneva.names == {"en": "Geneva", "sr-Cyrl": "Женева"}


def test_an_area_narrows_what_is_asked_and_without_an_answer_the_name_is_asked_alone(stand_in) -> None:
    ask = services.geocoder(stand_in.service())
    assert ask("Geneva", country="Switzerland", area="Canton")[0].exact
    assert stand_in.asked[0][2]["q"] == ["Geneva, Canton"]
    stand_in.body = b"[]"
    assert ask("Atlantis", area="North") == ()
    assert [query["q"] for _, _, query, _ in stand_in.asked[1:]] == [["Atlantis, North"], ["Atlantis"]]


def test_opencage_is_asked_with_its_key_and_its_answer_read(stand_in: StandIn) -> None:
    place = {
        "formatted": "Geneva, Switzerland",
        "geometry": {"lat": 46.2, "lng": 6.14},
        "components": {"_type": "city", "city": "Geneva", "country_code": "ch"},
        "bounds": {"southwest": {"lat": 46.17, "lng": 6.11}, "northeast": {"lat": 46.23, "lng": 6.18}},
    }
    stand_in.body = json.dumps({"results": [place], "status": {"code": 200, "message": "OK"}}).encode()
    found = services.geocoder(stand_in.service("opencage"))("Geneva")
    assert stand_in.asked[0][2]["key"] == ["secret"]
    assert (found[0].name, found[0].location_class, found[0].exact) == ("Geneva", "settlement", True)
    assert "secret" not in repr(stand_in.service("opencage"))


def test_the_same_is_asked_once_and_an_empty_answer_is_cached_too(stand_in: StandIn) -> None:
    for _ in range(2):
        services.geocoder(stand_in.service())("Geneva")
        services.geocoder(stand_in.service())(" GENEVA ")
    assert len(stand_in.asked) == 1
    stand_in.body = b"[]"
    assert services.geocoder(stand_in.service())("Atlantis") == ()
    assert services.geocoder(stand_in.service())("Atlantis") == ()
    assert len(stand_in.asked) == 2


def test_nothing_found_is_asked_again_after_a_month(stand_in: StandIn, library_folder: Path) -> None:
    stand_in.body = b"[]"
    ask = services.geocoder(stand_in.service())
    ask("Atlantis")
    with sqlite3.connect(library_folder / "geocoding.sqlite") as database:
        database.execute("UPDATE answer SET asked = asked - ?", (31 * 24 * 3600,))
    ask("Atlantis")
    assert len(stand_in.asked) == 2


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, b"oops", "it cannot be reached, or it answered with an error"),
        (429, b"", "too many requests"),
        (403, b"", "the request is refused"),
        (200, b"<html>", "an answer that cannot be read"),
        (200, b'[{"lat": "north"}]', "an answer that cannot be read"),
        (200, b'[{"lat": "99", "lon": "1", "display_name": "x"}]', "an answer that cannot be read"),
        (200, b'{"error": {"code": 1}}', "it cannot be reached, or it answered with an error"),
    ],
)
def test_a_failure_is_told_in_words_and_never_cached(
    stand_in: StandIn, status: int, body: bytes, words: str
) -> None:
    ask = services.geocoder(stand_in.service())
    good, stand_in.status, stand_in.body = stand_in.body, status, body
    with pytest.raises(GeocodingError, match=words):
        ask("Geneva")
    stand_in.status, stand_in.body = 200, good
    assert ask("Geneva")[0].name == "Genève"


def test_a_service_that_is_not_there_or_silent_is_a_failure(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = services.Service("nominatim", "http://127.0.0.1:9")
    with pytest.raises(GeocodingError, match="it cannot be reached"):
        services.geocoder(nobody)("Geneva")
    monkeypatch.setattr(services, "_TIMEOUT_S", 0.2)
    stand_in.delay = 1.0
    with pytest.raises(GeocodingError, match="no answer within"):
        services.geocoder(stand_in.service())("Geneva")


def test_all_threads_together_ask_once_a_second(stand_in: StandIn) -> None:
    threads = [threading.Thread(target=services.geocoder(stand_in.service()), args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(each[0] for each in stand_in.asked)
    assert len(times) == 3
    assert all(later - earlier > 0.95 for earlier, later in itertools.pairwise(times))


def test_stopping_ends_the_wait_and_loses_nothing(stand_in: StandIn) -> None:
    wanted = [Wanted(each) for each in ("a1", "b2", "c3")]
    pressed = threading.Event()
    ask = services.geocoder(stand_in.service(), stopped=pressed.is_set)

    def press_after_the_first_answer() -> None:
        while not stand_in.asked:
            time.sleep(0.01)
        time.sleep(0.3)
        pressed.set()

    threading.Thread(target=press_after_the_first_answer).start()
    found = geocoding.locate(wanted, geocode=ask, stopped=pressed.is_set)
    assert (set(found.offered), found.left) == ({"a1"}, ("b2", "c3"))
    again = geocoding.locate(wanted, geocode=services.geocoder(stand_in.service()), before=found)
    assert set(again.offered) == {"a1", "b2", "c3"}
    assert [each[2]["q"] for each in stand_in.asked] == [["a1"], ["b2"], ["c3"]]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"INCIDENTS_GEOCODER": "google"}, "expected was 'nominatim', 'opencage' or 'off'"),
        ({"INCIDENTS_GEOCODER": "opencage"}, "INCIDENTS_GEOCODER_KEY: it is not set"),
        ({"INCIDENTS_GEOCODER_URL": "file:///etc/passwd"}, "expected was an address like"),
        ({"INCIDENTS_GEOCODER_URL": "https://x.example/?q="}, "expected was an address like"),
    ],
)
def test_a_service_that_cannot_be_is_refused_before_anybody_is_asked(
    environment: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(GeodataError, match=words):
        services.from_settings()


def test_the_public_nominatim_is_the_default_and_names_itself() -> None:
    chosen = services.from_settings()
    assert chosen is not None
    assert chosen.host == "nominatim.openstreetmap.org"


def test_the_geocoder_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_GEOCODER", "off")
    assert services.from_settings() is None


# The memory on disk --------------------------------------------------------------------------------------


def test_answers_come_back_as_they_were(tmp_path: Path) -> None:
    memory = AnswerCache(tmp_path / "m.sqlite")
    assert memory.get("s", "q") is None
    memory.put("s", "q", (GENEVA, OTHER))
    assert AnswerCache(tmp_path / "m.sqlite").get("s", "q") == (GENEVA, OTHER)
    assert memory.get("another", "q") is None
    with sqlite3.connect(tmp_path / "m.sqlite") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("damage", ["not a database", "torn", "other tables"])
def test_a_broken_memory_is_set_aside_and_a_new_one_begun(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.sqlite"
    memory = AnswerCache(path)
    memory.put("s", "q", (GENEVA,))
    if damage == "not a database":
        path.write_bytes(b"rubbish" * 1000)
    elif damage == "torn":
        for _ in range(50):
            memory.put("s", f"q{_}", (GENEVA,) * 20)
        content = bytearray(path.read_bytes())
        content[4096:] = b"\xff" * len(content[4096:])
        path.write_bytes(content)
    else:
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE answer (something TEXT)")
    assert memory.get("s", "q") is None
    memory.put("s", "q", (OTHER,))
    assert memory.get("s", "q") == (OTHER,)
    assert [each for each in tmp_path.iterdir() if ".broken-" in each.name]


def test_without_a_place_for_the_memory_geocoding_goes_on(stand_in: StandIn, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ask = services.geocoder(stand_in.service(), cache=AnswerCache(tmp_path / "file" / "m.sqlite"))
    assert ask("Geneva")[0].name == "Genève"
