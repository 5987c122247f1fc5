"""Writes down in small files how far a job is and what came of it, each whole or not at all."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROGRESS, OUTCOME = "progress.json", "outcome.json"
STAGES: Final[Mapping[str, tuple[float, float]]] = {
    "reading": (0.0, 0.45),
    "checking": (0.45, 0.9),
    "handing over": (0.9, 1.0),
    "saving": (0.0, 0.6),
    "indexing": (0.6, 1.0),
}
"""What a job may be doing, and between which shares of its whole work; those of both kinds of job."""
_EVERY_S: Final = 0.2
_TELLING_S: Final = 1.0
"""Before it has worked so long, nothing is said of the time that is left."""
_TELLING_SHARE: Final = 0.03


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    stage: str = "waiting"
    """`waiting`, or one of `STAGES`."""
    share: float = 0.0
    """Of its whole work, 0 to 1."""
    rows: int = 0
    """Read so far, and all of them once they are read."""
    rate: float | None = None
    """Rows read in a second."""
    left_s: float | None = None
    """Seconds that it will probably take from `at` on."""
    at: float = 0.0
    """When this was written, seconds since 1970."""

    @property
    def seconds_left(self) -> float | None:
        """Seconds from now on; none where nothing tells."""
        return None if self.left_s is None else max(0.0, self.left_s - (time.time() - self.at))


class Teller:
    """Works out the progress of a job from what is said of its stages, and writes it down."""

    def __init__(self, folder: Path, expected_s: float | None = None) -> None:
        """`expected_s` is how long all of it will probably take, before its own progress tells."""
        self._path, self._expected = folder / PROGRESS, expected_s
        self._began = time.time()
        self._stage, self._stage_began, self._rows = "", self._began, 0
        self._written = 0.0
        self._rate: float | None = None

    def say(self, stage: str, rows: int = 0, of_stage: float | None = None) -> None:
        """Say what is done now; `of_stage` is how much of the stage, 0 to 1."""
        if stage not in STAGES:
            return
        now = time.time()
        begins = stage != self._stage
        if begins:
            self._stage, self._stage_began = stage, now
        self._rows = rows or self._rows
        if stage == "reading" and rows and now > self._stage_began:
            self._rate = rows / (now - self._stage_began)
        if not begins and now - self._written < _EVERY_S:
            return
        self._written = now
        first, last = STAGES[stage]
        share = first + (last - first) * min(max(of_stage or 0.0, 0.0), 1.0)
        write(self._path, asdict(Progress(stage, share, self._rows, self._rate, self._left(share, now), now)))

    def _left(self, share: float, now: float) -> float | None:
        worked = now - self._began
        if share < _TELLING_SHARE or worked < _TELLING_S:
            return None if self._expected is None else max(0.0, self._expected - worked)
        return worked * (1 - share) / share


def progress(folder: Path) -> Progress:
    """How far the job in a folder is."""
    said = read(folder / PROGRESS)
    return Progress(**said) if said else Progress()


def write(path: Path, said: Mapping[str, Any]) -> None:
    """Put plain values into a file that another process may read at any moment."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(said), encoding="utf-8")
    beside.replace(path)


def read(path: Path) -> dict[str, Any] | None:
    """What stands in such a file; none if there is none."""
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return said
