"""Changes of datasets whose end is told although the run of the page that made them was ended meanwhile.

Streamlit ends a run wherever it draws something or reads the session once another is called for, as by the
map, and begins the other at once: it may come while a dataset is being saved.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import streamlit as st

from components import presses, state
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Iterator

POLL_S: Final = 0.5


@contextmanager
def changing() -> Iterator[state.Change]:
    """Make a change in this context, which hears the press for it; the next run opens what it says.

    Nothing is to be drawn in it, and no session read. Whatever goes wrong is raised, and told by the next run
    where this one was ended.
    """
    change = state.begin_change()
    presses.heard()
    try:
        yield change
    except GeodataError as error:
        change.failed = str(error)
        change.is_over = True
        state.forget_change()  # unless this run was ended
        raise
    except BaseException:
        change.failed = say("problem.change")
        raise
    finally:
        change.is_over = True


def is_under_way(dialog: str) -> bool:
    """Whether a dialog is to show nothing but this: that a change is being made."""
    change = state.change()
    if change is None:
        return False
    if change.is_over and not change.failed:
        st.rerun()
    if change.is_over:
        st.error(literal(change.failed))
        state.forget_change()
        return False
    _waiting(dialog)
    return True


@st.fragment(run_every=POLL_S)
def _waiting(dialog: str) -> None:
    change = state.change()
    if change is None or change.is_over:
        state.open_dialog(dialog)
        st.rerun()
    st.info(say("upload.saving"))
