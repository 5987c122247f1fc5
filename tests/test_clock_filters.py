"""Hours of the day and days of the week filter: in addresses, on the page, in words, by the zone's clocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_page import address, page

from components.panels.filters import words_of
from geodata import citing, clock_filters
from geodata.__main__ import main
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.index import clock_times
from geodata.query import answers, week_hours
from geodata.query.store import opened
from geodata.values import zone_days

ROWS = """title,start,end,latitude,longitude
A Sunday before dawn,2023-09-24T01:10:00Z,2023-09-24T01:11:00Z,42.93,20.68
B Sunday,2023-09-24,2023-09-24,42.93,20.68
C over midnight,2023-09-24T21:40:00Z,2023-09-24T22:20:00Z,42.93,20.68
D a night from Saturday,2023-09-23T16:00:00Z,2023-09-24T04:00:00Z,42.93,20.68
E a weekend,2023-09-23,2023-09-24,42.93,20.68
F when clocks went back,2023-10-29T00:30:00Z,2023-10-29T01:20:00Z,42.93,20.68
G a Sunday of 25 hours,2023-10-29,2023-10-29,42.93,20.68
"""


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file whose clocks are Belgrade's."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    file = tmp_path / "nights.csv"
    file.write_text(ROWS)
    assert main(["import", str(file), "--name", "nights", "--timezone", "Europe/Belgrade"]) == 0
    return "nights"


@pytest.mark.parametrize(
    ("query", "possibly", "certainly"),
    [
        ("weekday=sunday", "ABCDFG", "ABFG"),
        ("weekday=saturday", "D", ""),
        ("weekday=saturday&weekday=sunday", "ABCDFG", "ABDFG"),
        ("weekday=monday", "C", ""),
        ("hour=3", "A", "A"),
        ("hour=23", "C", ""),
        ("hour=23&hour=0", "C", "C"),
        ("hour=2", "F", "F"),
        ("hour=0&weekday=sunday", "", ""),
        ("hour=0&weekday=monday", "C", ""),
        ("hour=0&hour=23&weekday=monday&weekday=sunday", "C", "C"),
        ("hour=12", "", ""),
    ],
)
def test_a_record_is_at_an_hour_of_the_zones_clocks_possibly_and_certainly(
    nights: str, query: str, possibly: str, certainly: str
) -> None:
    store = opened(nights)
    for within, expected in (("", possibly), ("&within=certainly", certainly)):
        shown = answers.rows(store, from_query(query + within))["title"]
        assert sorted(each[0] for each in shown) == list(expected), within
    assert answers.counts(store, from_query(query)).possible == len(possibly) - len(certainly)


def test_who_gives_no_time_is_left_out_and_counted(nights: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = opened(nights)
    for query, n in (("hour=3", 4), ("weekday=sunday", 1), ("hour=3&weekday=sunday", 4), ("", 0)):
        assert week_hours.left_out(store, from_query(query)) == n, query
    assert week_hours.left_out(store, from_query("hour=3&q=Sunday")) == 2
    chosen = from_query("hour=3&weekday=sunday")
    said = citing.method(citing.view(store, chosen, words=words_of(store, chosen)))
    assert "selected by: on Sunday; at 03:00–04:00. This shows 1 of 7 records." in said
    assert "4 more fit all other conditions and are left out" in said
    assert "left out, because it is not known" not in citing.method(citing.view(store, Filters()))
    capsys.readouterr()
    assert main(["cite", nights, "--filter", "weekday=sunday&hour=3", "--as", "method.txt"]) == 0
    assert "selected by: weekday sunday; hour 3. This shows 1 of 7 records." in capsys.readouterr().out


def test_an_address_holds_hours_in_their_order_and_refuses_what_is_none() -> None:
    chosen = from_query("hour=22&hour=3&hour=03&weekday=sunday")
    assert chosen == Filters(weekdays=("sunday",), hours=(3, 22))
    assert chosen.to_query() == "weekday=sunday&hour=3&hour=22"
    for query in ("hour=24", "hour=-1", "hour=3.5", "hour=003", "hour=³", "hour=noon"):
        with pytest.raises(FilterError, match="from 0 to 23"):
            from_query(query)
    with pytest.raises(FilterError, match="monday, tuesday"):
        from_query("weekday=Sunday")
    with pytest.raises(FilterError, match="from 0 to 23"):
        Filters(hours=(24,))


def test_hours_that_adjoin_are_one_span_of_the_clock() -> None:
    assert clock_filters.spans((22, 0, 1, 23, 5)) == ["00:00–02:00", "05:00–06:00", "22:00–24:00"]


@pytest.mark.parametrize("zone", ["Europe/Belgrade", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])
def test_days_of_the_week_and_hours_are_those_that_clocks_show(zone: str) -> None:
    begins = np.arange(28_000_000, 28_600_000, 977)
    ends = begins + np.resize([0, 59, 60, 1439, 1440, 4000], len(begins))
    days = {"first": zone_days.days_of(begins, zone), "last": zone_days.days_of(ends, zone)}
    timed = np.resize([True, True, True, False], len(begins))
    found = clock_times.columns({"first": begins, "last": ends}, days, timed, zone)
    for place in range(0, len(begins), 7):
        clocks = [
            pd.Timestamp(int(each) * 60, unit="s", tz="UTC").tz_convert(zone)
            for each in (begins[place], ends[place])
        ]
        minutes = ends[place] + 1 - begins[place]
        to_hour = timed[place] and minutes <= 60
        to_day = timed[place] and (minutes <= 1440 or clocks[0].date() == clocks[1].date())
        for end, clock in zip(clock_times.ENDS, clocks, strict=True):
            assert found[f"{end}_hour"][place] == (clock.hour if to_hour else clock_times.UNKNOWN)
            assert found[f"{end}_weekday"][place] == (clock.weekday() if to_day else clock_times.UNKNOWN)


def test_the_page_filters_by_hours_says_so_and_counts_who_is_left_out() -> None:
    case = opened("northern-kosovo")
    chosen = Filters(weekdays=("sunday",), hours=(3,))
    app = page(weekday=["sunday"], hour=["3"])
    assert not app.exception
    labels = [button.label.replace("\\", "") for button in app.button]
    assert "on Sunday ✕" in labels
    assert "at 03:00–04:00 ✕" in labels
    n = week_hours.left_out(case, chosen)
    assert n > 50
    assert any(f"{n} left out: their hour is not known" in each.proto.body for each in app.get("html"))
    app.button(key="chip hours None").click().run()
    assert address(app)["weekday"] == ["sunday"]
    assert "hour" not in app.query_params
    app.multiselect(key="filter_hours_1").set_value([22, 23, 0]).run()
    assert address(app)["hour"] == ["0", "22", "23"]
    labels = [button.label.replace("\\", "") for button in app.button]
    assert "at 00:00–01:00 or 22:00–24:00 ✕" in labels
