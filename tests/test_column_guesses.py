"""What a column means is guessed by its name in several languages, if its values fit."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, lines, table

from geodata.ingest.choices import Choices
from geodata.layouts import column_names, proposals

DEGREES = {"latitude": "42.93", "longitude": "20.68"}
VALUES = {
    **DEGREES,
    "date": "2023-09-24",
    "place": "Town",
    "event_type": "Shelling",
    "summary": "Shots were heard near the bridge in the night, nobody was hurt",
    "fatalities": "2",
    "injured": "3",
    "source": "Radio One",
    "source_url": "https://example.org/1",
    "actor": "Group B",
    "initiator": "Group B",
    "side_a": "Group B",
    "title": "Shots at the bridge",
}

GUESSED = """
latitude: Latitud; широта; Широта; خط العرض
latitude: latitude; Geo. širina; Geografska širina; географска ширина; Gjerësia gjeografike
latitude: enlem; Breitengrad; location_latitude
latitude: gps_lat; decimalLatitude; Latitude (WGS84); _Where_did_it_happen_latitude
longitude: Longitud; долгота; Довгота; خط الطول
longitude: Geo. dužina; географска должина; Gjatësia gjeografike; boylam
longitude: Längengrad; x_lon; location.lng; gpsLongitude; GPS Longitude; Coordinates Longitude
date: fecha; Fecha del hecho; дата; Дата события; التاريخ
date: Datum; Data e ngjarjes; tarih; Incident Date; date_of_incident
place: municipio; Ciudad; Lieu; место; Населённый пункт
place: місто; المكان; Lokacija; Vendndodhja; Community; City Or County
place: location.name; nombre del municipio; opština; yer; Ort; cidade
event_type: tipo; Crisis Type; Primary Type; тип; Vrsta događaja
event_type: نوع الحدث; olay türü; crime_type; Tipo de hecho; lloji
summary: Event Description; описание; Опис; الوصف
summary: Opis događaja; Përshkrimi i ngjarjes; Descripción; açıklama
fatalities: muertos; погибшие; Погибло; загиблі; Total Deaths
fatalities: # Killed; n_killed; Broj poginulih; Të vdekur; nombre de morts
fatalities: Number of people killed; Victims Killed; القتلى; can kaybı
fatalities: número de muertos; Total killed; Anzahl Tote; mortos
injured: Ранено; #Injured Victims; Number of people injured; Broj povređenih
injured: Të lënduar; heridos; blessés; الجرحى; yaralı
source: Fuente; Izvor; источник; المصدر; burimi; kaynak; Quelle; source_1; Source 2
source_url: link1; link2; video_url; News URL; source_link; enlace; ссылка; الرابط; url_2; article link
actor: actor; Actors involved; aktori
initiator: Perpetrator; alleged_perpetrator; presunto responsable
side_a: Actor 1; actor1; side_a
title: título; titre; naslov; заголовок; العنوان; headline
"""
CASES = [
    (line.partition(":")[0].strip(), header.strip())
    for line in GUESSED.strip().splitlines()
    for header in line.partition(":")[2].split(";")
]


@pytest.mark.parametrize(("field", "header"), CASES)
def test_a_name_says_what_its_column_means(field: str, header: str) -> None:
    rows = [{header: VALUES[field]}]
    for other, value in DEGREES.items():
        if field in DEGREES and other != field:
            rest = next(each.rest for each in column_names.meanings(header) if each.field == field)
            rows[0] |= {" ".join((*rest, other)): value}
    if field == "summary":  # which alone would be the title
        rows[0] |= {"headline": "Shots"}
    assert draft(rows).mapping_proposed[header] == field


@pytest.mark.parametrize(
    ("header", "values", "never"),
    [
        ("media", ('{"video_key": "v/1.mp4"}',), "publisher"),
        ("participants", ("1000s", "50-99", "100-999"), "actor"),
        ("Actors", ("2", "14", "3"), "actor"),
        ("Location", ("(41.815, -87.670)",), "place"),
        ("n", ("3", "12"), "northing"),
        ("e", ("3", "12"), "easting"),
        ("x", ("3", "12"), "longitude"),
        ("confidence", ("n", "h"), "confidence"),
        ("Source Name", ("Army (Aland)",), "source"),
        ("children_killed", ("2",), "fatalities"),
        ("target type", ("Market",), "event_type"),
        ("publication_date", ("soon",), "date"),
        ("low", ("3",), "fatalities_low"),
        ("UN", ("0", "1"), "actor"),
        ("image_url", ("https://example.org/a.png",), "source_url"),
        ("dead", ("yes", "no"), "fatalities"),
        ("platform", ("42.1",), "latitude"),
        ("Flat", ("42.1",), "latitude"),
    ],
)
def test_a_guess_needs_values_that_fit_and_no_word_that_changes_it(header, values, never) -> None:
    rows = [{"date": "2023-09-24", header: value} for value in values]
    assert draft(rows).mapping_proposed.get(header) != never


def test_of_two_columns_the_one_with_the_surer_name_is_taken() -> None:
    rows = [
        {
            "Nationals killed": "1",
            "Total killed": "4",
            "Address": "1 St",
            "City": "Town",
            "x": "1",
            "lat": "42.9",
        }
    ]
    rows[0] |= {"y": "2", "lon": "20.8"}
    found = proposals.mapping_of(draft(rows).tables["attributes"].assign(**rows[0]), shapes=False).mapping
    assert {found["Total killed"], found["City"], found["lat"], found["lon"]} == {
        *("fatalities", "place", "latitude", "longitude"),
    }
    assert not {"x", "y", "Nationals killed", "Address"} & set(found)


def test_latitude_and_longitude_are_of_one_pair() -> None:
    rows = [{"site_b_lon": "1", "site_a_lat": "42.9", "site_a_lon": "20.8"}]
    assert draft(rows).mapping_proposed == {"site_a_lat": "latitude", "site_a_lon": "longitude"}


def test_several_columns_of_links_are_all_sources() -> None:
    rows = [
        {"date": "2023", "link1": "https://example.org/1", "link2": "https://example.org/2", "video_url": ""}
    ]
    rows[0]["video_url"] = "https://example.org/v;https://example.org/w"
    made = draft(rows)
    assert [url for (url,) in lines(made, "sources", "url")] == [
        f"https://example.org/{name}" for name in ("1", "2", "v", "w")
    ]


PAIRS = table(
    """
date;coordinates
2023-09-24;20.68, 42.93
2023-09-25;20.69, 42.94
""",
    ";",
)


def test_a_pair_that_can_be_read_in_two_ways_is_asked_and_has_no_position_before() -> None:
    made = draft(PAIRS)
    (question,) = made.questions
    assert (question.field, question.examples) == ("pair_order", ("20.68, 42.93", "20.69, 42.94"))
    assert (incident(made)["lon"], made.accepted) == (None, 2)
    answered = draft(PAIRS, Choices(pair_order="longitude-latitude"))
    assert (incident(answered)["lon"], answered.questions) == (20.68, ())


@pytest.mark.parametrize(
    ("header", "cells", "lat"),
    [
        ("coordinates", ("-104.7, 29.33", "-85.1, 29.61"), 29.61),
        ("coordinates", ("42.9 N, 20.7 E", "42.8 N, 20.6 E"), 42.8),
        ("latlng", ("42.9, 20.7", "42.8, 20.6"), 42.8),
        ("lon,lat", ("20.7, 42.9", "20.6, 42.8"), 42.8),
    ],
)
def test_a_value_that_can_be_read_in_one_way_letters_or_the_name_decide_the_order(header, cells, lat) -> None:
    made = draft([{"date": "2023", header: cell} for cell in cells])
    assert made.questions == ()
    assert incident(made, 1)["lat"] == lat


@pytest.mark.parametrize(
    ("lettered", "bare"),
    [
        ("42.97N 20.78E", "42.93, 20.68"),
        ("20.78E, 42.97N", "20.68, 42.93"),
        ("42°58'12\"N 20°46'48\"E", "42.93 20.68"),
        ("42.97 с.ш., 20.78 в.д.", "42.93, 20.68"),
        ("lat 42.97 lon 20.78", "42.93, 20.68"),
        ("٤٢.٩٧ ش, ٢٠.٧٨ ق", "42.93, 20.68"),
    ],
)
def test_letters_in_some_cells_say_the_order_of_the_others(lettered: str, bare: str) -> None:
    made = draft([{"title": f"Raid {n}", "coordinates": each} for n, each in enumerate((lettered, bare))])
    assert made.questions == ()
    assert (incident(made, 1)["lat"], incident(made, 1)["lon"]) == (42.93, 20.68)
    assert any("because of values such as" in each for each in made.warnings["reason"])


def test_letters_that_contradict_each_other_leave_the_order_to_be_asked() -> None:
    cells = ("42.97N 20.78E", "20.78E 42.97N", "42.93, 20.68")
    made = draft([{"title": f"Raid {n}", "coordinates": each} for n, each in enumerate(cells)])
    assert [each.field for each in made.questions] == ["pair_order"]


def test_pairs_that_contradict_each_other_are_asked() -> None:
    made = draft(
        [{"date": "2023", "coordinates": cell} for cell in ("-104.7, 29.3", "29.3, -104.7", "20, 30")]
    )
    assert [question.field for question in made.questions] == ["pair_order"]


@pytest.mark.parametrize("name", ["gtd_id", "HC_ID", "Strike Report Id"])
def test_a_column_called_id_of_something_is_the_id_if_no_two_rows_share_one(name: str) -> None:
    rows = [{name: f"a{n}", "date": "2023-09-24"} for n in range(6)]
    assert draft(rows).tables["incidents"]["id"].tolist() == [f"a{n}" for n in range(6)]
    assert name not in draft([*rows, rows[0] | {"date": "2023-09-25"}]).mapping_proposed
    assert draft([each | {"id": f"b{n}"} for n, each in enumerate(rows)]).mapping_proposed["id"] == "id"


def test_a_description_in_every_row_goes_before_notes_in_few() -> None:
    long = "An air strike on a market in the morning, of which several people told the same evening " * 2
    rows = [{"description_en": f"{long}{n}", "notes": "" if n % 4 else f"{long}seen"} for n in range(12)]
    assert draft(rows).mapping_proposed["description_en"] == "summary"
