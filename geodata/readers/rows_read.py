"""Says how many rows are read by now, and how much of the file, to who listens: once a block."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Tell = Callable[[int, float | None], None]

_EVERY_S: Final = 0.25
"""Between two calls; who listens hears no more often."""

_telling: ContextVar[tuple[Tell, list[float]] | None] = ContextVar("telling", default=None)


@contextmanager
def told(tell: Tell) -> Iterator[None]:
    """Tell what is read in here: rows so far and, where it is known, the share of the file (0 to 1)."""
    token = _telling.set((tell, [0.0]))
    try:
        yield
    finally:
        _telling.reset(token)


@contextmanager
def part(before: int, begins: float, ends: float) -> Iterator[None]:
    """Tell of one of several files that are read after each other as of a part of them all.

    Parameters
    ----------
    before
        Rows of those before.
    begins, ends
        Which shares of all of them (0 to 1) it is.
    """
    listening = _telling.get()
    if listening is None:
        yield
        return
    tell, last = listening

    def of_all(rows: int, share: float | None) -> None:
        tell(before + rows, None if share is None else begins + (ends - begins) * share)

    token = _telling.set((of_all, last))
    try:
        yield
    finally:
        _telling.reset(token)


def say(rows: int, share: float | None = None) -> None:
    """Say how far reading is; cheap, once a block of rows."""
    listening = _telling.get()
    if listening is None:
        return
    tell, last = listening
    if time.monotonic() - last[0] >= _EVERY_S:
        last[0] = time.monotonic()
        tell(rows, share)
