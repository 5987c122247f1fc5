"""Makes what `st.App` is given: the page's script, the HTTP routes, the middleware around all answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import streamlit as st
from starlette.middleware import Middleware

import components
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

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPT: Final = Path(components.__path__[0]).resolve() / "page" / "script.py"
"""The page; by its whole path, because Streamlit looks beside the file that it was started with."""


def options() -> Mapping[str, Any]:
    """Everything that `st.App` takes beside the script; what an import left behind is swept away first."""
    _check_settings()
    placing.sweep()
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own holds what a large import took, for good
    return {
        "routes": routes(
            build_map=view.module,
            describe=wording.describe,
            assets=ASSETS,
            base_path=st.get_option("server.baseUrlPath"),
        ),
        "middleware": [Middleware(SecurityHeaders, image_hosts=base_maps.hosts())],
        "lifespan": at_once,
    }


def _check_settings() -> None:
    """Find a wrong setting now, not when a visitor comes."""
    try:
        base_maps.offered(), frame_ancestors(), addresses.from_settings(), services.from_settings()
    except GeodataError as error:
        sys.exit(f"The server does not start. {error}")
