"""Makes changes that a test can kill: for each line on stdin a process of its own makes one.

It says its `PID` when it begins and `PID done` when it is through; then the parent says `ended`, or `failed`
of one that raised. Forked, because starting Python anew takes longer than the change.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from geodata.library import paths, placing

LOCKED_AFTER_S = 60
"""So long a sweep leaves a folder alone that is not locked yet: see `private_folders`."""


def serve(change: Callable[[str], None]) -> None:
    """`change` is given each line."""
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _made(change, line)
        _, status = os.waitpid(pid, 0)
        print("ended" if os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL) else "failed", flush=True)


def left_by_a_sweep(library: Path) -> list[Path]:
    """What a sweep leaves a minute later: who was killed may not have come to lock its folder yet."""
    then = time.time() - LOCKED_AFTER_S - 1
    for folder in paths.children(library / paths.INCOMING):
        os.utime(folder, (then, then))
    placing.sweep()
    return list(paths.children(library / paths.INCOMING))


def _made(change: Callable[[str], None], line: str) -> NoReturn:
    """Leave by `_exit` in every case: what the parent registered for its end is not the child's to run."""
    try:
        print(os.getpid(), flush=True)
        change(line)
        print(os.getpid(), "done", flush=True)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told on stderr and by "failed"
        traceback.print_exc()
    finally:
        os._exit(1)
