"""Serves st_folium_page.py, and beside it the scripts that Folium would fetch from other hosts."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from benchmarks.peers.vendor import cluster_script
from components.folium_map import ASSETS

app = st.App(
    str(Path(__file__).with_name("st_folium_page.py")),
    routes=[
        Mount("/vendor", StaticFiles(directory=ASSETS / "vendor")),
        Mount("/clusters", StaticFiles(directory=cluster_script().parent)),
    ],
)
