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
from access.deciding import AccessDeniedError
from access.people import Person, machine
from components.importing import bringing
from geodata.errors import OutrunError, QuotaError, SeveralLayoutsError
from geodata.ingest.choices import Choices
from geodata.library import catalog, change_log, paths, saving
from geodata.sandbox import parent
from geodata.sandbox.parent import File


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
    assert any("An older state" in reason for each in app.dataframe for reason in each.value["reason"])
    app.button(key="add_import").click().run()
    assert not app.exception
    assert sorted(catalog.load("k").incidents["id"]) == ["A", "B", "C"]
    assert [(each.act, each.about) for each in change_log.latest()] == [("new version", "new.csv added")]


def dialog() -> None:
    from components.importing import upload

    upload.add_data.__wrapped__()


def test_what_was_refused_is_not_tried_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def count(what: str) -> None:
        tried.append(what)
        raise QuotaError("Too many files from here.")

    brought = bringing.Files((NEW,), ("new.csv",), are_large=False)
    monkeypatch.setattr("components.importing.bringing.chosen", lambda _: brought)
    monkeypatch.setattr("components.importing.quota.count", count)
    app = AppTest.from_function(dialog, default_timeout=60).run()
    app.button(key="show_import").click().run()
    assert len(app.error) == 1
    app.text_input(key="import_title None").set_value("Another title").run()
    assert not app.error
    assert len(tried) == 1


def test_whoever_may_not_save_a_new_version_may_not_add_to_one() -> None:
    contributor = Person(Mode.PUBLIC, Role.CONTRIBUTOR, people.LOGIN, "cem@else.org", member=True)
    with pytest.raises(AccessDeniedError):
        additions.base(contributor, "k")
    found = additions.looked_at(additions.base(machine(), "k"), NEW, "new.csv", Choices(), lambda *_: None)
    with pytest.raises(AccessDeniedError):  # asked again at the moment of writing
        additions.add(contributor, "k", NEW, found)
    assert len(catalog.versions("k")) == 1


def test_what_is_too_large_for_the_page_is_left_to_the_command_line() -> None:
    base = SimpleNamespace(manifest=SimpleNamespace(originals=(SimpleNamespace(bytes=19_000_000),)))
    assert additions.fits(base, 1_000_000)  # type: ignore[arg-type]
    assert not additions.fits(base, 1_000_001)  # type: ignore[arg-type]


def into(**keys: str) -> AppTest:
    """The form, a dataset chosen first, with the file that `NEW` is."""
    app = AppTest.from_function(whole_form, default_timeout=60).run()
    app.radio(key="import_begin").set_value("into").run()
    for key, value in keys.items():
        app.selectbox(key=key).set_value(value).run()
    return app


def whole_form() -> None:
    from test_adding_on_the_page import NEW

    from components import state
    from components.importing import bringing, destination, upload

    state.open_address()
    chosen = destination.chosen_dataset()
    if chosen.name is not None:
        assert bringing.chosen(chosen) is None
        upload._take(bringing.Files((NEW,), ("new.csv",), are_large=False), chosen.name)


def test_a_dataset_is_chosen_first_and_what_is_left_for_a_file_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("components.importing.upload.let_go", lambda: None)
    app = into(import_into="k")
    assert not app.exception
    assert any("together with the dataset's own file (0.0 MB; rows: 2)" in each.value for each in app.caption)
    assert any("1 added, 1 changed, 0 unchanged, 0 removed" in each.value for each in app.markdown)
    app.button(key="add_import").click().run()
    assert not app.exception
    assert len(catalog.versions("k")) == 2


def test_a_list_of_deleted_ids_which_is_no_dataset_of_its_own_can_be_added() -> None:
    base = additions.base(machine(), "k")
    found = additions.looked_at(base, b"event_id_cnty,deleted_timestamp\nA,50\n", "gone.csv", Choices(), tell)
    assert found.looked.changes["removed"] == 1
    assert additions.add(machine(), "k", b"event_id_cnty,deleted_timestamp\nA,50\n", found) == "k"
    assert list(catalog.load("k").incidents["id"]) == ["B"]


def tell(share: float, words: str) -> None:
    """Nobody waits."""


def test_what_somebody_else_added_meanwhile_is_not_lost() -> None:
    mine = additions.looked_at(additions.base(machine(), "k"), NEW, "new.csv", Choices(), tell)
    other = acled("D 1 30").encode()
    theirs = additions.looked_at(additions.base(machine(), "k"), other, "other.csv", Choices(), tell)
    additions.add(machine(), "k", other, theirs)
    with pytest.raises(OutrunError, match="k has got another version since"):
        additions.add(machine(), "k", NEW, mine)
    again = additions.looked_at(additions.base(machine(), "k"), NEW, "new.csv", Choices(), tell)
    additions.add(machine(), "k", NEW, again)
    assert sorted(catalog.load("k").incidents["id"]) == ["A", "B", "C", "D"]


def test_files_of_one_name_are_told_apart() -> None:
    base = additions.base(machine(), "k")
    found = additions.looked_at(base, NEW, "base.csv", Choices(), tell)
    assert found.looked.name == "base (2).csv"
    assert found.preview.draft.rejected["file"].tolist() == ["base (2).csv"]
    additions.add(machine(), "k", NEW, found)
    assert [each.name for each in catalog.versions("k")[0].originals] == ["base.csv", "base (2).csv"]


def test_a_dataset_that_fills_the_limit_takes_nothing_more_which_is_said_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_ROWS", "2")
    app = AppTest.from_function(no_room, default_timeout=60).run()
    assert not app.exception
    assert "python -m geodata append k FILE" in app.warning[0].value


def no_room() -> None:
    from components.importing import bringing
    from components.importing.destination import Into

    assert bringing.chosen(Into(adds=True, name="k")) is None


# Several files that come together


def several(*texts: str) -> tuple[File, ...]:
    return tuple(File(f"{n}.csv", text.encode()) for n, text in enumerate(texts, 1))


def small_ones() -> None:
    from test_adding_on_the_page import MIXED

    from components.importing import upload

    upload._small(MIXED, "1.csv and 2 more")


PLAIN = "id,date,latitude,longitude\n1,2024-05-01,42.9,20.8\n"
MIXED = several(acled("A 1 10"), PLAIN, acled("B 1 10"))


def test_of_files_of_several_layouts_it_is_said_which_is_what_and_asked_which_to_read() -> None:
    app = AppTest.from_function(small_ones, default_timeout=60).run()
    assert not app.exception
    asked = app.radio[0]
    assert "an ACLED export: 2 files, 1\\.csv, 3\\.csv" in asked.options[0]
    assert "2\\.csv" in asked.options[1]
    assert "latitude" in asked.options[1]
    asked.set_value(0).run()
    assert not app.exception
    assert any("2 rows in = 2 accepted + 0 refused" in each.value for each in app.markdown)
    app.button(key="save_import").click().run()
    assert not app.exception
    saved = next(name for name in catalog.names() if name not in ("k", "banjska", paths.DEFAULT))
    assert [each.name for each in catalog.versions(saved)[0].originals] == ["1.csv", "3.csv"]


def test_a_file_that_cannot_be_read_is_named_beside_those_that_can() -> None:
    files = (*several(acled("A 1 10"), acled("B 1 10")), File("3.csv", b"\0\1\2" * 50))
    with pytest.raises(SeveralLayoutsError, match=r"^3\.csv: ") as told:
        parent.prepare(files)
    assert [(each.layout, each.files) for each in told.value.groups] == [
        ("acled", ("1.csv", "2.csv")),
        ("", ("3.csv",)),
    ]
