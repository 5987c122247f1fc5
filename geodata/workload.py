"""Counts what this process does, so that an operator sees it: questions to an engine, files being read."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Work:
    """One kind of work since the process began."""

    running: int = 0
    done: int = 0
    seconds: float = 0.0
    """Of all that are done, together."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count what the block does, also where it fails."""
        begun = time.perf_counter()
        with self._lock:
            self.running += 1
        try:
            yield
        finally:
            with self._lock:
                self.running -= 1
                self.done += 1
                self.seconds += time.perf_counter() - begun


QUESTIONS: Final = Work()
"""Put to DuckDB, PostgreSQL or Spark; answers from a cache are none."""
READINGS: Final = Work()
"""Files read in a child process, for an import or a preview."""
EXPORTS: Final = Work()
"""Files written for a visitor."""
ALL: Final = {"question": QUESTIONS, "reading": READINGS, "export": EXPORTS}
