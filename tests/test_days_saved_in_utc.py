"""Days that a program saved as midnights of its zone, in UTC, are days in that zone."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, span

from geodata.ingest.choices import Choices

WRITTEN = ("2012-08-24T22:00:00.000Z", "2016-08-15T22:00:00Z", "2016-01-15T23:00:00Z", "2016-02-15T23:00:00Z")


def test_times_an_hour_apart_in_the_evening_are_remarked_on_and_kept() -> None:
    made = draft([{"title": str(n), "date": text} for n, text in enumerate(WRITTEN)])
    assert incident(made)["time_class"] == "minute"
    assert any("Every time is 22:00 or 23:00 in UTC" in words for words in made.warnings["reason"])


def test_they_are_days_in_the_zone_that_is_chosen() -> None:
    rows = [{"title": str(n), "date": text} for n, text in enumerate((*WRITTEN, ""))]
    made = draft(rows, Choices(timezone="Europe/Paris"))
    assert span(made) == ("2012-08-24T22:00:00", "2012-08-25T22:00:00", "day")
    assert [incident(made, row)["time_class"] for row in range(5)] == ["day"] * 4 + ["unknown"]
    assert not any("Every time is" in words for words in made.warnings["reason"])


@pytest.mark.parametrize(
    "written",
    [
        (*WRITTEN[:3], "2016-02-15T21:30:00Z"),
        ("2012-08-24T22:00:00Z",) * 4,
        ("2012-08-24T08:00:00Z", "2012-08-24T09:00:00Z") * 2,
    ],
)
def test_other_times_are_left_alone(written: tuple[str, ...]) -> None:
    rows = [{"title": str(n), "date": text} for n, text in enumerate(written)]
    made = draft(rows)
    assert not any("Every time is" in words for words in made.warnings["reason"])
    assert (
        incident(draft(rows, Choices(timezone="Europe/Paris")), 3)["time_class"] == "minute"
        or len({*written}) == 1
    )


@pytest.mark.parametrize(
    "written", ["2 hours ago", "yesterday", "hace 3 días", "il y a 2 heures", "2 дня назад", "منذ ساعتين"]
)
def test_how_long_ago_it_was_is_no_date_and_is_said(written: str) -> None:
    made = draft([{"title": "A", "time": written}])
    assert incident(made)["time_class"] == "unknown"
    assert any("how long ago it was" in words for words in made.warnings["reason"])
