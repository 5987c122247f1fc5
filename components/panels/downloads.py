"""Links to files of what is shown, which the HTTP routes answer from the filter itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from access.acts import Act
from access.deciding import may
from components import visitor
from components.text.strings import say
from geodata.exporters.registry import FORMATS

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.model import Dataset


def downloads(dataset: Dataset, filters: Filters) -> None:
    """Draw a link for each format of an export, for those who may have one."""
    if not may(visitor.person(), Act.EXPORT, dataset.name):
        return
    base = st.get_option("server.baseUrlPath").strip("/")
    folder = f"/{base}/data" if base else "/data"
    links = [
        Markup("<a href='{}' download>{}</a>").format(
            f"{folder}/{dataset.name}/{dataset.version}/export.{suffix}?{filters.to_query()}",
            kind.title,
        )
        for suffix, kind in FORMATS.items()
    ]
    st.html(
        Markup("<p class='downloads'>{} {}</p>").format(say("downloads.label"), Markup(" · ").join(links))
    )
