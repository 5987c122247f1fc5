"""Times in figures, dates that are said to be unknown, and times most of which are midnight."""

from __future__ import annotations

import pytest
from raw_files import draft, span

from geodata.ingest.draft import Draft


def of_times(*cells: str, header: str = "time") -> Draft:
    return draft([{"title": f"Raid {n}", "date": "2023-09-24", header: cell} for n, cell in enumerate(cells)])


def begins(made: Draft) -> list[str]:
    return [(span(made, row)[0] or "")[11:16] for row in range(made.accepted)]


@pytest.mark.parametrize("header", ["time", "Hora", "hour"])
def test_figures_up_to_23_are_whole_hours(header: str) -> None:
    made = of_times("06", "17", "0", "", header=header)
    assert begins(made) == ["06:00", "17:00", "00:00", "00:00"]
    assert [span(made, row)[2] for row in range(4)] == ["hour", "hour", "hour", "day"]
    assert "Times of figures such as 6 and 17 are read as whole hours." in made.warnings["reason"].tolist()


def test_figures_of_three_and_four_are_hours_and_minutes_also_without_zeros_in_front() -> None:
    assert begins(of_times("0310", "1430")) == ["03:10", "14:30"]
    assert begins(of_times("310", "1430", "5")) == ["03:10", "14:30", "00:05"]


def test_an_hour_among_times_with_their_zeros_may_be_either_and_stays_unread() -> None:
    made = of_times("0310", "1430", "5")
    assert [span(made, row)[2] for row in range(3)] == ["minute", "minute", "day"]
    assert "The time '5' was not read: the day is kept." in made.warnings["reason"].tolist()


@pytest.mark.parametrize("cells", [("06", "31"), ("2460", "1430"), ("12345",)])
def test_figures_that_no_clock_shows_decide_nothing(cells: tuple[str, ...]) -> None:
    assert {span(of_times(*cells), row)[2] for row in range(len(cells))} == {"day"}


def test_four_figures_without_a_date_beside_them_stay_years() -> None:
    made = draft([{"title": f"Raid {n}", "time": year} for n, year in enumerate(("2015", "2016", "2017"))])
    assert span(made)[2] == "year"


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("Exact date unknown - Nov 21", None),
        ("Дата неизвестна, осень", None),
        ("Unknown, September 2023", "2023-09-01T00:00:00"),
        ("date inconnue (septembre 2023)", "2023-09-01T00:00:00"),
    ],
)
def test_a_date_that_is_said_to_be_unknown_refuses_no_row(text: str, begun: str | None) -> None:
    made = draft([{"title": "Raid", "date": text}, {"title": "Raid 2", "date": "2023-09-24"}])
    assert (made.accepted, span(made)[0]) == (2, begun)
    assert made.tables["attributes"]["date"].tolist()[0] == text
    assert any("said to be unknown" in each or "approximate" in each for each in made.warnings["reason"])


def test_seven_of_ten_times_at_midnight_are_days() -> None:
    cells = [f"2023-09-{day:02}T{'18:54' if day % 10 > 6 else '00:00'}:00Z" for day in range(1, 31)]
    made = draft([{"title": f"Raid {n}", "date": cell} for n, cell in enumerate(cells)])
    assert made.tables["incidents"]["time_class"].value_counts().to_dict() == {"day": 21, "minute": 9}


def of_days(*cells: str) -> Draft:
    return draft([{"title": f"Raid {place}", "date": cell} for place, cell in enumerate(cells)])


@pytest.mark.parametrize("cells", [("15461", "19114"), ("15461.0",), ("2023-09-24", "32872")])
def test_days_counted_from_nobody_knows_when_stay_unknown(cells: tuple[str, ...]) -> None:
    made = of_days(*cells)
    assert [span(made, row)[2] for row in range(len(cells))] == [
        "day" if "-" in cell else "unknown" for cell in cells
    ]
    (told,) = [each for each in made.warnings["reason"] if "nobody says from when" in each]
    if cells[0] != "2023-09-24":
        assert "15461" in told
        assert all(day in told for day in ("2012-05-01", "2002-05-01", "1942-04-30"))


@pytest.mark.parametrize("cells", [("45193", "15461"), ("15461.5", "15461"), ("32873",)])
def test_days_that_can_only_be_a_spreadsheets_are_read(cells: tuple[str, ...]) -> None:
    made = of_days(*cells)
    assert "unknown" not in [span(made, row)[2] for row in range(len(cells))]
    assert "nobody says" not in " ".join(made.warnings["reason"])


def test_an_end_that_may_count_from_another_year_is_unknown_and_its_start_kept() -> None:
    made = draft([{"title": "Raid", "start": "2012-05-01", "end": "15463"}])
    assert (span(made, 0)[0] or "").startswith("2012-05-01")
    assert "nobody says from when" in " ".join(made.warnings["reason"])
