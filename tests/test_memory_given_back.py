"""What many threads freed is given back to the system, in a process as the server sets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = """
import threading, xml.etree.ElementTree as tree, ctypes, os, tempfile
import numpy as np
{given_back}
def page():
    kept = [bytearray(60_000) for _ in range(200)]
    large = np.ones(3_000_000)
    del kept, large
for _ in range(4):
    threads = [threading.Thread(target=page) for _ in range(24)]
    [each.start() for each in threads]; [each.join() for each in threads]
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
name = tempfile.mktemp()
stream = ctypes.c_void_p(libc.fopen(name.encode(), b"w"))
libc.malloc_info(0, stream)
libc.fclose(stream)
print(len(tree.parse(name).findall("heap")))
os.unlink(name)
"""


def arenas(given_back: str) -> int:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(given_back=given_back)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return int(ran.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own")
def test_threads_share_few_arenas_of_memory() -> None:
    assert arenas("from dashboard import memory; assert memory.keep_little()") <= 2
    assert arenas("") > 2, "else this test would show nothing"


def test_the_server_does_it_before_it_answers_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import application, memory

    done: list[bool] = []
    monkeypatch.setattr(memory, "keep_little", lambda: done.append(True))
    monkeypatch.setattr(application.logs, "set_up", lambda: None)
    application.options()
    assert done == [True]
