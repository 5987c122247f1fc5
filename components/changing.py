"""Changes of datasets whose end is told although the run of the page that made them was ended meanwhile.

Streamlit ends a run wherever it draws something or reads the session once another is called for, as by the
map, and begins the other at once: it may come while a dataset is being saved.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from components import presses, state
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import paths

if TYPE_CHECKING:
    from collections.abc import Iterator

POLL_S: Final = 0.5
_CHANGE, _LET_GO = "change", "let_go"


@dataclass
class Change:
    """A change of a dataset; filled without reading the session, which may end a run."""

    opens: str | None = None
    """Which dataset is to be opened after it; none for the default one."""
    part: str = ""
    """Which part is open under its map then; the first, where none is named."""
    erases: str = ""
    """A private upload that is none after it."""
    failed: str = ""
    """What went wrong, in words."""
    is_over: bool = False


@contextmanager
def changing() -> Iterator[Change]:
    """Make a change in this context, which hears the press for it; the next run opens what it says.

    Nothing is to be drawn in it, and no session read. Whatever goes wrong is raised, and told by the next run
    where this one was ended.
    """
    change = Change()
    st.session_state[_CHANGE] = change
    presses.heard()
    try:
        yield change
    except GeodataError as error:
        change.failed = str(error)
        change.is_over = True
        _forget()  # unless this run was ended
        raise
    except BaseException:
        change.failed = say("problem.change")
        raise
    finally:
        change.is_over = True


def latest() -> Change | None:
    """What is being changed, or was and no run has taken over yet."""
    held: Change | None = st.session_state.get(_CHANGE)
    return held


def take_over() -> None:
    """Open what a change that is over says, before the address is read; what failed waits to be told."""
    held = latest()
    if held is None or not held.is_over or held.failed:
        return
    name = held.opens
    if name is not None and paths.is_private(name) and name not in state.private_uploads():
        state.add_private_upload(name)
    state.forget_private_upload(held.erases)
    state.close_dialog()
    st.session_state[_LET_GO] = True
    state.start_afresh() if name is None else state.open_dataset(name, part=held.part)
    _forget()


def lets_go() -> bool:
    """Whether what is held for an import is to be let go of, which its form can no more; told once."""
    return bool(st.session_state.pop(_LET_GO, False))


def is_under_way(dialog: str) -> bool:
    """Whether a dialog is to show nothing but this: that a change is being made."""
    change = latest()
    if change is None:
        return False
    if change.is_over and not change.failed:
        st.rerun()
    if change.is_over:
        st.error(literal(change.failed))
        _forget()
        return False
    _waiting(dialog)
    return True


@st.fragment(run_every=POLL_S)
def _waiting(dialog: str) -> None:
    change = latest()
    if change is None or change.is_over:
        state.open_dialog(dialog)
        st.rerun()
    st.info(say("upload.saving"))


def _forget() -> None:
    """What became of it is told."""
    st.session_state.pop(_CHANGE, None)
