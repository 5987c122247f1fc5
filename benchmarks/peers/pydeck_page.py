"""The peer: a minimal page that shows all records through `st.pydeck_chart`, which brings its own deck.gl."""

from __future__ import annotations

import streamlit as st

from benchmarks.peers.pydeck_chart import chart

st.set_page_config(layout="wide")
made = st.cache_resource(chart)
st.pydeck_chart(made(st.query_params["dataset"]), height=640)
