"""Words that say that something is missing (NA, nan, -99) are read as missing, and names are not."""

from __future__ import annotations

import pyarrow as pa
import pytest
from raw_files import draft, incident, lines, table

from geodata.ingest.choices import Choices
from geodata.values import words_for_nothing


def found(name: str, *cells: str, codes: bool = True) -> list[str]:
    return words_for_nothing.found(name, pa.chunked_array([pa.array(cells, pa.large_string())]), codes=codes)


@pytest.mark.parametrize(
    "word",
    [
        *("NA", "N/A", "n.a.", "nan", "NaN", "-nan", "NULL", "null", r"\N", "None", "-", "–", "--", ".", "?"),
        *("<NA>", "(null)", "#N/A", "#REF!", "#DIV/0!", "#NV", "#¡REF!", " NA ", "N/A\u00a0", "Not known"),
        *("unknown", "UNKNOWN", "Unknown", "inconnu", "Inconnue", "unbekannt", "k. A.", "Desconocido", "s/d"),
        *(
            "nepoznato",
            "NEPOZNATO",
            "непознато",
            "Неизвестно",
            "невідомо",
            "i panjohur",
            "Nuk dihet",
            "غير معروف",
        ),
        *(
            "tbc",
            "TBD",
            "n/k",
            "to be confirmed",
            "not known yet",
            "non spécifié",
            "à préciser",
            "por confirmar",
        ),
        *("не указано", "уточняется", "не вказано", "nije navedeno", "није утврђено", "nuk ka informacion"),
        *("غير مذكور", "لا معلومات", "nicht angegeben", "no reportado", "ND", "n.d."),
        *("-9", "-99", "-99.00", "-999", "-88", "−99"),
    ],
)
def test_a_word_or_code_for_nothing_is_found_whatever_its_case_and_the_spaces_around_it(word: str) -> None:
    assert found("actor", "Army of A", word, "Group B", "") == [word]


@pytest.mark.parametrize(
    "name",
    [
        "Nan",
        "Na",
        "Nil",
        "None Bridge",
        "Unknown Soldier Square",
        "0",
        "-5",
        "-9.5",
        "9",
        "no",
        "нет",
        "Nanking",
    ],
)
def test_a_name_a_number_or_an_answer_is_no_word_for_nothing(name: str) -> None:
    assert found("place", "Oshakati", name) == []


def test_na_beside_codes_of_two_letters_is_namibia_and_beside_names_is_nothing() -> None:
    assert found("country_code", "TH", "NA", "DE") == []
    assert found("iso2", "NA") == []
    assert found("country", "Thailand", "NA") == ["NA"]
    assert found("place", "NA") == ["NA"]


def test_a_word_that_may_mean_something_is_nothing_beside_figures_alone() -> None:
    assert found("status", "missing", "killed") == []
    assert found("deaths", "missing", "4", "x", "2", "5", "6") == ["missing", "x"]
    assert found("coordinates", "19.9, 39.0", "Unconfirmed") == ["Unconfirmed"]
    assert found("deaths", "Nan", "1", "2", "3") == ["Nan"]


def test_a_word_such_as_unclear_names_nothing_in_a_column_of_names() -> None:
    assert found("perpetrator", "Army of A", "Unclear", "Group B") == ["Unclear"]
    assert found("event type", "Shelling", "Unclear", "Raid") == []
    assert found("location", "Oshakati", "Pending", "неясно") == ["неясно"]
    assert found("state", "CA", "ND", "TX") == []


def test_a_code_beside_other_numbers_below_nought_is_a_number() -> None:
    assert found("change", "-9", "-3", "-12", "4") == []
    assert found("deaths", "-9", "3", "-99", "4") == ["-9", "-99"]


def test_where_codes_may_be_numbers_they_are_left() -> None:
    assert found("longitude", "-99", "-98.5", "NA", codes=False) == ["NA"]


def test_what_r_writes_is_missing_with_one_remark_a_column_and_nothing_is_called_na() -> None:
    made = draft(
        table("""event_date,event_type,actor1,actor2,location,latitude,longitude,fatalities
                 2023-09-24,Battles,Army of A,NA,Town One,42.9,20.8,2
                 2023-09-25,Protests,Protesters,NA,NA,42.8,20.9,NA
                 2023-09-26,Riots,NA,NA,Town Three,NA,NA,0""")
    )
    assert made.accepted == 3
    assert [incident(made, row)["fatalities_best"] for row in range(3)] == [2, None, 0]
    assert [incident(made, row)["lon"] for row in range(3)] == [20.8, 20.9, None]
    assert list(made.tables["actors"]["name"]) == ["Army of A", "Protesters"]
    assert list(made.tables["places"]["name_en"]) == ["Town One", "Town Three"]
    said = dict(zip(made.warnings["field"], made.warnings["reason"], strict=True))
    assert said["actor2"] == "3 cells say only that something is missing: NA (3). Taken as empty."
    assert list(made.warnings["field"]).count("location") == 1


def test_of_a_list_the_part_that_is_nothing_is_left_out() -> None:
    made = draft(
        table("""date,actor,lat,lon
                          2023-09-24,Army of A; NA,42.9,20.8""")
    )
    assert list(made.tables["actors"]["name"]) == ["Army of A"]
    assert any("parts of lists" in reason for reason in made.warnings["reason"])


def test_acled_with_na_keeps_every_row() -> None:
    made = draft(
        table("""event_id_cnty,event_date,event_type,sub_event_type,actor1,assoc_actor_1,actor2,location,latitude,longitude,geo_precision,source,notes,fatalities
                 X1,2020-05-09,Battles,Armed clash,Army of A,NA,NA,Town One,NA,NA,NA,NA,NA,NA""")
    )
    assert (made.layout, made.accepted) == ("acled", 1)
    assert incident(made)["lon"] is None
    assert incident(made)["location_class"] is None
    assert list(made.tables["actors"]["name"]) == ["Army of A"]
    assert lines(made, "sources", "source") == []


def test_a_pair_of_codes_that_are_no_degrees_is_no_position_and_no_refusal() -> None:
    made = draft(
        table("""date,title,lat,lon
                          2023-09-24,A,-99,-99
                          2023-09-25,B,999,999
                          2023-09-26,C,19.4,-99
                          2023-09-27,D,-9,13.2""")
    )
    assert made.accepted == 4
    assert not made.questions
    at = [(incident(made, row)["lon"], incident(made, row)["lat"]) for row in range(4)]
    assert at == [(None, None), (None, None), (-99.0, 19.4), (13.2, -9.0)]


def test_codes_that_may_be_degrees_are_asked_and_read_as_answered() -> None:
    rows = table("""date,title,lat,lon
                    2023-09-24,A,-9,-9
                    2023-09-25,B,42.9,20.8""")
    (question,) = draft(rows).questions
    assert (question.field, question.examples) == ("negative_codes", ("row 2: -9, -9",))
    missing = draft(rows, Choices(negative_codes="missing"))
    assert (incident(missing)["lon"], missing.questions) == (None, ())
    assert incident(draft(rows, Choices(negative_codes="numbers")))["lon"] == -9.0


def test_what_was_exported_from_here_keeps_its_words() -> None:
    rows = table("""id,kind,title,start,end,time_class,lon,lat,location_class,participations,place
                    1,incident,None,,,unknown,,,,[],Unknown""")
    made = draft(rows)
    assert (made.layout, incident(made)["title"], incident(made)["time_class"]) == ("own", "None", "unknown")


def test_a_code_that_counts_as_degrees_is_not_said_to_be_taken_as_empty() -> None:
    made = draft(table("date,title,latitude,longitude\n2023-09-24,A,-8.5,113.2\n2023-09-25,B,-9,113.4"))
    assert incident(made, 1)["lat"] == -9.0
    assert not any("-9" in reason for reason in made.warnings["reason"])
