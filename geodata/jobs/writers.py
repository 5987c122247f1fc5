"""Has large exports written by processes of their own: one waits for an order, as starting takes a second."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata import settings
from geodata.errors import ExportError
from geodata.jobs import children
from geodata.library.versions import StoredDataset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.deadlines import Work
    from geodata.filters import Filters
    from geodata.query.store import Store

FEW: Final = 5_000
"""Records that are written here sooner than another process could begin."""
_POLL_S: Final = 0.05
_IDLE_S: Final = 600
"""So long a process waits for an order."""

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Order:
    """What is written."""

    dataset: str
    version: str
    suffix: str
    filters: str
    """As an address has them."""
    gzip: bool = False
    """Whether it is packed on the way."""


def order(store: Store, filters: Filters, suffix: str, rows: int, *, gzip: bool) -> Order | None:
    """The order for an export; none where it is better written here: of few records, or out of memory."""
    if rows <= FEW or not _can_be_opened(store):
        return None
    return Order(store.dataset.name, store.dataset.version, suffix, filters.to_query(), gzip)


def make_ready(store: Store) -> None:
    """Start the process that waits, where this dataset may soon have a large export."""
    if len(store) > FEW and _can_be_opened(store):
        _waiting.make_ready()


def _can_be_opened(store: Store) -> bool:
    """Whether another process gets the dataset as fast: from its index, not from an engine far away."""
    return isinstance(store.dataset, StoredDataset) and settings.current().store is None


class Writer:
    """A process that writes one export into a file without a name."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who reads it, or with this object
        self._process = children.started(
            "writing", Path(tempfile.gettempdir()), stdout=self.file.fileno(), stderr=subprocess.PIPE
        )

    @property
    def is_there(self) -> bool:
        """Whether it can be given an order."""
        return self._process.poll() is None

    def write(self, order: Order, work: Work) -> None:
        """Have it written, all of it.

        Raises
        ------
        AbandonedError, TimeUpError
            If the work is to end.
        ExportError
            With what went wrong, in words.
        """
        environment = {name: text for name, text in os.environ.items() if name.startswith(settings.PREFIX)}
        told = {**asdict(order), "seconds": work.left_s, "environment": environment}
        assert self._process.stderr is not None  # noqa: S101 - a pipe was asked for
        try:
            children.told(self._process, told)
            while self._process.poll() is None:
                work.stop_if_over()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(_POLL_S)
            said = self._process.stderr.read()
        finally:
            self.end()
        self._check(said)

    def end(self) -> None:
        """End the process, whatever it does; the file stays."""
        children.ended(self._process)
        assert self._process.stderr is not None  # noqa: S101 - a pipe was asked for
        self._process.stderr.close()

    def _check(self, said: bytes) -> None:
        if not said:
            memory = self._process.returncode == -9
            raise ExportError("there was not enough memory for it" if memory else "the program broke down")
        outcome = json.loads(said)
        if outcome.get("detail"):
            _log.error("An export failed:\n%s", outcome["detail"])
        if outcome:
            raise ExportError(outcome["message"] or "the program broke down")


class _Waiting:
    """The one that waits for an order, if there is one."""

    _writer: Writer | None = None

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def make_ready(self) -> None:
        """Start it, if none waits."""
        with self._lock:
            if self._writer is None or not self._writer.is_there:
                self._writer = Writer()
                timer = threading.Timer(_IDLE_S, self.let_go, [self._writer])
                timer.daemon = True
                timer.start()

    def taken(self) -> Writer:
        """It, or a new one."""
        with self._lock:
            writer, self._writer = self._writer, None
        return writer if writer is not None and writer.is_there else Writer()

    def let_go(self, writer: Writer | None = None) -> None:
        """End it, if it is this one."""
        with self._lock:
            if self._writer is None or writer not in (None, self._writer):
                return
            writer, self._writer = self._writer, None
        writer.end()
        writer.file.close()


_waiting: Final = _Waiting()


@contextlib.contextmanager
def taken() -> Iterator[Writer]:
    """A process that can be given an order; another is started afterwards, for the next."""
    writer = _waiting.taken()
    try:
        yield writer
    finally:
        writer.end()
        _waiting.make_ready()


def let_go() -> None:
    """End the process that waits: the server ends."""
    _waiting.let_go()
