"""Lets a few questions at once through to what answers them; others wait, not too many and not too long.

Without it a few costly questions would have all threads of the server wait, and with them everything else.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from geodata import deadlines
from geodata.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WAITING: Final = 64
"""Questions that wait for their turn in this whole process, of all datasets."""
_LOOK_S: Final = 0.1
"""So often a question that waits looks whether it is still wanted."""


class Queue:
    """Counts those who wait, and refuses more than `most`."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self.most, self._waiting, self._lock = most, 0, threading.Lock()

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Wait in line while what is inside runs.

        Raises
        ------
        BusyError
            If too many wait already.
        """
        with self._lock:
            if self._waiting >= self.most:
                raise BusyError("The server is answering as many questions as it can.")
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1


EVERYBODY: Final = Queue()


class Turns:
    """So many at once; may be shared by all threads."""

    def __init__(self, at_once: int, queue: Queue = EVERYBODY) -> None:
        self._free, self._queue = threading.BoundedSemaphore(at_once), queue

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have a turn while what is inside runs; `deadlines` say how long one waits for it."""
        if not self._free.acquire(blocking=False):
            with self._queue.joined():
                self._wait()
        try:
            yield
        finally:
            self._free.release()

    def _wait(self) -> None:
        with deadlines.bounded_somehow() as work:
            while not self._free.acquire(timeout=_LOOK_S):
                work.stop_if_over()
