"""UCDP GED: every code with its exact result, by hand and on the real file where it is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from raw_files import draft, incident, lines, others, span

REAL = Path(__file__).parents[2] / "shared/data/ucdp_ged231_car/GEDEvent_v23_1.geojson"

EVENT = {
    "id": "36210",
    "relid": "00123",
    "type_of_violence": "1",
    "dyad_name": "Government of Uganda - LRA",
    "side_a": "Government of Uganda",
    "side_b": "LRA",
    "number_of_sources": "2",
    "source_article": '"Reuters,2009-02-25,One";"AFP,2009-02-26,Two"',
    "source_office": "Reuters;AFP",
    "source_date": "2009-02-25;2009-02-26",
    "source_headline": "One;Two",
    "where_prec": "1",
    "where_coordinates": "Obo town",
    "where_description": "near Obo",
    "latitude": "5.399784",
    "longitude": "26.486881",
    "date_prec": "1",
    "date_start": "2009-02-20 00:00:00.000",
    "date_end": "2009-02-20 00:00:00.000",
    "deaths_a": "0",
    "deaths_b": "3",
    "deaths_civilians": "1",
    "deaths_unknown": "0",
    "best": "4",
    "high": "6",
    "low": "3",
}


def event(**changes: str) -> dict[str, str]:
    return {**EVENT, **changes}


def test_an_event_has_its_exact_place_in_the_model() -> None:
    made = draft([EVENT])
    assert made.layout == "ucdp"
    found = incident(made)
    assert found["id"] == "36210"
    assert found["event_type"] == "state-based violence"
    assert found["title"] == "Government of Uganda - LRA, Obo town"
    assert (found["fatalities_low"], found["fatalities_best"], found["fatalities_high"]) == (3, 4, 6)
    assert span(made) == ("2009-02-20T00:00:00", "2009-02-21T00:00:00", "day")
    assert others(made)["relid"] == "00123"
    assert lines(made, "participations", "actor", "role") == [
        ("Government of Uganda", "side A"),
        ("LRA", "side B"),
    ]
    assert lines(made, "sources", "publisher", "title", "published") == [
        ("Reuters", "One", "2009-02-25"),
        ("AFP", "Two", "2009-02-26"),
    ]
    assert ("deaths, side B", 3.0) in lines(made, "quantities", "what", "best")


@pytest.mark.parametrize(
    ("code", "location_class", "metres"),
    [
        ("1", "settlement", 5_000),
        ("2", "near", 25_000),
        ("3", "district", 30_000),
        ("4", "region", 100_000),
        ("5", "region", 100_000),
        ("6", "country", 500_000),
        ("7", "region", 250_000),
    ],
)
def test_each_where_prec_has_its_class_and_radius(code: str, location_class: str, metres: float) -> None:
    found = incident(draft([event(where_prec=code)]))
    assert (found["location_class"], found["uncertainty_m"]) == (location_class, metres)


@pytest.mark.parametrize(
    ("code", "time_class"), [("1", "day"), ("2", "days"), ("3", "week"), ("4", "month"), ("5", "year")]
)
def test_each_date_prec_has_its_class_and_keeps_the_files_interval(code: str, time_class: str) -> None:
    made = draft([event(date_prec=code, date_end="2009-02-22 00:00:00.000")])
    assert span(made) == ("2009-02-20T00:00:00", "2009-02-23T00:00:00", time_class)


def test_columns_are_read_by_name_in_any_order_and_case() -> None:
    turned = {name.upper(): value for name, value in reversed(EVENT.items())}
    assert incident(draft([turned]))["fatalities_best"] == 4


def test_figures_that_fall_stay_and_are_remarked_on() -> None:
    made = draft([event(low="5")])
    assert (made.accepted, incident(made)["fatalities_low"]) == (1, 5)
    assert list(made.warnings["field"]) == ["best"]


def test_a_source_without_as_many_offices_as_dates_stays_whole() -> None:
    made = draft([event(source_office="", source_article="Reuters  25/2-09")])
    assert lines(made, "sources", "publisher", "title") == [(None, "Reuters  25/2-09")]


@pytest.mark.skipif(not REAL.exists(), reason="the real file is not here")
def test_the_real_file_is_accepted_whole_with_every_code_mapped() -> None:
    features = json.loads(REAL.read_text(encoding="utf-8"))["features"]
    rows = [{name: str(value) for name, value in one["properties"].items()} for one in features]
    shapes = [shapely.geometry.shape(one["geometry"]) for one in features]
    made = draft(rows, shapes=shapes, format="geojson", first=1)
    assert (made.layout, made.accepted, made.questions) == ("ucdp", 1848, ())
    found = made.tables["incidents"]
    # The file has no where_prec 7, whatever its description says: 6 of the 7 codes.
    assert found["location_class"].value_counts().to_dict() == {
        "settlement": 1214,
        "near": 374,
        "district": 149,
        "region": 54 + 28,
        "country": 29,
    }
    assert found["time_class"].value_counts().to_dict() == {
        "day": 1367,
        "days": 251,
        "week": 24,
        "month": 163,
        "year": 43,
    }
    for name, column in (("best", "fatalities_best"), ("low", "fatalities_low"), ("high", "fatalities_high")):
        assert found[column].tolist() == [one["properties"][name] for one in features]
    assert found["lon"].tolist() == [one["geometry"]["coordinates"][0] for one in features]
    assert len(made.warnings) == 20
