"""What is done with a saved dataset on the page: comparing its versions, deleting it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_page import page
from test_saving import save

from geodata.library import management


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


def removal(name: str) -> AppTest:
    """What the dialog draws for deleting; AppTest cannot run a dialog again, as a browser does."""

    def script(name: str) -> None:
        from components.page import datasets
        from geodata.library import catalog, paths

        folder = paths.folder_of(name)
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
