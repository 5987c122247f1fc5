"""Measures the megabytes of memory that a process holds (Linux)."""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path
from typing import Final

_STEADY_MB: Final = 1.0
_POLL_S: Final = 0.5


def resident(pid: int) -> float:
    """What lies in memory now, shared libraries included: MB."""
    return _read(pid, "VmRSS")


def of_family(pid: int) -> float:
    """What lies in memory now, of the process and its children; what they share counts for each: MB."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    total = resident(pid)
    for child in listed:
        with contextlib.suppress(OSError, RuntimeError):  # it has ended meanwhile
            total += of_family(int(child))
    return total


def peak(pid: int) -> float:
    """The most since the process began, or since `forget_peak`: MB."""
    return _read(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def settled(pid: int, *, seconds: float = 4.0) -> float:
    """What lies in memory once it has not changed for some seconds: MB."""
    found, since = resident(pid), time.monotonic()
    deadline = since + 10 * seconds
    while time.monotonic() < min(since + seconds, deadline):
        time.sleep(_POLL_S)
        now = resident(pid)
        if abs(now - found) > _STEADY_MB:
            found, since = now, time.monotonic()
    return resident(pid)


def _read(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"/proc/{pid}/status has no {name}")
    return int(found[1]) / 1000
