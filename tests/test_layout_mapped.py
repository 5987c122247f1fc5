"""Any table by a mapping: what is proposed, what is asked, and each awkward value with its exact result."""

from __future__ import annotations

from dataclasses import replace

import pytest
from raw_files import draft, incident, lines, others, raw_file, span, table
from shapely import LineString, Point, Polygon, box

from geodata.errors import MappingError
from geodata.ingest.choices import Choices, header_key
from geodata.layouts import drafting

COLLEAGUE = """
Datum;Mesto;Opis;Poginuli;Izvor;Beleška
24.09.2023;Banjska;Oružani sukob;4;KoSSev;x
25.09.2023;Zvečan;Blokada;0;https://example.org/z;
"""


def test_a_colleagues_spreadsheet_with_place_names_only_is_proposed_whole() -> None:
    made = draft(table(COLLEAGUE, ";"))
    assert made.layout == "mapped"
    assert made.mapping_proposed == {
        "Datum": "date",
        "Mesto": "place",
        "Opis": "summary",
        "Poginuli": "fatalities",
        "Izvor": "source",
    }
    assert made.choices_used.mapping == made.mapping_proposed
    assert made.choices_used.date_order == "day-first"
    found = incident(made)
    assert found["title"] == "Oružani sukob"
    assert found["fatalities_best"] == 4
    assert (found["lon"], found["location_class"]) == (None, None)
    assert others(made)["Beleška"] == "x"
    assert span(made) == ("2023-09-24T00:00:00", "2023-09-25T00:00:00", "day")
    assert lines(made, "sources", "title", "url") == [("KoSSev", None), (None, "https://example.org/z")]
    assert lines(made, "places", "key", "name_en") == [("banjska", "Banjska"), ("zvecan", "Zvečan")]
    assert any("looked up by their names" in words for words in made.warnings["reason"])


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Latitude", "latitude"),
        ("LAT", "latitude"),
        ("Geografska širina", "latitude"),
        ("Gjerësia gjeografike", "latitude"),
        ("Längengrad", "longitude"),
    ],
)
def test_columns_of_degrees_are_known_in_several_languages(header: str, meaning: str) -> None:
    assert draft([{header: "42.9"}]).mapping_proposed == {header: meaning}


def test_a_mapping_that_was_chosen_is_the_one_that_counts() -> None:
    rows = [{"a": "2023", "b": "42.9, 20.7", "c": "KFOR; Police"}]
    mapping = {"a": "date", "b": "coordinates", "c": "actor"}
    made = draft(rows, Choices(mapping=mapping, pair_order="latitude-longitude"))
    assert span(made) == ("2023-01-01T00:00:00", "2024-01-01T00:00:00", "year")
    assert (incident(made)["lat"], incident(made)["lon"]) == (42.9, 20.7)
    assert lines(made, "participations", "actor", "role") == [
        ("KFOR", "participant"),
        ("Police", "participant"),
    ]


def test_a_mapping_of_a_column_that_is_not_there_says_so() -> None:
    with pytest.raises(MappingError, match="'when' was found, a column of the file"):
        draft([{"a": "2023"}], Choices(mapping={"when": "date"}))


def test_ambiguous_dates_are_asked_and_the_answer_is_recorded() -> None:
    rows = [{"id": "1", "date": "03/04/2023"}, {"id": "2", "date": "05/06/2023"}]
    open_ = draft(rows)
    (question,) = open_.questions
    assert (question.field, question.options) == ("date_order", ("day-first", "month-first"))
    assert question.examples == ("03/04/2023", "05/06/2023")
    assert (open_.accepted, span(open_)) == (2, (None, None, "unknown"))
    for answer, day in (("day-first", "2023-04-03"), ("month-first", "2023-03-04")):
        made = draft(rows, Choices(date_order=answer))
        assert (made.questions, made.choices_used.date_order) == ((), answer)
        assert span(made)[0] == f"{day}T00:00:00"


def test_which_of_several_unnamed_columns_is_the_date_is_asked() -> None:
    (question,) = draft([{"a": "2023-09-24", "b": "2023-09-25"}]).questions
    assert (question.field, question.about, question.options) == ("mapping", "date", ("a", "b"))


def test_a_file_with_several_tables_asks_which() -> None:
    made = drafting.prepare(replace(raw_file([{"id": "1", "date": "2023"}]), tables=("One", "Two")))
    assert [(question.field, question.options) for question in made.questions] == [("table", ("One", "Two"))]


def test_start_and_end_make_an_interval_and_each_fault_is_told_of_its_own_column() -> None:
    rows = table("""
    id,start,end
    1,2023-09-24,2023-09-26
    2,2023-09-24,
    3,2023-09-24,nonsense
    4,nonsense,2023-09-26
    5,2023-09-24,2023-09-20
    """)
    made = draft(rows)
    assert made.accepted == 2
    assert span(made) == ("2023-09-24T00:00:00", "2023-09-27T00:00:00", "days")
    assert span(made, 1)[2] == "day"
    assert list(zip(made.rejected["row"], made.rejected["field"], strict=True)) == [
        (4, "end"),
        (5, "start"),
        (6, "end"),
    ]


def test_a_time_of_day_may_stand_in_a_column_of_its_own() -> None:
    made = draft([{"date": "2023-09-24", "time": "02:34"}], Choices(timezone="Europe/Belgrade"))
    assert span(made) == ("2023-09-24T00:34:00", "2023-09-24T00:35:00", "minute")


def test_an_empty_date_stays_unknown_with_a_warning_and_a_bad_one_is_refused() -> None:
    made = draft([{"id": "1", "date": ""}, {"id": "2", "date": "soon"}, {"id": "3", "date": "2023-09~"}])
    assert span(made)[2] == "unknown"
    assert list(made.rejected["row"]) == [3]
    assert {row: words.split(":")[0] for row, words in warned(made, "date").items()} == {
        2: "Empty",
        4: "Marked as approximate or uncertain",
    }


def test_columns_that_differ_in_case_only_stay_two() -> None:
    made = draft([{"Date": "1999", "date": "2023-09-24"}], Choices(mapping={"date": "date"}))
    assert span(made)[0] == "2023-09-24T00:00:00"
    assert others(made)["Date"] == "1999"


def test_the_order_of_rows_does_not_change_the_keys_of_places() -> None:
    rows = [{"id": n, "place": "Banjska", "lat": lat, "lon": "20"} for n, lat in (("1", "42"), ("2", "43"))]
    one, two = draft(rows), draft(rows[::-1])
    assert lines(one, "incidents", "id", "place") == lines(two, "incidents", "id", "place")[::-1]


def test_ids_stay_exact() -> None:
    made = draft([{"id": "00123", "date": "2023"}, {"id": "9007199254740993", "date": "2023"}])
    assert made.tables["incidents"]["id"].tolist() == ["00123", "9007199254740993"]


def test_a_row_that_repeats_another_is_told_with_that_one() -> None:
    made = draft([{"id": "a"}, {"id": "b"}, {"id": "a"}])
    assert made.accepted == 2
    assert list(made.rejected["row"]) == [4]
    assert made.rejected["reason"][0].startswith("An exact copy of row 2")


def test_rows_without_an_id_get_one_that_follows_their_contents() -> None:
    first = draft([{"date": "2023-01-01", "place": "A"}, {"date": "2023-01-02", "place": "B"}])
    turned = draft([{"date": "2023-01-02", "place": "B"}, {"date": "2023-01-01", "place": "A"}])
    assert sorted(first.tables["incidents"]["id"]) == sorted(turned.tables["incidents"]["id"])
    again = draft([{"date": "2023-01-01"}, {"date": "2023-01-01"}])
    assert again.accepted == 2
    assert again.tables["incidents"]["id"].is_unique
    assert any("repeats an earlier one" in words for words in again.warnings["reason"])


POSITIONS = [("42.97", "20.78"), ("42.90", "20.87"), ("43.10", "20.80"), ("42.88", "20.86")]


def placed(*extra: tuple[str, str]):
    rows = [{"id": str(n), "lat": lat, "lon": lon} for n, (lat, lon) in enumerate([*POSITIONS, *extra])]
    return draft(rows)


def warned(made, field: str = "lat") -> dict[int, str]:
    chosen = made.warnings[(made.warnings["field"] == field) & made.warnings["row"].notna()]
    return dict(zip(chosen["row"], chosen["reason"], strict=True))


def test_exchanged_axes_zero_and_far_positions_are_flagged_and_never_changed() -> None:
    made = placed(("20.78", "42.97"), ("0", "0"), ("-33.9", "151.2"))
    assert made.accepted == 7
    found = warned(made)
    assert set(found) == {6, 7, 8}
    assert "exchanged it would lie among them" in found[6]
    assert found[7].startswith("0, 0 lies in the Atlantic")
    assert "km from the middle of the others" in found[8]
    assert "exchanged" not in found[8]
    assert (incident(made, 4)["lat"], incident(made, 4)["lon"]) == (20.78, 42.97)


def test_positions_all_over_the_world_are_not_flagged() -> None:
    world = [{"id": str(n), "lat": str(n % 60), "lon": str(n * 7 % 360 - 180)} for n in range(1, 60)]
    assert warned(draft(world)) == {}


def test_a_position_outside_the_earth_is_refused_and_half_a_position_too() -> None:
    made = placed(("142.97", "20.78"), ("42.97", ""), ("", "20.78"), ("", ""))
    assert list(zip(made.rejected["row"], made.rejected["field"], strict=True)) == [
        (6, "lat"),
        (7, "lon"),
        (8, "lat"),
    ]
    assert "exchanged?" in made.rejected["reason"][0]
    assert made.accepted == 5


@pytest.mark.parametrize(
    "cells",
    [
        {"lat": "42,97", "lon": "20,78"},
        {"lat": "42.97N", "lon": "E20.78"},
        {"lat": "42°58'12\"", "lon": "20°46'48\""},
        {"coordinates": "42.97, 20.78"},
        {"gps": "42.97N 20.78E"},
        {"where": "42.97 20.78"},
        {"lon,lat": "20.78, 42.97"},
        {"wkt": "POINT (20.78 42.97)"},
        {"shape of it": "SRID=4326;POINT(20.78 42.97)"},
    ],
)
def test_one_position_in_every_way_of_writing_it(cells: dict[str, str]) -> None:
    choices = Choices(pair_order=None if "lon,lat" in cells else "latitude-longitude")
    if "lon,lat" in cells:
        choices = Choices(mapping={"lon,lat": "coordinates"})
    made = draft([cells], choices)
    assert (incident(made)["lat"], incident(made)["lon"]) == pytest.approx((42.97, 20.78), abs=1e-12)
    assert incident(made)["location_class"] == "near"


def test_other_systems_are_asked_for_converted_and_stay_as_they_were() -> None:
    rows = [{"id": "1", "X": "500000", "Y": "4649776.2247"}]
    (question,) = draft(rows).questions
    assert question.field == "crs"
    made = draft(rows, Choices(crs="EPSG:32634"))
    assert made.questions == ()
    assert (incident(made)["lon"], incident(made)["lat"]) == pytest.approx((21, 42), abs=1e-6)
    assert others(made)["X"] == "500000"
    assert any("converted from EPSG:32634" in words for words in made.warnings["reason"])


def test_a_position_outside_the_area_of_its_system_is_remarked_on_in_its_row_alone() -> None:
    positions = (("500000", "4649776"), ("1500000", "4649776"), ("500000", "-1000"))
    rows = [{"easting": x, "northing": y} for x, y in positions]
    made = draft(rows, Choices(crs="EPSG:32634"))
    assert made.accepted == 3
    remarks = made.warnings[made.warnings["reason"] == "Outside the area that EPSG:32634 is made for."]
    assert remarks[["row", "field", "value"]].to_numpy().tolist() == [
        [3, "easting", "1500000"],
        [4, "easting", "500000"],
    ]


def test_shapes_of_the_file_stay_with_their_class() -> None:
    shapes = [
        Point(20.78, 42.97),
        LineString([(20, 42), (22, 42)]),
        Polygon([(20, 42), (21, 42), (21, 43)]),
        None,
    ]
    made = draft([{"name": str(n)} for n in range(4)], shapes=shapes, format="geojson", first=1)
    found = made.tables["incidents"]
    assert found["location_class"].fillna("").tolist() == ["near", "line", "region", ""]
    assert (found["lon"][1], found["lat"][1]) == (21, 42)
    assert found.geometry[1].equals(shapes[1])


def test_shapes_outside_the_earth_are_refused() -> None:
    shapes = [Point(4_650_000, 500_000), Point(42.9, 120.7)]
    made = draft([{"name": "a"}, {"name": "b"}], shapes=shapes, format="geojson", first=1)
    assert list(made.rejected["field"]) == ["geometry", "geometry"]
    assert "exchanged?" in made.rejected["reason"][1]
    beyond = [box(-190, 0, -170, 1), box(170, 0, 190, 1), box(0, 80, 1, 91), box(0, -91, 1, -80)]
    made = draft([{"name": "a"} for _ in beyond], shapes=beyond, format="geojson", first=1)
    assert list(made.rejected["row"]) == [3, 4], "one side beyond a pole is enough; 190 degrees are -170"


def test_a_stated_class_and_radius_stay_and_others_come_from_the_choices() -> None:
    rows = [
        {"id": "1", "lat": "42", "lon": "20", "location_class": "site", "accuracy_m": "50"},
        {"id": "2", "lat": "42", "lon": "20", "location_class": "", "accuracy_m": ""},
    ]
    made = draft(rows, Choices(location_class="settlement", uncertainty_m=2000))
    assert lines(made, "incidents", "location_class", "uncertainty_m") == [("site", 50), ("settlement", 2000)]


def test_tolls_as_ranges_are_low_and_high_and_thousands_are_refused() -> None:
    made = draft(
        [{"id": "1", "killed": "3-5", "injured": "10+"}, {"id": "2", "killed": "1,234", "injured": "7"}]
    )
    found = incident(made)
    assert (found["fatalities_low"], found["fatalities_best"], found["fatalities_high"]) == (3, None, 5)
    assert lines(made, "quantities", "what", "low", "best") == [("injured", 10, None)]
    assert "choose the file's decimal mark" in made.rejected["reason"][0]
    chosen = draft([{"id": "2", "killed": "1,234"}], Choices(decimal="."))
    assert incident(chosen)["fatalities_best"] == 1234


def test_found_values_are_escaped_and_cut() -> None:
    made = draft([{"id": "1", "date": "\x1b[31m" + "x" * 500}])
    value = made.rejected["value"][0]
    assert value.startswith("\\x1b[31m")
    assert len(value) < 220


def test_templates_and_formulas_are_text_like_any_other() -> None:
    made = draft([{"id": "{{7*7}}", "title": '=HYPERLINK("x")', "{% raw %}": "<script>"}])
    found = incident(made)
    assert (found["id"], found["title"]) == ("{{7*7}}", '=HYPERLINK("x")')
    assert others(made) == {"{% raw %}": "<script>"}


def test_a_mapping_is_stored_by_its_header_in_any_order() -> None:
    assert header_key(["a", "b"]) == header_key(["b", "a"])
    assert header_key(["a", "b"]) != header_key(["a,b"])


def test_a_mapping_survives_its_file() -> None:
    choices = Choices(
        layout="mapped",
        mapping={'Dat"um\n\\ é 🚧': "date", "Breite": "latitude"},
        date_order="day-first",
        decimal=",",
        crs="EPSG:32634",
        uncertainty_m=500,
        timezone="Europe/Belgrade",
    )
    assert Choices.from_toml(choices.to_toml()) == choices
    assert Choices.from_json(choices.to_json()) == choices
    assert Choices.from_dict(choices.to_dict()).canonical() == choices.canonical()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date_order = 'year-first'", "one of day-first, month-first"),
        ("[mapping]\na = 'nothing'", "one of id, title"),
        ("[mapping]\na = 'end'\nb = 'end'", "one column for 'end'"),
        ("colour = 'red'", "one of table, encoding"),
        ("timezone = 'Mars/Olympus'", "IANA time zone"),
        ("timezone = 7", "a text in quotation marks"),
        ("uncertainty_m = -1", "metres, such as 500"),
        ("not toml", "TOML"),
    ],
)
def test_a_mapping_that_cannot_be_says_what_was_expected(text: str, words: str) -> None:
    with pytest.raises(MappingError, match="was expected") as caught:
        Choices.from_toml(text)
    assert words in str(caught.value)


def test_names_and_titles_are_no_part_of_the_canonical_text() -> None:
    assert Choices(title="a").canonical() == Choices(title="b", name="c").canonical()
    assert Choices(crs="EPSG:1").canonical() != Choices().canonical()


def remarks(made) -> list[str]:
    return made.warnings.loc[made.warnings["row"].isna(), "reason"].tolist()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {},
            "No column was recognised that says how exact the positions are: they count as near, with an unk",
        ),
        (
            {"uncertainty_m": "500"},
            "they count as near, with the radius of uncertainty_m. If a column says it",
        ),
        ({"location_class": ""}, "Where location_class is empty, positions count as near, with an unknown"),
        (
            {"location_class": "", "uncertainty_m": "5"},
            "positions count as near, with the radius of uncertai",
        ),
        ({"location_class": "site"}, ""),
    ],
)
def test_what_is_not_said_of_positions_is_told_with_what_to_do(columns: dict[str, str], words: str) -> None:
    rows = [{"id": str(n), "lat": lat, "lon": lon, **columns} for n, (lat, lon) in enumerate(POSITIONS)]
    found = [each for each in remarks(draft(rows)) if "count as near" in each]
    assert len(found) == bool(words)
    assert all(words in each for each in found)


@pytest.mark.parametrize(
    ("cells", "zone", "told"),
    [
        ({"date": "2024-05-01 14:30"}, "UTC", True),
        ({"date": "2024-05-01", "time": "14:30"}, "UTC", True),
        ({"date": "2024-05-01T14:30Z"}, "UTC", False),
        ({"date": "2024-05-01T14:30:10+02:00"}, "UTC", False),
        ({"date": "2024-05-01T14:30-0330"}, "UTC", False),
        ({"date": "2024-05-01 14:30 UTC"}, "UTC", False),
        ({"date": "2024-05-01"}, "UTC", False),
        ({"date": "2024-05-01 14:30"}, "Europe/Belgrade", False),
    ],
)
def test_times_taken_as_utc_without_the_file_saying_so_are_remarked_on_once(cells, zone, told) -> None:
    rows = [{"id": str(n), "lat": "42.9", "lon": "20.8", **cells} for n in range(3)]
    found = [each for each in remarks(draft(rows, Choices(timezone=zone))) if "taken as UTC" in each]
    assert len(found) == told


def test_a_time_that_no_clock_shows_is_told_of_its_own_column_with_its_own_words() -> None:
    made = draft(
        table("date,time,title,lat,lon\n2020-03-22,18:85 UTC,A,13.7,121.0\n2020-03-22,05:57 UTC,B,0.5,8.4")
    )
    (told,) = made.warnings.loc[made.warnings["field"] == "time"].to_dict("records")
    assert (made.accepted, told["row"], told["value"]) == (2, 2, "18:85 UTC")
    assert "no clock" in told["reason"]


def test_without_positions_and_a_column_of_places_it_is_said_what_to_choose() -> None:
    made = draft(table("date,deaths,where it lies\n2023-09-24,4,Banjska\n2023-09-25,1,Zvečan"))
    (said,) = made.warnings.loc[made.warnings["field"] == "coordinates", "reason"]
    assert "choose the meaning place" in said


def test_while_the_order_of_pairs_is_asked_it_is_not_said_that_there_are_no_positions() -> None:
    made = draft(table("date;title;coordinates\n2019-04-30;A;19.93, 39.06\n2019-05-12;B;25.20, 56.52", ";"))
    assert [question.field for question in made.questions] == ["pair_order"]
    assert "coordinates" not in set(made.warnings["field"])
