"""A lone column of dates is the incident's time only where its name may say so; else that is said."""

from __future__ import annotations

import pytest
from raw_files import draft, span

from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import other_times

BIRTHS = """born|geboren|birth date|date of birth|dateofbirth|BirthDate|fecha de nacimiento|дата рождения
    |date de naissance|né le|datum rođenja|датум рођења|дата народження|data e lindjes|تاريخ الميلاد"""
BEGINNINGS = """founded|date founded|established|gegründet am|fecha de fundación|date de fondation|osnovano
    |основано|дата основания|дата заснування|data e themelimit|تاريخ التأسيس"""
WRITING = """updated|last updated|registered|created_at|createdAt|fecha de actualización|mis à jour le
    |datum ažuriranja|датум ажурирања|дата обновления|дата оновлення|data e përditësimit|تاريخ التحديث"""
OTHERS = [name.strip() for name in f"{BIRTHS}|{BEGINNINGS}|{WRITING}".split("|")]


def made(header: str) -> Draft:
    return draft(
        [{"title": f"Raid {n}", "lat": "42.9", "lon": "20.7", header: f"1971-03-1{n}"} for n in "123"]
    )


def said(found: Draft) -> list[str]:
    return [
        f"{field}: {why}"
        for field, why in zip(found.warnings["field"], found.warnings["reason"], strict=True)
    ]


@pytest.mark.parametrize("header", OTHERS)
def test_dates_of_another_time_leave_the_incidents_date_unknown_and_are_named(header: str) -> None:
    found = made(header)
    assert span(found) == (None, None, "unknown")
    words = f"it stays unknown. '{header}' holds dates such as 1971-03-11"
    assert [each for each in said(found) if words in each], said(found)


@pytest.mark.parametrize(
    "header",
    [
        "date",
        "when",
        "day",
        "Datum",
        "fecha",
        "дата",
        "дата события",
        "data e ngjarjes",
        "التاريخ",
        "NATO date",
    ],
)
def test_a_name_that_says_no_other_time_is_the_date(header: str) -> None:
    found = made(header)
    assert span(found)[0] == "1971-03-11T00:00:00"
    assert not any("by its values alone" in each for each in said(found))


@pytest.mark.parametrize("header", ["xyz", "attack", "пожар", "column 4"])
def test_a_column_taken_by_its_values_alone_is_said_with_one_of_them(header: str) -> None:
    found = made(header)
    assert span(found)[0] == "1971-03-11T00:00:00"
    assert f"{header}: Taken as the date by its values alone, such as 1971-03-11" in " ".join(said(found))


def test_a_lone_timestamp_is_said_to_be_perhaps_when_the_row_was_written() -> None:
    found = made("Timestamp")
    assert span(found)[0] == "1971-03-11T00:00:00"
    assert "Timestamp: Taken as the date, such as 1971-03-11, as no other column is" in " ".join(said(found))
    assert not any("a timestamp may be" in each for name in ("time", "date") for each in said(made(name)))


def test_a_column_that_somebody_chose_is_not_remarked_on() -> None:
    rows = [{"title": "Raid", "lat": "42.9", "lon": "20.7", "born": "1971-03-11"}]
    found = draft(rows, Choices(layout="mapped", mapping={"title": "title", "born": "date"}))
    assert span(found)[0] == "1971-03-11T00:00:00"
    assert not any("by its values alone" in each for each in said(found))


@pytest.mark.parametrize(
    "name",
    [
        *("lindje", "krijumčarenje", "nato strike", "province", "дата захвата заложников", "открытие огня"),
        *("народ", "wedding", "maj", "depot", "launch date", "ne"),
    ],
)
def test_words_that_only_begin_alike_say_no_other_time(name: str) -> None:
    assert not other_times.says_another(name)
