"""Links that download what is shown, answered by the HTTP routes from the filter itself."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.text.strings import say
from geodata.exporters.registry import FORMATS
from geodata.filters import Filters
from geodata.model import Dataset


def downloads(dataset: Dataset, filters: Filters) -> None:
    base = st.get_option("server.baseUrlPath").strip("/")
    folder = f"/{base}/data" if base else "/data"
    links = [
        Markup("<a href='{}' download>{}</a>").format(
            f"{folder}/{dataset.name}/{dataset.version}/export.{suffix}?{filters.to_query()}", kind.title
        )
        for suffix, kind in FORMATS.items()
    ]
    st.html(
        Markup("<p class='downloads'>{} {}</p>").format(say("downloads.label"), Markup(" · ").join(links))
    )
