"""Takes a researcher's own file: read in the sandbox, accounted for row by row, then shown or saved."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from access import changes, quotas
from access.acts import Act
from access.deciding import may, require
from components import state, visitor
from components.importing import destination, quota, report
from components.importing.geocoding_form import located_places
from components.importing.mapping_form import choices_made, mapping_form
from components.importing.waiting import progress_bar
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.ingest.draft import Draft
from geodata.layouts.descriptions import DESCRIPTIONS
from geodata.places import geocoding
from geodata.readers.detect import SUFFIXES
from geodata.sandbox import parent

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    from geodata.ingest.choices import Choices

_FILE: Final = "import_file"


def let_go() -> None:
    """Forget a file that was saved or given up, which Streamlit would hold until the page is closed."""
    file, context = st.session_state.get(_FILE), get_script_run_ctx()
    if isinstance(file, UploadedFile) and context is not None:
        held = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
        held.remove_file(session_id=context.session_id, file_id=file.file_id)
    state.discard_import()


@st.dialog(say("upload.title"), width="large", on_dismiss=let_go)
def add_data() -> None:
    """Take a file, say what became of every row, ask what only its owner knows, then show or save it."""
    st.caption(say("upload.limits"))
    file = st.file_uploader(say("upload.file"), type=list(SUFFIXES), key=_FILE)
    if file is None:
        return
    content = file.getvalue()
    try:
        require(visitor.person(), Act.IMPORT)
        choices = choices_made(content)
        draft = _read(content, file.name, choices)
        report.account(draft, file.name)
        actions = st.container(key="import_actions", gap="xsmall")  # above all columns, and it stays in view
        mapping_form(content, draft)
        if missing := _missing(draft):
            with actions:
                _buttons(missing)
            return
        chosen = located_places(draft)
        _show_or_save(actions, draft, content, file.name, chosen)
    except GeodataError as error:
        st.error(literal(str(error)))


def _read(content: bytes, name: str, choices: Choices) -> Draft:
    """The file as a draft; read once for the same bytes and choices, and stopped with the button."""
    digest = hashlib.sha256(content)
    digest.update(choices.to_json().encode())
    key = digest.hexdigest()
    if (held := state.cached_import(key, Draft)) is not None:
        return held
    with (
        progress_bar(say("upload.reading"), stop="stop_reading") as progress,
        parent.prepare(content, name=name, choices=choices, progress=progress) as prepared,
    ):
        draft = prepared.draft()
    state.cache_import(key, draft)
    return draft


def _missing(draft: Draft) -> str:
    """What has to be done before it can be shown, in words; nothing if it can."""
    if draft.questions:
        return say("upload.open_questions", n=len(draft.questions))
    return "" if draft.accepted else say("upload.nothing_accepted")


def _buttons(missing: str = "", *, not_saved: str = "") -> tuple[bool, bool]:
    """Whether it is to be shown, or saved; neither can be while something is `missing`.

    Why the library cannot take it, `not_saved`, is said under the button that it makes grey.
    """
    show, save = st.columns(2)
    private = show.button(
        say("upload.show"), type="primary", width="stretch", key="show_import", disabled=bool(missing)
    )
    public = may(visitor.person(), Act.SAVE).allowed and save.button(
        say("upload.save"), width="stretch", key="save_import", disabled=bool(missing or not_saved)
    )
    if not_saved and may(visitor.person(), Act.SAVE).allowed:
        save.caption(not_saved)
    if missing:
        st.caption(missing)
    return private, public


def _show_or_save(
    actions: DeltaGenerator, draft: Draft, content: bytes, file: str, chosen: dict[str, Any]
) -> None:
    """Show it in this session alone, which is the default, or save it in the library."""
    st.subheader(say("upload.heading"))
    known = DESCRIPTIONS.get(draft.layout)
    target = destination.chosen_destination(
        file, draft.choices_used.timezone, licence=known.licence if known else ""
    )
    with actions:
        private, public = _buttons(not_saved=target.not_saved)
    if not (private or public):
        return
    quota.count(quotas.UPLOADS)
    with actions, st.spinner(say("upload.saving")):
        draft = replace(draft, tables=geocoding.applied(draft.tables, chosen))
        saved = changes.save(
            visitor.person(),
            draft,
            content,
            name=target.name_for(private=private),
            info=target.info,
            private=private,
            file=file,
            located=geocoding.choices(chosen) or None,
            new_version_of=None if private else target.new_version_of,
            seen_by=target.seen_by,
        )
        if saved == target.replaced:
            changes.describe(visitor.person(), saved, target.info)
        if private and saved not in state.private_uploads():
            state.add_private_upload(saved)
    let_go()
    state.open_dataset(saved)
    st.rerun()
