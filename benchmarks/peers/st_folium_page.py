"""The peer: a minimal page that shows the same records through streamlit-folium, as a GeoJSON layer.

Filters are answered by this project's own engine, so that only the way to the drawn map differs. The layer is
as fast as Folium makes it: a canvas, circles instead of markers, two short properties, one tooltip; of the
libraries that Folium names, only Leaflet is loaded, and from this server.
`?how=layer` hands the layer over beside a map that stays, as streamlit-folium advises; `?how=map` puts it in.
"""

from __future__ import annotations

from dataclasses import replace

import folium
import streamlit as st
from streamlit_folium import st_folium

from geodata import queries
from geodata.filters import from_params
from geodata.store import opened

st.set_page_config(layout="wide")
store = opened(st.query_params["dataset"])
with st.sidebar:
    kinds = st.pills(
        "Kind",
        [choice.value for choice in queries.choices(store).kinds],
        selection_mode="multi",
        key="filter_kinds",
    )
filters = replace(from_params(st.query_params), kinds=tuple(sorted(kinds)))
shown = queries.selection(store, filters) & store.drawable
records = store.dataset.incidents.loc[shown, ["title", "kind", "geometry"]]
layer = folium.GeoJson(
    records,
    marker=folium.CircleMarker(radius=4, weight=1, fill=True),
    tooltip=folium.GeoJsonTooltip(["title"]),
)
chart = folium.Map(location=[47.0, 26.0], zoom_start=5, tiles=None, prefer_canvas=True)
chart.default_js = [("leaflet", "/vendor/leaflet/dist/leaflet.js")]
chart.default_css = [("leaflet_css", "/vendor/leaflet/dist/leaflet.css")]
if st.query_params.get("how") == "map":
    layer.add_to(chart)
    st_folium(chart, key="map", height=640, use_container_width=True, returned_objects=[])
else:
    group = folium.FeatureGroup()
    layer.add_to(group)
    st_folium(
        chart,
        key="map",
        height=640,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=group,
    )
