"""Serves the page for the figures: each in a process of its own, on loopback, ended after its figure."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from benchmarks.data import Given

ROOT: Final = Path(__file__).parents[1]
APP: Final = ROOT / "app.py"
PEERS: Final = Path(__file__).with_name("peers")
STARTUP_SECONDS: Final = 180
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class StartError(RuntimeError):
    """A server did not start."""


@dataclass(frozen=True)
class Server:
    address: str
    """With a slash at its end."""
    pid: int


@contextlib.contextmanager
def serving(
    script: Path, given: Given, *, imported: bool = False, environment: Mapping[str, str] = NOTHING
) -> Iterator[Server]:
    """`script`, served with the project's settings and with the library that holds the dataset.

    With `imported` the server has imported all that the page needs before it answers.
    """
    port = _free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    program = ["benchmarks.launch"] if imported else ["streamlit", "run"]
    command = [sys.executable, "-m", *program, str(script), *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=ROOT, env={**given.environment, **environment}, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}/"
            if not _answers(address + "_stcore/health", process):
                raise StartError(f"{script.name} did not start")
            yield Server(address, process.pid)
        except Exception:
            log.seek(0)
            print(f"{script.name} wrote:\n{log.read().decode()[-2000:]}", file=sys.stderr)
            raise
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:  # busy with an answer that nobody waits for any more
                process.kill()
                process.wait()


def fetched(address: str) -> bytes:
    """An answer's body as a server of ours sends it, compressed."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
        return bytes(answer.read())


def _answers(health: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(health, timeout=2) as answer:  # noqa: S310
            if answer.status == 200:
                return True
        time.sleep(0.2)
    return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
