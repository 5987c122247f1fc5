"""What a closed page held, uploads included, is let go of when nobody can come back to it, or needs it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from coroutines import finished
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from components.importing import bringing, upload
from dashboard import closed_pages

TTL_S = 0.1


class Page:
    """A session, which like Streamlit's takes its files along when it goes."""

    def __init__(self, name: str, files: MemoryUploadedFileManager) -> None:
        self.id, self._files, self.session_state = name, files, {"draft": "large"}

    def shutdown(self) -> None:
        """As `AppSession.shutdown` does."""
        self._files.remove_session_files(self.id)


@pytest.fixture
def files() -> MemoryUploadedFileManager:
    return MemoryUploadedFileManager("/upload")


@pytest.fixture
def storage(files: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch) -> MemorySessionStorage:
    made = MemorySessionStorage(ttl_seconds=TTL_S)  # type: ignore[arg-type]
    manager = WebsocketSessionManager(made, files, None, None)  # type: ignore[arg-type]
    running = SimpleNamespace(_session_mgr=manager, is_active_session=manager.is_active_session)
    monkeypatch.setattr("streamlit.runtime.get_instance", lambda: running)
    return made


def closed(name: str, files: MemoryUploadedFileManager, storage: MemorySessionStorage) -> Page:
    files.add_file(name, UploadedFileRec(f"file of {name}", "a.csv", "text/csv", b"a,b"))
    page = Page(name, files)
    storage.save(SessionInfo(client=None, session=page, script_run_count=1))  # type: ignore[arg-type]
    return page


def test_who_may_come_back_is_waited_for_and_no_longer(
    files: MemoryUploadedFileManager, storage: MemorySessionStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closed_pages, "EVERY_S", TTL_S / 5)
    page = closed("one", files, storage)  # held here, as Streamlit's loop holds the last one

    async def running() -> None:
        async with closed_pages.let_go():
            await asyncio.sleep(TTL_S / 2)
            assert (set(files.file_storage), page.session_state) == ({"one"}, {"draft": "large"})
            await asyncio.sleep(10 * TTL_S)

    finished(running())
    assert not files.file_storage
    assert not page.session_state
    assert not storage._cache._data, "nor is it in what nobody looks at"  # type: ignore[attr-defined]


def test_who_came_back_is_left_alone(
    files: MemoryUploadedFileManager, storage: MemorySessionStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = closed("one", files, storage)
    before = closed_pages.closed()
    storage.delete("one")
    monkeypatch.setattr(
        "streamlit.runtime.get_instance", lambda: SimpleNamespace(is_active_session="one".__eq__)
    )
    assert not closed_pages.shut_down(before, {})
    assert page.session_state


def test_a_file_that_was_saved_or_given_up_is_not_held_while_its_page_stays_open(
    files: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = UploadedFileRec("f", "a.csv", "text/csv", b"a,b")
    files.add_file("page", record)
    files.add_file("other", record)
    held = {"import_file": [UploadedFile(record, SimpleNamespace(file_id="f"))], "import": {"key": "draft"}}  # type: ignore[arg-type]
    monkeypatch.setattr("streamlit.session_state", held)
    context = SimpleNamespace(uploaded_file_mgr=files, session_id="page")
    monkeypatch.setattr(bringing, "get_script_run_ctx", lambda: context)
    upload.let_go()
    assert not files.file_storage["page"]
    assert set(files.file_storage["other"]) == {"f"}
    assert "import" not in held
