"""Several datasets open together on the page: chosen, put together, told apart, for who may see each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_joints import CASE, OWN, PAIR, own, save
from test_page import address, page, shown_by_map

from access import together
from access.acts import Mode
from access.deciding import AccessDeniedError
from access.people import Person
from components import visitor
from components.panels import matches
from geodata.__main__ import main
from geodata.library import catalog, decisions, joining, paths, readers
from geodata.library.readers import Readers

__all__ = ["own"]


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "library"


def shown_counts(app) -> str:  # type: ignore[no-untyped-def]
    return " ".join(each.proto.body for each in app.get("html"))


def test_two_are_opened_together_and_their_records_told_apart(own: str) -> None:
    app = page()
    app.multiselect(key=f"together {CASE}").set_value([CASE, own]).run()
    app.button(key="open_together").click().run()
    assert not app.exception
    assert address(app)["dataset"] == [PAIR]
    assert "2 datasets, may overlap" in shown_counts(app)
    assert "200 of 200 records" in shown_counts(app)
    told = shown_by_map(app)
    assert told["colour"] == "dataset"
    assert told["active"]["dataset"] == []
    table = app.dataframe[-1].value
    assert set(table["Dataset"]) <= {CASE, own}
    filtered = page(dataset=f"{own}~{CASE}", column="dataset=own", incident="own:A")
    assert not filtered.exception
    assert "3 of 200 records" in shown_counts(filtered)
    assert shown_by_map(filtered)["active"]["dataset"] == ["own"]
    assert list(filtered.dataframe[-1].value["Dataset"]) == ["own"] * 3
    assert "own · Incident" in shown_counts(filtered)


def test_large_ones_are_put_together_by_a_job(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "SMALL", 0)
    app = page(dataset=PAIR)
    assert not app.exception
    assert "put together" in app.info[0].value
    assert app.selectbox  # another one can be chosen meanwhile
    job, _ = together._jobs[PAIR]
    assert job.wait(120)
    app.run()
    assert "200 of 200 records" in shown_counts(app)


def test_whoever_may_not_see_one_is_shown_neither(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    readers.write(paths.root() / own, Readers(readers.PRIVATE))
    monkeypatch.setattr(visitor, "person", lambda: Person(Mode.PUBLIC))
    app = page(dataset=PAIR)
    assert not app.exception
    assert address(app)["dataset"] == [CASE]
    assert "There is no dataset" in app.error[0].value
    assert not (paths.root() / paths.JOINT).exists()
    assert not [each for each in app.multiselect if str(each.key).startswith("together")]


def test_what_goes_wrong_is_said(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_ROWS", "100")
    app = page(dataset=PAIR)
    assert not app.exception
    assert "at most 100 can be opened together" in app.error[0].value


def test_fewer_than_are_open_can_be_opened(own: str, tmp_path: Path) -> None:
    save(tmp_path, OWN, "two")
    app = page(dataset=f"{PAIR}~two")
    app.multiselect(key=f"together {PAIR}~two").set_value([own]).run()
    app.button(key="open_together").click().run()
    assert address(app)["dataset"] == [own]
    assert "may overlap" not in shown_counts(app)


def test_a_link_to_what_was_together_before_says_what_is_newer(own: str, tmp_path: Path) -> None:
    link = {"dataset": PAIR, "v": joining.make(PAIR)[:12], "q": "Banjska"}
    assert not page(**link).info
    file = tmp_path / "more.csv"
    file.write_text(OWN + "D,2023-10-05,42.97,20.78,KFOR,,mine,\n")
    assert main(["import", str(file), "--name", own, "--new-version", "--timezone", "Europe/Belgrade"]) == 0
    app = page(**link)
    assert not app.exception
    assert [each.value for each in app.info] == [
        "These datasets are shown as they were together before: of own there is a newer version."
    ]
    assert "of 200 records" in shown_counts(app)
    app.button(key="open_newest").click().run()
    assert not app.exception
    assert not app.info
    assert "of 201 records" in shown_counts(app)
    assert address(app)["q"] == ["Banjska"]
    link["v"] = catalog.load(PAIR).version[:12]
    assert decisions.keep(CASE, own, {("BNJ-02", "A"): "same"}) == 1
    app = page(**link)
    assert ["decided anew" in each.value for each in app.info] == [True]
    assert "double" not in shown_counts(app)


def test_pairs_are_decided_on_and_doubles_left_out(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def edited(lines: pd.DataFrame, **options: Any) -> pd.DataFrame:
        """The first pair is decided, as a reader does in the table; AppTest has no way to."""
        assert "Decision" not in options["disabled"]
        return lines.assign(Decision=["same", *lines["Decision"].iloc[1:]])

    monkeypatch.setattr(matches.st, "data_editor", edited)
    app = page(dataset=PAIR, part="matches")
    assert not app.exception
    assert "Leave doubles out" not in [each.label for each in app.toggle]
    app.button(key="keep_decisions").click().run()
    assert not app.exception
    assert address(app)["part"] == ["matches"]
    assert list(decisions.of(CASE, own).values()) == ["same"]
    next(each for each in app.toggle if each.label == "Leave doubles out").set_value(True).run()
    assert not app.exception
    assert address(app)["column"] == ["double_of="]
    assert "199 of 200 records" in shown_counts(app)
    assert "1 double left out" in shown_counts(app)


def test_whoever_may_not_change_both_decides_nothing(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    anybody = Person(Mode.PUBLIC)
    monkeypatch.setattr(visitor, "person", lambda: anybody)
    app = page(dataset=PAIR, part="matches")
    assert not app.exception
    assert "Whoever may change both" in " ".join(each.value for each in app.caption)
    assert not [each for each in app.button if each.key == "keep_decisions"]
    for names in ((CASE, own), (own, CASE)):
        with pytest.raises(AccessDeniedError):
            together.decide(anybody, *names, {("BNJ-02", "A"): "same"})
    assert not decisions.of(CASE, own)
    assert not [
        each for each in page(part="matches").get("button_group")[0].options if "Matches" in str(each)
    ]
