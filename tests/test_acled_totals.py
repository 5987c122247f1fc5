"""ACLED's weekly and monthly totals are read as totals, and say how many events they stand for."""

from __future__ import annotations

import pytest
from raw_files import draft, incident, span, table

WEEKLY = """
WEEK,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID,CENTROID_LATITUDE,CENTROID_LONGITUDE
            2024-02-03,Aland,North,Battles,Armed clash,12,30,285,26.2,50.5
            2024-02-10,Aland,North,Battles,Armed clash,3,4,285,26.2,50.5"""


def test_a_week_begins_on_saturday_in_a_region_and_the_id_is_the_divisions() -> None:
    made = draft(table(WEEKLY))
    assert (made.layout, made.accepted, made.questions) == ("acled-totals", 2, ())
    assert span(made) == ("2024-02-03T00:00:00", "2024-02-10T00:00:00", "week")
    assert incident(made)["location_class"] == "region"
    assert incident(made)["title"] == "Armed clash, North, Aland: 12 events"
    incidents = made.tables["incidents"]
    assert (incidents["kind"].tolist(), incidents["count"].tolist()) == (["total", "total"], [12, 3])
    assert made.tables["incidents"]["id"].is_unique
    assert any("2 rows are totals that stand for 15 events" in each for each in made.warnings["reason"])


@pytest.mark.parametrize("month", ["January", "1", "01"])
def test_a_month_and_a_year_in_columns_of_their_own_are_a_month(month: str) -> None:
    made = draft(table(f"Country,Admin1,Month,Year,Events,Fatalities\nAland,North,{month},2025,12,30"))
    assert span(made) == ("2025-01-01T00:00:00", "2025-02-01T00:00:00", "month")
    assert incident(made)["fatalities_best"] == 30
