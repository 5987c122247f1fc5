"""Serves st_folium_page.py, and beside it Leaflet, which Folium would fetch from another host."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from components.folium_map import ASSETS

app = st.App(
    str(Path(__file__).with_name("st_folium_page.py")),
    routes=[Mount("/vendor", StaticFiles(directory=ASSETS / "vendor"))],
)
