"""ACLED exports: every spelling and code with its exact result, and each event counted once."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, lines, others, span

from geodata.ingest.choices import Choices

EVENT = {
    "event_id_cnty": "KSV0123",
    "event_date": "2023-09-24",
    "year": "2023",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Police Forces of Kosovo (2008-)",
    "assoc_actor_1": "",
    "inter1": "State forces",
    "actor2": "Unidentified Armed Group (Kosovo)",
    "assoc_actor_2": "Serbian Ethnic Militia; Civilians (Kosovo)",
    "inter2": "Political militia",
    "interaction": "State forces-Political militia",
    "civilian_targeting": "",
    "iso": "0",
    "country": "Kosovo",
    "location": "Banjska",
    "latitude": "42.9733",
    "longitude": "20.7808",
    "geo_precision": "1",
    "source": "BIRN; KoSSev",
    "source_scale": "Subnational",
    "notes": "Gunmen fired at a patrol.",
    "fatalities": "4",
    "tags": "crowd size=no report",
    "timestamp": "1695686400",
}


def event(**changes: str) -> dict[str, str]:
    return {**EVENT, **changes}


def test_an_event_has_its_exact_place_in_the_model() -> None:
    made = draft([EVENT])
    assert made.layout == "acled"
    assert made.questions == ()
    found = incident(made)
    assert found["id"] == "KSV0123"
    assert found["kind"] == "incident"
    assert found["event_type"] == "Battles"
    assert found["title"] == "Armed clash, Banjska"
    assert found["summary"] == "Gunmen fired at a patrol."
    assert (found["lon"], found["lat"]) == (20.7808, 42.9733)
    assert (found["location_class"], found["uncertainty_m"]) == ("settlement", 5000)
    assert (found["fatalities_low"], found["fatalities_best"], found["fatalities_high"]) == (None, 4, None)
    assert span(made) == ("2023-09-24T00:00:00", "2023-09-25T00:00:00", "day")
    own = others(made)
    assert "civilian_targeting" not in own
    assert (own["tags"], own["geo_precision"]) == ("crowd size=no report", "1")


def test_actors_are_sides_and_never_attackers() -> None:
    made = draft([EVENT])
    assert lines(made, "participations", "incident", "actor", "role") == [
        ("KSV0123", "Police Forces of Kosovo (2008-)", "side A"),
        ("KSV0123", "Unidentified Armed Group (Kosovo)", "side B"),
        ("KSV0123", "Serbian Ethnic Militia", "side B"),
        ("KSV0123", "Civilians (Kosovo)", "side B"),
    ]
    assert dict(lines(made, "actors", "name", "kind"))["Police Forces of Kosovo (2008-)"] == "state force"
    assert lines(made, "sources", "incident", "publisher") == [("KSV0123", "BIRN"), ("KSV0123", "KoSSev")]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("1", "state force"),
        ("2", "armed group"),
        ("Rebel group", "armed group"),
        ("4", "armed group"),
        ("5", "unknown"),
        ("7", "civilians"),
        ("Civilians", "civilians"),
        ("8", "unknown"),
    ],
)
def test_numeric_and_text_codes_of_actors_mean_the_same(code: str, kind: str) -> None:
    assert dict(lines(draft([event(inter1=code)]), "actors", "name", "kind"))[EVENT["actor1"]] == kind


@pytest.mark.parametrize(
    ("code", "start", "end", "time_class"),
    [
        ("1", "2023-09-24", "2023-09-25", "day"),
        ("2", "2023-09-21", "2023-09-28", "week"),
        ("3", "2023-09-01", "2023-10-01", "month"),
    ],
)
def test_time_precision_widens_the_interval(code: str, start: str, end: str, time_class: str) -> None:
    found = span(draft([event(time_precision=code)]))
    assert found == (f"{start}T00:00:00", f"{end}T00:00:00", time_class)


@pytest.mark.parametrize(
    ("code", "location_class", "metres"),
    [("1", "settlement", 5_000), ("2", "near", 25_000), ("3", "region", 100_000)],
)
def test_geo_precision_has_its_class_and_radius(code: str, location_class: str, metres: float) -> None:
    found = incident(draft([event(geo_precision=code)]))
    assert (found["location_class"], found["uncertainty_m"]) == (location_class, metres)


def test_upper_case_and_older_spellings_are_recognised() -> None:
    older = {
        name.upper(): value for name, value in EVENT.items() if name not in ("assoc_actor_2", "timestamp")
    }
    older |= {
        "ALLY_ACTOR_2": "Serbian Ethnic Militia",
        "EVENT_ID_NO_CNTY": "123",
        "EVENT_DATE": "24 September 2023",
    }
    made = draft([older])
    assert made.layout == "acled"
    assert incident(made)["id"] == "KSV0123"
    assert span(made)[0] == "2023-09-24T00:00:00"
    assert ("Serbian Ethnic Militia", "side B") in lines(made, "participations", "actor", "role")


def test_monadic_lines_are_one_event_and_deaths_count_once() -> None:
    turned = event(actor1=EVENT["actor2"], actor2=EVENT["actor1"], assoc_actor_1="", assoc_actor_2="")
    made = draft([EVENT, turned])
    assert (made.accepted, len(made.tables["incidents"])) == (2, 1)
    assert made.tables["incidents"]["fatalities_best"].sum() == 4
    roles = dict(lines(made, "participations", "actor", "role"))
    assert roles[EVENT["actor1"]] == "side A"
    assert roles[EVENT["actor2"]] == "side B"
    assert any("make 1 incidents" in words for words in made.warnings["reason"])


def test_monadic_lines_of_one_actor_each_do_not_say_the_side() -> None:
    alone = [event(actor1=name, actor2="", assoc_actor_2="", inter2="") for name in ("A", "B")]
    assert lines(draft(alone), "participations", "actor", "role") == [
        ("A", "participant"),
        ("B", "participant"),
    ]


def test_a_repeated_id_that_is_no_further_actor_is_refused_in_both_rows() -> None:
    made = draft([EVENT, event(notes=EVENT["notes"], source="Another"), event(event_id_cnty="KSV0124")])
    assert made.accepted == 1
    assert list(made.rejected["row"]) == [2, 3]
    assert "the same actor, as in row 3" in made.rejected["reason"][0]
    copied = draft([EVENT, event()])
    assert copied.accepted == 1
    assert "An exact copy of row 2" in copied.rejected["reason"][0]
    differing = draft([EVENT, event(actor1="X", fatalities="5")])
    assert differing.accepted == 0
    assert "differing lines, as in row 2" in differing.rejected["reason"][1]


def test_a_code_outside_the_list_and_an_empty_one_are_remarked_on_and_the_row_is_kept() -> None:
    rows = [event(geo_precision="9"), event(event_id_cnty="B", time_precision=""), event(event_id_cnty="C")]
    made = draft([*rows, event(event_id_cnty="D", time_precision="7", fatalities="some")])
    assert made.accepted == 4
    assert list(made.warnings["field"]) == ["geo_precision", "time_precision", "time_precision", "fatalities"]
    assert (incident(made, 0)["location_class"], incident(made, 0)["uncertainty_m"]) == ("near", None)
    assert (incident(made, 3)["time_class"], incident(made, 3)["fatalities_best"]) == ("day", None)


def test_an_event_without_a_date_is_kept_with_a_remark() -> None:
    made = draft([event(event_date="")])
    assert made.accepted == 1
    assert made.warnings["reason"][0].startswith("Empty, where this layout gives a date")


def test_dates_that_can_be_read_in_two_ways_are_asked_about() -> None:
    made = draft([event(event_date="03/04/2023")])
    assert [question.field for question in made.questions] == ["date_order"]
    answered = draft([event(event_date="03/04/2023")], Choices(date_order="day-first"))
    assert span(answered)[0] == "2023-04-03T00:00:00"
    assert answered.questions == ()


@pytest.mark.parametrize(
    ("cell", "low", "best", "told"),
    [
        (">10", 11, None, "More than 10: at least 11"),
        ("dozens", 12, None, "at least 12"),
        ("twenty-five", None, 25, "in words"),
        ("4.5", None, None, "Left out of the figures (has to be a whole number"),
    ],
)
def test_what_words_and_signs_say_of_a_number_of_people_is_read(
    cell: str, low: int | None, best: int | None, told: str
) -> None:
    made = draft([event(fatalities=cell)])
    found = incident(made)
    assert (found["fatalities_low"], found["fatalities_best"]) == (low, best)
    assert any(told in words for words in made.warnings["reason"])
