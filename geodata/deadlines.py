"""Bounds the work on one request: how long it may take, and that it ends when nobody waits for it any more.

The work carries its bound with it, through calls and into threads that copy its context.
Long loops ask `stop_if_over`; whoever waits for another program says how that
is interrupted, with `interrupting`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from geodata import settings
from geodata.errors import AbandonedError, TimeUpError

if TYPE_CHECKING:
    from collections.abc import Iterator

_AGAIN_S: Final = 0.5
"""What was interrupted before it had begun is interrupted again."""


class Work:
    """What one visitor waits for: it may take `seconds`, and may be given up from another thread.

    Without `seconds` it may take as long as the settings let one question.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = settings.current().quota.question_s if seconds is None else seconds
        self._ends = time.monotonic() + self.seconds
        self._given_up = threading.Event()

    @property
    def left_s(self) -> float:
        """Seconds that are left; 0 at the least."""
        return max(0.0, self._ends - time.monotonic())

    def give_up(self) -> None:
        """Nobody waits any more: what runs for this work is interrupted."""
        self._given_up.set()

    def stop_if_over(self) -> None:
        """End this work where it was given up or its time is over.

        Raises
        ------
        AbandonedError, TimeUpError
        """
        if self._given_up.is_set():
            raise AbandonedError
        if self.left_s <= 0:
            raise TimeUpError(self.seconds)

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Call `interrupt` when the time is over, or this work is given up, while what is inside runs."""
        self.stop_if_over()
        done = threading.Event()
        threading.Thread(target=self._watch, args=(interrupt, done), daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def _watch(self, interrupt: Callable[[], None], done: threading.Event) -> None:
        while not done.wait(min(_AGAIN_S, self.left_s) or _AGAIN_S):
            if self._given_up.is_set() or self.left_s <= 0:
                interrupt()


Asking = Callable[[], AbstractContextManager[None]]

_asking: ContextVar[Asking] = ContextVar("asking", default=nullcontext)


@contextmanager
def asked_within(asking: Asking) -> Iterator[None]:
    """Each question that what is inside puts to an engine is put within `asking()`, which may refuse it."""
    token = _asking.set(asking)
    try:
        yield
    finally:
        _asking.reset(token)


def asking() -> AbstractContextManager[None]:
    """Within what a question is put to an engine now."""
    return _asking.get()()


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


@contextmanager
def bounded_somehow() -> Iterator[Work]:
    """What is inside is done for the work that this thread does, or for work of its own."""
    work = _current.get()
    if work is not None:
        yield work
        return
    with bounded(Work()) as own:
        yield own


@contextmanager
def interrupting(interrupt: Callable[[], None]) -> Iterator[None]:
    """As `Work.interrupting`; the error that comes of an interrupt is that of the work.

    Raises
    ------
    AbandonedError, TimeUpError
    """
    with bounded_somehow() as work, work.interrupting(interrupt):
        try:
            yield
        except Exception:
            work.stop_if_over()
            raise
