"""What charts are drawn of beside sums by time: crossed fields, hours of the week, running sums, figures."""

from __future__ import annotations

from datetime import date
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from random_filters import random_filters
from reference import _measured, _named, passing, summed
from test_sums import DATASET, STORE

from geodata import measures
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.query import crossed_sums, figures_over_time, running_sums, sum_groups, sums, week_hours
from geodata.query.store import opened

MEASURES = ("records", "fatalities", "injured", "population")
PERIODS = ("week", "month", "year")


def figures_of(records: list, measure: str) -> dict[str, float]:
    """What records add up to, one after the other."""
    found = dict.fromkeys(sum_groups.FIGURES, 0)
    for record in records:
        numbers = _measured(DATASET, record, measure)
        given = [each for each in numbers if not pd.isna(each)]
        found["records"] += 1
        found["unknown"] += not given
        found["bounds_only"] += bool(given) and pd.isna(numbers[1])
        found["low"] += given[0] if given else 0
        found["high"] += given[-1] if given else 0
        found["best"] += 0 if pd.isna(numbers[1]) else numbers[1]
    return found


def shown_under(filters: Filters) -> list[tuple]:
    """The records that pass, each with whether it is certain."""
    verdict = passing(DATASET, filters)
    return [
        (record, certain)
        for record, passes, certain in zip(
            DATASET.incidents.itertuples(), verdict["passes"], verdict["certain"], strict=True
        )
        if passes
    ]


def compare(line: dict, possible: list, certain: list, measure: str) -> None:
    for suffix, records in (("possible", possible), ("certain", certain)):
        told = {figure: line[f"{figure}_{suffix}"] for figure in sum_groups.FIGURES}
        assert told == pytest.approx(figures_of(records, measure)), suffix


@pytest.mark.parametrize("part", range(3))
def test_two_fields_crossed_are_as_a_plain_loop_has_them(part: int) -> None:
    random = Random(part)  # noqa: S311 - the same each time
    actors, publishers = _named(DATASET)
    for filters in random_filters(DATASET, 10, seed=part):
        row = random.choice(("actor", "publisher", "kind"))
        column, measure = random.choice(("event_type", "confidence")), random.choice(MEASURES)
        found = crossed_sums.crossed(STORE, filters, measures.measure(measure), row, column)
        groups: dict[tuple[str, str], list] = {}
        for record, certain in shown_under(filters):
            values = {
                "actor": actors.get(record.row, ()),
                "publisher": publishers.get(record.id, ()),
                "kind": [record.kind],
            }[row]
            for value in values:
                if not pd.isna(getattr(record, column)):
                    groups.setdefault((value, getattr(record, column)), []).append((record, certain))
        names = [
            each.groups[key].dropna().tolist() for each, key in ((found.rows, row), (found.columns, column))
        ]
        told = {
            (names[0][line["row"]], names[1][line["column"]]): line for line in found.cells.to_dict("records")
        }
        assert set(told) == set(groups)
        for place, records in groups.items():
            compare(
                told[place], [each for each, _ in records], [each for each, sure in records if sure], measure
            )


def test_fields_that_cannot_be_crossed_are_named() -> None:
    for row, column in (("actor", "publisher"), ("kind", "kind"), ("weapon", "kind"), ("actor_pair", "kind")):
        with pytest.raises(FilterError, match="two of actor, event_type"):
            crossed_sums.crossed(STORE, Filters(), measures.Measure(), row, column)


@pytest.mark.parametrize("part", range(3))
def test_hours_of_the_week_hold_what_is_known_to_the_hour_alone(part: int) -> None:
    random, zone = Random(part), ZoneInfo(DATASET.info.timezone)  # noqa: S311
    some = 0
    for filters in random_filters(DATASET, 8, seed=part):
        measure = random.choice(MEASURES)
        found = week_hours.week_hours(STORE, filters, measures.measure(measure))
        cells: dict[int, tuple[list, list]] = {place: ([], []) for place in range(168)}
        shown, known = shown_under(filters), 0
        for record, certain in shown:
            if record.kind == "site" or pd.isna(record.start) or pd.isna(record.end):
                continue
            if record.end - record.start > pd.Timedelta(hours=1):
                continue
            known += 1
            ends = [record.start, record.end - pd.Timedelta(minutes=1)]
            places = {
                moment.weekday() * 24 + moment.hour for moment in (each.tz_convert(zone) for each in ends)
            }
            for place in places:
                cells[place][0].append(record)
                if certain and len(places) == 1:
                    cells[place][1].append(record)
        assert (found.known, found.unknown) == (known, len(shown) - known)
        for line in found.cells.to_dict("records"):
            compare(line, *cells[line["weekday"] * 24 + line["hour"]], measure)
        some += known
    assert some > 10


@pytest.mark.parametrize("part", range(3))
def test_running_sums_count_each_record_once_from_when_it_surely_is_over(part: int) -> None:
    random = Random(part)  # noqa: S311
    for filters in random_filters(DATASET, 10, seed=part):
        measure, period = random.choice(MEASURES), random.choice(PERIODS)
        key = measures.keys(period)[0]
        found = running_sums.running(STORE, filters, measures.measure(measure), key)
        begins = pd.Timestamp(filters.start or date(1900, 1, 1), tz=DATASET.info.timezone)
        dated = [
            (record, certain)
            for record, certain in shown_under(filters)
            if record.kind != "site" and not pd.isna(record.start)
        ]
        begins = min([begins, *found["start"]]) if filters.start else begins
        for line in found.iloc[:: max(1, len(found) // 7)].to_dict("records"):
            possible = [record for record, _ in dated if record.start < line["end"]]
            over = [
                record
                for record, certain in dated
                if certain
                and not pd.isna(record.end)
                and record.end <= line["end"]
                and record.start >= begins
            ]
            compare(line, possible, over, measure)
        whole = sums.sums(STORE, filters, measures.measure(measure)).whole
        if len(found):
            assert found["records_possible"].iloc[-1] == len(dated)
            assert found["records_certain"].iloc[-1] <= whole.certain.records


def test_means_are_those_of_full_windows() -> None:
    groups = sums.sums(STORE, Filters(), measures.Measure(), measures.keys("month")).groups
    found = running_sums.means(groups, "month")
    dated = groups[groups["start"].notna()]["best_possible"].to_numpy()
    assert found["best_possible"].iloc[:2].isna().all()
    assert found["best_possible"].iloc[2:].tolist() == pytest.approx(
        [np.mean(dated[place - 2 : place + 1]) for place in range(2, len(dated))]
    )


def test_the_case_tells_how_the_deployment_grew_and_shrank() -> None:
    case = opened(paths.DEFAULT)
    offered = figures_over_time.offered(case, Filters()).set_index("what")
    assert offered.index[0] == "KFOR strength"
    assert offered.loc["troops", ["unit", "records"]].tolist() == ["people", 1]
    whats = ("troops", "troops at the time", "troops before", "troops after")
    army = figures_over_time.figures(case, Filters(actors=("serbian-army",)), whats)
    told = figures_over_time.figures(case, Filters(), whats).lines
    # By hand from geodata/case/quantities.csv: SAF-02, SAF-05, SAF-06.
    numbers = told[["id", "what", "low", "best", "high"]].to_numpy().tolist()
    assert numbers == [
        ["SAF-02", "troops", 7500, 8350, 8400],
        ["SAF-05", "troops at the time", 7500, 7500, 7500],
        ["SAF-06", "troops before", 8350, 8350, 8350],
        ["SAF-06", "troops after", 4400, 4500, 4500],
    ]
    assert "7,500 (Aleksandar Vučić to the Financial Times, 30 September)" in told["rivals"].iloc[0]
    assert set(army.lines["id"]) <= set(told["id"])
    steps = figures_over_time.steps(told, pd.Timestamp("2023-12-31", tz="UTC"), by=None)
    assert steps["after"].iloc[0] == told["start"].iloc[1]
    assert steps["after"].iloc[-1] == pd.Timestamp("2023-12-31", tz="UTC")
    september = from_query("from=2023-09-01&to=2023-09-30")
    assert figures_over_time.figures(case, september, ("troops",)).lines["certain"].tolist() in (
        [True],
        [False],
    )


def test_figures_of_sites_have_no_date_and_are_counted() -> None:
    found = figures_over_time.figures(opened(paths.DEFAULT), Filters(), ("soldiers stationed", "capacity"))
    assert (len(found.lines), found.undated) == (0, 2)
    assert not len(figures_over_time.figures(STORE, Filters(), ()).lines)


def test_what_the_reference_says_of_the_whole_is_what_hours_and_others_make() -> None:
    whole, _ = summed(DATASET, Filters(), "records", ())
    found = week_hours.week_hours(STORE, Filters(), measures.Measure())
    assert found.known + found.unknown == whole["possible"]["records"]
