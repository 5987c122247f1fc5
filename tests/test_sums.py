"""Sums by anything: as a plain loop over the records adds them up, certainly and possibly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pandas as pd
import pytest
from datasets import small_dataset, with_own_columns
from hypothesis import given, settings
from hypothesis import strategies as st
from random_filters import random_filters
from reference import summed

from geodata import measures
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.measures import Measure
from geodata.model import Dataset
from geodata.query import histograms, sum_groups, sums
from geodata.query.store import Store, open, opened  # noqa: A004

MEASURES = ("records", "fatalities", "injured", "population", "share")
FIELDS = (*measures.FIELDS, "weapon", "verified", "population", "checked on")
KEYS = (
    *((), *((period,) for period in measures.PERIODS), *((field,) for field in FIELDS)),
    *((period, field) for period in measures.PERIODS for field in FIELDS),
)


def odd_dataset(n: int, seed: int) -> Dataset:
    """Records with figures of every sort, some of which have five participants."""
    dataset, random = with_own_columns(small_dataset(n, seed=seed)), Random(seed)  # noqa: S311
    tolls = [
        random.choice(((1, 2, 5), (None, 3, None), (None,) * 3, (4, None, 6), (None, None, 9)))
        for _ in range(n)
    ]
    columns = zip(
        ("fatalities_low", "fatalities_best", "fatalities_high"), zip(*tolls, strict=True), strict=True
    )
    told = {name: pd.array(values, dtype="Int64") for name, values in columns}
    crowded = dataset.incidents.sample(n // 4, random_state=seed)
    lines = [
        (record.id, record.row, actor, "participant")
        for record in crowded.itertuples()
        for actor in random.sample(list(dataset.actors["id"]), random.choice((2, 4, 5)))
    ]
    more = pd.DataFrame(lines, columns=list(dataset.participations.columns))
    return replace(
        dataset,
        version=f"{seed:064}",
        incidents=dataset.incidents.assign(**told),
        participations=pd.concat([dataset.participations, more], ignore_index=True),
    )


DATASET = odd_dataset(60, seed=11)
STORE = open(DATASET)


def asked(store: Store, filters: Filters, measure: str, by: tuple[str, ...]) -> sums.Sums:
    return sums.sums(store, filters, measures.measure(measure), measures.keys(by))


def as_groups(found: sums.Sums) -> dict[tuple, dict[str, dict[str, float]]]:
    """The lines of groups as the reference has them, without periods in which there is nothing."""
    groups = {}
    for line in found.groups.to_dict("records"):
        names = [
            frozenset((line["actor_1"], line["actor_2"]) if isinstance(line["actor_1"], str) else ())
            if key.name == "actor_pair"
            else line[sum_groups.columns_of(key)[0]]
            for key in found.by
        ]
        told = tuple(map(_or_nothing, names))
        assert told not in groups
        groups[told] = {
            suffix: {figure: line[f"{figure}_{suffix}"] for figure in sum_groups.FIGURES}
            for suffix in ("certain", "possible")
        }
    return {name: each for name, each in groups.items() if each["possible"]["records"]}


def _or_nothing(name: object) -> object:
    return name if name and not (isinstance(name, float) and pd.isna(name)) else None


def compare(dataset: Dataset, store: Store, filters: Filters, measure: str, by: tuple[str, ...]) -> None:
    found = asked(store, filters, measure, by)
    whole, groups = summed(dataset, filters, measure, by)
    for suffix in ("certain", "possible"):
        assert getattr(found.whole, suffix)._asdict() == pytest.approx(whole[suffix])
    listed = as_groups(found)
    assert set(listed) == set(groups if by else {()}) or not whole["possible"]["records"]
    for name, each in groups.items() if by else ():
        for suffix in ("certain", "possible"):
            assert listed[name][suffix] == pytest.approx(each[suffix]), (name, suffix)
    assert found.left_out == 0
    if by:
        apart = sum(each["possible"]["records"] for each in groups.values())
        assert found.repeated == apart - whole["possible"]["records"]


@pytest.mark.parametrize("part", range(4))
def test_sums_under_random_filters_are_those_of_a_plain_loop(part: int) -> None:
    random = Random(part)  # noqa: S311 - the same each time
    for filters in random_filters(DATASET, 25, seed=part):
        by = random.choice(KEYS)
        if len(by) == 1 and by[0] == "day" and not filters.start:
            by = ("month",)
        compare(DATASET, STORE, filters, random.choice(MEASURES), by)


@pytest.mark.parametrize("by", KEYS, ids=" and ".join)
def test_every_key_adds_up_as_a_plain_loop_does(by: tuple[str, ...]) -> None:
    number = KEYS.index(by)
    some = Filters(start=date(2023, 9, 20), end=date(2023, 10, 31))
    filters = (some, Filters(), replace(some, within="certainly"))[number % 3]
    compare(DATASET, STORE, filters, MEASURES[number % len(MEASURES)], by)


def test_too_many_periods_are_made_wider(monkeypatch: pytest.MonkeyPatch) -> None:
    some = Filters(start=date(2023, 9, 20), end=date(2023, 10, 31))
    monkeypatch.setattr(histograms, "MOST_BINS", 100)
    for filters in (some, Filters(), Filters(start=some.start)):
        found = asked(STORE, filters, "fatalities", ("day",))
        assert found.step == ("day" if filters == some else "week")
        assert found.whole == asked(STORE, filters, "fatalities", ()).whole


def test_certain_is_never_more_than_possible_nor_the_periods_certain_more_than_the_whole() -> None:
    @settings(max_examples=40, database=None)
    @given(
        st.sampled_from(random_filters(DATASET, 30, seed=9)),
        st.sampled_from(("records", "fatalities", "injured", "share")),
        st.sampled_from(measures.PERIODS[1:]),
    )
    def holds(filters: Filters, measure: str, period: str) -> None:
        found = asked(STORE, filters, measure, (period,))
        for figure in sum_groups.FIGURES:
            certain, possible = (found.groups[f"{figure}_{suffix}"] for suffix in ("certain", "possible"))
            assert (certain <= possible + 1e-9).all()
            least, most = (getattr(getattr(found.whole, each), figure) for each in ("certain", "possible"))
            assert certain.sum() <= least + 1e-9
            assert least <= most <= possible.sum() + 1e-9

    holds()


def test_the_case_how_many_were_killed_by_whom_and_per_month() -> None:
    case = opened(paths.DEFAULT)
    whole = asked(case, Filters(), "fatalities", ()).whole.possible
    assert (whole.low, whole.best, whole.high) == (4, 4, 4)
    assert (whole.records, whole.unknown, whole.bounds_only) == (197, 166, 0)
    by_actor = asked(case, Filters(), "fatalities", ("actor",))
    killed = by_actor.groups[by_actor.groups["best_possible"] > 0]
    assert killed[["actor", "best_certain"]].to_numpy().tolist() == [
        ["kosovo-police", 4],
        ["armed-serb-group", 4],
    ]
    assert by_actor.repeated > 0  # both took part in the same fight: 4 in all, not 8
    months = asked(case, from_query("from=2023-01-01&to=2023-12-31"), "fatalities", ("month",)).groups
    assert months["month"].tolist()[:-1] == [f"2023-{month:02}" for month in range(1, 13)]
    assert months[months["best_possible"] > 0][["month", "best_certain"]].to_numpy().tolist() == [
        ["2023-09", 4]
    ]
    assert pd.isna(months["month"].iloc[-1])  # sites and what has no date: in no month, but not lost
    pairs = asked(case, Filters(), "fatalities", ("dyad",)).groups
    assert pairs.iloc[0][["actor_1", "actor_2", "best_certain"]].tolist() == [
        "kosovo-police",
        "armed-serb-group",
        4,
    ]


def test_of_many_values_the_greatest_are_told_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    every = asked(STORE, Filters(), "fatalities", ("actor",)).groups
    some = sums.sums(STORE, Filters(), Measure("fatalities"), measures.keys("actor"), limit=2)
    named = every["actor"].notna()
    pd.testing.assert_frame_equal(some.groups.iloc[:2], every.iloc[:2])
    assert len(some.groups) == 2 + (~named).sum()
    assert some.left_out == named.sum() - 2
    both = sums.sums(STORE, Filters(), Measure("fatalities"), measures.keys(("month", "population")), limit=2)
    assert both.left_out == 2
    monkeypatch.setattr(sums, "MOST_VALUES", 1)
    monkeypatch.setattr(sum_groups, "MOST_VALUES", 1)
    fresh = Store(DATASET, STORE._engine, STORE.statistics)
    cut = sums.sums(fresh, Filters(), Measure("records"), measures.keys("population"))
    assert (len(cut.groups), cut.left_out) == (2, 3)


@pytest.mark.parametrize(
    ("measure", "by", "words"),
    [
        ("weapon", "", "a column of numbers: 'population', 'share'"),
        ("nothing", "", "records, fatalities, injured, or a column of numbers"),
        ("records", "nothing", "day, week, month, year, actor.*'weapon'"),
        ("column:", "", "the name of a column"),
    ],
)
def test_what_cannot_be_counted_or_grouped_by_is_refused_with_what_can(
    measure: str, by: str, words: str
) -> None:
    with pytest.raises(FilterError, match=words):
        asked(STORE, Filters(), measure, (by,))


def test_measures_and_keys_are_read_as_they_are_written() -> None:
    for text in ("records", "fatalities", "injured", "column:weapon", "column:records"):
        assert str(measures.measure(text)) == text
    assert measures.measure("weapon") == Measure("weapon", column=True)
    assert measures.keys(("type", "month")) == measures.keys(("month", "event_type"))
    assert measures.keys("") == measures.keys(()) == ()
    assert str(measures.keys("column:month")[0]) == "column:month"
    for wrong in (("month", "day"), ("actor", "kind"), ("month", "actor", "kind")):
        with pytest.raises(FilterError, match="one key; or two, of which one is a period"):
            measures.keys(wrong)
