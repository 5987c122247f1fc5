"""Takes files from the browser: says before how large they may be; hands large ones to other processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from access import additions, imports
from access.people import LOGIN
from components import state, visitor
from components.text.strings import say
from components.text.wording import literal
from geodata import settings
from geodata.readers.detect import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    from components.importing.destination import Into
    from geodata.library.appending import Base

_FILES, _FILE_INTO, _BOUNDARIES = "import_file", "import_file_into", "boundaries_file"
_TIMES: Final = "boundaries_times"
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Files:
    """What a browser brought."""

    contents: tuple[bytes, ...]
    """The bytes of small ones, tickets for large ones."""
    names: tuple[str, ...]
    """No two alike."""
    are_large: bool


def chosen(into: Into) -> Files | None:
    """The files that are brought, or the one that is added to a dataset; limits are said before."""
    st.caption(say("upload.limits"))
    if into.adds:
        return _one(into.name) if into.name is not None else None
    st.caption(say("upload.seen_alone" if visitor.person().via == LOGIN else "upload.seen_by_address"))
    limits, quotas = settings.current().limit, settings.current().quota
    most = min(limits.bytes_in, quotas.upload_bytes)
    st.caption(
        say("upload.most", megabytes=most // _MEGABYTE, n=limits.rows, files=f"{quotas.upload_files:,}")
    )
    files = st.file_uploader(
        say("upload.file"),
        type=list(SUFFIXES),
        accept_multiple_files=True,
        key=_FILES,
        max_upload_size=max(1, most // _MEGABYTE),
        help=say("upload.file_help"),
    )
    return _complete(files, most) if files else None


def _one(name: str) -> Files | None:
    """A file for a dataset: with the dataset's own it may be no more than one that comes by itself."""
    base = additions.base(visitor.person(), name)
    room = additions.room(base)
    if not room:
        st.warning(say("upload.add_large", name=literal(name)))
        return None
    most = min(room.bytes, settings.current().quota.upload_bytes)
    st.caption(_said_before(base, room))
    if not additions.fits(base, imports.SMALL_BYTES):
        imports.expect_large(_session())
    file: UploadedFile | None = st.file_uploader(
        say("upload.file"),
        type=list(SUFFIXES),
        key=_FILE_INTO,
        max_upload_size=max(1, most // _MEGABYTE),
    )
    return _complete([file], most) if file is not None else None


def _said_before(base: Base, room: additions.Room) -> str:
    return say(
        "upload.add_most",
        n=len(base.files),
        has=f"{base.size / _MEGABYTE:,.1f}",
        rows=f"{base.manifest.counts.get('rows_in', 0):,}",
        megabytes=f"{room.bytes // _MEGABYTE:,}",
        rows_left=f"{room.rows:,}",
    )


def _complete(files: list[UploadedFile], most: int) -> Files | None:
    """What was brought; where some of it is gone or all is too much, that is said."""
    held = st.session_state.get(_FILES)
    gone = [each for each in held if isinstance(each, DeletedFile)] if isinstance(held, list) else []
    contents = tuple(each.getvalue() for each in files)
    size = sum(map(imports.size_of, contents))
    if gone or any(imports.is_ticket(each) and not imports.is_here(each) for each in contents):
        st.error(say("upload.gone"))
        return None
    if size > most:
        st.error(
            say("upload.too_much", megabytes=-(-size // _MEGABYTE), most=most // _MEGABYTE, n=len(files))
        )
        return None
    are_large = size > imports.SMALL_BYTES or any(map(imports.is_ticket, contents))
    return Files(contents, tuple(imports.told_apart([each.name for each in files])), are_large)


def boundaries(suffixes: Iterable[str]) -> tuple[bytes, str] | None:
    """A file of boundaries that is brought, or the ticket of a large one, and its name: once."""
    limits, quotas = settings.current().limit, settings.current().quota
    file: UploadedFile | None = st.file_uploader(
        say("regions.file"),
        type=list(suffixes),
        key=boundaries_key(),
        max_upload_size=max(1, min(limits.bytes_in, quotas.upload_bytes) // _MEGABYTE),
    )
    if file is None:
        return None
    content, name = file.getvalue(), file.name
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1  # the next one comes by a field of its own
    if (context := get_script_run_ctx()) is not None:
        uploads = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
        uploads.remove_file(session_id=context.session_id, file_id=file.file_id)
        imports.begin_anew(context.session_id)
    return content, name


def boundaries_key() -> str:
    """The key of the field that the next file of boundaries comes by."""
    return f"{_BOUNDARIES}_{st.session_state.get(_TIMES, 0)}"


def handed_on(files: Files, into: str | None) -> None:
    """Begin to have them read by another process, for this browser alone."""
    secret = next(filter(None, map(imports.secret_behind, files.contents)), "")
    secret = imports.secret_of(secret or state.import_secret() or visitor.import_secret())
    state.set_import_secret(secret)
    person = visitor.person()
    # Streamlit may end this run wherever it is asked for something: not between these two, or files are lost.
    brought = [imports.taken(each) or imports.kept(each, secret) for each in files.contents]
    imports.begin(brought, person, files.names, into)
    forget()


def forget() -> None:
    """Let go of what Streamlit holds of the files, until the page is closed."""
    context = get_script_run_ctx()
    if context is None:
        return
    uploads = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
    for key in (_FILES, _FILE_INTO):
        held = st.session_state.get(key)
        for file in held if isinstance(held, list) else [held]:
            if isinstance(file, UploadedFile):
                imports.drop(file.getvalue())
                uploads.remove_file(session_id=context.session_id, file_id=file.file_id)
    imports.begin_anew(context.session_id)


def _session() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.session_id
