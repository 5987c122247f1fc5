"""Gives a session the priority of its process: Linux weighs sessions against each other, then processes."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Final

_GROUP: Final = Path("/proc/self/autogroup")
_TRIES: Final = 10
_AGAIN_S: Final = 0.1
"""Linux lets one change come so long after the other, of all users but root."""


def of_session() -> None:
    """Weigh this process's session, which is its own, as the process itself (sched(7), autogroup).

    Without it a child that begins a session takes as much of a core as the whole server, however far back
    its parent stands (`nice`). Where Linux does not group processes by session there is nothing to do.
    """
    for _ in range(_TRIES if _GROUP.exists() else 0):
        try:
            _GROUP.write_text(str(os.getpriority(os.PRIO_PROCESS, 0)), encoding="ascii")
        except OSError as error:
            if error.errno != errno.EAGAIN:
                return
            time.sleep(_AGAIN_S)
        else:
            return
