"""Lets those who may rename, delete or withdraw boundaries of the library, where regions are chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from access import changes, shown
from access.acts import Act
from access.deciding import may
from components import changing, state, visitor
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Callable


def offer(name: str) -> None:
    """Draw what this visitor may do to these boundaries behind a button; nothing where that is nothing."""
    person = visitor.person()
    acts = {act: may(person, act, name).allowed for act in (Act.RENAME, Act.DELETE, Act.WITHDRAW)}
    if not any(acts.values()):
        return
    with st.popover(say("boundaries.manage"), key=f"manage_boundaries {name}"):
        st.caption(say("boundaries.manage_help", title=literal(shown.boundaries_title(person, name))))
        if acts[Act.RENAME]:
            new = st.text_input(say("boundaries.name"), name, max_chars=60, key=f"boundaries_name_of {name}")
            _does("rename", name, partial(changes.rename, person, name, new), disabled=new == name)
        if acts[Act.DELETE]:
            st.caption(say("boundaries.asks_to_delete"))
            _does("delete", name, partial(changes.delete, person, name))
        if acts[Act.WITHDRAW]:
            reason = st.text_input(say("datasets.withdraw_reason"), key=f"boundaries_reason {name}")
            _does("withdraw", name, partial(changes.withdraw, person, name, None, reason))


def _does(what: str, name: str, change: Callable[[], object], *, disabled: bool = False) -> None:
    """A button that makes a change; then the same dataset is open, with countries as its regions."""
    if not pressed(
        st.button,
        say(f"boundaries.{what}"),
        key=f"{what}_boundaries",
        about=name,
        waits=True,
        disabled=disabled,
    ):
        return
    try:
        with changing.changing() as made:
            made.opens, made.part = state.asked_dataset()[0], "regions"
            change()
    except GeodataError as error:
        st.error(literal(str(error)))
    else:
        st.rerun()
