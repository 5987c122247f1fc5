"""The peer: a minimal page that shows the same records through streamlit-folium.

Filters are answered by this project's own engine, so that only the way to the drawn map differs. Each way is
as fast as Folium makes it, with only the scripts that it needs, from this server.
`?how=layer`: GeoJSON on a canvas, circles instead of markers, two short properties, one tooltip, handed over
beside a map that stays, as streamlit-folium advises. `?how=clusters`: FastMarkerCluster in the map.
"""

from __future__ import annotations

from dataclasses import replace

import folium
import numpy as np
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

from geodata import model
from geodata.filters import from_params
from geodata.query import answers
from geodata.query.store import opened

# FastMarkerCluster's own callback would need a further library, for icons.
PLAIN_MARKER = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); }"

st.set_page_config(layout="wide")
store = opened(st.query_params["dataset"])


@st.cache_resource
def drawable_records(_version: str):
    """All that the map can draw, by row: the peer need not ask for it at every change."""
    found = answers.rows(store, from_params({}), order="row")
    drawn = found[found["location_class"].isin(model.POINT_CLASSES) & found["lon"].notna()]
    return drawn.set_index("row")[["title", "kind", "lon", "lat", "geometry"]]


with st.sidebar:
    kinds = st.pills(
        "Kind",
        [choice.value for choice in answers.filter_options(store).kinds],
        selection_mode="multi",
        key="filter_kinds",
    )
filters = replace(from_params(st.query_params), kinds=tuple(sorted(kinds)))
records = drawable_records(store.dataset.version)
records = records[answers.selection(store, filters)[records.index]]

chart = folium.Map(location=[47.0, 26.0], zoom_start=5, tiles=None, prefer_canvas=True)
chart.options["max_zoom"] = 18  # a tile layer would say it
chart.default_js = [("leaflet", "/vendor/leaflet/dist/leaflet.js")]
chart.default_css = [("leaflet_css", "/vendor/leaflet/dist/leaflet.css")]
options = {"key": "map", "height": 640, "use_container_width": True, "returned_objects": []}
if st.query_params.get("how") == "clusters":
    layer = FastMarkerCluster(np.round(records[["lat", "lon"]].to_numpy(), 4).tolist(), callback=PLAIN_MARKER)
    layer.default_js = [("markercluster", "/clusters/leaflet.markercluster.js")]
    layer.default_css = [
        ("markercluster_css", "/clusters/MarkerCluster.css"),
        ("markercluster_default", "/clusters/MarkerCluster.Default.css"),
    ]
    layer.add_to(chart)
    st_folium(chart, **options)
else:
    layer = folium.GeoJson(
        records[["title", "kind", "geometry"]],
        marker=folium.CircleMarker(radius=4, weight=1, fill=True),
        tooltip=folium.GeoJsonTooltip(["title"]),
    )
    group = folium.FeatureGroup()
    layer.add_to(group)
    st_folium(chart, feature_group_to_add=group, **options)
