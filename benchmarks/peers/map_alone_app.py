"""Serves map_alone_page.py with the routes of the real application."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from api.routes import routes
from components import map_view, wording
from components.folium_map import ASSETS

app = st.App(
    str(Path(__file__).with_name("map_alone_page.py")),
    routes=routes(build_map=map_view.module, describe=wording.describe, assets=ASSETS),
)
