"""Starts processes of this program that end when their standard input is let go of, and ends them."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

GRACE_S: Final = 3.0
"""What a process gets that was told to stop, until it is killed: what it leaves is swept away."""
_ROOT: Final = Path(__file__).parents[2]
_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from geodata.jobs import {module} as it; sys.exit(it.main())"
)


def started(
    module: str, folder: Path, *, stdout: int = subprocess.DEVNULL, stderr: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start `main` of a module of this room, in a folder.

    It stays in this process's session: Linux weighs sessions against each other, and `nice` within one alone.
    """
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [
            *(sys.executable, "-I", "-c", _START.format(module=module)),
            json.dumps([str(_ROOT), *filter(None, sys.path)]),
        ],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        cwd=folder,
        process_group=0,
    )


def told(process: subprocess.Popen[bytes], order: object) -> None:
    """Give it its order, what can be JSON, as a line; it may be gone already."""
    assert process.stdin is not None  # noqa: S101 - a pipe was asked for
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()


def ended(process: subprocess.Popen[bytes]) -> None:
    """Let go of its standard input, which it takes as the order to stop; then end it."""
    assert process.stdin is not None  # noqa: S101 - a pipe was asked for
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(GRACE_S + 1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
