"""The grid of small charts: what they hold together, whose values have one, and what a click does."""

from __future__ import annotations

import pytest
from test_page import address, page

from components import state
from components.panels import small_charts
from geodata import measures
from geodata.filters import from_query
from geodata.query import sums
from geodata.query.store import opened

CASE = "northern-kosovo"
QUERIES = ("", "from=2023-09-01&to=2023-11-30", "actor=kfor&within=certainly", "kind=incident")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("field", ["event_type", "kind", "confidence"])
def test_the_charts_hold_all_records_with_a_date_each_once(query, field):
    store, filters = opened(CASE), from_query(query)
    period, key = measures.keys("month")[0], measures.keys(field)[0]
    whole = sums.sums(store, filters, measures.Measure(), (period,))
    parts = sums.sums(store, filters, measures.Measure(), (period, key), limit=small_charts.MOST)
    values, lines = small_charts.lines_of(whole, parts, key)

    together = lines.groupby("first")[["certainly", "possibly"]].sum()
    dated = whole.groups[whole.groups["start"].notna()].set_index("start")
    dated = dated[dated["best_possible"] > 0]
    assert together["certainly"].tolist() == dated["best_certain"].tolist()
    assert together["possibly"].tolist() == dated["best_possible"].tolist()
    assert (lines["certainly"] <= lines["possibly"]).all()
    assert len(values) <= small_charts.MOST + 1  # one more for what is not given
    assert set(lines["value"]) <= {*map(str, range(len(values))), small_charts.REST}


def test_the_page_says_how_many_have_a_chart_and_that_the_last_holds_all_others():
    app = page(part="charts", shape="small", period="year", by="event_type")
    assert not app.exception
    table = next(each.value for each in app.dataframe if "Period" in each.value)
    assert table["Event types"].iloc[-1] == "All others"
    assert any(
        "all with the same scale" in each.value and "all others together" in each.value
        for each in app.caption
    )

    app = page(part="charts", shape="small", by="nothing")
    assert any(each.value.startswith("Choose what bars are parted by") for each in app.caption)


def test_a_click_filters_by_the_value_whose_chart_it_is_and_all_others_are_none(monkeypatch):
    chosen = []
    monkeypatch.setattr(state, "toggle", lambda *change: chosen.append(change))
    field = measures.keys("actor")[0]
    small_charts.pick(field, ["kfor", "eulex"], [{"value": "1"}])
    small_charts.pick(field, ["kfor", "eulex"], [{"value": small_charts.REST}])
    small_charts.pick(measures.Key("fate", column=True), ["", "a=b"], [{"value": "1"}])
    assert chosen == [("actors", "eulex"), ("columns", "fate=a=b")]


def test_the_shape_stays_in_the_address():
    assert address(page(part="charts", shape="small"))["shape"] == ["small"]
