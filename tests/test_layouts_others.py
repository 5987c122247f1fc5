"""GDELT, GeoConfirmed, VIINA and timemap: small files of each with their exact results."""

from __future__ import annotations

import pandas as pd
import pytest
from raw_files import draft, incident, lines, others, span, table
from shapely import Point

from geodata.ingest.choices import Choices

GDELT = {
    "GLOBALEVENTID": "9007199254740993",
    "SQLDATE": "20230924",
    "Actor1Name": "POLICE",
    "Actor1Type1Code": "COP",
    "Actor2Name": "SERB",
    "Actor2Type1Code": "",
    "EventCode": "0193",
    "EventRootCode": "19",
    "QuadClass": "4",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Banjska, Kosovo (general), Kosovo",
    "ActionGeo_CountryCode": "KV",
    "ActionGeo_Lat": "42.9733",
    "ActionGeo_Long": "20.7808",
    "DATEADDED": "20230924120000",
    "SOURCEURL": "https://www.example.org/banjska",
}


def test_a_gdelt_event_has_its_exact_place_in_the_model() -> None:
    made = draft([GDELT], format="gdelt", first=1)
    found = incident(made)
    assert made.layout == "gdelt"
    assert found["id"] == "9007199254740993"  # above 2**53
    assert found["event_type"] == "fight"
    assert found["title"] == "POLICE – SERB: fight"
    assert (found["location_class"], found["uncertainty_m"]) == ("settlement", 10_000)
    assert span(made) == ("2023-09-24T00:00:00", "2023-09-25T00:00:00", "day")
    assert others(made)["EventCode"] == "0193"
    assert lines(made, "participations", "actor", "role") == [("POLICE", "side A"), ("SERB", "side B")]
    assert lines(made, "sources", "publisher", "url") == [("example.org", GDELT["SOURCEURL"])]


@pytest.mark.parametrize(
    ("code", "location_class"),
    [("1", "country"), ("2", "region"), ("3", "settlement"), ("4", "settlement"), ("5", "region")],
)
def test_each_type_of_gdelt_place_has_its_class(code: str, location_class: str) -> None:
    assert incident(draft([{**GDELT, "ActionGeo_Type": code}]))["location_class"] == location_class


def test_a_gdelt_event_without_a_position_is_accepted_without_one() -> None:
    found = incident(draft([{**GDELT, "ActionGeo_Type": "0", "ActionGeo_Lat": "", "ActionGeo_Long": ""}]))
    assert (found["location_class"], found["lon"]) == (None, None)


def test_an_address_that_a_browser_would_run_is_no_link() -> None:
    made = draft([{**GDELT, "SOURCEURL": "javascript:alert(1)"}])
    assert lines(made, "sources", "title", "url") == [("javascript:alert(1)", None)]


GEOCONFIRMED = """
Date;Name;Faction;Origin;Latitude;Longitude;PlusCode;Description;Source;Geolocation;Equipment;EquipmentItems;Units;OrbatUnits;Id
2023-09-24;Destroyed car;Kosovo Police;;42.9733;20.7808;8GH2XQFJ+8G;Photographed;https://example.org/a https://example.org/b;https://example.org/g;Car;;;;00123
"""


def test_geoconfirmed_csv_has_its_exact_place_in_the_model() -> None:
    made = draft(table(GEOCONFIRMED, ";"))
    found = incident(made)
    assert made.layout == "geoconfirmed"
    assert found["id"] == "00123"
    assert found["title"] == "Destroyed car"
    assert found["event_type"] == "Car"
    assert (found["location_class"], found["uncertainty_m"]) == ("site", 100)
    assert span(made)[0] == "2023-09-24T00:00:00"
    assert lines(made, "participations", "actor", "role") == [("Kosovo Police", "participant")]
    assert lines(made, "sources", "url") == [
        ("https://example.org/a",),
        ("https://example.org/b",),
        ("https://example.org/g",),
    ]
    assert others(made)["PlusCode"] == "8GH2XQFJ+8G"


def test_a_geoconfirmed_placemark_is_read_without_its_markup() -> None:
    described = 'Seen at {{7*7}}<br><a href="https://example.org/a">post</a> &amp; more<script>x</script>'
    row = {
        "name": "24 SEP 2023 - Destroyed car",
        "description": described,
        "icon": "https://geoconfirmed.org/icons/E00000/True/icons/100/car.png",
    }
    made = draft([row], shapes=[Point(20.7808, 42.9733)], format="kml", first=1)
    found = incident(made)
    assert made.layout == "geoconfirmed"
    assert found["summary"] == "Seen at {{7*7}}\nhttps://example.org/a post & morex"
    assert found["event_type"] == "car"
    assert span(made) == ("2023-09-24T00:00:00", "2023-09-25T00:00:00", "day")
    assert lines(made, "sources", "url") == [("https://example.org/a",)]
    assert "<script>" in "".join(others(made).values())  # the text as it came


VIINA = {
    "viina_version": "2.0",
    "event_id_1pd": "e1",
    "date": "20220301",
    "sources": "unian;liveuamap",
    "asciiname": "Kharkiv",
    "longitude": "36.25",
    "latitude": "49.98",
    "GEO_PRECISION": "ADM3",
    "a_rus_b": "1",
    "a_ukr_b": "0",
    "a_rus_init_b": "1",
    "t_artillery_b": "1",
    "t_civcas_b": "1",
    "t_raid_b": "0",
}


def test_a_viina_event_has_its_exact_place_in_the_model() -> None:
    made = draft([VIINA])
    found = incident(made)
    assert made.layout == "viina"
    assert found["event_type"] == "artillery"
    assert found["title"] == "artillery, civilian casualties, Kharkiv"
    assert span(made)[0] == "2022-03-01T00:00:00"
    assert lines(made, "participations", "actor", "role") == [
        ("Russia", "participant"),
        ("Russia", "initiator"),
    ]
    assert lines(made, "sources", "publisher") == [("unian",), ("liveuamap",)]


@pytest.mark.parametrize(
    ("code", "location_class"),
    [("STREET", "site"), ("ADM3", "settlement"), ("ADM2", "district"), ("ADM1", "region")],
)
def test_each_viina_precision_has_its_class(code: str, location_class: str) -> None:
    assert incident(draft([{**VIINA, "GEO_PRECISION": code}]))["location_class"] == location_class


TIMEMAP = {
    "id": "7",
    "description": "A patrol was fired at.\nIt answered.",
    "date": "9/24/2023",
    "time": "02:34",
    "location": "Banjska",
    "latitude": "42.9733",
    "longitude": "20.7808",
    "sources": "s1, s2",
    "associations": "a1",
    "category": "clash",
}


def test_a_timemap_event_has_its_exact_place_in_the_model() -> None:
    sources = pd.DataFrame(
        {
            "id": ["s1", "s2"],
            "title": ["First", ""],
            "url": ["https://example.org/1", "https://example.org/2"],
            "author": ["BIRN", ""],
        },
        dtype="str",
    )
    made = draft([TIMEMAP], extra_tables={"sources": sources})
    found = incident(made)
    assert made.layout == "timemap"
    assert found["title"] == "A patrol was fired at."
    assert found["event_type"] == "clash"
    assert span(made) == ("2023-09-24T02:34:00", "2023-09-24T02:35:00", "minute")
    assert (found["location_class"], found["uncertainty_m"]) == ("near", None)
    assert lines(made, "sources", "source", "publisher", "title", "url") == [
        ("s1", "BIRN", "First", "https://example.org/1"),
        ("s2", "example.org", "s2", "https://example.org/2"),
    ]
    assert others(made)["associations"] == "a1"


def test_timemaps_sources_may_stand_in_the_event_itself() -> None:
    cell = '[{"id": "s9", "path": "https://example.org/9", "description": "Nine"}]'
    made = draft([{**TIMEMAP, "date": "2023-09-24", "time": "", "sources": cell}])
    assert lines(made, "sources", "source", "title", "url") == [("s9", "Nine", "https://example.org/9")]
    assert span(made) == ("2023-09-24T00:00:00", "2023-09-25T00:00:00", "day")


def test_timemaps_dates_have_the_month_first_unless_somebody_says_otherwise() -> None:
    row = {**TIMEMAP, "date": "3/4/2023", "time": ""}
    assert span(draft([row]))[0] == "2023-03-04T00:00:00"
    assert span(draft([row], Choices(date_order="day-first")))[0] == "2023-04-03T00:00:00"


def test_a_layout_that_was_chosen_goes_before_the_one_that_is_recognised() -> None:
    assert draft([VIINA], Choices(layout="mapped")).layout == "mapped"
