"""What is counted: the sentence above the map, and the charts' numbers, on the page of the case."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from test_column_filters import weapons  # noqa: F401 - a fixture
from test_page import address, page

from components.panels.measure import sentence
from components.panels.time_groups import best_of
from components.text.strings import say
from geodata import measures
from geodata.filters import Filters
from geodata.measures import Measure
from geodata.query import sums
from geodata.query.store import opened
from geodata.query.sum_groups import Figures, Pair

KILLED = Measure("fatalities")
BOUNDS_ALONE = (
    "8–12 killed in 9 of 10 records; 2 give bounds alone, the best figures of the others make 5; "
    "1 gives no number"
)


def said(app: AppTest) -> list[str]:
    """The labels of what can be opened, without Markdown's backslashes; the sentence is among them."""
    found, blocks = [], [app._tree]
    for block in blocks:  # grows meanwhile
        children = getattr(block, "children", {}).values()
        blocks += [each for each in children if hasattr(each, "children")]
        if getattr(block, "type", "") == "popover":
            found.append(block.proto.popover.label.replace("\\", ""))
    return found


@pytest.mark.parametrize(
    ("possible", "certain", "words"),
    [
        (
            Figures(103, 380, 412, 455, 7, 0),
            Figures(103, 380, 412, 455, 7, 0),
            "412 (380–455) killed in 96 of 103 records; 7 give no number",
        ),
        (
            Figures(1, 4, 4, 4, 0, 0),
            Figures(0, 0, 0, 0, 0, 0),
            "4 killed in 1 of 1 record; certainly in range: 0",
        ),
        (
            Figures(10, 8, 5, 12, 1, 2),
            Figures(10, 8, 5, 12, 1, 2),
            BOUNDS_ALONE,
        ),
        (
            Figures(5, 0, 0, 0, 5, 0),
            Figures(5, 0, 0, 0, 5, 0),
            "Fatalities: no number given in what is shown",
        ),
    ],
)
def test_the_sentence_says_what_is_known_and_of_how_many(
    possible: Figures, certain: Figures, words: str
) -> None:
    assert sentence(KILLED, Pair(certain, possible)) == words


@settings(max_examples=50)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_records_without_a_number_are_never_told_as_zero(given_best: int, bounds: int, unknown: int) -> None:
    records = given_best + bounds + unknown
    figures = Figures(records, 0, 0, bounds, unknown, bounds)
    words = sentence(KILLED, Pair(figures, figures))
    assert ("no number" in words) == bool(unknown or not records)
    assert words.startswith("0 killed") <= bool(given_best)


def test_the_case_tells_how_many_were_killed_and_the_charts_count_them() -> None:
    app = page(measure="fatalities", part="charts")
    assert "4 killed in 31 of 197 records; 166 give no number" in said(app)
    tables = [each.value for each in app.dataframe]
    by_actor = next(each for each in tables if say("charts.actor") in each)
    assert by_actor["Fatalities"].tolist()[:2] == [4, 4]
    assert by_actor["Fatalities"].isna().any(), "who gives no number has none, not zero"
    pairs = next(each for each in tables if say("charts.actor_2") in each)
    assert pairs.iloc[0].tolist()[:3] == ["Kosovo Police", "Armed Serb group (Banjska)", 4]
    months = next(each for each in tables if say("charts.period") in each).set_index(say("charts.period"))
    assert months.loc["2023-09", "Fatalities: Certainly"] == 4
    assert months["Fatalities: Certainly"].sum() == 4


def test_a_measure_of_the_file_is_chosen_and_stays_in_the_address(weapons: str) -> None:  # noqa: F811
    app = page(dataset=weapons, part="charts", measure="crowd", by="weapon", period="day")
    assert "crowd: 2,360 in 3 of 4 records; 1 gives no number" in said(app)
    days = app.dataframe[0].value
    assert days["crowd: Possibly"].fillna(-1).tolist() == [10, 2000, -1, 350]
    (choice,) = [each for each in app.selectbox if each.label == say("measure.label")]
    assert choice.value == "column:crowd"
    choice.set_value("fatalities").run()
    assert not app.exception
    assert address(app)["measure"] == ["fatalities"]
    assert address(app)["by"] == ["weapon"]


@pytest.mark.parametrize("asked", [{"measure": "nonsense"}, {"by": "nonsense"}, {"measure": "column:"}])
def test_what_the_dataset_has_not_is_left_out_and_said(asked: dict[str, str]) -> None:
    app = page(part="charts", **asked)
    assert any("Left out" in each.value for each in [*app.error, *app.warning, *app.info])
    assert not set(asked) & set(app.query_params)


def test_best_figures_are_missing_where_no_record_gives_one() -> None:
    groups = sums.sums(opened("northern-kosovo"), Filters(), KILLED, measures.keys("kind")).groups
    told = best_of(groups, "possible")
    none = groups["records_possible"] == groups["unknown_possible"]
    assert none.any()
    assert (told.isna() == none).all()


def test_the_table_ends_with_what_all_its_rows_add_up_to() -> None:
    sentence = "All rows, of every page: 4 killed in 31 of 197 records; 166 give no number."
    assert sentence in [each.value.replace("\\", "") for each in page(measure="fatalities").caption]
    assert not any("All rows" in each.value for each in page().caption)


def test_actors_and_types_are_crossed_and_the_cells_are_those_of_the_files() -> None:
    cells = page(part="charts", chart="types").dataframe[0].value
    found = cells.set_index([say("charts.actor_1"), say("charts.event_type")])["Records: Possibly"]
    assert found["Kosovo Police", "police operation"] == 20
    assert found["Armed Serb group (Banjska)", "police operation"] == 1


def test_hours_say_how_many_records_give_none() -> None:
    app = page(part="charts", chart="hours")
    assert any(each.value.startswith("Records whose time is known to the hour: 13.") for each in app.caption)
    assert any("184 others give none" in each.value for each in app.caption)
    assert len(app.dataframe[0].value) > 5


def test_how_the_deployment_grew_and_shrank_is_drawn_from_the_figures_in_the_address() -> None:
    whats = "troops|troops at the time|troops before|troops after"
    app = page(part="charts", chart="figures", figures=whats)
    table = app.dataframe[0].value
    assert table[say("charts.best")].tolist() == [8350, 7500, 8350, 4500]
    assert table[say("charts.low")].tolist() == [7500, 7500, 8350, 4400]
    assert "Aleksandar Vučić to CNN" in table[say("charts.figure_rivals")].iloc[0]
    (choice,) = [each for each in app.multiselect if each.label == say("charts.figures_label")]
    choice.set_value(["KFOR strength"]).run()
    assert not app.exception
    assert address(app)["figures"] == ["KFOR strength"]
    assert app.dataframe[0].value[say("charts.best")].tolist() == [4511, 4500, 4500, 4500]
    assert not page(part="charts", chart="figures", figures="no such thing").exception


def test_a_running_total_ends_with_all_that_have_a_date() -> None:
    app = page(part="charts", shape="running", measure="fatalities", period="year")
    last = app.dataframe[0].value.iloc[-1]
    assert last[["Fatalities: Certainly", "Fatalities: Possibly"]].tolist() == [4, 4]
    mean = page(part="charts", shape="mean", period="month").dataframe[0].value
    assert (mean["Records: Certainly"] <= mean["Records: Possibly"]).all()
