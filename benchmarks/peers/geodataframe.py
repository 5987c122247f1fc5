"""The peer in memory: `python -m benchmarks.peers.geodataframe FILE` prints what it adds to a process, MB."""

from __future__ import annotations

import os
import sys

import geopandas as gpd
import pyarrow.parquet  # noqa: F401 - what reading imports is no part of the data

from benchmarks import memory

if __name__ == "__main__":
    before = memory.resident(os.getpid())
    incidents = gpd.read_parquet(sys.argv[1])
    print(round(memory.settled(os.getpid()) - before, 1))
