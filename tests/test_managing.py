"""What is done with a saved dataset on the page: comparing its versions, deleting it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_page import PAGE, page
from test_saving import draft, save

from geodata.library import catalog, management


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    return tmp_path


def managed(name: str, *, opened: str = "") -> AppTest:
    """The dialog, with a part of it opened, which AppTest cannot do by a click."""
    app = page(dataset=name)
    if opened:
        app.session_state[opened] = True
    return app.button(key="manage_data").click().run()


def test_two_versions_are_compared_on_the_page() -> None:
    save(b"first")
    save(b"second")
    app = managed("mine", opened="differences")
    assert not app.exception
    assert any("0 changed since then" in each.value for each in app.markdown)


def test_other_versions_are_offered_for_comparison_where_the_dataset_tells_of_itself() -> None:
    save(b"first")
    app = page(dataset="mine", part="about")
    save(b"second")
    app = page(dataset="mine", part="about")
    assert not app.exception
    assert "Compare with 1 other version" in [each.label for each in app.expander]


def two_versions() -> tuple[str, str]:
    (_, old), (_, new) = save(b"first"), save(b"second", draft=draft(7))
    assert len(catalog.load("mine", old).incidents) != len(catalog.load("mine", new).incidents)
    return old, new


def shows(app: AppTest, version: str) -> bool:
    """Whether the address, the exports and the table's counts are all of this version."""
    exports = next(each.proto.body for each in app.get("html") if "class='downloads'" in each.proto.body)
    return app.query_params["v"] in (version[:12], [version[:12]]) and f"/mine/{version}/" in exports


@pytest.mark.parametrize("digits", [12, 64])
def test_a_link_opens_the_older_version_that_it_names_and_stays_there(digits: int) -> None:
    old, new = two_versions()
    app = page(dataset="mine", v=old[:digits])
    for _ in range(2):
        assert not app.exception
        assert not app.error
        assert shows(app, old)
        assert old[:12] in app.info[0].value
        assert "newer one exists" in app.info[0].value
        app.run()
    app.button(key="open_newest").click().run()
    assert shows(app, new)
    assert not app.info


def test_an_older_link_says_what_changed_since_and_keeps_its_filter_in_the_newest() -> None:
    (_, old), (_, new) = save(b"third"), save(b"fourth", draft=draft(7))
    before, after = (len(catalog.load("mine", each).incidents) for each in (old, new))
    app = page(dataset="mine", v=old, kind="incident")
    app.button(key="what_changed").click().run()
    assert not app.exception
    said = next(each.value for each in app.markdown if "In that newer version" in each.value)
    added, removed = (int(said.partition(word)[0].split()[-1]) for word in (" record", " removed"))
    assert added - removed == after - before, said
    app.button(key="open_newest").click().run()
    assert app.query_params["v"] in (new[:12], [new[:12]])
    assert app.query_params["kind"] in ("incident", ["incident"])


def test_what_the_dataset_tells_of_itself_names_other_versions_and_opens_them() -> None:
    old, _ = two_versions()
    app = page(dataset="mine", part="about")
    button = app.button(key=f"open {old}")
    assert old[:12] in button.label
    button.click().run()
    assert not app.exception
    assert shows(app, old)


def test_an_upload_and_a_saved_dataset_of_the_same_title_are_told_apart() -> None:
    token, _ = save(private=True)
    save()
    save(b"other", name="twin")
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state["uploads"] = [token]
    app.query_params["dataset"] = token
    app.run()
    chooser = next(each for each in app.selectbox if each.label == "Dataset")
    assert len(set(chooser.options)) == len(chooser.options)
    assert sum("(an upload)" in each for each in chooser.options) == 1
    title = catalog.load("mine").info.title
    chooser.select_index(chooser.options.index(f"{title} (mine)")).run()
    assert app.query_params["dataset"] in ("mine", ["mine"])
    app.button(key="manage_data").click().run()
    assert "mine" in [each.value for each in app.text_input]


def removal(name: str) -> AppTest:
    """What the dialog draws for deleting; AppTest cannot run a dialog again, as a browser does."""

    def script(name: str) -> None:
        from components.page import datasets
        from geodata.library import catalog
        from geodata.library.paths import folder_of

        folder = folder_of(name)
        if folder is not None and folder.exists():
            datasets._removal(catalog.load(name))

    return AppTest.from_function(script, default_timeout=60, kwargs={"name": name}).run()


def test_deleting_asks_first_and_says_that_it_can_be_undone() -> None:
    save()
    app = removal("mine")
    assert "brought back for 30 days" in app.markdown[0].value
    app.button(key="delete_dataset").click().run()
    assert not app.exception
    assert [each.name for each in management.deletions()] == ["mine"]


def test_deleting_a_private_upload_says_that_it_is_erased_and_erases_it(library_folder: Path) -> None:
    token, _ = save(private=True)
    app = removal(token)
    assert "erased at once" in app.markdown[0].value
    app.button(key="delete_dataset").click().run()
    assert not app.exception
    assert management.deletions() == []
    assert not [path for path in library_folder.rglob("*") if path.name == token]
