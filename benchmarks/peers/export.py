"""The peer's export: `python -m benchmarks.peers.export FILE FORMAT` → seconds and MB above import.

The incidents' table alone, without what belongs to each: less than our files hold.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet  # noqa: F401 - what reading imports is no part of the data

from benchmarks import memory

if __name__ == "__main__":
    source, suffix = sys.argv[1:]
    before, begun = memory.resident(os.getpid()), time.perf_counter()
    incidents = gpd.read_parquet(source)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"incidents.{suffix}"
        if suffix == "csv":
            incidents.to_csv(path, index=False)
        elif suffix == "parquet":
            incidents.to_parquet(path, index=False)
        else:
            incidents.to_file(path, engine="pyogrio")
    print(round(time.perf_counter() - begun, 1), round(memory.peak(os.getpid()) - before, 1))
