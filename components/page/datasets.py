"""Says which dataset is open; lets one be chosen, added, described, renamed, deleted and brought back."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from access import changes, shown
from access.acts import Act
from access.deciding import may
from components import changing, state, visitor
from components.importing.large import import_status
from components.importing.upload import add_data, let_go
from components.page import messages, upload_form
from components.page.change_log import change_log
from components.page.readers_form import embargo_note, readers_form
from components.page.safe_copy_form import safe_copy_form
from components.page.together import together_chooser
from components.panels.differences import differences
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import paths, readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.library.readers import Readers
    from geodata.model import Dataset


def dataset_chooser(current: Dataset | None = None) -> None:
    """The open dataset, if one could be opened, among those of the library and of this session."""
    uploads = shown.uploads(visitor.person(), state.private_uploads())
    names = [*shown.names(visitor.person()), *uploads]
    name = current.name if current else None
    if name and name not in names:
        names.append(name)
    labels = _labels(names)
    # The browser says which label was chosen: of other labels than these, it would be another dataset's.
    key = f"dataset {name} {zlib.crc32(repr(labels).encode()):x}"
    st.selectbox(
        say("datasets.label"),
        names,
        index=names.index(name) if name else None,
        key=key,
        format_func=lambda each: labels.get(each, each),
        on_change=lambda: state.open_dataset(st.session_state[key]),
    )
    adding = _dialogs(current)
    if current:
        together_chooser(current.name)
    if changing.lets_go():
        let_go()
    if current and paths.is_private(current.name):
        upload_form.upload_note(current.name)
    elif current:
        embargo_note(current)
    if may(visitor.person(), Act.IMPORT) and not adding:
        import_status()


def _dialogs(current: Dataset | None) -> bool:
    """What opens the two dialogs, and the one that is open; whether it is the one that takes files."""
    adding = False
    with st.container(horizontal=True, key="dataset_actions", gap="small"):
        if may(visitor.person(), Act.IMPORT):
            asked = pressed(st.button, say("datasets.add"), key="add_data")
            adding = state.opens_dialog("add", pressed=asked)
            if adding:
                add_data()
        if current and _manages(current.name):
            asked = pressed(st.button, say("datasets.manage"), key="manage_data", type="tertiary")
            if state.opens_dialog("manage", pressed=asked):
                manage(current, readers.of(current.name))
    return adding


def _labels(names: list[str]) -> dict[str, str]:
    """No two alike, for the browser names its choice by its label alone."""
    titles = {name: _title(name) for name in names}
    labels = {
        name: upload_form.label(name, title) if paths.is_private(name) else title
        for name, title in titles.items()
    }
    often = Counter(labels.values())
    return {
        # A private upload's name is a secret, and long.
        name: say("datasets.with_name", title=label, name=name[-6:] if paths.is_private(name) else name)
        if often[label] > 1
        else label
        for name, label in labels.items()
    }


def _title(name: str) -> str:
    try:
        return shown.title(visitor.person(), name)
    except GeodataError:  # its own page says what is wrong with it
        return name


MANAGING: Final = (Act.DESCRIBE, Act.DELETE, Act.RESTORE, Act.SEE_LOG, Act.SET_READERS, Act.SAVE)
"""What is done in *Manage*, which is offered to those who may do some of it."""


def _manages(name: str) -> bool:
    return any(may(visitor.person(), act, name) for act in MANAGING)


@st.dialog(say("datasets.manage_title"), width="large", on_dismiss=state.close_dialog)
def manage(current: Dataset, seen_by: Readers) -> None:
    """What this visitor may do: describe, rename, compare, take back, delete, say who may see it.

    Both arguments stay what they were when the dialog was opened, whatever others do meanwhile.
    """
    if changing.is_under_way("manage"):
        return
    with messages.explained():
        if shown.is_read_only(current.name):
            st.info(say("datasets.read_only"))
        else:
            _changes(current, seen_by)
        _deleted()
        _purge()
        for problem in shown.problems(visitor.person()):
            st.warning(literal(str(problem)))
        change_log()


def _changes(current: Dataset, seen_by: Readers) -> None:
    for act, part in ((Act.DESCRIBE, _description), (Act.COMPARE, differences)):
        if may(visitor.person(), act, current.name):
            part(current)
    if paths.is_private(current.name):
        upload_form.upload_form(current)
    if _in_library(current.name, Act.SET_READERS):
        readers_form(current, seen_by)
    copies: list[str] = []
    if _in_library(current.name, Act.SAFE_COPY):
        copies = shown.copies_of(visitor.person(), current.name)
        safe_copy_form(current, copies)
    _taking_back(current, copies)


def _taking_back(current: Dataset, copies: list[str]) -> None:
    with st.container(horizontal=True, key="taking_back", gap="small"):
        if _in_library(current.name, Act.WITHDRAW):
            _withdrawal(current, copies)
        if may(visitor.person(), Act.DELETE, current.name):
            _removal(current)
    if _in_library(current.name, Act.WITHDRAW):
        _withdrawn(current)


def _in_library(name: str, act: Act) -> bool:
    """Whether this visitor may do what is not done to a private upload, which its owner deletes instead."""
    return not paths.is_private(name) and may(visitor.person(), act, name).allowed


def _description(current: Dataset) -> None:
    info = current.info
    with st.form("describe"):
        name = st.text_input(
            say("upload.name"), current.name, disabled=not _in_library(current.name, Act.RENAME)
        )
        title = st.text_input(say("upload.name_title"), info.title)
        headline = st.text_input(say("upload.headline"), info.headline, placeholder=title)
        standfirst = st.text_input(say("upload.standfirst"), info.standfirst)
        source_line = st.text_input(say("upload.source_line"), info.source_line)
        description = st.text_area(say("upload.description"), info.description)
        licence = st.text_input(say("upload.licence"), info.licence)
        citation = st.text_input(say("upload.citation"), info.citation)
        accessed = st.text_input(say("upload.accessed"), info.accessed, placeholder="2023-09-24")
        if pressed(
            st.form_submit_button,
            say("datasets.save"),
            key="describe_dataset",
            about=current.name,
            waits=True,
        ):
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
            person = visitor.person()

            def change() -> None:
                changes.describe(person, current.name, described, seen=info)
                if name != current.name:
                    changes.rename(person, current.name, name)

            _then_opened(name, change)


def _then_opened(name: str | None, change: Callable[[], object], *, erases: str = "") -> None:
    """Make a change, and show a dataset (none: the one that opens by itself) or why it was not made."""
    try:
        with changing.changing() as made:
            made.opens, made.erases = name, erases
            change()
    except GeodataError as error:
        st.error(literal(str(error)))
    else:
        st.rerun()


def _removal(current: Dataset) -> None:
    """Ask first, and say whether it can be undone."""
    private = paths.is_private(current.name)
    with st.popover(say("datasets.delete")):
        st.markdown(say("datasets.asks_to_erase" if private else "datasets.asks_to_delete"))
        if pressed(
            st.button,
            say("datasets.delete_now"),
            key="delete_dataset",
            about=current.name,
            waits=True,
            type="primary",
        ):
            change = partial(changes.delete, visitor.person(), current.name)
            _then_opened(None, change, erases=current.name)


def _withdrawal(current: Dataset, copies: list[str]) -> None:
    """Take back the open version or the whole dataset, with a reason that readers are told."""
    with st.popover(say("datasets.withdraw")), st.form("withdraw"):
        st.markdown(say("datasets.asks_to_withdraw"))
        scope = st.radio(
            say("datasets.withdraw_what"),
            ["version", "dataset"],
            format_func=lambda each: say(f"datasets.withdraw_{each}", version=_of_day(current)),
        )
        if copies:
            st.caption(say("datasets.withdraw_copies", copies=literal(", ".join(copies))))
        reason = st.text_input(say("datasets.withdraw_reason"))
        if pressed(
            st.form_submit_button,
            say("datasets.withdraw_now"),
            key="withdraw_now",
            about=current.name,
            waits=True,
        ):
            version = current.version if scope == "version" else None
            change = partial(changes.withdraw, visitor.person(), current.name, version, reason)
            _then_opened(current.name, change)


def _of_day(current: Dataset) -> str:
    """The open version by its first characters, and the day on which it was saved."""
    versions = shown.versions(visitor.person(), current.name)
    saved = next((each.saved[:10] for each in versions if each.version == current.version), "")
    return f"{current.version[:12]}, {saved}"


def _withdrawn(current: Dataset) -> None:
    """What was withdrawn of this dataset can be given out again until it is purged."""
    for each in shown.withdrawn_of(visitor.person(), current.name):
        st.caption(literal(str(each.error())))
        if not each.version or not shown.can_be_reinstated(visitor.person(), each):
            continue
        if pressed(st.button, say("datasets.reinstate"), key=f"reinstate {each.version}", waits=True):
            change = partial(changes.reinstate, visitor.person(), current.name, each.version)
            _then_opened(current.name, change)


def _purge() -> None:
    """Let an admin erase what was deleted and withdrawn, for good."""
    if found := shown.erasable(visitor.person()):
        with st.popover(say("datasets.purge")):
            st.markdown(say("datasets.asks_to_purge"))
            for each in found:
                st.caption(literal(each))
            if pressed(st.button, say("datasets.purge_now"), key="purge"):
                st.markdown(say("datasets.purged", n=len(changes.purge(visitor.person()))))


def _deleted() -> None:
    for deletion in shown.deletions(visitor.person()):
        label = say("datasets.bring_back", name=deletion.name, when=f"{deletion.deleted:%Y-%m-%d %H:%M}")
        if pressed(st.button, literal(label), key=f"undelete {deletion.token}", waits=True):
            opens = state.asked_dataset()[0] if shown.are_boundaries(deletion) else deletion.name
            _then_opened(opens, partial(changes.restore, visitor.person(), deletion.token))
    for each in shown.withdrawn(visitor.person()):
        if each.version or not shown.can_be_reinstated(visitor.person(), each):
            continue
        label = say("datasets.reinstate_whole", name=each.name, when=each.when[:10])
        if pressed(st.button, literal(label), key=f"reinstate whole {each.name}", waits=True):
            opens = state.asked_dataset()[0] if shown.are_boundaries(each) else each.name
            _then_opened(opens, partial(changes.reinstate, visitor.person(), each.name))
