"""A Streamlit component (Components v2) that mounts a `folium.Map` in the page, without iframe or `eval`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import folium
import streamlit as st

from components.folium_map.compiling import ASSETS, CompiledMap, UnsupportedMapError, compile_map

__all__ = ["ASSETS", "CompiledMap", "UnsupportedMapError", "compile_map", "module_address", "mount"]

NAME: Final = "incident-map.folium_map"
"""The project's and the component's name, as pyproject.toml has them: Streamlit finds the files by it."""


def module_address(chart: folium.Map, settings: str) -> str:
    """Where a map's module is served, relative to the app's root.

    The address carries `settings`, the query string from which any process can build the same map again, and
    the module's hash: the browser keeps what it has for as long as the map is the same.
    """
    return f"maps/{compile_map(chart).sha256}.js?{settings}"


def mount(*, key: str, data: Mapping[str, Any], **callbacks: Callable[[], None]) -> Any:
    """Draw the map that `data["map"]` (a `module_address`) names; it stays while that address stays.

    Parameters
    ----------
    key
        Identity of the map within the page.
    data
        What to show: JSON, given to `assets/main.js`.
    callbacks
        `on_<name>_change`, called before the page runs again, for each thing the browser sends.

    Returns
    -------
    Streamlit's component result: an attribute for each `<name>`, None where nothing was sent.
    """
    return _component()(key=key, data=dict(data), **callbacks)


@cache
def _component() -> Callable[..., Any]:
    """Registered at the first mount, not on import: only a running server knows where the files are."""
    component: Callable[..., Any] = st.components.v2.component(NAME, js="main.js", isolate_styles=False)
    return component
