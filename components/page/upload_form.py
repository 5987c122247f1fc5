"""Says who sees a private upload and how long it stays; gives it to a reader by a link, or to the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from access import changes, shown
from access.acts import Act
from access.deciding import may
from components import changing, visitor
from components.importing.destination import seen_by
from components.page import messages
from components.page.readers_form import links_form
from components.presses import pressed
from components.text.strings import say
from geodata.library import paths
from geodata.library.saving import suggested_name

if TYPE_CHECKING:
    from geodata.model import Dataset


def upload_note(name: str) -> None:
    """Draw it in a few words: those who can read it may be more than its owner thinks."""
    reach = shown.reach(visitor.person(), name)
    st.caption(f"{say(f'uploads.{reach}')} {say('uploads.expires', n=paths.PRIVATE_HOURS)}")


def upload_form(current: Dataset) -> None:
    """What this visitor may do with it besides describing and deleting it."""
    upload_note(current.name)
    if shown.reach(visitor.person(), current.name) != "address" and may(
        visitor.person(), Act.LINK, current.name
    ):
        with st.expander(say("uploads.give"), key="give_upload"), messages.explained():
            st.caption(say("uploads.give_help", n=paths.PRIVATE_HOURS))
            links_form(current.name)
    if may(visitor.person(), Act.SAVE, current.name):
        _to_library(current)


def _to_library(current: Dataset) -> None:
    with st.expander(say("upload.save"), key="save_upload"), messages.explained(), st.form("to_library"):
        name = st.text_input(say("upload.name"), suggested_name(current.info.title))
        said = seen_by("upload_seen_by")
        if pressed(
            st.form_submit_button, say("upload.save"), key="save_in_library", about=current.name, waits=True
        ):
            person = visitor.person()
            with changing.changing() as change:
                change.opens = changes.save_upload(
                    person, current.name, name=name, info=current.info, seen_by=said
                )
            st.rerun()


def label(name: str, title: str) -> str:
    """What the list of datasets calls it."""
    return say(f"uploads.label_{shown.reach(visitor.person(), name)}", title=title)
