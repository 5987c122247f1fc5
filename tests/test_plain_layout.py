"""The plain layout becomes the model's tables: times in UTC, points, lines, order, text to search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dataset_folders import load, small
from hypothesis import given
from hypothesis import strategies as st

from geodata import model
from geodata.values import iso_intervals

if TYPE_CHECKING:
    from pathlib import Path

BELGRADE = ZoneInfo("Europe/Belgrade")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "time_class", "first", "until"),
    [
        ("2023-09-24", "", "day", "2023-09-23T22:00", "2023-09-24T22:00"),
        ("2023-09-24", "2023-09-30", "days", "2023-09-23T22:00", "2023-09-30T22:00"),
        ("2023-09-24T02:34", "", "minute", "2023-09-24T00:34", "2023-09-24T00:35"),
        ("2023-09-24T03:00", "", "hour", "2023-09-24T01:00", "2023-09-24T02:00"),
        ("2023-09-24T03:00", "2023-09-24T04:29", "hour", "2023-09-24T01:00", "2023-09-24T02:30"),
        ("2023-09-23T20:00", "2023-09-24T05:59", "day", "2023-09-23T18:00", "2023-09-24T04:00"),
        ("2023-01-01", "2023-12-31", "year", "2022-12-31T23:00", "2023-12-31T23:00"),
        ("2023-02-01", "2023-02-28", "month", "2023-01-31T23:00", "2023-02-28T23:00"),
        ("2023-03-26", "", "day", "2023-03-25T23:00", "2023-03-26T22:00"),  # 23 hours
        ("2023-10-29", "", "day", "2023-10-28T22:00", "2023-10-29T23:00"),  # 25 hours
        ("2023-03-20", "2023-03-26", "week", "2023-03-19T23:00", "2023-03-26T22:00"),  # an hour short
        ("2023-10-29T02:30", "", "minute", "2023-10-29T00:30", "2023-10-29T01:31"),  # shown twice
        ("2023-10-29T03:00", "", "minute", "2023-10-29T02:00", "2023-10-29T02:01"),
    ],
)
def test_written_local_times_become_half_open_utc_intervals(
    start: str, end: str, time_class: str, first: str, until: str
) -> None:
    assert iso_intervals.interval(start, end, time_class, BELGRADE) == (utc(first), utc(until))


def test_a_time_that_the_clocks_skipped_cannot_be_read() -> None:
    with pytest.raises(iso_intervals.Unreadable, match="does not exist: clocks in Europe/Belgrade"):
        iso_intervals.interval("2023-03-26T02:30", "", "minute", BELGRADE)


def test_a_day_that_begins_an_hour_late_begins_when_it_begins() -> None:
    found = iso_intervals.interval(
        "2023-03-26", "", "day", ZoneInfo("Asia/Beirut")
    )  # clocks skipped 0:00 to 0:59
    assert found.start == utc("2023-03-25T22:00")


@given(st.dates(min_value=datetime(1900, 1, 1).date(), max_value=datetime(2100, 1, 1).date()))  # noqa: DTZ001
def test_days_follow_each_other_without_gap_or_overlap(day: datetime) -> None:
    today = iso_intervals.interval(day.isoformat(), "", "day", BELGRADE)
    tomorrow = iso_intervals.interval((day + timedelta(days=1)).isoformat(), "", "day", BELGRADE)
    assert today.end == tomorrow.start


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(0, 5000),
)
def test_a_moment_lies_within_its_written_minute_and_day(moment: datetime, minutes: int) -> None:
    instant = moment.replace(tzinfo=UTC)
    local = instant.astimezone(BELGRADE)
    minute = iso_intervals.interval(f"{local:%Y-%m-%dT%H:%M}", "", "minute", BELGRADE)
    day = iso_intervals.interval(f"{local:%Y-%m-%d}", "", "day", BELGRADE)
    assert minute.start is not None
    assert minute.end is not None
    assert day.start is not None
    assert day.end is not None
    assert day.start <= minute.start <= instant < minute.end <= day.end
    later = (instant + timedelta(minutes=minutes)).astimezone(BELGRADE)
    span = iso_intervals.interval(f"{local:%Y-%m-%dT%H:%M}", f"{later:%Y-%m-%d}", "minute", BELGRADE)
    assert span.end is not None
    assert span.end > later


def test_the_tables_have_the_columns_and_types_of_the_model(tmp_path: Path) -> None:
    dataset = load(tmp_path / "small", small())
    for table, columns in (
        (dataset.incidents, model.INCIDENT_COLUMNS),
        (dataset.quantities, model.QUANTITY_COLUMNS),
        (dataset.participations, model.PARTICIPATION_COLUMNS),
        (dataset.actors, model.ACTOR_COLUMNS),
        (dataset.places, model.PLACE_COLUMNS),
        (dataset.sources, model.SOURCE_COLUMNS),
        (dataset.claims, model.CLAIM_COLUMNS),
        (dataset.rejected, model.REJECTED_COLUMNS),
    ):
        assert tuple(table.columns) == columns
    incidents = dataset.incidents
    assert incidents.crs == dataset.places.crs == model.CRS
    assert dict(incidents.dtypes.astype(str)) | {"geometry": "geometry"} == {
        **dict.fromkeys(model.INCIDENT_COLUMNS, "str"),
        **dict.fromkeys(("start", "end"), "datetime64[us, UTC]"),
        **dict.fromkeys(("lon", "lat", "uncertainty_m"), "float64"),
        **dict.fromkeys(
            ("count", "fatalities_low", "fatalities_best", "fatalities_high", "injured"), "Int64"
        ),
        "row": "int64",
        "geometry": "geometry",
    }


def test_a_dataset_without_rows_has_the_same_types_as_one_with(tmp_path: Path) -> None:
    empty, full = load(tmp_path / "empty", {}), load(tmp_path / "full", small())
    for table in ("incidents", "quantities", "participations", "places", "sources", "claims", "rejected"):
        assert dict(getattr(empty, table).dtypes) == dict(getattr(full, table).dtypes), table


def test_incidents_stand_by_year_then_along_the_curve_then_by_id(tmp_path: Path) -> None:
    incidents = load(tmp_path / "small", small()).incidents
    assert list(incidents["row"]) == [0, 1, 2, 3]
    first, *of_2023, undated = incidents["id"]
    assert (first, set(of_2023), undated) == ("d", {"a", "b"}, "c")


def test_the_order_of_the_rows_in_the_file_does_not_matter(tmp_path: Path) -> None:
    turned = {file: rows[::-1] for file, rows in small().items()}
    one, other = load(tmp_path / "one", small()), load(tmp_path / "other", turned)
    pd.testing.assert_frame_equal(
        one.incidents.drop(columns="search_text"), other.incidents.drop(columns="search_text")
    )


def test_points_lines_and_countries_have_the_geometry_they_deserve(tmp_path: Path) -> None:
    incidents = load(tmp_path / "small", small()).incidents.set_index("id")
    assert incidents.geometry["b"].coords[:] == [(20.78083, 42.97333)]
    assert incidents.geometry["a"].coords[:] == [(20.78083, 42.97333), (20.8028, 43.1039)]
    assert incidents.loc["a", "lat"] == pytest.approx((42.97333 + 43.1039) / 2)
    assert incidents.geometry["d"] is None
    assert pd.isna(incidents.loc["d", "lon"])


def test_a_line_takes_its_course_from_places_and_from_positions_written_out(tmp_path: Path) -> None:
    tables = small()
    tables["places.csv"][3]["through"] = "banjska 20.79,43.0 -20.5,43"
    line = load(tmp_path / "written", tables).places.set_index("key").geometry["the-line"]
    assert line.coords[:] == [(20.78083, 42.97333), (20.79, 43.0), (-20.5, 43.0)]


def test_the_radius_is_the_incidents_own_or_its_places(tmp_path: Path) -> None:
    uncertainty = load(tmp_path / "small", small()).incidents.set_index("id")["uncertainty_m"]
    assert uncertainty.drop("d").to_dict() == {"a": 5000.0, "b": 1000.0, "c": 300.0}
    assert pd.isna(uncertainty["d"])


def test_unknown_stays_unknown(tmp_path: Path) -> None:
    incidents = load(tmp_path / "small", small()).incidents.set_index("id")
    assert pd.isna(incidents.loc["c", "start"])
    assert pd.isna(incidents.loc["a", "fatalities_best"])
    assert pd.isna(incidents.loc["a", "event_type"])
    assert incidents.loc["b", "fatalities_best"] == 4


def test_a_search_finds_actors_aliases_and_places_in_any_script(tmp_path: Path) -> None:
    text = load(tmp_path / "small", small()).incidents.set_index("id")["search_text"]
    assert {"ambush,", "stop", "kfor", "force", "banjske", "banjska"} <= set(
        text["b"].replace('"', " ").split()
    )
    assert "leposavic" in text["c"]
    assert "kfor" not in text["c"]


def test_aliases_are_a_list_of_names(tmp_path: Path) -> None:
    actors = load(tmp_path / "small", small()).actors.set_index("id")
    assert actors.loc["kfor", "aliases"] == ["Kosovo Force", "КФОР"]
    assert actors.loc["nato", "aliases"] == []
    assert pd.isna(actors.loc["nato", "parent"])


def test_further_columns_stay_untouched(tmp_path: Path) -> None:
    tables = small()
    tables["incidents.csv"][0] |= {"side_note": " {{7*7}} Ђ", "geo_precision": ""}
    found = load(tmp_path / "small", tables)
    own = found.attributes.set_axis(found.incidents["id"])
    assert own.loc["b"].to_dict() == {"side_note": " {{7*7}} Ђ", "geo_precision": ""}
    assert (own.drop(index="b") == "").all(axis=None)
    assert not len(load(tmp_path / "plain", small()).attributes.columns)


def test_tables_of_incidents_follow_their_rows(tmp_path: Path) -> None:
    dataset = load(tmp_path / "small", small())
    row_of = dataset.incidents.set_index("id")["row"]
    assert list(dataset.participations["row"]) == sorted(row_of[["a", "b"]])
    assert list(dataset.sources["incident"].map(row_of)) == sorted(dataset.sources["incident"].map(row_of))


def test_a_source_that_only_a_claim_names_is_among_the_incidents_sources(tmp_path: Path) -> None:
    sources = load(tmp_path / "small", small()).sources
    cited = sources[sources["incident"] == "b"].set_index("source")
    assert list(cited.index) == ["s1", "s2"]
    assert cited.loc["s1", "credibility"] == 2
    assert pd.isna(cited.loc["s2", "credibility"])
    assert cited.loc["s2", "publisher"] == "Another paper"


def test_refused_rows_come_along_as_evidence(tmp_path: Path) -> None:
    tables = small()
    tables["incidents.csv"][3]["start"] = "soon"
    dataset = load(tmp_path / "small", tables)
    assert len(dataset.incidents) == 3
    assert dataset.rejected.loc[0, "value"] == "soon"
