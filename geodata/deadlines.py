"""Bounds the work on one request: how long it may take, and that it ends when nobody waits for it any more.

The work carries its bound with it, through calls and into threads that copy the context
(`contextvars.copy_context`). Long loops ask `stop_if_over`; whoever waits for another program says how that
is interrupted, with `interrupting`.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from geodata.errors import AbandonedError, TimeUpError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Work:
    """What one visitor waits for: it may take `seconds`, and may be given up from another thread."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._interrupts: list[Callable[[], None]] = []
        self._given_up = False
        self._over = False

    @property
    def left_s(self) -> float:
        """Seconds that are left; 0 at the least."""
        return max(0.0, self._ends - time.monotonic())

    def give_up(self) -> None:
        """Nobody waits any more: what runs for this work is interrupted."""
        self._given_up = True
        self._interrupt()

    def stop_if_over(self) -> None:
        """End this work where it was given up or its time is over.

        Raises
        ------
        AbandonedError, TimeUpError
        """
        if self._given_up:
            raise AbandonedError
        if self._over or self.left_s <= 0:
            raise TimeUpError(self.seconds)

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Call `interrupt` when the time is over, or this work is given up, while what is inside runs."""
        self.stop_if_over()
        with self._lock:
            self._interrupts.append(interrupt)
        timer = threading.Timer(self.left_s, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._interrupts.remove(interrupt)

    def _end(self) -> None:
        self._over = True
        self._interrupt()

    def _interrupt(self) -> None:
        with self._lock:
            for interrupt in self._interrupts:
                interrupt()


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def current() -> Work | None:
    """The work that this thread does, if it is bounded."""
    return _current.get()


def stop_if_over() -> None:
    """End the work that this thread does, as `Work.stop_if_over`; without a bound, go on."""
    work = _current.get()
    if work is not None:
        work.stop_if_over()


@contextmanager
def bounded(work: Work) -> Iterator[Work]:
    """What is inside is done for `work`."""
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)
