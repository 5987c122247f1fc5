"""Links that download what is shown, answered by the HTTP routes from the filter itself."""

from __future__ import annotations

from typing import Final

import streamlit as st
from markupsafe import Markup

from components.text.strings import say
from geodata.filters import Filters
from geodata.model import Dataset

NAMES: Final = {
    "csv": "CSV",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "parquet": "GeoParquet",
    "kml": "KML",
    "xlsx": "Excel",
}


def downloads(dataset: Dataset, filters: Filters) -> None:
    base = st.get_option("server.baseUrlPath").strip("/")
    folder = f"/{base}/data" if base else "/data"
    links = [
        Markup("<a href='{}' download>{}</a>").format(
            f"{folder}/{dataset.name}/{dataset.version}/export.{suffix}?{filters.to_query()}", name
        )
        for suffix, name in NAMES.items()
    ]
    st.html(
        Markup("<p class='downloads'>{} {}</p>").format(say("downloads.label"), Markup(" · ").join(links))
    )
