"""Several days in one cell, in figures: the interval from the first to the last, with what is left out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from raw_files import draft

from geodata.ingest.choices import Choices
from geodata.values import date_notes, dates, spans
from geodata.values.spans import Span

ZONE = ZoneInfo("Europe/Berlin")


def told(text: str, order: str | None = "day-first") -> tuple[str, str]:
    found = dates.read(text, ZONE, order)
    assert isinstance(found, Span), (text, found)
    last = spans.local_day(found._replace(start=(found.end or 1) - 1), ZONE)
    return f"{spans.local_day(found, ZONE)}/{last}", found.remark


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("21.01., 04.02.,\n18.02., 04.03.,\n15.04.2013", "2013-01-21/2013-04-15"),
        ("29.04., 13.05., 24.06.2013", "2013-04-29/2013-06-24"),
        ("22.07., 05.08., 10.06.2013", "2013-06-10/2013-08-05"),
        ("18.11., 02.12., 06.01., 13.01.2014", "2013-11-18/2014-01-13"),
        ("05.01./19.01.2019, 02.02./16.02.2019", "2019-01-05/2019-02-16"),
        ("19.01.2015 26.01.2015 02.02.2015", "2015-01-19/2015-02-02"),
        ("19/01/2015 26/01/2015", "2015-01-19/2015-01-26"),
        ("2023-01-02 2023-01-05", "2023-01-02/2023-01-05"),
        ("07.08. + 21.08.21", "2021-08-07/2021-08-21"),
    ],
)
def test_a_list_of_days_is_the_interval_that_holds_them_and_told(text: str, interval: str) -> None:
    assert told(text) == (interval, date_notes.SEVERAL)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("27.05.2013 u.\n28.05.2013", "2013-05-27/2013-05-28"),
        ("6.+7.8.2018", "2018-08-06/2018-08-07"),
        ("21.und 22.10.2016", "2016-10-21/2016-10-22"),
        ("25.,26.,27.08.2017", "2017-08-25/2017-08-27"),
        ("15.05.2021\n auf 16.05.2021", "2021-05-15/2021-05-16"),
        ("04.04.-06.04.22", "2022-04-04/2022-04-06"),
        ("17.10.-09.01.2023", "2022-10-17/2023-01-09"),
        ("01.12. - 15.01.2018", "2017-12-01/2018-01-15"),
    ],
)
def test_days_that_follow_each_other_leave_nothing_out(text: str, interval: str) -> None:
    assert told(text) == (interval, "")


@pytest.mark.parametrize(
    "text", ["1. 21.07., 04.08., 18.08.2014", "10.10.10.10", "192.168.1.1", "1.2.3", "1. 2."]
)
def test_other_figures_are_no_list(text: str) -> None:
    assert isinstance(dates.read(text, ZONE, "day-first"), str)


def test_a_list_without_a_year_lacks_it() -> None:
    assert dates.read("29.07., 12.08., 26.08.", ZONE, "day-first") == spans.NO_YEAR
    made = draft(
        [{"title": "A", "date": "29.07., 12.08., 26.08.", "year": "2013"}], Choices(date_order="day-first")
    )
    assert str(made.tables["incidents"]["end"].iloc[0].date()) == "2013-08-27"


@pytest.mark.parametrize("text", ["04.01. bis 04.04.2016", "04.04.-06.04.22", "03.04. + 05.04.2021"])
def test_until_the_order_is_said_nothing_of_it_is_read(text: str) -> None:
    assert dates.read(text, ZONE, None) == spans.UNKNOWN


def test_figures_of_a_numbered_list_say_nothing_of_the_order() -> None:
    cells = pd.Series(["1. 21.07., 04.08.2014", "24.09.2014"])
    assert dates.order_of([cells]).chosen == "day-first"
