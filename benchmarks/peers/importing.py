"""The peer's import: `python -m benchmarks.peers.importing FILE FOLDER` prints seconds, CSV to GeoParquet.

Nothing is checked, no date is read, nothing is indexed: less than ours does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd

if __name__ == "__main__":
    path, folder = map(Path, sys.argv[1:])
    begun = time.perf_counter()
    read = pd.read_csv(path)
    points = gpd.points_from_xy(read["longitude"], read["latitude"], crs="EPSG:4326")
    gpd.GeoDataFrame(read, geometry=points).to_parquet(folder / "measured.parquet", index=False)
    print(round(time.perf_counter() - begun, 2))
