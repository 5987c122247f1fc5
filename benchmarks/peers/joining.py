"""The peer's joint dataset: `python -m benchmarks.peers.joining FOLDER A B` prints seconds.

Two GeoParquet files in memory, one below the other with a column that says whose a record is, written again:
no names of actors or columns are brought together, no days are moved to one zone, nothing is indexed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd

if __name__ == "__main__":
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    begun = time.perf_counter()
    parts = [gpd.read_parquet(folder / name / "measured.parquet").assign(dataset=name) for name in names]
    pd.concat(parts, ignore_index=True).to_parquet(folder / "together.parquet", index=False)
    print(round(time.perf_counter() - begun, 2))
