"""Nights, numbered weeks, about a time, years among dates: in the languages that people write them in."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft, span

from geodata.ingest.draft import Draft
from geodata.values import dates, spans
from geodata.values.spans import Span

ZONE = ZoneInfo("Europe/Belgrade")


def read(text: str, order: str | None = "day-first") -> Span:
    found = dates.read(text, ZONE, order)
    assert isinstance(found, Span), found
    return found


def shown(found: Span) -> tuple[str, str, str]:
    """Start and end by the zone's clocks, and the class."""
    moments = [
        (spans.EPOCH + timedelta(microseconds=each or 0)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
        for each in found[:2]
    ]
    return moments[0], moments[1], found.time_class


@pytest.mark.parametrize(
    "text",
    [
        *("у ніч на 25.09.2023", "у ніч на 25 вересня 2023", "у ніч з 24 на 25 вересня 2023"),
        *("в ночь на 25 сентября 2023", "в ночь с 24 на 25 сентября 2023", "ночь на 25.09.2023"),
        *(
            "noć 24/25. septembar 2023",
            "u noći 24/25. septembra 2023.",
            "noć između 24. i 25. septembra 2023",
        ),
        *("ноћ 24/25. септембра 2023", "у ноћи између 24. и 25. септембра 2023", "ноћ 24/25.09.2023"),
        *("nuit du 24 au 25 septembre 2023", "dans la nuit du 24/09 au 25/09/2023"),
        *(
            "noche del 24 al 25 de septiembre de 2023",
            "la noche del 24 de septiembre al 25 de septiembre de 2023",
        ),
        *(
            "night of 24-25 September 2023",
            "night between 24 and 25 September 2023",
            "overnight 24/25 Sept 2023",
        ),
        *(
            "natën e 24-25 shtatorit 2023",
            "në natën midis 24 dhe 25 shtatorit 2023",
            "ليلة 24-25 سبتمبر 2023",
        ),
        *("in der Nacht vom 24. auf den 25. September 2023", "Nacht zum 25. September 2023"),
    ],
)
def test_a_night_is_from_the_evening_of_the_first_day_to_the_morning_of_the_second(text: str) -> None:
    found = read(text)
    assert shown(found) == ("2023-09-24T18:00", "2023-09-25T06:00", "day")
    assert found.said == "night"
    assert found.said in spans.READINGS


def test_a_night_of_one_day_stays_that_day_as_nobody_says_which_of_its_two() -> None:
    assert shown(read("night of 24 September 2023")) == ("2023-09-24T00:00", "2023-09-25T00:00", "day")


def test_a_night_whose_order_of_day_and_month_is_open_is_unknown_until_it_is_said() -> None:
    assert read("у ніч на 05.09.2023", None).start is None
    assert dates.order_of([draft([{"date": "у ніч на 05.09.2023"}]).tables["attributes"]["date"]]).to_ask


@pytest.mark.parametrize(
    "text",
    [
        *("2023-S38", "2023-W38", "2023W38", "KW 38 2023", "KW38/2023", "2023 KW 38", "38. KW 2023"),
        *("week 38 of 2023", "Week 38, 2023", "semaine 38 2023", "semana 38 de 2023", "38. nedelja 2023"),
        *("недеља 38/2023", "неделя 38 2023", "38-я неделя 2023", "тиждень 38 2023", "java 38 2023"),
        "الأسبوع 38 2023",
    ],
)
def test_a_numbered_week_is_its_seven_days(text: str) -> None:
    assert shown(read(text)) == ("2023-09-18T00:00", "2023-09-25T00:00", "week")


@given(st.dates(date(1900, 1, 8), date(2099, 12, 20)))
def test_the_week_of_any_day_is_read_back(day: date) -> None:
    year, number, _ = day.isocalendar()
    monday = day - timedelta(days=day.weekday())
    assert shown(read(f"KW {number} {year}"))[0] == f"{monday}T00:00"


def test_a_week_that_the_year_does_not_have_is_told() -> None:
    found = dates.read("KW 53 2023", ZONE)
    assert isinstance(found, Span)
    assert (found.time_class, found.remark) == ("year", "2023 has no week 53: the year is kept")


@pytest.mark.parametrize(
    "text",
    [
        *("24.09.2023 близько 03:10", "24 вересня 2023, приблизно о 03:10", "24.09.2023 около 03:10"),
        *("24. septembra 2023. oko 03:10 časova", "24.09.2023 око 03:10", "24.09.2023 otprilike u 03:10"),
        *("24.09.2023 rreth orës 03:10", "24 septembre 2023 vers 3h10", "24/09/2023 hacia las 03:10"),
        *("24/09/2023 alrededor de las 03:10", "24/09/2023 حوالي الساعة 03:10", "24.09.2023 gegen 03:10 Uhr"),
        *("2023-09-24 ~03:10", "2023-09-24 ca. 03:10", "about 03:10, 24 September 2023"),
    ],
)
def test_about_a_time_is_that_time_marked(text: str) -> None:
    found = read(text)
    assert shown(found) == ("2023-09-24T03:10", "2023-09-24T03:11", "minute")
    assert found.approximate


def test_about_a_time_in_a_column_of_its_own_is_read_likewise() -> None:
    made = draft([{"date": "2023-09-24", "time": "близько 03:10"}])
    assert span(made)[0] == "2023-09-24T03:10:00"
    assert any(each.startswith("Marked as approximate") for each in made.warnings["reason"])


def said(made: Draft) -> list[str]:
    return made.warnings["reason"].tolist()


def test_a_night_without_a_year_has_that_of_its_column_of_years_or_none_and_its_row_stays() -> None:
    texts = ("nuit du 3 au 4 mai", "24-Sep")
    made = draft([{"title": f"Raid {n}", "date": each, "year": "2018"} for n, each in enumerate(texts)])
    assert [span(made, row)[0] for row in range(2)] == ["2018-05-03T18:00:00", "2018-09-24T00:00:00"]
    for text in (texts[0], "в ночь на 25 сентября", "noć 24/25. septembar", "у ніч на 25 вересня"):
        made = draft([{"title": "Raid", "date": text}])
        assert span(made) == (None, None, "unknown")
        assert "No year is given, nor is there a column of years: the date stays unknown." in said(made)


@pytest.mark.parametrize("header", ["date", "foo", "year"])
def test_years_among_dates_and_dates_among_years_are_both_kept(header: str) -> None:
    cells = ("2018", "2018-03-01", "2017", "2016", "2015")
    made = draft([{"title": f"Raid {n}", header: each} for n, each in enumerate(cells)])
    assert [span(made, row)[2] for row in range(5)] == ["year", "day", "year", "year", "year"]


def test_numbers_that_may_be_years_are_no_dates_where_nothing_says_so() -> None:
    assert span(draft([{"n": "2018"}, {"n": "2019"}]))[2] == "unknown"


@pytest.mark.parametrize("year", ["1402", "1445", "2566"])
@pytest.mark.parametrize(
    "row", [{"year": "{}"}, {"year": "{}", "month": "3"}, {"date": "{}"}, {"date": "{}/03/09"}]
)
def test_a_year_of_another_calendar_is_never_read_without_a_word(row: dict[str, str], year: str) -> None:
    made = draft([{name: cell.format(year) for name, cell in row.items()}])
    assert any(each.startswith(f"The year {year}: ") for each in said(made)), said(made)
