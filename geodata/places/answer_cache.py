"""What a geocoding service answered, kept on disk, so that nobody is asked the same twice.

A broken file is set aside and a new one begun; without any file at all, geocoding goes on and forgets. Only
answers are kept, never failures: a timeout says nothing about a place.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Final, TypeVar

from geodata.library import paths
from geodata.places.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FILE: Final = "geocoding.sqlite"
NOTHING_FOUND_DAYS: Final = 30
"""How long "the service knows no such place" holds; what it does know holds for good."""
T = TypeVar("T")
_BROKEN: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""Not a database, damaged, or with other tables than ours."""

_SCHEMA: Final = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS answer (
    service TEXT, query TEXT, found TEXT NOT NULL, asked REAL NOT NULL, PRIMARY KEY (service, query));
"""


class Memory:
    """Answers by service and query; safe to use from several threads and processes."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.root() / FILE
        self._lock = threading.Lock()

    def get(self, service: str, query: str) -> tuple[Candidate, ...] | None:
        """What the service answered to this; none if it was never asked, or long ago in vain."""

        def read(database: sqlite3.Connection) -> tuple[Candidate, ...] | None:
            line = database.execute(
                "SELECT found, asked FROM answer WHERE service = ? AND query = ?", (service, query)
            ).fetchone()
            if line is None:
                return None
            try:
                found = tuple(Candidate.from_dict(each) for each in json.loads(line[0]))
            except (TypeError, ValueError, AttributeError):
                return None  # another version of this program wrote it
            old = time.time() - line[1] > NOTHING_FOUND_DAYS * 24 * 3600
            return None if old and not found else found

        return self._use(read)

    def put(self, service: str, query: str, found: Sequence[Candidate]) -> None:
        """Remember an answer; an empty one is one too."""
        text = json.dumps([each.to_dict() for each in found], ensure_ascii=False)

        def write(database: sqlite3.Connection) -> None:
            database.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", (service, query, text, time.time())
            )

        self._use(write)

    def _use(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        with self._lock:
            for _ in range(2):
                try:
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    with contextlib.closing(sqlite3.connect(self.path, timeout=10)) as database:
                        database.executescript(_SCHEMA)
                        with database:
                            return work(database)
                except sqlite3.DatabaseError as error:
                    if (error.sqlite_errorcode & 0xFF) not in _BROKEN:
                        return None  # locked, full or read-only: it is asked again next time
                    self._set_aside()
                except OSError:
                    return None
            return None

    def _set_aside(self) -> None:
        stamp = time.strftime("%Y%m%dT%H%M%S")
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + suffix).rename(
                    self.path.with_name(f"{self.path.name}.broken-{stamp}{suffix}")
                )
