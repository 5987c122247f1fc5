"""Lets a reader have the map shade the regions that are counted in: by which number, in which classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import state
from components.map.incident_map import shades
from components.panels.looks import look_list
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import FilterError
from geodata.query import region_classes

if TYPE_CHECKING:
    import geopandas as gpd


def shading(found: gpd.GeoDataFrame) -> None:
    """Draw the choice, and what is shaded in words."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            say("regions.shade"),
            _offered(found),
            index=_offered(found).index(state.look(state.SHADE)),
            **state.bound_look(state.SHADE),
            format_func=lambda name: say(f"regions.shade_{name}"),
            help=say("regions.shade_help"),
            width=220,
        )
        if not shades():
            return
        look_list(
            state.CLASSES,
            "regions.classes",
            "regions.classes_",
            help=say("regions.classes_help"),
            width=240,
        )
        if state.look(state.CLASSES) == "own":
            st.text_input(
                say("regions.limits"),
                state.look(state.LIMITS),
                **state.bound_look(state.LIMITS),
                placeholder="1, 5, 10",
                max_chars=120,
                width=220,
            )
    _problem()


def _offered(found: gpd.GeoDataFrame) -> list[str]:
    """Nothing per person where no population is told, unless a link asks for it."""
    has_people = found["population"].notna().any()
    return [
        name
        for name in state.LOOKS[state.SHADE]
        if name != "people" or has_people or state.look(state.SHADE) == name
    ]


def _problem() -> None:
    if state.look(state.CLASSES) != "own":
        return
    try:
        region_classes.read_limits(state.look(state.LIMITS))
    except FilterError as error:
        st.info(literal(str(error)), icon=":material/info:")
