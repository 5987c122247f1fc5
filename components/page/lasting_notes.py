"""Holds what a link asked for and is not here, until its reader's next choice.

The page rewrites its address and runs again by itself; what was said must not go with that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components import state
from components.page import messages

if TYPE_CHECKING:
    from geodata.model import Dataset


def hold(notes: list[str], dataset: Dataset) -> None:
    """Say these, now and while dataset, version and all that is chosen stay; else those held before."""
    (said, when), chosen = state.notes(), _chosen(dataset)
    now = notes or (said if when == chosen else [])
    state.set_notes(now, chosen)
    for note in now:
        messages.tell(note)


def _chosen(dataset: Dataset) -> tuple[Any, ...]:
    looks = tuple(state.look(name) for name in state.LOOKS)
    return dataset.name, dataset.version, state.filters(), state.chosen_incident(), looks
