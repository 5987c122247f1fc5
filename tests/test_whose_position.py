"""A latitude may be anybody's: what a name says of another place is asked, what is not known is said."""

from __future__ import annotations

import pytest
import shapely
from raw_files import draft, incident, others, table

from geodata.ingest.choices import Choices
from geodata.layouts import proposals


def row(lat: str, lon: str, cells: str = "42.9 20.6") -> dict[str, str]:
    return {**dict(zip((lat, lon), cells.split(), strict=True)), "date": "2023-09-24", "title": "Shots"}


def said(made, column: str) -> list[str]:
    return made.warnings.loc[made.warnings["field"] == column, "reason"].tolist()


ELSEWHERE = """
capital_lat capital_lon; lat_capital lon_capital; shore_latitude shore_longitude
home_lat home_lon; hq_latitude hq_longitude; origin_lat origin_lon
dest_lat dest_lon; launch_lat launch_long; bboxMinLat bboxMinLon
latitud_capital longitud_capital; latitud_origen longitud_origen; latitude_départ longitude_départ
latitude_siège longitude_siège; latitude_origem longitude_origem; Breitengrad_Hauptstadt Längengrad_Hauptstadt
sedište_lat sedište_lon; latituda_odredišta longituda_odredišta; latituda_kryeqytet longituda_kryeqytet
широта_столицы долгота_столицы; широта_штаба долгота_штаба; широта_столиці довгота_столиці
başkent_enlem başkent_boylam
"""
PAIRS = [pair.split() for line in ELSEWHERE.strip().splitlines() for pair in line.split(";")]
OF_THE_EVENT = """
event_lat event_lon; incident_latitude incident_longitude; location_latitude location_longitude
site_lat site_lon; attack_lat attack_lon; latitud_lugar longitud_lugar
latitude_lieu longitude_lieu; mesto_lat mesto_lon; широта_места долгота_места
olay_enlem olay_boylam; Latitude1 Longitude1; sulmit_lat sulmit_lon
"""
OWN = [pair.split() for line in OF_THE_EVENT.strip().splitlines() for pair in line.split(";")]


@pytest.mark.parametrize(("lat", "lon"), PAIRS)
def test_a_position_of_another_place_is_asked_and_not_read(lat: str, lon: str) -> None:
    made = draft([row(lat, lon)])
    (question,) = made.questions
    assert (question.field, question.about, question.pairs) == ("mapping", "latitude", ((lat, lon),))
    assert (question.pair_of, question.optional) == (("latitude", "longitude"), True)
    assert question.examples == (f"{lat}, {lon}: 42.9, 20.6",)
    assert (made.accepted, incident(made)["lat"], others(made)[lat]) == (1, None, "42.9")


@pytest.mark.parametrize(("lat", "lon"), OWN)
def test_a_position_of_the_event_is_read_without_a_question_or_remark(lat: str, lon: str) -> None:
    made = draft([row(lat, lon)])
    assert (made.questions, incident(made)["lat"], incident(made)["lon"]) == ((), 42.9, 20.6)
    assert said(made, lat) == []


def test_words_that_nobody_knows_here_are_read_and_said() -> None:
    made = draft([row("zorb_lat", "zorb_lon")])
    assert (made.questions, incident(made)["lat"]) == ((), 42.9)
    (words,) = said(made, "zorb_lat")
    assert "'zorb_lat' and 'zorb_lon' are taken for where it happened" in words


def test_of_a_plain_pair_beside_that_of_another_place_the_plain_one_is_read() -> None:
    made = draft([{**row("home_lat", "home_lon"), "lat": "43.1", "lon": "21.1"}])
    assert (made.questions, incident(made)["lat"], others(made)["home_lat"]) == ((), 43.1, "42.9")


@pytest.mark.parametrize(
    ("names", "more"),
    [
        ("origin_lat origin_lon", "dest_lat dest_lon"),
        ("target_lat target_lon", "launch_lat launch_lon"),
        ("lat1 lon1", "lat2 lon2"),
        ("event_lat event_lon", "lat lon"),
        ("north_lat east_lon", "south_lat west_lon"),
    ],
)
def test_of_two_pairs_that_differ_it_is_asked_which(names: str, more: str) -> None:
    pairs = tuple(names.split()), tuple(more.split())
    made = draft([{**row(*pairs[0]), **dict(zip(pairs[1], ("43.1", "21.1"), strict=True))}])
    (question,) = made.questions
    assert {frozenset(each) for pair in question.pairs for each in pair} == {
        frozenset(each) for pair in pairs for each in pair
    }
    assert incident(made)["lat"] is None
    answer = {**made.choices_used.mapping, pairs[1][0]: "latitude", pairs[1][1]: "longitude"}
    answered = draft(
        [{**row(*pairs[0]), **dict(zip(pairs[1], ("43.1", "21.1"), strict=True))}], Choices(mapping=answer)
    )
    assert answered.questions == ()
    assert incident(answered)["lat"] == 43.1


def test_two_pairs_that_say_the_same_are_no_question() -> None:
    made = draft([{**row("latitude", "longitude"), "lat": "42.90001", "lon": "20.6"}])
    assert (made.questions, incident(made)["lat"]) == ((), 42.9)
    assert made.mapping_proposed["longitude"] == "longitude"


def test_answered_that_none_says_where_the_file_is_read_without_positions() -> None:
    rows = [row("capital_lat", "capital_lon")]
    made = draft(rows, Choices(mapping=draft(rows).choices_used.mapping))
    assert (made.questions, incident(made)["lat"], made.accepted) == ((), None, 1)


def test_pairs_in_one_cell_of_another_place_are_asked_too() -> None:
    rows = [{"HQ coordinates": "42.93, 120.6", "date": "2023-09-24", "title": "Shots"}]
    made = draft(rows)
    (question,) = made.questions
    assert (question.about, question.options, question.optional) == ("coordinates", ("HQ coordinates",), True)
    assert incident(made)["lat"] is None


def test_shapes_say_where_it_happened_whatever_the_columns_are() -> None:
    made = draft([row("capital_lat", "capital_lon")], shapes=[shapely.Point(20.8, 43.0)])
    assert (made.questions, incident(made)["lat"]) == ((), 43.0)


# The sign in a name -----------------------------------------------------------------------------------------

SIGNED = """
Latitude (S)|Longitude (W); Lat S|Lon W; Latitude South|Longitude West
Latitud Sur|Longitud Oeste; Latitude Sud|Longitude Ouest; Latitude (S)|Longitude (O)
Südliche Breite|Westliche Länge; Južna geografska širina|Zapadna geografska dužina
јужна ширина|западна дужина; gjerësia jugore|gjatësia perëndimore; южная широта|западная долгота; ю. ш.|з. д.
південна широта|західна довгота; Latitude Sul|Longitude Oeste; خط العرض جنوب|خط الطول غرب
"""


@pytest.mark.parametrize(
    "names", [each.strip() for line in SIGNED.strip().splitlines() for each in line.split(";")]
)
def test_a_name_that_says_south_or_west_gives_the_sign(names: str) -> None:
    lat, lon = names.split("|")
    made = draft([{lat: "12.9", lon: "76.6", "date": "2023-09-24", "title": "Shots"}])
    assert (incident(made)["lat"], incident(made)["lon"], made.questions) == (-12.9, -76.6, ())
    assert [words for words in said(made, lat) if "says south" in words]
    assert others(made)[lat] == "12.9", "the file's own text stays"


def test_a_minus_sign_under_such_a_name_is_south_where_each_has_one_and_left_out_beside_others() -> None:
    rows = [{"Latitude (S)": each, "Longitude": "20.6", "date": "2023"} for each in ("-12.9", "-13.1")]
    assert draft(rows).tables["incidents"]["lat"].tolist() == [-12.9, -13.1]
    mixed = draft([rows[0], {**rows[1], "Latitude (S)": "13.1"}, {**rows[1], "Latitude (S)": "13.2 S"}])
    assert mixed.tables["incidents"]["lat"].isna().tolist() == [True, False, False]
    assert mixed.tables["incidents"]["lat"].tolist()[1:] == [-13.1, -13.2]
    assert mixed.accepted == 3
    assert mixed.warnings["reason"].str.contains("minus sign under a name that says south").sum() == 1


# O, and other scripts' figures ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "cells", "lon"),
    [
        ("Latitude;Longitude;Lieu", "13°44'N;13°44'O;Town", -13.7333),
        ("Latitud;Longitud;Fecha", "13.5 N;13.5 O;2023", -13.5),
        ("Breite;Länge;Ort", "13°30'N;13°30'O;Town", 13.5),
        ("coordinates;Lugar;Fecha", "13°30'N, 13°30'O;Town;2023", -13.5),
    ],
)
def test_o_is_west_or_east_by_the_language_of_the_names(names: str, cells: str, lon: float) -> None:
    made = draft([dict(zip(names.split(";"), cells.split(";"), strict=True))])
    assert (made.accepted, made.questions) == (1, ())
    assert incident(made)["lon"] == pytest.approx(lon, abs=1e-4)
    assert made.warnings["reason"].str.contains("letter O").any()


def test_o_is_told_by_the_other_letters_of_the_column() -> None:
    for other, lon in (("E", -13.5), ("W", 13.5)):
        rows = [{"lat": "13.5 N", "lon": f"13.5 {letter}", "date": "2023"} for letter in ("O", other)]
        assert incident(draft(rows))["lon"] == lon


def test_o_that_nothing_tells_is_asked_and_no_row_is_refused() -> None:
    rows = [{"lat": "13.5 N", "lon": "13.5 O", "date": "2023", "title": "Shots"}]
    made = draft(rows)
    (question,) = made.questions
    assert (question.field, question.options, question.examples) == (
        "letter_o",
        ("west", "east"),
        ("13.5 O",),
    )
    assert (made.accepted, incident(made)["lat"]) == (1, None)
    assert incident(draft(rows, Choices(letter_o="east")))["lon"] == 13.5


@pytest.mark.parametrize("cells", ["٤٢٫٩٣|٢٠٫٦٨", "۴۲٫۹۳|۲۰٫۶۸", "٤٢.٩٣|٢٠.٦٨", "٤٢،٩٣|٢٠،٦٨"])
def test_figures_of_other_scripts_are_degrees_below_arabic_names(cells: str) -> None:
    lat, lon = cells.split("|")
    made = draft([{"خط العرض": lat, "خط الطول": lon, "التاريخ": "2023-09-24", "القتلى": "٢"}])
    assert (incident(made)["lat"], incident(made)["lon"], incident(made)["fatalities_best"]) == (
        42.93,
        20.68,
        2,
    )
    assert made.questions == ()


@pytest.mark.parametrize("names", ["خط عرض|خط طول", "العرض|الطول", "عرض جغرافیایی|طول جغرافیایی"])
def test_other_arabic_and_persian_names_of_degrees_are_known(names: str) -> None:
    lat, lon = names.split("|")
    made = draft([{lat: "۴۲٫۹۳", lon: "۲۰٫۶۸", "date": "2023"}])
    assert (incident(made)["lat"], incident(made)["lon"]) == (42.93, 20.68)


def test_figures_of_other_scripts_in_one_cell_and_in_metres() -> None:
    made = draft(
        [{"الإحداثيات": "٤٢٫٩٣، ٢٠٫٦٨", "التاريخ": "2023"}], Choices(pair_order="latitude-longitude")
    )
    assert incident(made)["lon"] == 20.68
    made = draft([{"lat": "42.9", "lon": "20.6", "radius_m": "٥٠٠"}])
    assert (made.accepted, incident(made)["uncertainty_m"]) == (1, 500)


# Columns that were passed over ------------------------------------------------------------------------------

PASSED_OVER = """
fatalities: Nb de morts; Nbre de morts; Nº de muertos; Núm. de fallecidos; Br. poginulih
fatalities: Бр. загинати; KIA; Total KIA
fatalities: Кол-во погибших; К-сть загиблих; Nr. i të vrarëve; Anz. Tote; Qtd. mortos
fatalities: Killed in action; nb_morts
injured: Nb de blessés; WIA; Nº de heridos; Br. ranjenih; Кол-во раненых
injured: Nr. i të plagosurve; Wounded in action
time: Time (local); Time (UTC); Heure locale; Hora local; Ortszeit
time: Lokalno vreme; Местное время; Koha lokale
source_url: Report links; Links to reports; Liens des rapports; Enlaces de informes; Ссылки на источники
source_url: Linkovi vesti
source_url: Lidhjet e raporteve; روابط التقارير; Links zu Berichten
coordinates: Coordonnées GPS; Coordenadas GPS; GPS-Koordinaten; Koordinatat GPS; GPS координаты
coordinates: إحداثيات GPS
"""
VALUES = {
    "fatalities": "2",
    "injured": "3",
    "time": "14:30",
    "source_url": "https://example.org/1",
    "coordinates": "42.9, 120.6",
}


@pytest.mark.parametrize(
    ("field", "header"),
    [
        (line.partition(":")[0], header.strip())
        for line in PASSED_OVER.strip().splitlines()
        for header in line.partition(":")[2].split(";")
    ],
)
def test_short_and_foreign_names_are_known(field: str, header: str) -> None:
    assert draft([{header: VALUES[field], "date": "2023-09-24"}]).mapping_proposed[header] == field


def test_a_name_whose_values_do_not_fit_is_said() -> None:
    made = draft(table("date,Coordonnées GPS,title\n2023-09-24,near town,A\n2023-09-25,by the road,B"))
    (words,) = said(made, "Coordonnées GPS")
    assert "most of its values do not" in words
    assert proposals.unlike_names(made.tables["attributes"], made.mapping_proposed) == [
        ("Coordonnées GPS", "coordinates")
    ]
