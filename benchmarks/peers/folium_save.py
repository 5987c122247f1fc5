"""The peer's file: `python -m benchmarks.peers.folium_save SOURCE FILE` prints seconds, MB above import, MB.

`folium.Map.save` with FastMarkerCluster, Folium's own way for so many: places alone, no texts, no times. The
scripts, which Folium would have the browser fetch, are this machine's.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
from folium.plugins import FastMarkerCluster

from benchmarks import memory
from benchmarks.peers.vendor import CLUSTER, cluster_script
from components.folium_map import ASSETS

LEAFLET = ASSETS / "vendor" / "leaflet" / "dist"
PLAIN_MARKER = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); }"

if __name__ == "__main__":
    source, path = sys.argv[1], Path(sys.argv[2])
    before, begun = memory.resident(os.getpid()), time.perf_counter()
    records = gpd.read_parquet(source).dropna(subset=["lon", "lat"])
    chart = folium.Map(location=[47.0, 26.0], zoom_start=5, tiles=None)
    chart.options["max_zoom"] = 18
    chart.default_js = [("leaflet", (LEAFLET / "leaflet.js").as_uri())]
    chart.default_css = [("leaflet_css", (LEAFLET / "leaflet.css").as_uri())]
    layer = FastMarkerCluster(np.round(records[["lat", "lon"]].to_numpy(), 4).tolist(), callback=PLAIN_MARKER)
    layer.default_js = [("markercluster", cluster_script().as_uri())]
    layer.default_css = [("markercluster_default", (CLUSTER / "MarkerCluster.Default.css").as_uri())]
    layer.add_to(chart)
    chart.save(path)
    seconds = time.perf_counter() - begun
    print(round(seconds, 1), round(memory.peak(os.getpid()) - before, 1), path.stat().st_size / 1e6)
