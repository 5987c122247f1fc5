"""Says which dataset is open; lets one be chosen, added, described, renamed, deleted and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from components import state
from components.importing.upload import add_data
from components.panels.differences import differences
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import catalog, folders, management, manifests, paths

if TYPE_CHECKING:
    from geodata.model import Dataset


def dataset_chooser(current: Dataset | None = None) -> None:
    """The open dataset, if one could be opened, among those of the library and of this session."""
    names = [*catalog.names(), *state.private_uploads()]
    name = current.name if current else None
    if name and name not in names:
        names.append(name)
    key = f"dataset {name} {len(names)}"
    st.selectbox(
        say("datasets.label"),
        names,
        index=names.index(name) if name else None,
        key=key,
        format_func=_title,
        on_change=lambda: state.open_dataset(st.session_state[key]),
    )
    with st.container(horizontal=True, key="dataset_actions", gap="small"):
        if st.button(say("datasets.add"), key="add_data"):
            add_data()
        if current and st.button(say("datasets.manage"), key="manage_data", type="tertiary"):
            manage(current)


def _title(name: str) -> str:
    """What a dataset is called, without loading it where the library has it."""
    folder = paths.folder_of(name)
    try:
        if folder is not None and paths.is_saved(folder):
            return manifests.described(folder, "UTC").title
        return catalog.load(name).info.title
    except GeodataError:  # its own page says what is wrong with it
        return name


@st.dialog(say("datasets.manage_title"), width="large")
def manage(current: Dataset) -> None:
    """Describe, rename, compare and delete; deleted datasets can be brought back."""
    if current.name in folders.read_only_names():
        st.info(say("datasets.read_only"))
    else:
        _description(current)
        differences(current)
        with st.container(horizontal=True, key="taking_back", gap="small"):
            _withdrawal(current)
            _removal(current)
        _withdrawn(current)
    _deleted()
    for problem in folders.problems():
        st.warning(literal(str(problem)))


def _description(current: Dataset) -> None:
    info = current.info
    with st.form("describe"):
        name = st.text_input(
            say("upload.name"), current.name, disabled=current.name in state.private_uploads()
        )
        title = st.text_input(say("upload.name_title"), info.title)
        headline = st.text_input(say("upload.headline"), info.headline, placeholder=title)
        standfirst = st.text_input(say("upload.standfirst"), info.standfirst)
        source_line = st.text_input(say("upload.source_line"), info.source_line)
        description = st.text_area(say("upload.description"), info.description)
        licence = st.text_input(say("upload.licence"), info.licence)
        citation = st.text_input(say("upload.citation"), info.citation)
        accessed = st.text_input(say("upload.accessed"), info.accessed, placeholder="2023-09-24")
        if st.form_submit_button(say("datasets.save")):
            described = replace(
                info,
                title=title,
                description=description,
                licence=licence,
                citation=citation,
                accessed=accessed,
                headline=headline,
                standfirst=standfirst,
                source_line=source_line,
            )
            try:
                management.describe(current.name, described)
                if name != current.name:
                    management.rename(current.name, name)
            except GeodataError as error:
                st.error(literal(str(error)))
            else:
                state.open_dataset(name)
                st.rerun()


def _removal(current: Dataset) -> None:
    """Ask first, and say whether it can be undone."""
    private = paths.is_private(current.name)
    with st.popover(say("datasets.delete")):
        st.markdown(say("datasets.asks_to_erase" if private else "datasets.asks_to_delete"))
        if st.button(say("datasets.delete_now"), key="delete_dataset", type="primary"):
            try:
                management.delete(current.name)
            except GeodataError as error:
                st.error(literal(str(error)))
                return
            state.forget_private_upload(current.name)
            state.open_dataset(paths.DEFAULT)
            st.rerun()


def _withdrawal(current: Dataset) -> None:
    """Take back the open version or the whole dataset, with a reason that readers are told."""
    if paths.is_private(current.name):
        return
    with st.popover(say("datasets.withdraw")), st.form("withdraw"):
        st.markdown(say("datasets.asks_to_withdraw"))
        scope = st.radio(
            say("datasets.withdraw_what"),
            ["version", "dataset"],
            format_func=lambda each: say(f"datasets.withdraw_{each}"),
        )
        reason = st.text_input(say("datasets.withdraw_reason"))
        if st.form_submit_button(say("datasets.withdraw_now")):
            try:
                version = current.version if scope == "version" else None
                management.withdraw(current.name, version, reason=reason)
            except GeodataError as error:
                st.error(literal(str(error)))
            else:
                state.open_dataset(current.name)
                st.rerun()


def _withdrawn(current: Dataset) -> None:
    """What was withdrawn of this dataset can be given out again until it is purged."""
    for each in catalog.withdrawn(current.name):
        st.caption(literal(str(each.error())))
        if each.version and st.button(say("datasets.reinstate"), key=f"reinstate {each.version}"):
            try:
                management.reinstate(current.name, each.version)
            except GeodataError as error:
                st.error(literal(str(error)))
            else:
                state.open_dataset(current.name)
                st.rerun()


def _deleted() -> None:
    for deletion in management.deletions():
        label = say("datasets.bring_back", name=deletion.name, when=f"{deletion.deleted:%Y-%m-%d %H:%M}")
        if st.button(literal(label), key=f"undelete {deletion.token}"):
            try:
                state.open_dataset(management.undelete(deletion.token))
            except GeodataError as error:
                st.error(literal(str(error)))
            else:
                st.rerun()
