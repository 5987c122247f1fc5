"""The server: the page, the HTTP routes and the security headers. Start it with `streamlit run app.py`."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st
from starlette.middleware import Middleware

from api.routes import routes
from api.security import SecurityHeaders
from api.sockets import at_once
from components import base_maps, map_view, wording
from components.folium_map import ASSETS
from geodata.library import saving

saving.sweep()  # what an import left behind that was cut off
pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps what a large import took, for good

app = st.App(
    "components/page.py",
    routes=routes(
        build_map=map_view.module,
        describe=wording.describe,
        assets=ASSETS,
        base_path=st.get_option("server.baseUrlPath"),
    ),
    middleware=[Middleware(SecurityHeaders, image_hosts=base_maps.hosts())],
    lifespan=at_once,
)
