"""The file's own columns filter: as texts in an address, at the command line, over HTTP and on the page."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from test_page import address, page

from components.panels import column_filters as panel
from geodata.__main__ import main
from geodata.column_filters import SIGNS, ColumnFilter, by_column, read, without
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.query import answers
from geodata.query.store import opened

ROWS = """date,title,latitude,longitude,fatalities,weapon,crowd,checked
2023-09-24,A,42.93,20.68,1,rifle,10,2023-10-01
2023-09-25,B,42.94,20.69,2,rifle,2000,2023-10-02
2023-09-26,C,42.95,20.70,3,mine,,2023-10-03
2023-09-27,D,42.96,20.71,,,350,
"""


@pytest.fixture
def weapons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    file = tmp_path / "weapons.csv"
    file.write_text(ROWS)
    assert main(["import", str(file), "--name", "weapons"]) == 0
    return "weapons"


def shown(app: AppTest) -> int:
    """How many records the page's button for narrow screens offers to show."""
    return int(app.button(key="show_records").label.split()[1])


@given(st.text(min_size=1), st.sampled_from(SIGNS), st.text(min_size=1))
def test_any_condition_is_read_as_it_was_written(name: str, sign: str, value: str) -> None:
    condition = ColumnFilter(name, sign, value)
    assert read(str(condition)) == condition
    address_of = Filters(columns=(str(condition),)).to_query()
    assert from_query(address_of).columns == (str(condition),)


@pytest.mark.parametrize("text", ["", "weapon", "=rifle", "crowd>=", "crowd>3"])
def test_what_is_no_condition_is_refused_with_how_one_looks(text: str) -> None:
    with pytest.raises(FilterError, match="name=value"):
        read(text)


def test_conditions_are_put_together_by_column() -> None:
    texts = ("weapon=rifle", "crowd>=3", "weapon=mine")
    assert [each.value for each in by_column(texts)["weapon"]] == ["rifle", "mine"]
    assert without(texts, "weapon") == ("crowd>=3",)


def test_an_export_holds_what_the_conditions_let_pass(weapons: str, tmp_path: Path) -> None:
    to = tmp_path / "out.csv"
    assert main(["export", weapons, str(to), "--filter", "column=crowd>=350&column=weapon!=mine"]) == 0
    with to.open(encoding="utf-8-sig", newline="") as stream:
        assert {line["title"] for line in csv.DictReader(stream)} == {"B", "D"}


def test_an_export_by_a_column_that_there_is_not_says_which_there_are(
    weapons: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", weapons, str(tmp_path / "out.csv"), "--filter", "column=colour=red"]) != 0
    assert "'weapon', 'crowd', 'checked'" in capsys.readouterr().err


def test_values_are_chosen_negated_and_removed_by_their_chip(weapons: str) -> None:
    app = page(dataset=weapons)
    app.multiselect(key="filter_columns_chosen").set_value(["weapon"]).run()
    values = app.multiselect(key="filter_columns weapon_values")
    assert values.options == ["rifle (2)", "mine (1)", "nothing given (1)"]
    values.set_value(["rifle"]).run()
    assert address(app)["column"] == ["weapon=rifle"]
    assert shown(app) == 2
    app.toggle(key="filter_columns weapon_not").set_value(True).run()
    assert address(app)["column"] == ["weapon!=rifle"]
    assert shown(app) == 2
    app.button(key="chip columns weapon!=rifle").click().run()
    assert "column" not in app.query_params
    assert shown(app) == 4


def test_numbers_have_bounds_or_are_missing(weapons: str) -> None:
    app = page(dataset=weapons, column=["crowd>=100"])
    assert shown(app) == 2
    app.number_input(key="filter_columns crowd_<=").set_value(500).run()
    assert sorted(address(app)["column"]) == ["crowd<=500", "crowd>=100"]
    assert shown(app) == 1
    app.checkbox(key="filter_columns crowd_missing").check().run()
    assert address(app)["column"] == ["crowd="]
    assert shown(app) == 1


def test_what_a_link_asks_of_a_column_that_there_is_not_is_said_and_left_out(weapons: str) -> None:
    app = page(dataset=weapons, column=["colour=red", "weapon=mine"])
    assert not app.exception
    assert any("colour" in each.value for each in app.error)
    assert shown(app) == 1
    assert address(app)["column"] == ["weapon=mine"]


@pytest.mark.parametrize("bound", ["1e19", "inf", "nan", "-1e300"])
def test_a_link_with_a_number_beyond_all_leaves_the_page_whole(weapons: str, bound: str) -> None:
    app = page(dataset=weapons, column=[f"crowd>={bound}"])
    assert not app.exception
    assert app.error
    assert shown(app) == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("weapon=rifle", "weapon: rifle"),
        ("weapon!=rifle", "weapon: not rifle"),
        ("weapon=", "weapon: nothing given"),
        ("crowd>=100", "crowd ≥ 100"),
        ("a%3Db<=2", "a=b ≤ 2"),
    ],
)
def test_a_condition_is_told_in_words(text: str, words: str) -> None:
    assert panel.words(text) == words


def test_tolls_are_possible_by_the_highest_and_certain_by_the_lowest_figure(weapons: str) -> None:
    store = opened(weapons)
    assert list(answers.rows(store, Filters(killed_from=2))["title"]) == ["B", "C"]
    assert list(answers.rows(store, Filters(killed_from=1, killed_to=2, within="certainly"))["title"]) == [
        "A",
        "B",
    ]
