"""In the form for a file it can be added to a dataset: what would become of it is said, by whoever may."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from drafts import INFO
from streamlit.testing.v1 import AppTest
from test_appending import acled

from access import additions, people
from access.acts import Mode, Role
from access.people import Person
from geodata.errors import GeodataError
from geodata.ingest.choices import Choices
from geodata.library import catalog, change_log, saving
from geodata.sandbox import parent


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    content = acled("A 1 10", "B 1 10").encode()
    with parent.prepare(content, name="base.csv") as prepared:
        saving.save(prepared, content, name="k", info=INFO, file="base.csv")


def form() -> None:
    from test_adding_on_the_page import NEW

    from components.importing import upload

    upload._small(NEW, "new.csv")


NEW = acled("A 5 20", "C 1 20", "B 9 5").encode()


def test_a_file_is_added_after_it_is_said_what_becomes_of_the_dataset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("components.importing.upload.let_go", lambda: None)
    app = AppTest.from_function(form, default_timeout=60).run()
    app.selectbox(key="import_as").set_value("k").run()
    assert app.radio(key="import_way").value == "replace"
    app.radio(key="import_way").set_value("add").run()
    assert not app.exception
    assert any("1 added, 1 changed, 0 unchanged, 0 removed" in each.value for each in app.markdown)
    assert "An older state" in app.dataframe[-1].value["reason"].iloc[0]
    app.button(key="add_import").click().run()
    assert not app.exception
    assert sorted(catalog.load("k").incidents["id"]) == ["A", "B", "C"]
    assert [(each.act, each.about) for each in change_log.latest()] == [("new version", "new.csv added")]


def test_whoever_may_not_save_a_new_version_may_not_add_to_one() -> None:
    contributor = Person(Mode.PUBLIC, Role.CONTRIBUTOR, people.LOGIN, "cem@else.org", member=True)
    with pytest.raises(GeodataError):
        additions.add(contributor, "k", NEW, "new.csv", Choices())
    assert len(catalog.versions("k")) == 1


def test_what_is_too_large_for_the_page_is_left_to_the_command_line() -> None:
    base = SimpleNamespace(manifest=SimpleNamespace(originals=(SimpleNamespace(bytes=19_000_000),)))
    assert additions.fits(base, 1_000_000)  # type: ignore[arg-type]
    assert not additions.fits(base, 1_000_001)  # type: ignore[arg-type]
