"""Keeps those who take a file slowly, or not at all, from holding a place that others wait for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Message, Send

STALLED_S: Final = 60
"""Who takes nothing for so long has gone, whatever the connection says."""
PATIENCE_S: Final = 20
"""So long all may keep the server waiting, before others are let in instead of the slow."""
SLOW_BYTES: Final = 100_000
"""Bytes a second: who takes fewer gives way to those for whom there is no place."""

_log: Final = logging.getLogger("incidents.exports")


class Reader:
    """Somebody who is being sent a file."""

    def __init__(self) -> None:
        self._task = asyncio.current_task()
        self._bytes, self._kept_waiting_s = 0, 0.0
        self._waits_since: float | None = None
        self.dropped = False

    async def take(self, send: Send, message: Message) -> None:
        """Send a message, for as long as a reader may keep the server waiting with one."""
        self._waits_since = time.monotonic()
        stalled = asyncio.get_running_loop().call_later(STALLED_S, self.drop)
        try:
            await send(message)
        finally:
            stalled.cancel()
            self._kept_waiting_s, self._waits_since = self.kept_waiting_s, None
        self._bytes += len(message.get("body", b""))

    @property
    def kept_waiting_s(self) -> float:
        """How long the server has waited for them, in all; not they for the server."""
        now = 0.0 if self._waits_since is None else time.monotonic() - self._waits_since
        return self._kept_waiting_s + now

    @property
    def rate(self) -> float:
        """Bytes a second that they took while the server waited for them."""
        return self._bytes / max(self.kept_waiting_s, 1e-3)

    def drop(self) -> None:
        """Have the sending end; the connection is closed before the file is whole, so that it is no file."""
        self.dropped = True
        if self._task is not None:
            self._task.cancel()


class Readers:
    """Those who are being sent files."""

    def __init__(self) -> None:
        self._reading: set[Reader] = set()

    @contextlib.contextmanager
    def joined(self) -> Iterator[Reader]:
        """Be one of them; being dropped ends the block, and nothing else."""
        reader = Reader()
        self._reading.add(reader)
        try:
            yield reader
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not reader.dropped or task is None:
                raise
            task.uncancel()
            _log.warning(
                "a reader took %.0f bytes a second and was dropped after %.0f s",
                reader.rate,
                reader.kept_waiting_s,
            )
        finally:
            self._reading.discard(reader)

    def make_room(self) -> bool:
        """Drop the slowest reader, if one is slow; whether there was one."""
        slow = [
            each
            for each in self._reading
            if not each.dropped and each.kept_waiting_s > PATIENCE_S and each.rate < SLOW_BYTES
        ]
        if slow:
            min(slow, key=lambda each: each.rate).drop()
        return bool(slow)
