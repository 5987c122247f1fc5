"""`readers` shows and sets who may see a dataset, and `list` says it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from drafts import INFO, draft
from streamlit.testing.v1 import AppTest

from components.text.wording import literal
from geodata.__main__ import main
from geodata.library import catalog, change_log, management, readers, saving
from geodata.library.readers import Readers

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    saving.save(draft(5), b"mine", name="mine", info=INFO)


def test_without_options_it_shows_and_nothing_is_logged(capsys: Printed) -> None:
    assert main(["readers", "mine"]) == 0
    assert capsys.readouterr().out == "'mine' may be seen by everybody.\n"
    assert change_log.latest() == []


def test_options_change_what_they_name_and_nothing_else(capsys: Printed) -> None:
    readers.write(management.editable_folder("mine"), Readers(mark="m"))
    people = ["Ana@Example.org,", "group:desk"]
    assert main(["readers", "mine", "--who", "private", "--people", *people]) == 0
    said = "'mine' may be seen by nobody else than admins; and ana@example.org, group:desk.\n"
    assert capsys.readouterr().out == said
    assert readers.of("mine") == Readers(readers.PRIVATE, ("ana@example.org", "group:desk"), None, "m")
    assert [(each.act, each.dataset, each.about) for each in change_log.latest()] == [
        ("readers", "mine", "private")
    ]
    assert catalog.load("mine").info == INFO
    assert main(["readers", "mine", "--people"]) == 0
    assert readers.of("mine") == Readers(readers.PRIVATE, (), None, "m")


def test_an_embargo_ends_at_midnight_of_the_datasets_zone(capsys: Printed) -> None:
    assert INFO.timezone == "Europe/Belgrade"
    assert main(["readers", "mine", "--until", "2031-01-31"]) == 0
    assert readers.of("mine").until == datetime(2031, 1, 30, 23, tzinfo=UTC).timestamp()
    moment = "31 January 2031, 00:00 (Europe/Belgrade)"
    before = "before that only by editors, the people named and who has a link"
    assert f"everybody; from {moment} on, {before}." in capsys.readouterr().out
    noted = AppTest.from_function(_note).run().caption
    assert [literal(moment) in each.value for each in noted] == [True]
    assert main(["readers", "mine", "--until", "none"]) == 0
    assert readers.of("mine") == readers.ALL
    assert not AppTest.from_function(_note).run().caption


def _note() -> None:
    from components.page.readers_form import embargo_note
    from geodata.library import catalog

    embargo_note(catalog.load("mine"))


@pytest.mark.parametrize("options", [["--who", "friends"], ["--until", "soon"]])
def test_what_cannot_be_meant_is_misuse(options: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["readers", "mine", *options])
    assert ended.value.code == 2
    assert readers.of("mine") == readers.ALL


def test_what_is_not_in_the_library_has_no_readers_to_set(capsys: Printed) -> None:
    assert main(["readers", "other", "--who", "private"]) == 1
    assert "There is no dataset" in capsys.readouterr().err
    assert main(["readers", "northern-kosovo", "--who", "private"]) == 1


def test_list_says_who_sees_what_is_not_public(capsys: Printed) -> None:
    saving.save(draft(5), b"open", name="open", info=INFO)
    main(["readers", "mine", "--who", "members", "--people", "ana@example.org"])
    capsys.readouterr()
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = [n for n, line in enumerate(lines) if "seen by" in line]
    assert [lines[n - 1].split()[0] for n in told] == ["mine"]
    assert lines[told[0]].strip() == "seen by members who log in; and ana@example.org"
    assert main(["list", "--json"]) == 0
    found = {each["name"]: each["readers"] for each in json.loads(capsys.readouterr().out)["datasets"]}
    assert found["open"] == {"who": "public", "people": [], "until": None}
    assert found["mine"] == {"who": "members", "people": ["ana@example.org"], "until": None}
