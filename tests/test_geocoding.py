"""Places for names: offline first, a service only if handed in, nothing chosen silently, no failure lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drafts import INFO, drafted
from raw_files import draft
from shapely import Point

from geodata.errors import GeocodingError
from geodata.ingest import events, row_order
from geodata.library import catalog, saving
from geodata.places import geocoding, new_version
from geodata.places.candidates import Candidate
from geodata.places.geocoding import Located, Wanted

GENEVA = Candidate("test:1", "Geneva", "settlement", 6.14, 46.2, 2000.0, "a test", country="CH")
OTHER = Candidate("test:2", "Geneva", "settlement", -88.3, 41.88, 2000.0, "a test", country="US")


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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


def test_a_refused_key_ends_the_search_at_once() -> None:
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
        }
    )
    shapes = np.array([None, None, None, None, Point(21.2, 42.7)], dtype=object)
    others = pd.DataFrame({"iso": ["", "840", "", "", ""], "Country": ["", " US ", "", "", ""]}, dtype="str")
    rows = pd.RangeIndex(2, 7)
    found = events.Events(incidents.set_index(rows), shapes, others.set_index(rows))
    return dict(events.tables(found, pd.RangeIndex(2, 7)))


def test_the_names_of_rows_without_coordinates_are_wanted_with_their_country() -> None:
    wanted = geocoding.wanted(tables())
    assert wanted == (Wanted("Banjskë", "", 2), Wanted("Geneva", "US", 1))
    assert [each.key for each in wanted] == ["Banjskë", "Geneva [US]"]
    assert geocoding.hint(tables()) == (21.2, 42.7)


def test_a_column_of_provinces_tells_names_apart_and_goes_to_the_service() -> None:
    rows = [
        {"date": "2023", "town": "Newtown", "país": "Chile", "admin1": area} for area in ("North", "South")
    ]
    wanted = geocoding.wanted(draft(rows).tables)
    assert [(each.key, each.country, each.area) for each in wanted] == [
        ("Newtown [North, Chile]", "Chile", "North"),
        ("Newtown [South, Chile]", "Chile", "South"),
    ]
    asked = []

    def ask(name: str, *, country: str = "", area: str = "") -> tuple[Candidate, ...]:
        asked.append((name, country, area))
        return ()

    geocoding.locate(wanted, geocode=ask)
    assert asked == [("Newtown", "Chile", "North"), ("Newtown", "Chile", "South")]
    chosen = {"Newtown [South, Chile]": GENEVA}
    placed = geocoding.applied(draft(rows).tables, chosen)["incidents"]
    assert placed["lon"].isna().tolist() == [True, False]


def test_an_area_that_is_the_place_itself_says_nothing_more() -> None:
    rows = [{"date": "2023", "place": "Bogotá", "region": "Bogota", "country": "CO"}]
    assert [each.key for each in geocoding.wanted(draft(rows).tables)] == ["Bogotá [CO]"]


def test_a_chosen_place_gives_position_class_and_radius_and_all_its_names() -> None:
    before = tables()
    banjska = geocoding.locate(names("Banjskë")).offered["Banjskë"][0]
    after = row_order.in_row_order(geocoding.applied(before, {"Banjskë": banjska, "Geneva [US]": OTHER}))
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
    versions = [
        saving.save(
            drafted(geocoding.applied(tables(), each)),
            b"x",
            name="geneva",
            info=INFO,
            located=geocoding.choices(each),
            new_version_of="geneva" if "geneva" in catalog.names() else None,
        )[1]
        for each in ({}, chosen, chosen)
    ]
    assert versions[0] != versions[1] == versions[2]
    assert catalog.versions("geneva")[0].choices["located"]["Geneva [US]"]["id"] == "test:2"


def test_places_are_put_into_a_saved_dataset_as_a_new_version() -> None:
    name, before = saving.save(drafted(tables()), b"x", name="saved", info=INFO, file="x.csv")
    _, after = new_version.with_places(name, {"Geneva [US]": OTHER})
    assert [each.version for each in catalog.versions(name)] == [after, before]
    assert catalog.original(name, after).read_bytes() == b"x"
    assert catalog.load(name).incidents.set_index("id").loc["2", "lon"] == -88.3
    banjska = geocoding.locate(names("Banjskë")).offered["Banjskë"][0]
    _, third = new_version.with_places(name, {"Banjskë": banjska})
    assert set(catalog.versions(name)[0].choices["located"]) == {"Geneva [US]", "Banjskë"}
    assert new_version.with_places(name, {"Geneva [US]": OTHER}, before)[1] == after
    assert catalog.current(name) == third
    located = catalog.load(name)
    seen = {each: getattr(located, each) for each in ("incidents", "attributes", "places")}
    assert geocoding.wanted(seen) == ()
    assert located.attributes["Country"].dropna().tolist() == [" US "], "they are carried along"


def test_a_private_upload_keeps_its_token_when_places_are_put_in() -> None:
    token, before = saving.save(drafted(tables()), b"x", name="", info=INFO, private=True)
    found, after = new_version.with_places(token, {"Geneva [US]": OTHER})
    assert (found, catalog.current(token)) == (token, after)
    assert after != before
