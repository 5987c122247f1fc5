"""Our map where st_folium is measured: on a page with nothing but the kinds and the map."""

from __future__ import annotations

import streamlit as st

from components import state
from components.incident_map import incident_map
from geodata import queries
from geodata.store import opened

st.set_page_config(layout="wide")
store = opened(st.query_params["dataset"])
state.open_address()
with st.sidebar:
    st.pills(
        "Kind",
        [choice.value for choice in queries.choices(store).kinds],
        selection_mode="multi",
        key="filter_kinds",
    )
incident_map(store, state.filters(), None)
