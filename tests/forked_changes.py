"""Makes changes that a test can kill: for each line on stdin a process of its own makes one.

It says its `PID` when it begins and `PID done` when it is through. Forked, because starting Python anew takes
longer than the change.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def serve(change: Callable[[str], None]) -> None:
    """`change` is given each line."""
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            print(os.getpid(), flush=True)
            change(line)
            print(os.getpid(), "done", flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        print("ended", flush=True)
