"""The server: the page, the HTTP routes and the security headers. Start it with `streamlit run app.py`."""

from __future__ import annotations

import sys

import pyarrow as pa
import streamlit as st
from starlette.middleware import Middleware

from api.routes import routes
from api.security import SecurityHeaders, frame_ancestors
from api.sockets import at_once
from components.folium_map import ASSETS
from components.map import base_maps, view
from components.text import wording
from geodata.engines import addresses
from geodata.errors import GeodataError
from geodata.library import placing
from geodata.places import services

try:  # a wrong setting is found now, not when a visitor comes
    base_maps.offered(), frame_ancestors(), addresses.from_settings(), services.from_settings()
except GeodataError as error:
    sys.exit(f"The server does not start. {error}")

placing.sweep()  # what an import left behind that was cut off
pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own holds what a large import took, for good

app = st.App(
    "components/page/script.py",
    routes=routes(
        build_map=view.module,
        describe=wording.describe,
        assets=ASSETS,
        base_path=st.get_option("server.baseUrlPath"),
    ),
    middleware=[Middleware(SecurityHeaders, image_hosts=base_maps.hosts())],
    lifespan=at_once,
)
