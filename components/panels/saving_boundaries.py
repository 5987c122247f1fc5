"""Lets an editor keep a file of boundaries in the library, as new ones or as a new version of some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from access import changes, shown
from components import visitor
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import readers
from geodata.library.readers import Readers
from geodata.model import Info

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.readers.boundaries import Outlined

_WAYS: Final = (readers.PUBLIC, readers.MEMBERS, readers.PRIVATE)


def offer(  # noqa: PLR0913 - what is saved, and who is told
    found: Outlined,
    *,
    fields: Mapping[str, str | None],
    content: bytes,
    drawn_by: str,
    licence: str,
    saved: Callable[[str], None],
) -> None:
    """Draw the form behind a button; `saved` is told under which name."""
    key = found.digest[:12]
    with st.popover(say("boundaries.keep"), icon=":material/save:", key=f"keep_boundaries {key}"):
        st.caption(say("boundaries.keep_help"))
        person = visitor.person()
        known = ["", *shown.replaceable_boundaries(person)]
        of = st.selectbox(
            say("boundaries.as"),
            known,
            format_func=lambda name: shown.boundaries_title(person, name) if name else say("boundaries.new"),
            key=f"boundaries_of {key}",
        )
        title, note, who = found.file.rpartition(".")[0] or found.file, "", readers.PUBLIC
        if not of:
            title = st.text_input(
                say("boundaries.title"), title, max_chars=200, key=f"boundaries_title {key}"
            )
            note = st.text_area(
                say("boundaries.note"), help=say("boundaries.note_help"), key=f"boundaries_note {key}"
            )
            who = st.selectbox(
                say("boundaries.seen_by"),
                _WAYS,
                format_func=lambda way: say(f"boundaries.seen_by_{way}"),
                key=f"boundaries_seen_by {key}",
            )
        if not st.button(say("boundaries.save"), key=f"save_boundaries {key}", type="primary"):
            return
        if not drawn_by or not title.strip():
            st.error(say("boundaries.wanted"))
            return
        info = Info(
            title=title.strip(),
            description="",
            timezone="UTC",
            licence=licence,
            citation="",
            note=note.strip(),
            source_line=drawn_by,
        )
        try:
            name = changes.save_boundaries(
                person,
                found,
                fields,
                content,
                info=info,
                new_version_of=of or None,
                seen_by=Readers(who),
            )
        except GeodataError as error:
            st.error(literal(str(error)))
            return
    saved(name)
    st.rerun()
