"""Mounts a `folium.Map` in the page: a Streamlit component (Components v2), without iframe or `eval`."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st

from components.folium_map.compiling import ASSETS, CompiledMap, UnsupportedMapError, compile_map
from components.folium_map.needed import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import folium
    from streamlit.components.v2.bidi_component import ComponentResult

__all__ = ["ASSETS", "CompiledMap", "UnsupportedMapError", "addresses", "compile_map", "mount"]

NAME: Final = "incident-map.folium_map"
"""The project's and the component's name, as pyproject.toml has them: Streamlit finds the files by it."""


def addresses(chart: folium.Map, settings: str) -> dict[str, Any]:
    """Where a browser finds a map: `map`, its module, relative to the app's root, and the files of `needed`.

    The module's address carries `settings`, the query string from which any process can build the same map
    again, and the module's hash: the browser keeps what it has for as long as the map is the same.
    """
    compiled = compile_map(chart)
    return {"map": f"maps/{compiled.sha256}.js?{settings}", **needed(compiled)}


def mount(
    *, key: str, data: Mapping[str, Any], shown: Mapping[str, Any], **callbacks: Callable[[], None]
) -> ComponentResult:
    """Draw the map whose `addresses` are among the data; it stays while the address of its module stays.

    What changes while the map stays does not travel with the component: for each change of its data Streamlit
    puts a script into the page and waits for it, behind all that React has to draw (measured: 100 of 300 ms
    from a click to the drawn map). It stands in a hidden element that `entry/state_element.js` watches.

    Parameters
    ----------
    key
        Identity of the map within the page.
    data
        Which map, and what stays with it: JSON.
    shown
        What the map shows now: JSON.
    callbacks
        `on_<name>_change`, called before the page runs again, for each thing the browser sends.

    Returns
    -------
    Streamlit's component result: an attribute for each `<name>`, None where nothing was sent.
    """
    element = f"{key}_shown"
    with st.container(key=element):
        # Percent-encoded: whatever a filter holds, nothing in it is taken for markup.
        st.html(f"<i data-shown='{quote(json.dumps({**shown, 'map': data['map']}))}'></i>")
    return _component()(key=key, data={**data, "stateElement": f"st-key-{element}"}, **callbacks)


@cache
def _component() -> Callable[..., ComponentResult]:
    """Registered at the first mount, not on import: only a running server knows where the files are."""
    component: Callable[..., ComponentResult] = st.components.v2.component(
        NAME, js="main.js", isolate_styles=False
    )
    return component
