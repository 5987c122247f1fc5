"""Holds what a link asked for and is not here, until its reader's next choice.

The page rewrites its address and runs again by itself; what was said must not go with that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from components import state
from components.page import messages

if TYPE_CHECKING:
    from geodata.model import Dataset

_KEY: Final = "lasting_notes"


def hold(notes: list[str], dataset: Dataset) -> None:
    """Say these, now and while dataset, version and all that is chosen stay; else those held before."""
    held, chosen = st.session_state.get(_KEY, ([], None)), _chosen(dataset)
    now = notes or (held[0] if held[1] == chosen else [])
    st.session_state[_KEY] = now, chosen
    for note in now:
        messages.tell(note)


def _chosen(dataset: Dataset) -> tuple[Any, ...]:
    looks = tuple(state.look(name) for name in state.LOOKS)
    return dataset.name, dataset.version, state.filters(), state.chosen_incident(), looks
