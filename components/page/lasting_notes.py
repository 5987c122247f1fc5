"""Holds what was asked for and is not here, as long as the dataset that is shown instead is open.

The page rewrites its address and runs again by itself, and its reader goes on with filters and charts: nobody
is to take the one dataset for the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import state
from components.page import messages

if TYPE_CHECKING:
    from geodata.model import Dataset


def hold(notes: list[str], dataset: Dataset) -> None:
    """Say these, now and while dataset and version stay; else those held before."""
    (said, when), shown = state.notes(), (dataset.name, dataset.version)
    now = notes or (said if when == shown else [])
    state.set_notes(now, shown)
    for note in now:
        messages.tell(note)
