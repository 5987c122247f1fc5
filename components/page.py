"""The page, read top to bottom like a table of contents."""

from __future__ import annotations

import streamlit as st

from components import messages, state
from components.about import about
from components.charts import charts
from components.details import incident_details
from components.downloads import downloads
from components.filters import chips, empty_result, filter_panel
from components.frame import heading, open_page, open_store
from components.incident_map import incident_map
from components.sources import sources
from components.table import incident_table
from components.text import say
from geodata import queries

open_page()
with messages.explained():
    store = open_store()
    state.open_address()
    with st.sidebar:
        filters = filter_panel(queries.choices(store))
    counts = queries.counts(store, filters)
    chosen = queries.row_of(store, state.chosen_incident())

    heading(store, filters, counts)
    chips(store.dataset, filters)
    with st.container(horizontal=True, key="stage", wrap=False, gap="small"):
        incident_map(store, filters, chosen)  # first: the map is what people wait for
        if chosen is not None:
            incident_details(
                queries.incident(store, chosen),
                store.dataset.info.timezone,
                shown=bool(queries.selection(store, filters)[chosen]),
            )
    if counts.incidents + counts.sites == 0:
        empty_result(store, filters)

    table_tab, charts_tab, sources_tab, about_tab = st.tabs(
        [say(f"tabs.{name}") for name in ("table", "charts", "sources", "about")]
    )
    with table_tab:
        downloads(store.dataset, filters)
        incident_table(store, filters, shown=counts.incidents + counts.sites)
    with charts_tab:
        charts(store, filters)
    with sources_tab:
        sources(store, filters)
    with about_tab:
        about(store.dataset)
    state.write_address(filters, dataset=store.dataset.name, version=store.dataset.version)
