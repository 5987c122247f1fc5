"""Totals are records of a kind of their own that count as so many events, wherever events are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from datasets import small_dataset, with_own_columns, with_totals
from hypothesis import given, settings
from hypothesis import strategies as st
from random_filters import random_filters
from reference import events, passing

from geodata import measures
from geodata.engines.embedded import DuckDB
from geodata.filters import Filters
from geodata.index import duckdb_file, star_schema
from geodata.mapdata import columns, packing
from geodata.query import answers, comparing, event_counts, facets, grids, hot_spots, regions, store, sums
from geodata.readers import boundaries

PLAIN = with_own_columns(small_dataset(120, seed=7))
DATASET = with_totals(PLAIN)
STORE = store.open(DATASET)
EVENTS = events(DATASET)
CHOSEN = random_filters(DATASET, 40, seed=16)
WORLD = grids.CellBox(28, 0, 0, 16, 16)


def shown_by(chosen: Filters) -> pd.DataFrame:
    """The records shown, read plainly, each with the number of its events."""
    passes = passing(DATASET, chosen)
    return DATASET.incidents.assign(n=EVENTS, certain=passes["certain"])[passes["passes"].to_numpy()]


def sums_by(records: pd.DataFrame, column: str) -> dict[str, int]:
    return records.groupby(column, dropna=True, observed=True)["n"].sum().to_dict()


@pytest.mark.parametrize("chosen", CHOSEN, ids=Filters.to_query)
def test_totals_count_as_so_many_events_everywhere(chosen: Filters) -> None:
    expected = shown_by(chosen)
    counts = answers.counts(STORE, chosen)
    assert counts.shown == len(expected)
    total = expected["kind"] == "total"
    assert counts.events == answers.Events(
        total=int(EVENTS.sum()),
        shown=int(expected["n"].sum()),
        possible=int(expected["n"][~expected["certain"]].sum()),
        without_point=counts.events.shown - counts.events.drawn,
        drawn=int(EVENTS[answers.selection(STORE, chosen) & star_schema.drawable(DATASET)].sum()),
        in_totals=int(expected["n"][total].sum()),
        totals=int(total.sum()),
        uncounted=int(expected["count"][total].isna().sum()),
    )
    for field in ("kind", "event_type", "location_class", "confidence"):
        top = answers.top(STORE, chosen, field, limit=None)
        assert dict(zip(top["value"], top["count"], strict=True)) == sums_by(expected, field)
        if field != "location_class" and field in grids.COLOURS:
            assert sum(grids.shown_by(STORE, chosen, field)) == counts.events.shown
    for field, lines, word in (
        ("actor", DATASET.participations, "actor"),
        ("publisher", DATASET.sources.assign(row=DATASET.sources["incident"]), "publisher"),
    ):
        key = "row" if field == "actor" else "id"
        once = lines[["row", word]].dropna().drop_duplicates()
        told = once.merge(expected[[key, "n"]], left_on="row", right_on=key)
        found = answers.top(STORE, chosen, field, limit=None)
        assert dict(zip(found["value"], found["count"], strict=True)) == sums_by(told, word), field
    dated = expected[expected["start"].notna() & (expected["kind"] != "site")]
    bins = (
        answers.histogram(STORE, replace(chosen, start=None, end=None), step="day")
        if not chosen.start
        else None
    )
    if bins is not None and chosen.within == "possibly" and not chosen.end:
        for each in bins.itertuples():
            end = dated["end"].fillna(pd.Timestamp("9999-01-01", tz="UTC"))  # what goes on
            inside = (dated["start"] >= each.start) & (end <= each.end)
            overlaps = (dated["start"] < each.end) & (end > each.start)
            assert each.certain == dated["n"][inside].sum()
            assert each.possible == dated["n"][overlaps & ~inside].sum()


def test_values_of_a_column_and_what_filters_offer_count_events() -> None:
    weapons = DATASET.attributes["weapon"].to_numpy()
    found = facets.facet(STORE, Filters(), "weapon")
    expected = EVENTS.groupby(weapons).sum().to_dict()
    assert dict(found.values) == {name: n for name, n in expected.items() if name}
    assert found.missing == expected[""]
    offered = {each.value: each.count for each in answers.filter_options(STORE).kinds}
    assert offered == EVENTS.groupby(DATASET.incidents["kind"].astype(str)).sum().to_dict()
    by_actor = DATASET.participations[["row", "actor"]].drop_duplicates()
    counted = EVENTS[by_actor["row"]].groupby(by_actor["actor"].to_numpy()).sum().to_dict()
    assert {each.value: each.count for each in answers.filter_options(STORE).actors} == counted


def test_a_column_of_very_many_values_counts_events_too(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = facets.facet(STORE, Filters(), "weapon")
    monkeypatch.setattr(facets, "_FEW", 0)
    found = facets.facet(store.Store(DATASET, STORE._engine, STORE.statistics), Filters(), "weapon")
    assert dict(found.values) == dict(expected.values)
    assert found.missing == expected.missing


@settings(max_examples=40)
@given(st.sampled_from(CHOSEN), st.sampled_from(CHOSEN))
def test_sums_never_exceed_what_there_is_and_certain_is_part_of_possible(
    one: Filters, other: Filters
) -> None:
    for chosen in (one, other):
        possibly = answers.counts(STORE, replace(chosen, within="possibly")).events
        certainly = answers.counts(STORE, replace(chosen, within="certainly")).events
        assert certainly.shown <= possibly.shown <= possibly.total
        assert possibly.shown - possibly.possible == certainly.shown
        assert possibly.drawn + possibly.without_point == possibly.shown
    narrower = replace(one, kinds=("total",))
    assert (
        answers.counts(STORE, narrower).events.shown
        <= answers.counts(STORE, replace(one, kinds=())).events.shown
    )


def test_a_comparison_counts_events_in_all_lines() -> None:
    one, two = Filters(kinds=("total",)), Filters(kinds=("incident",))
    found = comparing.compared(STORE, one, two, "kind")
    assert found.of_events
    for filters, side in ((one, "a_possible"), (two, "b_possible")):
        expected = answers.counts(STORE, filters).events.shown
        assert found.whole[side].tolist() == [expected]
        assert found.lines[side].sum() == expected
    plain = comparing.compared(store.open(PLAIN), Filters(kinds=("site",)), two, "kind")
    assert not plain.of_events


def test_a_weeks_total_lies_certainly_inside_dates_that_hold_the_whole_week() -> None:
    weeks = DATASET.incidents[
        (DATASET.incidents["kind"] == "total") & (DATASET.incidents["time_class"] == "week")
    ]
    first = weeks.iloc[0]
    begin = first["start"].tz_convert(DATASET.info.timezone).date()
    whole = Filters(begin, begin + timedelta(days=6), kinds=("total",))
    assert answers.certain(STORE, whole)[first["row"]]
    short = replace(whole, end=begin + timedelta(days=5))
    assert not answers.certain(STORE, short)[first["row"]]
    assert answers.selection(STORE, short)[first["row"]]


def test_the_map_gets_the_numbers_and_cells_their_sums() -> None:
    header, found = packing.unpack(b"".join(columns.encode(STORE)))
    assert found["events"].tolist() == EVENTS.tolist()
    assert (header["totals"], header["events"]) == (
        (DATASET.incidents["kind"] == "total").sum(),
        EVENTS.sum(),
    )
    point = star_schema.drawable(DATASET) & ~star_schema.shaped(DATASET)
    header, cells = packing.unpack(columns.grid(STORE, Filters(), WORLD, "kind"))
    assert cells["events"].sum() == EVENTS[point].sum()
    assert header["in_view"] == cells["count"].sum() == point.sum(), (
        "records, of which a view may hold so many"
    )
    assert header["events"] == EVENTS[star_schema.drawable(DATASET)].sum()
    _, lines = packing.unpack(columns.view(STORE, Filters(), WORLD))
    assert lines["events"].tolist() == EVENTS[lines["row"]].tolist()


def test_a_dataset_without_totals_is_counted_and_packed_as_before() -> None:
    plain = store.open(PLAIN)
    assert not event_counts.are_weighed(plain)
    assert answers.counts(plain, Filters()).events is None
    header, found = packing.unpack(b"".join(columns.encode(plain)))
    assert "events" not in found
    assert "totals" not in header
    for question, options in (
        (answers._counted, ()),
        (answers._tally, ("kind",)),
        (grids._shown_by, ("kind",)),
    ):
        text = plain._composer.composed(Filters(), question, options)
        assert "events" not in text, "no column more is read"


def test_a_folder_of_tables_from_before_totals_has_one_event_a_record() -> None:
    older = replace(PLAIN, incidents=PLAIN.incidents.drop(columns="count"))
    engine = DuckDB()
    found = duckdb_file.fill(engine, older)
    assert (found.totals, found.events) == (0, 120)


def test_hot_spots_sum_events_and_tell_how_many_records_they_are() -> None:
    found = hot_spots.hot_spots(STORE, Filters(), resolution=4)
    assert found.cells["value"].sum() > found.cells["records"].sum() == found.counted
    before = hot_spots.hot_spots(store.open(PLAIN), Filters(), resolution=4)
    assert before.cells["value"].tolist() == before.cells["records"].tolist()
    year = Filters(date(2023, 10, 1), date(2023, 12, 31))
    forty = DATASET.incidents.assign(
        count=DATASET.incidents["count"].mask(DATASET.incidents["kind"] == "total", 40)
    )
    many = store.open(replace(DATASET, version="forty", incidents=forty))
    usual, plain = (hot_spots.unusual(each, year, resolution=4).cells for each in (many, store.open(PLAIN)))
    assert (usual[["records", "before"]].sum() - plain[["records", "before"]].sum()).mod(39).tolist() == [
        0,
        0,
    ]
    assert usual["records"].sum() > plain["records"].sum()


@pytest.mark.parametrize("field", ["kind", "event_type", "actor", "column:weapon", "month"])
def test_the_measure_of_records_adds_up_events_and_tells_what_gives_no_number(field: str) -> None:
    for chosen in (Filters(), Filters(date(2023, 9, 20), date(2023, 10, 29))):
        expected = shown_by(chosen)
        found = sums.sums(STORE, chosen, by=measures.keys(field))
        assert found.of_events
        certain, possible = found.whole
        uncounted = (expected["kind"] == "total") & expected["count"].isna()
        assert (possible.records, possible.best) == (len(expected), expected["n"].sum())
        assert possible.unknown == uncounted.sum()
        assert certain.best == expected["n"][expected["certain"]].sum() <= possible.best
        groups = found.groups
        assert (groups["best_certain"] <= groups["best_possible"]).all()
        if field in ("kind", "event_type"):
            told = dict(zip(groups[field], groups["best_possible"], strict=True))
            assert {name: n for name, n in told.items() if not pd.isna(name)} == sums_by(expected, field)
    plain = sums.sums(store.open(PLAIN), Filters(), by=measures.keys(field))
    assert not plain.of_events
    assert plain.groups["best_possible"].tolist() == plain.groups["records_possible"].tolist()


def test_regions_count_events() -> None:
    drawn = boundaries.read("countries")
    found, plain = (regions.regions(each, drawn, Filters()) for each in (STORE, store.open(PLAIN)))
    pairs = regions.joined(STORE, drawn)
    assert found["records_possible"].sum() == EVENTS[pairs.row].sum() != plain["records_possible"].sum()
    assert found.attrs["records"] == len(EVENTS)
