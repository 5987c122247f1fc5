"""Quarters and halves of years, weeks by letters, and weeks that a day begins or ends, in many languages."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft, span

from geodata.values import dates, spans
from geodata.values.spans import Span

ZONE = ZoneInfo("Europe/Belgrade")


def read(text: str) -> tuple[str, str]:
    """First and last day."""
    found = dates.read(text, ZONE, "day-first")
    assert isinstance(found, Span), found
    assert found.start is not None, text
    assert found.end is not None, text
    days = [spans.local_day(found._replace(start=each), ZONE) for each in (found.start, found.end - 1)]
    return str(days[0]), str(days[1])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Q3 2023",
            "2023-Q3",
            "Q3'23",
            "3Q23",
            "T3 2023",
            "3T 2023",
            "third quarter of 2023",
            "2023, quarter 3",
        ),
        *("3. Quartal 2023", "III. Quartal 2023", "drittes Quartal 2023", "troisième trimestre 2023"),
        *("3e trimestre 2023", "tercer trimestre de 2023", "III квартал 2023 года", "3-й квартал 2023"),
        *(
            "третій квартал 2023",
            "III tremujori i vitit 2023",
            "tremujori i tretë 2023",
            "treći kvartal 2023",
        ),
        *("треће тромесечје 2023", "الربع الثالث من عام 2023"),
    ],
)
def test_a_quarter_is_its_three_months(text: str) -> None:
    assert read(text) == ("2023-07-01", "2023-09-30")


@pytest.mark.parametrize(
    "text",
    [
        *("H1 2023", "2023-H1", "1H 2023", "1H23", "first half of 2023", "first half 2023", "2023, 1st half"),
        *("1. Halbjahr 2023", "erstes Halbjahr 2023", "1er semestre 2023", "premier semestre 2023"),
        *("primer semestre de 2023", "I полугодие 2023", "первое полугодие 2023 года", "I півріччя 2023"),
        *("prvo polugodište 2023", "прва половина 2023. године", "gjysma e parë e vitit 2023"),
        *("6-mujori i parë 2023", "النصف الأول من 2023", "Q1-Q2 2023", "Q1 2023 - Q2 2023"),
    ],
)
def test_a_half_is_its_six_months(text: str) -> None:
    assert read(text) == ("2023-01-01", "2023-06-30")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "S38 2023",
            "S 38/2023",
            "2023 S38",
            "W38 2023",
            "w38-2023",
            "2023 W38",
            "wk 38-2023",
            "38/KW/2023",
        ),
        *("38 неделя 2023 года", "uke 38 2023", "vecka 38, 2023", "week of 18 September 2023"),
        *("week beginning 18/09/2023", "w/c 18 Sept 2023", "week ending 24 September 2023", "w/e 24/09/2023"),
        *("semaine du 18 septembre 2023", "Woche vom 18. September 2023"),
    ],
)
def test_a_week_by_its_letter_or_by_its_first_or_last_day_is_its_seven_days(text: str) -> None:
    assert read(text) == ("2023-09-18", "2023-09-24")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("weeks 38-40 2023", "2023-09-18", "2023-10-08"),
        ("2023-W38/2023-W40", "2023-09-18", "2023-10-08"),
        ("semaines 38 à 40 2023", "2023-09-18", "2023-10-08"),
        ("S38-S40 2023", "2023-09-18", "2023-10-08"),
        ("weekend of 23 September 2023", "2023-09-23", "2023-09-24"),
        ("week-end du 23-24 septembre 2023", "2023-09-23", "2023-09-24"),
        ("2. Tertial 2023", "2023-05-01", "2023-08-31"),
        ("winter 2022/23", "2022-01-01", "2023-12-31"),
    ],
)
def test_several_weeks_a_weekend_and_other_parts_are_from_their_first_day_to_their_last(
    text: str, first: str, last: str
) -> None:
    assert read(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("first half of September 2023", "2023-09-01", "2023-09-15"),
        ("seconde quinzaine de février 2023", "2023-02-16", "2023-02-28"),
        ("week of 20 September 2023", "2023-09-18", "2023-09-26"),
        ("Epi week 38 2023", "2023-09-17", "2023-09-24"),
        ("SE 1 2015", "2014-12-29", "2015-01-10"),
    ],
)
def test_what_some_count_otherwise_is_as_wide_as_all_of_them_and_marked(
    text: str, first: str, last: str
) -> None:
    assert read(text) == (first, last)
    found = dates.read(text, ZONE)
    assert isinstance(found, Span)
    assert found.approximate


@given(st.dates(date(1970, 1, 8), date(2090, 12, 20)))
def test_an_epidemiological_week_holds_both_that_are_counted(day: date) -> None:
    year, number, _ = day.isocalendar()
    first, last = read(f"epi week {number} {year}")
    monday = day - timedelta(days=day.weekday())
    assert first <= str(monday)
    assert str(monday + timedelta(days=6)) <= last


@pytest.mark.parametrize("text", ["S1 2023", "S2/2023", "2023-S1"])
def test_a_week_that_may_be_a_half_of_the_year_is_not_chosen_but_said(text: str) -> None:
    made = draft([{"title": "Raid", "date": text}, {"title": "Raid 2", "date": "2023-09-24"}])
    assert (made.accepted, span(made)) == (2, (None, None, "unknown"))
    assert made.tables["attributes"]["date"].tolist()[0] == text
    words = "Either a week or a half of the year (semaine, semestre): it stays unknown until it is written"
    assert any(each.startswith(words) for each in made.warnings["reason"])


def test_a_column_with_other_weeks_decides_that_s1_is_one() -> None:
    made = draft([{"title": f"Raid {n}", "date": f"S{n} 2023"} for n in (1, 2, 38)])
    assert [span(made, row)[0] for row in range(2)] == ["2023-01-02T00:00:00", "2023-01-09T00:00:00"]
    assert made.tables["attributes"]["date"].tolist()[0] == "S1 2023"


@pytest.mark.parametrize(
    "text",
    ["Q5 2023", "T5 2023", "H3 2023", "5. Quartal 2023", "half 2023", "Q3", "first half", "quarter 2023"],
)
def test_a_part_that_no_year_has_or_without_its_number_or_year_is_no_date(text: str) -> None:
    assert isinstance(dates.read(text, ZONE), str)


def test_a_column_of_quarters_is_told_what_its_letter_was_taken_for() -> None:
    made = draft([{"title": "Raid", "date": "T3 2023"}, {"title": "Raid 2", "date": "T1 2024"}])
    assert span(made)[0] == "2023-07-01T00:00:00"
    assert "T1 to T4 are read as the quarters of the year (trimestre)." in made.warnings["reason"].tolist()
