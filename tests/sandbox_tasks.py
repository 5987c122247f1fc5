"""Runs in the sandbox for tests: each function takes the order and `progress`, and says what it could do."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def attempts(order: Any, progress: Callable[[float, str], None]) -> dict[str, str]:
    """Try what a reader has no business to do; the name of the error, or "done"."""
    outside = Path(order.choices["outside"])
    host, port = order.choices["listener"].split(":")
    tries: dict[str, Callable[[], Any]] = {
        "read its file": order.upload.read_bytes,
        "write its work": lambda: (order.work / "a.txt").write_text("a", encoding="utf-8"),
        "change its file": lambda: order.upload.write_bytes(b"other"),
        "read a file": outside.read_bytes,
        "read by a link": lambda: _linked(order.work / "link", outside),
        "write a file": lambda: outside.with_suffix(".new").write_text("a", encoding="utf-8"),
        "list a folder": lambda: list(outside.parent.iterdir()),
        "call": lambda: socket.create_connection((host, int(port)), timeout=1),
        "run a program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),  # noqa: S606
        "stop the parent": lambda: os.kill(os.getppid(), 0),
        "take memory": lambda: bytearray(int(order.limits["memory_bytes"]) * 2),
    }
    return {what: _outcome(attempt) for what, attempt in tries.items()}


def _linked(link: Path, to: Path) -> bytes:
    link.symlink_to(to)
    return link.read_bytes()


def _outcome(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"


def drivers(order: Any, progress: Callable[[float, str], None]) -> list[str]:
    """GDAL's drivers."""
    import pyogrio

    return sorted(pyogrio.list_drivers())


def environment(order: Any, progress: Callable[[float, str], None]) -> dict[str, str]:
    """Everything it was told."""
    return dict(os.environ)


def busy(order: Any, progress: Callable[[float, str], None]) -> None:
    """Work for ever."""
    progress(0.5, "working for ever")
    while True:
        pass


def asleep(order: Any, progress: Callable[[float, str], None]) -> None:
    """Wait for ever."""
    progress(0.5, "asleep")
    time.sleep(600)


def waiting(order: Any, progress: Callable[[float, str], None]) -> float:
    """Wait a little; the time when it began."""
    began = time.time()
    time.sleep(0.5)
    return began


def greedy(order: Any, progress: Callable[[float, str], None]) -> int:
    """Take all memory."""
    blocks = []
    while True:
        blocks.append(bytearray(10_000_000))


def crash(order: Any, progress: Callable[[float, str], None]) -> None:
    """Break the process."""
    os.abort()


def fail(order: Any, progress: Callable[[float, str], None]) -> None:
    """Break like a fault of ours does."""
    raise ZeroDivisionError(str(order.upload))


def chatter(order: Any, progress: Callable[[float, str], None]) -> None:
    """Say more than anybody listens to."""
    while True:
        progress(0.1, "x" * 10_000)


def nonsense(order: Any, progress: Callable[[float, str], None]) -> str:
    """Say what is no progress."""
    os.write(1, b'{"progress": "x"}\nnot JSON\n\xff\n')
    progress(0.9, "nearly")
    return "well"
