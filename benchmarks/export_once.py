"""Exports one dataset: `python -m benchmarks.export_once NAME FORMAT` prints seconds, MB above import, MB."""

from __future__ import annotations

import os
import sys
import time

from benchmarks import memory
from geodata.exporters import registry
from geodata.filters import Filters
from geodata.query import store

if __name__ == "__main__":
    name, suffix = sys.argv[1:]
    before, begun, size = memory.resident(os.getpid()), time.perf_counter(), 0
    for block in registry.blocks(suffix, store.opened(name), Filters()):
        size += len(block)
    seconds = time.perf_counter() - begun
    print(round(seconds, 1), round(memory.peak(os.getpid()) - before, 1), round(size / 1e6, 1))
