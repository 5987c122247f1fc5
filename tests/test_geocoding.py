"""Places for names: offline first, a service only if handed in, nothing chosen silently, no failure lost."""

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

import numpy as np
import pandas as pd
import pytest
from drafts import INFO, drafted
from shapely import Point

from geodata.errors import GeocodingError
from geodata.ingest import events, row_order
from geodata.library import catalog, saving
from geodata.places import geocoding, locate, services
from geodata.places.answer_cache import Memory
from geodata.places.candidates import Candidate
from geodata.places.geocoding import Located, Wanted

GENEVA = Candidate("test:1", "Geneva", "settlement", 6.14, 46.2, 2000.0, "a test", country="CH")
OTHER = Candidate("test:2", "Geneva", "settlement", -88.3, 41.88, 2000.0, "a test", country="US")


@pytest.fixture(autouse=True)
def shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


class Asked:
    """A plain function in place of a service, which says what it was asked."""

    def __init__(self, **answers: object) -> None:
        self.answers, self.names = answers, list[str]()

    def __call__(self, name: str, *, country: str = "") -> tuple[Candidate, ...]:
        self.names.append(name)
        answer = self.answers.get(name, ())
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]


def names(*each: str) -> list[Wanted]:
    return [Wanted(name) for name in each]


# Which names, and who is asked ---------------------------------------------------------------------------


def test_the_gazetteer_is_asked_first_and_the_service_about_the_rest_alone() -> None:
    ask = Asked(Geneva=(GENEVA,))
    found = geocoding.locate(names("Banjskë", "Geneva", "Atlantis"), geocode=ask)
    assert ask.names == ["Geneva", "Atlantis"]
    assert found.offered["Banjskë"][0].id == "case:banjska"
    assert found.offered["Geneva"] == (GENEVA,)
    assert found.unknown == ("Atlantis",)


def test_nobody_is_asked_online_unless_a_service_is_handed_in() -> None:
    assert geocoding.locate(names("Geneva")) == Located(unknown=("Geneva",))


def test_one_place_of_the_name_is_proposed_and_several_are_offered() -> None:
    found = geocoding.locate(names("Zubin Potok", "Geneva"), geocode=Asked(Geneva=(GENEVA, OTHER)))
    assert found.settled == {"Zubin Potok": found.offered["Zubin Potok"][0]}
    assert found.ambiguous == {"Geneva": (GENEVA, OTHER)}


def test_a_failure_is_not_an_unknown_place() -> None:
    ask = Asked(Geneva=GeocodingError("nominatim.example", "no answer within 10 seconds"))
    found = geocoding.locate(names("Geneva", "Atlantis"), geocode=ask)
    assert found.unknown == ("Atlantis",)
    assert found.failed == {
        "Geneva": "nominatim.example: no answer within 10 seconds. Try again later, or go on."
    }


def test_after_three_failures_in_a_row_the_rest_is_left_and_can_be_resumed() -> None:
    down = GeocodingError("x.example", "it cannot be reached")
    wanted = names(*"abcdefgh")
    ask = Asked(**dict.fromkeys("abcd", down))
    found = geocoding.locate(wanted, geocode=ask)
    assert ask.names == ["a", "b", "c"]
    assert (set(found.failed), found.left) == ({"a", "b", "c"}, tuple("defgh"))
    up = Asked(**dict.fromkeys("abcdefgh", (GENEVA,)))
    resumed = geocoding.locate(wanted, geocode=up, before=found)
    assert len(resumed.offered) == 8


@pytest.mark.parametrize("answer", [(GENEVA,), ()])
def test_failures_with_an_answer_between_them_are_not_in_a_row(answer: tuple[Candidate, ...]) -> None:
    down = GeocodingError("x.example", "it cannot be reached")
    ask = Asked(**dict.fromkeys("abdefg", down), c=answer)
    found = geocoding.locate(names(*"abcdefg"), geocode=ask)
    assert ask.names == list("abcdef")
    assert (set(found.failed), found.left) == (set("abdef"), ("g",))


def test_a_refused_key_ends_the_asking_at_once() -> None:
    refused = GeocodingError("x.example", "the key is not accepted", final=True)
    ask = Asked(**dict.fromkeys("ab", refused))
    found = geocoding.locate(names("a", "b"), geocode=ask)
    assert (ask.names, found.left) == (["a"], ("b",))
    assert found.failed["a"].endswith("Correct that first.")


def test_it_stops_when_told_and_goes_on_where_it_was() -> None:
    ask = Asked(**dict.fromkeys("abcd", (GENEVA,)))
    told: list[tuple[float, str]] = []
    found = geocoding.locate(
        names(*"abcd"),
        geocode=ask,
        stopped=lambda: len(ask.names) >= 2,
        progress=lambda share, words: told.append((share, words)),
    )
    assert (set(found.offered), found.left) == ({"a", "b"}, ("c", "d"))
    assert told[0] == (0.0, "a")
    assert told[-1] == (1.0, "2 of 4 names found")
    resumed = geocoding.locate(names(*"abcd"), geocode=ask, before=found)
    assert ask.names == list("abcd")
    assert set(resumed.offered) == set("abcd")


# Putting places in ---------------------------------------------------------------------------------------


def tables() -> dict[str, pd.DataFrame]:
    incidents = pd.DataFrame(
        {
            "id": ["1", "2", "3", "4", "5"],
            "kind": "incident",
            "title": "t",
            "place": ["Banjskë", "Geneva", "Banjskë", None, "Prishtinë"],
            "lon": [None, None, None, None, 21.2],
            "lat": [None, None, None, None, 42.7],
            "location_class": [None, None, "district", None, "settlement"],
            "uncertainty_m": [None, None, 20_000, None, 5000],
            "time_class": "unknown",
            "extra": ["{}", '{"Country": "US"}', "{}", "not json", "[]"],
        }
    )
    shapes = np.array([None, None, None, None, Point(21.2, 42.7)], dtype=object)
    found = events.Events(incidents.set_index(pd.RangeIndex(2, 7)), shapes)
    return events.tables(found, pd.RangeIndex(2, 7))


def test_the_names_of_rows_without_coordinates_are_wanted_with_their_country() -> None:
    wanted = geocoding.wanted(tables())
    assert wanted == (Wanted("Banjskë", "", 2), Wanted("Geneva", "US", 1))
    assert [each.key for each in wanted] == ["Banjskë", "Geneva [US]"]
    assert geocoding.hint(tables()) == (21.2, 42.7)


def test_a_chosen_place_gives_position_class_and_radius_and_all_its_names() -> None:
    before = tables()
    banjska = geocoding.locate(names("Banjskë")).offered["Banjskë"][0]
    after = row_order.arranged(geocoding.applied(before, {"Banjskë": banjska, "Geneva [US]": OTHER}))
    rows = after["incidents"].set_index("id")
    assert (rows.loc["1", "lon"], rows.loc["1", "lat"]) == (20.78083, 42.97333)
    assert (rows.loc["1", "location_class"], rows.loc["1", "uncertainty_m"]) == ("settlement", 1000)
    assert rows.loc["1", "geometry"].x == 20.78083
    assert "бањска" not in rows.loc["1", "search_text"]
    assert "banjska" in rows.loc["1", "search_text"], "Бањска, folded"
    assert rows.loc["2", "lon"] == -88.3
    assert geocoding.wanted(after) == ()
    places = after["places"].set_index("key")
    assert places.loc["case-banjska", "name_sr_cyrl"] == "Бањска"
    assert places.loc["test-2", "coordinate_source"] == "a test"
    assert set(places.index) == set(rows["place"].dropna())


def test_a_place_never_makes_a_row_look_better_known_than_the_file_says() -> None:
    banjska = geocoding.locate(names("Banjskë")).offered["Banjskë"][0]
    rows = geocoding.applied(tables(), {"Banjskë": banjska})["incidents"].set_index("id")
    assert (rows.loc["3", "location_class"], rows.loc["3", "uncertainty_m"]) == ("district", 20_000)


def test_rows_whose_names_are_not_chosen_stay_as_they_are() -> None:
    before = tables()
    after = geocoding.applied(before, {"Geneva [US]": OTHER})["incidents"]
    unchanged = [0, 2, 3, 4]
    pd.testing.assert_frame_equal(
        pd.DataFrame(after.iloc[unchanged]), pd.DataFrame(before["incidents"].iloc[unchanged])
    )
    assert geocoding.applied(before, {}) == before
    assert before["incidents"]["lon"].isna().sum() == 4, "the tables handed in are not changed"


def test_what_was_chosen_is_part_of_the_version() -> None:
    chosen = {"Geneva [US]": OTHER}
    kept = [
        saving.save(
            drafted(geocoding.applied(tables(), each)),
            b"x",
            name="geneva",
            info=INFO,
            located=geocoding.choices(each),
        )[1]
        for each in ({}, chosen, chosen)
    ]
    assert kept[0] != kept[1] == kept[2]
    assert catalog.versions("geneva")[0].choices["located"]["Geneva [US]"]["id"] == "test:2"


def test_places_are_put_into_a_kept_dataset_as_a_new_version() -> None:
    name, before = saving.save(drafted(tables()), b"x", name="kept", info=INFO, file="x.csv")
    _, after = locate.locate(name, {"Geneva [US]": OTHER})
    assert [each.version for each in catalog.versions(name)] == [after, before]
    assert catalog.original(name, after).read_bytes() == b"x"
    assert catalog.load(name).incidents.set_index("id").loc["2", "lon"] == -88.3
    banjska = geocoding.locate(names("Banjskë")).offered["Banjskë"][0]
    _, third = locate.locate(name, {"Banjskë": banjska})
    assert set(catalog.versions(name)[0].choices["located"]) == {"Geneva [US]", "Banjskë"}
    assert locate.locate(name, {"Geneva [US]": OTHER}, before)[1] == after
    assert catalog.current(name) == third
    located = catalog.load(name)
    assert geocoding.wanted({"incidents": located.incidents, "places": located.places}) == ()


def test_a_private_upload_keeps_its_token_when_places_are_put_in() -> None:
    token, before = saving.save(drafted(tables()), b"x", name="", info=INFO, private=True)
    found, after = locate.locate(token, {"Geneva [US]": OTHER})
    assert (found, catalog.current(token)) == (token, after)
    assert after != before


# A service, stood in for on loopback ---------------------------------------------------------------------


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


def test_the_same_is_asked_once_and_an_empty_answer_is_remembered_too(stand_in: StandIn) -> None:
    for _ in range(2):
        services.geocoder(stand_in.service())("Geneva")
        services.geocoder(stand_in.service())(" GENEVA ")
    assert len(stand_in.asked) == 1
    stand_in.body = b"[]"
    assert services.geocoder(stand_in.service())("Atlantis") == ()
    assert services.geocoder(stand_in.service())("Atlantis") == ()
    assert len(stand_in.asked) == 2


def test_nothing_found_is_asked_again_after_a_month(stand_in: StandIn, shelves: Path) -> None:
    stand_in.body = b"[]"
    ask = services.geocoder(stand_in.service())
    ask("Atlantis")
    with sqlite3.connect(shelves / "geocoding.sqlite") as database:
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
def test_a_failure_is_told_in_words_and_never_remembered(
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
    pressed = threading.Event()
    ask = services.geocoder(stand_in.service(), stopped=pressed.is_set)
    threading.Timer(0.5, pressed.set).start()
    began = time.monotonic()
    found = geocoding.locate(names("a1", "b2", "c3"), geocode=ask, stopped=pressed.is_set)
    assert time.monotonic() - began < 1.5
    assert (set(found.offered), found.left) == ({"a1"}, ("b2", "c3"))
    again = geocoding.locate(
        names("a1", "b2", "c3"), geocode=services.geocoder(stand_in.service()), before=found
    )
    assert set(again.offered) == {"a1", "b2", "c3"}
    assert [each[2]["q"] for each in stand_in.asked] == [["a1"], ["b2"], ["c3"]]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"INCIDENTS_GEOCODER": "google"}, "nominatim or opencage was expected"),
        ({"INCIDENTS_GEOCODER": "opencage"}, "it needs a key, in INCIDENTS_GEOCODER_KEY"),
        ({"INCIDENTS_GEOCODER_URL": "file:///etc/passwd"}, "its address was expected"),
        ({"INCIDENTS_GEOCODER_URL": "https://x.example/?q="}, "its address was expected"),
    ],
)
def test_a_service_that_cannot_be_is_refused_before_anybody_is_asked(
    environment: dict[str, str], words: str
) -> None:
    with pytest.raises(GeocodingError, match=words):
        services.from_environment(environment)


def test_the_public_nominatim_is_the_default_and_names_itself() -> None:
    assert services.from_environment({}).host == "nominatim.openstreetmap.org"


# The memory on disk --------------------------------------------------------------------------------------


def test_answers_come_back_as_they_were(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m.sqlite")
    assert memory.get("s", "q") is None
    memory.put("s", "q", (GENEVA, OTHER))
    assert Memory(tmp_path / "m.sqlite").get("s", "q") == (GENEVA, OTHER)
    assert memory.get("another", "q") is None
    with sqlite3.connect(tmp_path / "m.sqlite") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("damage", ["not a database", "torn", "other tables"])
def test_a_broken_memory_is_set_aside_and_a_new_one_begun(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.sqlite"
    memory = Memory(path)
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
    ask = services.geocoder(stand_in.service(), memory=Memory(tmp_path / "file" / "m.sqlite"))
    assert ask("Geneva")[0].name == "Genève"
