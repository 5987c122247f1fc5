"""Asks what is done to a publication-safe copy, and has it made."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import streamlit as st

from access import changes, shown
from components import changing, visitor
from components.importing.destination import seen_by
from components.page import messages
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import safe_copies
from geodata.library.safe_copies import Safety

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from geodata.model import Dataset

DELAYS: Final = (0, 7, 14, 30, 90, 180, 365)


def safe_copy_form(current: Dataset, copies: Iterable[str] = ()) -> None:
    """Draw it, and what makes next versions of its `copies`; the copy is opened when it is made."""
    with st.expander(say("safe_copy.title"), key="safe_copy"), messages.explained():
        st.caption(say("safe_copy.help"))
        _next_versions(current, copies)
        _new_copy(current)


def _next_versions(current: Dataset, copies: Iterable[str]) -> None:
    """The copies that there are, of which the next version can be made as the last one was."""
    for copy in copies:
        try:
            safety = safe_copies.done_to(copy)
        except GeodataError as error:  # it is damaged, or its versions are withdrawn
            st.caption(literal(f"{copy}: {error}"))
            continue
        how = safety.column or say("safe_copy.km", km=f"{safety.cells_km:g}")
        label = literal(say("safe_copy.next", copy=copy, how=how))
        if pressed(st.button, label, key=f"next_copy {copy}", about=current.name, waits=True):
            person = visitor.person()
            with changing.changing() as change:
                change.opens = changes.safe_copy(person, current.name, safety, to=copy, new_version_of=copy)
            st.rerun()


def _new_copy(current: Dataset) -> None:
    with st.form("safe_copy_form", border=False):
        name = st.text_input(say("safe_copy.name"), neutral_name(shown.names(visitor.person())))
        safety, said = _chosen(), seen_by("copy_seen_by")
        if pressed(
            st.form_submit_button, say("safe_copy.make"), key="make_safe_copy", about=current.name, waits=True
        ):
            person = visitor.person()
            with changing.changing() as change:
                change.opens = changes.safe_copy(person, current.name, safety, to=name, seen_by=said)
            st.rerun()


def neutral_name(taken: Container[str]) -> str:
    """A free name that tells nothing of the exact dataset, whose own may be private."""
    names = (f"public-copy-{number}" if number > 1 else "public-copy" for number in count(1))
    return next(each for each in names if each not in taken)


def _chosen() -> Safety:
    least, most = safe_copies.CELLS_KM
    return Safety(
        cells_km=st.number_input(say("safe_copy.cells"), least, most, Safety.cells_km),
        column=st.text_input(say("safe_copy.column"), help=say("safe_copy.column_help")).strip(),
        delay_days=st.select_slider(say("safe_copy.delay"), DELAYS),
        keep=tuple(
            st.multiselect(
                say("safe_copy.keep"),
                safe_copies.KEPT,
                safe_copies.USUAL,
                format_func=lambda each: say(f"safe_copy.{'titles' if each == 'title' else each}"),
                help=say("safe_copy.keep_help"),
            )
        ),
    )
