"""Which dataset a server opens first, and that it can leave the built-in case out, for everybody."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_managing import removal
from test_page import page
from test_saving import save

from access import shown
from access.acts import Mode, Role
from access.people import LOGIN, Person, machine
from api.routes import routes
from components import visitor
from components.folium_map import ASSETS
from components.map import view
from dashboard import application
from geodata.__main__ import main
from geodata.errors import NothingHereError
from geodata.library import catalog, management, paths, readers
from geodata.library.readers import Readers

VISITOR = Person(Mode.PUBLIC)
EDITOR = Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True)


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    return tmp_path


def opened(**params: str) -> str:
    app = page(**params)
    assert not app.exception
    return str(app.query_params["dataset"])


def test_the_dataset_that_the_setting_names_opens_first(monkeypatch: pytest.MonkeyPatch) -> None:
    save(b"a", name="strikes")
    save(b"b", name="arrests")
    assert opened() == paths.DEFAULT
    monkeypatch.setenv("INCIDENTS_OPENS", "strikes")
    assert opened() == "strikes"
    assert opened(dataset="arrests") == "arrests"
    assert opened(dataset="nosuch") == "strikes"


def test_who_may_not_see_it_is_shown_the_first_that_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_OPENS", "strikes")
    save(b"a", name="strikes")
    readers.write(management.editable_folder("strikes"), Readers(readers.MEMBERS))
    assert shown.default(EDITOR) == "strikes"
    assert shown.default(VISITOR) == paths.DEFAULT


def test_a_name_that_no_dataset_has_is_told_those_who_can_mend_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("INCIDENTS_OPENS", "strikes")
    said = "INCIDENTS_OPENS: 'strikes' was found; no dataset here has this name"
    assert opened() == paths.DEFAULT
    assert [str(each)[: len(said)] for each in shown.problems(EDITOR)] == [said]
    assert shown.problems(VISITOR) == ()
    assert main(["settings"]) == 0, "the server starts: the dataset may come later"
    assert said in capsys.readouterr().err
    with caplog.at_level(logging.WARNING):
        application._say_what_holds()
    assert said in caplog.text
    save(b"a", name="strikes")
    assert shown.problems(EDITOR) == ()
    monkeypatch.setenv("INCIDENTS_CASE", "hidden")
    monkeypatch.setenv("INCIDENTS_OPENS", paths.DEFAULT)
    assert len(shown.problems(EDITOR)) == 1


def test_a_hidden_case_is_not_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    save(b"a", name="strikes")
    monkeypatch.setenv("INCIDENTS_CASE", "hidden")
    for person in (VISITOR, EDITOR, Person(Mode.PUBLIC, Role.ADMIN, LOGIN, "ada@desk.org"), machine()):
        assert shown.names(person) == ("strikes",)
    app = page(dataset=paths.DEFAULT)
    assert not app.exception
    assert app.query_params["dataset"] == "strikes"
    (note,) = [each.value for each in app.error if "no dataset" in each.value]
    assert note.endswith("Choose one of\\: strikes\\.")


def test_a_hidden_case_is_at_no_address_in_the_words_for_what_is_not_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save(b"a", name="strikes")
    version = catalog.load(paths.DEFAULT).version
    client = TestClient(Starlette(routes=routes(view.module, lambda *_: {}, assets=ASSETS)))
    files = ("columns.bin", "reference.json", "mask.bin", "rows.json?rows=0", "export.csv")
    asked = [f"/data/{{}}/{version}/{file}" for file in files]
    asked.append(f"/maps/{'0' * 64}.js?dataset={{}}&version={version}")
    before = [client.get(each.format(paths.DEFAULT)).status_code for each in asked[:-1]]
    assert before == [200] * len(files)
    monkeypatch.setenv("INCIDENTS_CASE", "hidden")
    for each in asked:
        hidden, missing = (client.get(each.format(name)) for name in (paths.DEFAULT, "nosuch"))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text == missing.text.replace("nosuch", paths.DEFAULT), each


def test_where_nothing_is_there_the_page_says_so_and_offers_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_CASE", "hidden")
    app = page()
    assert not app.exception
    assert not app.error
    assert [each.value for each in app.info] == [str(NothingHereError()).replace(".", "\\.")]
    assert [each.key for each in app.button] == ["add_data"]
    app = page(dataset="nosuch")
    assert not app.exception
    assert not app.error


def test_where_nothing_is_there_for_a_visitor_they_can_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_CASE", "hidden")
    monkeypatch.setattr(visitor, "person", lambda: VISITOR)
    monkeypatch.setattr(visitor, "providers", lambda: [None])
    app = page()
    assert not app.exception
    assert [each.label for each in app.button] == ["Log in"]


def test_who_deletes_what_opens_first_is_shown_another(monkeypatch: pytest.MonkeyPatch) -> None:
    save(b"a", name="strikes")
    save(b"b", name="arrests")
    monkeypatch.setenv("INCIDENTS_OPENS", "strikes")
    monkeypatch.setenv("INCIDENTS_CASE", "hidden")
    app = removal("strikes").button(key="delete_dataset").click().run()
    assert not app.exception
    assert "dataset" not in app.query_params, "the page looks anew for what opens first"
    assert opened() == "arrests"
