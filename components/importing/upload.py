"""Takes a researcher's own file: read in the sandbox, accounted for row by row, then shown or saved.

A small file is read and saved by this process, a large one by others, which `large` follows.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from access import changes, imports, quotas
from access.acts import Act
from access.deciding import may, require
from access.people import LOGIN
from access.savings import Saving
from components import state, visitor
from components.importing import adding, destination, large, quota, report
from components.importing.geocoding_form import located_places
from components.importing.mapping_form import choices_made, key_of, mapping_form
from components.importing.waiting import progress_bar
from components.text.strings import say
from components.text.wording import literal
from geodata import settings
from geodata.errors import GeodataError
from geodata.jobs import preview
from geodata.layouts.descriptions import DESCRIPTIONS
from geodata.places import geocoding
from geodata.readers.detect import SUFFIXES
from geodata.sandbox import parent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    from access.imports import Import
    from components.importing.destination import Destination
    from geodata.ingest.choices import Choices
    from geodata.ingest.draft import Draft
    from geodata.jobs.preview import Preview
    from geodata.places.candidates import Candidate

    Save = Callable[[Saving, Destination, Mapping[str, Candidate]], None]
    """Takes how it is to be saved, and the places that were chosen."""
    Add = Callable[[DeltaGenerator, str], None]
    """Takes where its button stands, and the dataset to which the file is added."""

_FILE: Final = "import_file"
_MEGABYTE: Final = 1_000_000


def let_go() -> None:
    """Forget a file that was saved or given up, which Streamlit would hold until the page is closed.

    A large one that is under way or read stays, for whoever opens the form again.
    """
    _forget_upload()
    held = large.mine()
    if held is None or (held.under_way is None and large.has_failed(held)):
        if held is not None:
            imports.end(held)
        state.discard_import()


def _forget_upload() -> None:
    file, context = st.session_state.get(_FILE), get_script_run_ctx()
    if isinstance(file, UploadedFile) and context is not None:
        held = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
        held.remove_file(session_id=context.session_id, file_id=file.file_id)


@st.dialog(say("upload.title"), width="large", on_dismiss=let_go)
def add_data() -> None:
    """Take a file, say what became of every row, ask what only its owner knows, then show or save it."""
    try:
        if (held := large.mine()) is not None:
            require(visitor.person(), Act.IMPORT)
            _large(held)
        elif (file := _chosen()) is not None:
            require(visitor.person(), Act.IMPORT)
            _take(file)
    except GeodataError as error:
        st.error(literal(str(error)))


def _chosen() -> UploadedFile | None:
    """The file that is brought; how large it may be is said before."""
    st.caption(say("upload.limits"))
    st.caption(say("upload.seen_alone" if visitor.person().via == LOGIN else "upload.seen_by_address"))
    limits, quotas_ = settings.current().limit, settings.current().quota
    most = min(limits.bytes_in, quotas_.upload_bytes)
    st.caption(say("upload.most", megabytes=most // _MEGABYTE, n=limits.rows))
    file: UploadedFile | None = st.file_uploader(
        say("upload.file"),
        type=list(SUFFIXES),
        key=_FILE,
        max_upload_size=max(1, most // _MEGABYTE),
    )
    return file


def _take(file: UploadedFile) -> None:
    """Read a small file here; let a large one be read, whose place this is a ticket for."""
    content = file.getvalue()
    brought = imports.taken(content)
    if brought is None:
        _small(content, file.name)
        return
    imports.begin(brought, visitor.person(), file.name)
    state.set_import_secret(brought.secret)
    _forget_upload()
    st.rerun(scope="fragment")


# A small file ---------------------------------------------------------------------------------------------


def _small(content: bytes, name: str) -> None:
    key = key_of(content)
    found = _read(content, name, choices_made(key))

    def add(actions: DeltaGenerator, dataset: str) -> None:
        saved = adding.offered(actions, dataset, content, name, choices_made(key))
        if saved is not None:
            let_go()
            state.open_dataset(saved)
            st.rerun()

    def save(wanted: Saving, target: Destination, chosen: Mapping[str, Candidate]) -> None:
        draft = replace(found.draft, tables=geocoding.applied(found.draft.tables, chosen))
        located = geocoding.choices(chosen) or None
        with st.spinner(say("upload.saving")):
            saved = changes.save(visitor.person(), draft, content, located=located, **vars(wanted))
            if saved == target.replaced:
                changes.describe(visitor.person(), saved, target.info)
        if wanted.private and saved not in state.private_uploads():
            state.add_private_upload(saved)
        let_go()
        state.open_dataset(saved)
        st.rerun()

    _looked_at(key, found, name, save, add)


def _read(content: bytes, name: str, choices: Choices) -> Preview:
    """The file as a draft; read once for the same bytes and choices, and stopped with the button."""
    digest = hashlib.sha256(content)
    digest.update(choices.to_json().encode())
    key = digest.hexdigest()
    if (held := state.cached_import(key, preview.Preview)) is not None:
        return held
    with (
        progress_bar(say("upload.reading"), stop="stop_reading") as progress,
        parent.prepare(content, name=name, choices=choices, progress=progress) as prepared,
    ):
        found = preview.of(prepared.draft())
    state.cache_import(key, found)
    return found


# A large file ---------------------------------------------------------------------------------------------


def _large(held: Import) -> None:
    large.given_up(held)
    if held.keeping is not None:
        if large.followed(held, held.keeping):
            large.opened(held)
            st.rerun()
        return
    if state.import_choices(held.key) is None and held.choices is not None:
        state.set_import_choices(held.key, held.choices)  # the page was loaded again
    if not large.followed(held, held.read(choices_made(held.key))):
        return

    def save(wanted: Saving, target: Destination, chosen: Mapping[str, Candidate]) -> None:
        held.keep(visitor.person(), chosen, wanted, described=target.replaced)
        st.rerun(scope="fragment")

    _looked_at(held.key, held.preview(), held.name, save)


# Of any size ----------------------------------------------------------------------------------------------


def _looked_at(key: str, found: Preview, file: str, save: Save, add: Add | None = None) -> None:
    """Say what became of its rows, ask what it leaves open, and offer to save it."""
    report.account(found, file)
    actions = st.container(key="import_actions", gap="xsmall")  # above all columns, and it stays in view
    mapping_form(key, found.draft)
    if missing := _missing(found.draft):
        with actions:
            _buttons(missing)
        return
    chosen = located_places(found)
    _show_or_save(actions, found.draft, file, chosen, save, add=add)


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
        say("upload.show" if visitor.person().via == LOGIN else "upload.show_unsaved"),
        type="primary",
        width="stretch",
        key="show_import",
        disabled=bool(missing),
    )
    public = may(visitor.person(), Act.SAVE).allowed and save.button(
        say("upload.save"), width="stretch", key="save_import", disabled=bool(missing or not_saved)
    )
    if not_saved and may(visitor.person(), Act.SAVE).allowed:
        save.caption(not_saved)
    if missing:
        st.caption(missing)
    return private, public


def _show_or_save(  # noqa: PLR0913 - what is saved, and how
    actions: DeltaGenerator,
    draft: Draft,
    file: str,
    chosen: dict[str, Any],
    save: Save,
    *,
    add: Add | None,
) -> None:
    """Show it as a private upload, which is the default, or save it in the library."""
    st.subheader(say("upload.heading"))
    known = DESCRIPTIONS.get(draft.layout)
    target = destination.chosen_destination(
        file,
        draft.choices_used.timezone,
        licence=known.licence if known else "",
        may_add=add is not None,
    )
    if target.added and add is not None:
        add(actions, target.name)
        return
    with actions:
        private, public = _buttons(not_saved=target.not_saved)
    if not (private or public):
        return
    quota.count(quotas.UPLOADS)
    wanted = Saving(
        target.name_for(private=private),
        target.info,
        private,
        file,
        None if private else target.new_version_of,
        target.seen_by,
    )
    with actions:
        save(wanted, target, chosen)
