"""Every answer counts the same records: those that the filters, read plainly, let pass."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from urllib.parse import urlencode

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from datasets import HOSTILE, small_dataset, with_event_types, with_own_columns
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import passing

from geodata import model
from geodata.clock_filters import WEEKDAYS
from geodata.errors import FilterError
from geodata.exporters import geojson, tabular
from geodata.filters import MAX_TEXT, Filters, from_query
from geodata.index import star_schema
from geodata.query import answers, own_columns, predicate, store
from geodata.query.cache import Cache
from geodata.values.searching import sought

DATES = json.loads((Path(__file__).parent / "cases" / "dates.json").read_text())
BANJSKA = ((20.70, 42.90), (20.90, 42.90), (20.88, 43.00), (20.70, 43.00))
CROSSED = ((20.60, 42.95), (20.90, 43.25), (20.90, 42.95), (20.60, 43.25))

VALUES = {
    "start": [date(2023, 9, 24), date(2023, 10, 29), date(2025, 1, 1), date.min],
    "end": [date(2023, 9, 24), date(2023, 10, 29), date(2022, 1, 1), date(9998, 12, 31)],
    "weekdays": [("sunday",), ("monday", "saturday"), WEEKDAYS],
    "hours": [(3,), tuple(range(6)), (0, 22, 23)],
    "within": ["certainly"],
    "actors": [("kfor",), ("gunmen", "kosovo-police"), ("unseen",), ("nobody at all",)],
    "together": [True],
    "roles": [("initiator",), ("target", "side A"), ("third party",)],
    "kinds": [("incident",), ("site", "statement"), ("no kind",)],
    "event_types": [("barricade",), ("patrol", "armed clash")],
    "location_classes": [("settlement",), ("line", "region"), ("near",)],
    "confidences": [("high",), ("low", "unverified")],
    "publishers": [("Agency",), ("Газета", "{{publisher}}"), ("nobody",)],
    "columns": [
        ("weapon=rifle",),
        ("weapon!=rifle",),
        ("weapon=", "weapon=mine"),
        ("weapon!=", "weapon!=100%"),
        ("weapon=a \"quoted\" 'text'",),
        ("population>=0", "population<=12"),
        ("population=1500.0",),
        ("share>=0.5", "verified=Yes"),
        ("checked on<=2023-09-24",),
        ("verified!=No",),
        ("odd%3Dname%3E%25=a",),
        ("weapon>=m",),
        ("no column=",),
        ("no column=x",),
        ("population=many",),
    ],
    "killed_from": [1, 2],
    "killed_to": [2, 9],
    "disputed": [True],
    "text": [
        "Banjska",
        '"armed clash"',
        "2023",
        "Лепосавић",
        "LEPOSAVIQ patrol",
        "100% sure_of",
        "%",
        "_",
        "\\",
        "'",
        *HOSTILE,
    ],
    "area": [BANJSKA, CROSSED],
}
DATASET = with_own_columns(small_dataset(120, seed=7))
STORE = store.open(DATASET)
NOT_ALIKE = {"start": "end", "end": "start"}


def a_filter(fields: tuple[str, ...]) -> Filters:
    return Filters(**{field: VALUES[field][0] for field in fields})


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    fields = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=4))
    chosen = {field: draw(st.sampled_from(VALUES[field])) for field in fields}
    if chosen.get("start", date.min) > chosen.get("end", date.max):
        chosen["start"], chosen["end"] = chosen["end"], chosen["start"]
    return Filters(**chosen)


def counts_agree(chosen: Filters) -> int:
    """Compare every answer with the plain reading of the filters; the number of records shown."""
    expected = passing(DATASET, chosen)
    rows = np.flatnonzero(expected["passes"]).tolist()
    ids = DATASET.incidents["id"].iloc[rows].tolist()
    shown, sure = answers.selection_and_certain(STORE, chosen)
    assert np.flatnonzero(shown).tolist() == rows
    assert sure.tolist() == expected["certain"].tolist()
    STORE.selections = Cache(8)  # what follows is asked by itself
    assert np.flatnonzero(answers.selection(STORE, chosen)).tolist() == rows
    assert answers.certain(STORE, chosen).tolist() == expected["certain"].tolist()
    bits = int.from_bytes(answers.mask(STORE, chosen), "little")
    assert [row for row in range(len(DATASET.incidents)) if bits >> row & 1] == rows
    assert sorted(answers.rows(STORE, chosen)["row"]) == rows
    counts = answers.counts(STORE, chosen)
    assert counts.shown == expected["passes"].sum()
    of_kind = expected["passes"].groupby(DATASET.incidents["kind"].astype(str)).sum().to_dict()
    assert counts.kinds == of_kind
    assert counts.possible == (expected["passes"] & ~expected["certain"]).sum()
    assert counts.drawn + counts.without_point == len(rows)
    assert answers.top(STORE, chosen, "kind")["count"].sum() == len(rows)
    table = list(
        csv.DictReader(io.StringIO(b"".join(tabular.to_csv(STORE, chosen)).decode("utf-8-sig"), newline=""))
    )
    assert [line["id"] for line in table] == ids
    collection = json.loads(b"".join(geojson.to_geojson(STORE, chosen)))
    assert [feature["id"] for feature in collection["features"]] == ids
    return len(rows)


@pytest.mark.parametrize("field", VALUES)
def test_every_filter_alone_counts_the_same_everywhere(field: str) -> None:
    for value in VALUES[field]:
        counts_agree(Filters(**{field: value}))


def test_every_pair_of_filters_counts_the_same_everywhere() -> None:
    for pair in combinations(VALUES, 2):
        counts_agree(a_filter(pair))


@settings(max_examples=60)
@given(filters())
def test_any_filters_count_the_same_everywhere(chosen: Filters) -> None:
    counts_agree(chosen)


def test_the_filters_of_these_tests_choose_some_records_and_leave_some_out() -> None:
    for field in set(VALUES) - {"within", "together"}:
        chosen = [counts_agree(Filters(**{field: value})) for value in VALUES[field]]
        assert any(0 < number < len(DATASET.incidents) for number in chosen), field


def test_actors_together_all_take_part_in_a_record() -> None:
    both = ("kfor", "kosovo-police")
    any_of_them, together = Filters(actors=both), Filters(actors=both, together=True)
    assert 0 < counts_agree(together) < counts_agree(any_of_them)
    assert counts_agree(replace(together, actors=(*both, "nobody at all"))) == 0
    assert counts_agree(replace(together, roles=("initiator",))) < counts_agree(together)


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ("no column=1", "one of the file's own columns"),
        ("population=many", "numbers"),
        ("checked on>=soon", "dates"),
        ("checked on>=2023-09-24 or so", "dates"),
        ("population>=nan", "numbers"),
        ("population<=inf", "numbers"),
        ("population>=1e19", "numbers"),
        ("weapon>=m", "no numbers or dates"),
    ],
)
def test_a_condition_that_fits_no_column_is_told(condition: str, wrong: str) -> None:
    with pytest.raises(FilterError, match=wrong):
        own_columns.check(STORE, (condition,))
    own_columns.check(STORE, ("weapon=rifle", "population>=3", "odd%3Dname%3E%25!=a"))


@pytest.mark.parametrize("number", [2, 31, 32, 61, 62, 63, 64, 65])
def test_words_are_told_apart_however_many_there_are(number: int) -> None:
    dataset = with_event_types(small_dataset(150), number)
    opened = store.open(dataset)
    words = opened.words["event_type"]
    assert len(words) == number
    for other in (*words[1:], "no such type"):
        chosen = Filters(event_types=(words[0], other))
        expected = dataset.incidents["event_type"].isin(chosen.event_types)
        assert answers.selection(opened, chosen).tolist() == expected.tolist()


@pytest.mark.parametrize(
    "field",
    ["actors", "roles", "kinds", "event_types", "location_classes", "confidences", "publishers", "columns"],
)
def test_a_word_that_is_named_twice_counts_once(field: str) -> None:
    word, *others = VALUES[field][0]
    assert not others
    once = answers.selection(STORE, Filters(**{field: (word,)}))
    assert once.any()
    assert answers.selection(STORE, Filters(**{field: (word, word)})).tolist() == once.tolist()


def test_an_area_is_the_same_however_its_zeros_are_written() -> None:
    opened = store.open(small_dataset(120, seed=8))
    areas = [((west, 41.0), (22.0, 41.0), (22.0, 44.0)) for west in (0.0, *map(float, range(1, 10)), -0.0)]
    shown = [answers.counts(opened, Filters(area=area)) for area in areas]
    assert answers.top(opened, Filters(area=areas[-1]), "kind")["count"].sum() > 0
    assert shown[0] == shown[-1]


@settings(max_examples=30)
@given(filters(), st.randoms())
def test_filters_agree_in_any_order(chosen: Filters, random) -> None:
    together = answers.selection(STORE, chosen)
    alone = [
        answers.selection(STORE, Filters(**{field: getattr(chosen, field), **reading}))
        for field in (
            "start",
            "end",
            "weekdays",
            "hours",
            "kinds",
            "event_types",
            "location_classes",
            "confidences",
            "publishers",
            "columns",
            "killed_from",
            "killed_to",
            "disputed",
            "text",
            "area",
        )
        for reading in [{"within": chosen.within}]
    ]
    alone.append(
        answers.selection(STORE, Filters(actors=chosen.actors, roles=chosen.roles, together=chosen.together))
    )
    random.shuffle(alone)
    assert (np.logical_and.reduce(alone) == together).all()


@given(filters())
@settings(max_examples=30)
def test_a_page_address_gives_the_same_records_as_the_filters_it_was_made_from(chosen: Filters) -> None:
    assert answers.mask(STORE, from_query(chosen.to_query())) == answers.mask(STORE, chosen)


@pytest.mark.parametrize("case", DATES, ids=[case["name"] for case in DATES])
def test_the_date_rule_passes_the_cases_shared_with_the_browser(case: dict) -> None:
    start, end = (
        np.array([star_schema.NO_MINUTE if case[name] is None else case[name]]) for name in ("start", "end")
    )
    standing = np.array([case["standing"]])
    earliest, latest = star_schema.bounds_of(start, end, standing)
    table = ibis.memtable(pa.table({"earliest": earliest, "latest": latest, "standing": standing}))
    possibly, certainly = predicate.in_dates(table, case["from"], case["to"])
    answer = table.mutate(passes=certainly if case["within"] == "certainly" else possibly).to_pyarrow()
    assert answer["passes"].to_pylist() == [case["passes"]]


def test_there_are_shared_cases_for_both_readings_and_both_outcomes() -> None:
    assert len(DATES) >= 20
    assert {(case["within"], case["passes"]) for case in DATES} == {
        (within, passes) for within in ("possibly", "certainly") for passes in (True, False)
    }


def test_days_begin_at_midnight_in_the_datasets_zone() -> None:
    one_day = Filters(start=date(2023, 10, 29), end=date(2023, 10, 29))
    first, last = answers.window(STORE, one_day)
    assert first is not None
    assert last is not None
    assert pd.Timestamp(first * 60, unit="s", tz="UTC").isoformat() == "2023-10-28T22:00:00+00:00"
    assert last - first == 25 * 60  # the clock goes back that night


def test_the_first_and_the_last_day_of_the_calendar_are_days_like_others() -> None:
    whole = Filters(start=date.min, end=date.max)
    first, last = answers.window(STORE, whole)
    assert first is not None
    assert last is not None
    assert round((last - first) / 1440) == date.max.toordinal()
    incidents = DATASET.incidents
    open_or_unknown = incidents["end"].isna() & incidents["time_class"].ne("standing")
    assert answers.counts(STORE, whole).possible == open_or_unknown.sum()


def test_text_is_searched_literally() -> None:
    for wildcard in ("%", "_", "sur%of", "s_re"):
        shown = answers.rows(STORE, Filters(text=wildcard))["search_text"]
        assert all(all(term in text for term in sought(wildcard)) for text in shown)
        assert len(shown) < len(DATASET.incidents)


def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    longest = "a" * MAX_TEXT
    assert from_query(urlencode({"q": f" {longest} "})).text == longest
    with pytest.raises(FilterError, match="at most 200 characters, not 201"):
        from_query(urlencode({"q": f"{longest}b"}))


def test_every_script_and_spelling_finds_the_same_place() -> None:
    found = {
        answers.mask(STORE, Filters(text=name))
        for name in ("Leposavić", "Leposaviq", "Лепосавић", "LEPOSAVIC")
    }
    assert len(found) == 1
    assert any(found.pop())


def test_a_role_is_asked_of_the_chosen_actor_not_of_another_in_the_same_incident() -> None:
    shown = answers.rows(STORE, Filters(actors=("kfor",), roles=("initiator",)))
    lines = DATASET.participations
    as_initiator = lines[lines["actor"].eq("kfor") & lines["role"].eq("initiator")]
    assert set(shown["row"]) == set(as_initiator["row"])
    assert len(shown)


def test_pages_put_together_are_all_rows_in_order() -> None:
    for order in ("start", "title", "confidence", "fatalities_best", "place", "id", "row"):
        for descending in (False, True):
            whole = answers.rows(STORE, Filters(), order=order, descending=descending)
            pages = [
                answers.rows(STORE, Filters(), order=order, descending=descending, offset=at, limit=7)
                for at in range(0, 126, 7)
            ]
            assert pd.concat(pages)["row"].tolist() == whole["row"].tolist()
            values = whole[order].tolist()
            assert pd.isna(values).tolist() == sorted(pd.isna(values).tolist()), "missing values come last"


def test_rows_have_the_models_columns_and_its_crs() -> None:
    page = answers.rows(STORE, Filters(), limit=3)
    assert tuple(page.columns) == model.INCIDENT_COLUMNS
    assert page.crs == model.CRS
    assert page["start"].is_monotonic_increasing


def test_an_unknown_order_is_refused_in_words() -> None:
    with pytest.raises(FilterError, match="filter 'order': 'colour' was found"):
        answers.rows(STORE, Filters(), order="colour")


def test_records_come_in_the_order_asked_and_unknown_numbers_are_passed_over() -> None:
    assert answers.records(STORE, [5, 999, 2, -1, 3])["row"].tolist() == [5, 2, 3]


def test_counts_of_the_kinds_are_together_all_records() -> None:
    counts = answers.counts(STORE, Filters())
    of_kind = DATASET.incidents["kind"].value_counts().to_dict()
    assert of_kind["site"] > 0
    assert counts.kinds == of_kind
    assert (counts.total, counts.shown, counts.possible) == (120, 120, 0)


@settings(max_examples=30)
@given(filters(), st.sampled_from(["day", "week", "month", "year"]))
def test_a_histogram_counts_every_dated_incident_where_it_may_have_been(chosen: Filters, step: str) -> None:
    bins = answers.histogram(STORE, chosen, step=step)
    shown = answers.rows(STORE, chosen)
    dated = shown[shown["kind"].ne("site") & shown["start"].notna()]
    dated = dated.assign(end=dated["end"].fillna(pd.Timestamp("9999-01-01", tz="UTC")))  # what goes on
    assert bins["end"].iloc[:-1].tolist() == bins["start"].iloc[1:].tolist()
    for edge in bins.itertuples():
        overlaps = (dated["start"] < edge.end) & (dated["end"] > edge.start)
        whole = (dated["start"] >= edge.start) & (dated["end"] <= edge.end)
        assert edge.certain == whole.sum()
        assert edge.possible == (overlaps & ~whole).sum()
    if not (chosen.start or chosen.end):
        assert bins.empty == dated.empty
        if len(dated):
            assert bins["start"].iloc[0] <= dated["start"].min()
            assert shown["end"].dropna().le(bins["end"].iloc[-1]).all()
            assert bins["end"].iloc[-1] < DATASET.incidents["end"].max() + pd.Timedelta(days=366)


def test_bins_begin_at_local_midnight_and_weeks_on_monday() -> None:
    days = answers.histogram(STORE, Filters(), step="day")
    weeks = answers.histogram(STORE, Filters(), step="week")
    assert str(days["start"].dt.tz) == DATASET.info.timezone
    assert days["start"].dt.hour.eq(0).all()
    assert {pd.Timedelta(hours=25), pd.Timedelta(hours=23)} <= set(days["end"] - days["start"])
    assert weeks["start"].dt.day_name().eq("Monday").all()


def test_the_top_actors_are_counted_once_an_incident() -> None:
    chosen = Filters(kinds=("incident",))
    top = answers.top(STORE, chosen, "actor").set_index("value")
    lines = DATASET.participations[DATASET.participations["row"].isin(answers.rows(STORE, chosen)["row"])]
    assert top["count"].to_dict() == lines.groupby("actor")["row"].nunique().to_dict()
    assert top["count"].is_monotonic_decreasing
    assert top.loc["kfor", "label"] == "KFOR"


def test_the_top_publishers_are_counted_once_an_incident() -> None:
    top = answers.top(STORE, Filters(), "publisher", limit=2)
    counted = DATASET.sources.groupby("publisher")["incident"].nunique().sort_values(ascending=False)
    assert top["count"].tolist() == counted.tolist()[:2]


def test_every_source_shown_is_listed_once_with_how_many_cite_it() -> None:
    chosen = Filters(text="banjska")
    listed = answers.sources(STORE, chosen).set_index("source")
    cited = DATASET.sources[DATASET.sources["incident"].isin(answers.rows(STORE, chosen)["id"])]
    assert listed["count"].to_dict() == cited.groupby("source")["incident"].nunique().to_dict()
    assert listed["title"].to_dict() == cited.groupby("source")["title"].first().to_dict()


def test_choices_are_what_occurs_the_most_frequent_first() -> None:
    choices = answers.filter_options(STORE)
    assert choices.first_day == DATASET.incidents["start"].min().tz_convert(DATASET.info.timezone).date()
    last = DATASET.incidents["end"].max().tz_convert(DATASET.info.timezone) - pd.Timedelta(minutes=1)
    assert choices.last_day == last.date()
    for offered, field in ((choices.actors, "actors"), (choices.roles, "roles"), (choices.kinds, "kinds")):
        assert [choice.count for choice in offered] == sorted((c.count for c in offered), reverse=True)
        for choice in offered:
            assert choice.count == answers.selection(STORE, Filters(**{field: (choice.value,)})).sum() > 0
    assert "unseen" not in {choice.value for choice in choices.actors}


def test_an_empty_result_says_how_many_each_filter_holds_back() -> None:
    chosen = Filters(start=date(2023, 9, 24), end=date(2023, 9, 30), actors=("unseen",), kinds=("incident",))
    assert answers.counts(STORE, chosen).shown == 0
    relaxed = dict(answers.relaxations(STORE, chosen))
    assert set(relaxed) == {"start", "actors", "kinds"}
    assert relaxed["actors"] == answers.selection(STORE, replace(chosen, actors=())).sum() > 0
    assert relaxed["start"] == answers.selection(STORE, chosen.without_dates()).sum()
    assert list(relaxed.values()) == sorted(relaxed.values(), reverse=True)


def test_what_has_no_point_is_listed_and_counted() -> None:
    listed = answers.unplaced(STORE, Filters())
    assert len(listed) == answers.counts(STORE, Filters()).without_point
    drawn = answers.rows(STORE, Filters())
    drawn = drawn[~drawn["row"].isin(listed["row"])]
    assert set(drawn["location_class"]) == {*model.POINT_CLASSES, "line"}
    assert drawn["lon"].notna().all()


def test_an_incident_comes_with_all_that_belongs_to_it() -> None:
    for row in range(0, 120, 9):
        detail = answers.incident(STORE, row)
        identity = detail.incident["id"]
        assert answers.row_of(STORE, identity) == row
        for table in ("participations", "quantities", "claims", "sources"):
            expected = getattr(DATASET, table)
            expected = expected[expected["incident"].eq(identity)]
            assert len(getattr(detail, table)) == len(expected)
        assert (detail.place is None) == pd.isna(detail.incident["place"])
    first = answers.incident(STORE, int(DATASET.participations["row"].iloc[0])).participations.iloc[0]
    actor = DATASET.actors.set_index("id").loc[first["actor"]]
    assert (first["name"], first["aliases"], first["kind"]) == (
        actor["name"],
        actor["aliases"],
        actor["kind"],
    )


def test_an_id_that_no_incident_has_has_no_row() -> None:
    assert answers.row_of(STORE, "nothing") is None
    assert answers.row_of(STORE, None) is None


def test_names_of_actors_come_by_row() -> None:
    row = int(DATASET.participations["row"].iloc[0])
    names = answers.actor_names(STORE, [row])
    lines = DATASET.participations[DATASET.participations["row"].eq(row)].drop_duplicates("actor")
    assert names == {row: tuple(DATASET.actors.set_index("id")["name"].loc[lines["actor"]])}


def test_many_threads_get_the_answers_that_one_gets() -> None:
    def moved(by: int) -> Filters:  # more areas than the store caches
        return Filters(area=tuple((lon + by / 500, lat) for lon, lat in BANJSKA), text="a")

    asked = [*(moved(by) for by in range(24)), *(a_filter((field,)) for field in VALUES)] * 2
    fresh = store.open(with_own_columns(small_dataset(120, seed=7)))
    with ThreadPoolExecutor(8) as threads:
        found = list(
            threads.map(lambda chosen: (answers.mask(fresh, chosen), answers.counts(fresh, chosen)), asked)
        )
    assert found == [(answers.mask(STORE, chosen), answers.counts(STORE, chosen)) for chosen in asked]


def test_the_tables_of_areas_asked_for_long_ago_are_dropped() -> None:
    fresh = store.open(small_dataset(20))
    asked = [Filters(area=tuple((lon + by / 500, lat) for lon, lat in BANJSKA)) for by in range(30)]
    before = [answers.counts(fresh, chosen) for chosen in asked]
    tables = fresh._engine.run(
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'area_%'"
    )["table_name"]
    assert len(tables) == 8
    assert [answers.rows(fresh, chosen).shape[0] for chosen in asked] == [counts.shown for counts in before]


def test_an_empty_dataset_has_empty_answers() -> None:
    empty = store.open(small_dataset(0))
    assert answers.mask(empty, Filters()) == b""
    assert answers.counts(empty, Filters()).total == 0
    assert answers.histogram(empty, Filters()).empty
    assert answers.top(empty, Filters(), "actor").empty
    assert answers.filter_options(empty).first_day is None
    assert answers.rows(empty, Filters()).empty
