"""Starts a job in a process of its own, follows it and ends it: what a server has of an import."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

from geodata import settings, workload
from geodata.errors import GeodataError
from geodata.jobs import children, notes
from geodata.sandbox import parent
from geodata.sandbox.child_process import POLL_S

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_running: weakref.WeakSet[Job] = weakref.WeakSet()


class JobError(GeodataError):
    """What went wrong in a job, in the words that it was told in there."""

    def __init__(self, message: str, code: str) -> None:
        self.code = code
        super().__init__(message)


class Job:
    """One process's work on an import."""

    def __init__(  # noqa: PLR0913 - what is done, where, and for whom
        self,
        task: str,
        order: Mapping[str, Any],
        folder: Path,
        *,
        name: str,
        expected_s: float | None = None,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        """Start it, as soon as fewer than `INCIDENTS_LIMIT_AT_ONCE` others are under way.

        Parameters
        ----------
        task
            `module:function`; the function takes the order and a `process.Context`.
        order
            What can be JSON.
        folder
            Private, and there already; holds what it says, and what it leaves.
        name
            What the file is called, for messages.
        expected_s
            Seconds that it will probably take, where something tells.
        before
            Is called when its turn comes, which may be late; if it raises a `GeodataError`, nothing is begun.
        """
        self.folder, self.name, self.seconds = folder, name, 0.0
        self._said = {
            "task": task,
            "folder": str(folder),
            "order": dict(order),
            "expected_s": expected_s,
        }
        self._before = before
        self._stop, self._over = threading.Event(), threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._problem: GeodataError | None = None
        self._result: Any = None
        _running.add(self)
        threading.Thread(target=self._follow, daemon=True, name="job").start()

    # How it is --------------------------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        """Whether it ended, well or not."""
        return self._over.is_set()

    @property
    def was_stopped(self) -> bool:
        """Whether it ended because somebody stopped it."""
        return self.is_over and self._stop.is_set() and self._result is None

    @property
    def progress(self) -> notes.Progress:
        """How far it is."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            return notes.progress(self.folder)
        return notes.Progress()

    def result(self) -> Any:
        """What its function returned, once it is over.

        Raises
        ------
        GeodataError
            If something went wrong in it.
        """
        if self._problem is not None:
            raise self._problem
        return self._result

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over; whether it is."""
        return self._over.wait(seconds)

    # Ending it --------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """End it, and what it started; nothing of it is saved that is not saved whole. Does not wait."""
        self._stop.set()

    # Following it -----------------------------------------------------------------------------------------

    def _follow(self) -> None:
        try:
            turn = parent.turn(settings.current().limit, self.name, _tell_nobody, self._stop)
            with turn, workload.READINGS.counted():
                self._before()
                begun = time.monotonic()
                self._run()
                self.seconds = time.monotonic() - begun
        except GeodataError as error:
            self._problem = error
        except Exception:  # noqa: BLE001 - who waits has to hear of it
            _log.exception("A job could not be followed")
            self._problem = self._broken("crashed")
        finally:
            self._over.set()

    def _run(self) -> None:
        self._process = children.started("process", self.folder)
        try:
            children.told(self._process, self._said)
            while self._process.poll() is None and not self._stop.is_set():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(POLL_S)
        finally:
            children.ended(self._process)
        self._take(self._process.returncode)

    def _take(self, status: int) -> None:
        """Take what it wrote down at its end."""
        said = notes.read(self.folder / notes.OUTCOME)
        if said is not None and "result" in said:
            self._result = said["result"]
        elif self._stop.is_set() or (said is not None and "stopped" in said):
            self._stop.set()
        elif said is None:
            self._problem = self._broken("memory" if status == -9 else "crashed")
        else:
            error = said["error"]
            if error.get("detail"):
                _log.error("An import failed:\n%s", error["detail"])
            words = str(error["message"])
            self._problem = JobError(words, str(error["code"])) if words else self._broken(str(error["code"]))

    def _broken(self, code: str) -> JobError:
        what = "there was not enough memory for it" if code == "memory" else "the program broke down over it"
        return JobError(f"{self.name} could not be taken in: {what}. Nothing of it was saved.", code)


def stop_all(seconds: float) -> None:
    """End all jobs of this process, which itself ends; wait for them so long at the most."""
    running = [job for job in _running if not job.is_over]
    for job in running:
        job.stop()
    for job in running:
        job.wait(seconds)


def _tell_nobody(share: float, words: str) -> None:
    """A job that waits says so itself."""
