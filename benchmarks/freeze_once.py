"""Freezes one dataset: `python -m benchmarks.freeze_once NAME FILE` prints seconds, MB above import, MB."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks import memory
from components.freezing import document
from geodata.filters import Filters
from geodata.query import store

if __name__ == "__main__":
    name, path = sys.argv[1], Path(sys.argv[2])
    before, begun = memory.resident(os.getpid()), time.perf_counter()
    with path.open("wb") as stream:
        stream.writelines(document.freeze(store.opened(name), Filters()))
    seconds = time.perf_counter() - begun
    print(round(seconds, 1), round(memory.peak(os.getpid()) - before, 1), path.stat().st_size / 1e6)
