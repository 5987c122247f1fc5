"""Links to a chart's numbers as a CSV file, which the HTTP routes answer from the filter itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from access.acts import Act
from access.deciding import may
from components import page_address, visitor
from geodata.exporters.columns import public_name

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.measures import Key, Measure
    from geodata.query.store import Store


def summary_link(store: Store, filters: Filters, measure: Measure, by: tuple[Key, ...], words: str) -> None:
    """Draw the link, for those who may take data away."""
    dataset = store.dataset
    if not may(visitor.person(), Act.EXPORT, dataset.name):
        return
    asked = {**filters.to_params(), "measure": [str(measure)], "by": [str(key) for key in by]}
    address = page_address.of_data(dataset, "summary.csv")
    file = f"{public_name(dataset)}-{'-'.join(key.name for key in by)}.csv"
    link = Markup("<p class='downloads'><a href='{}?{}' download='{}'>{}</a></p>")
    st.html(link.format(address, urlencode(asked, doseq=True), file, words))
