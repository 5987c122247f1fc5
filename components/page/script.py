"""The page, read top to bottom like a table of contents."""

from __future__ import annotations

import streamlit as st

from components import changing, state
from components.map import base_maps
from components.map.incident_map import incident_map, leave_alone
from components.page import messages, questions
from components.page.datasets import dataset_chooser
from components.page.frame import (
    chosen_row,
    counted,
    leave_out_unfit,
    open_page,
    open_part,
    open_store,
    reserve,
    show_records,
    source_line,
)
from components.page.login import account, let_in
from components.page.together import title_of
from components.panels.about import about
from components.panels.charts import charts
from components.panels.comparison import comparison, on_the_map
from components.panels.details import incident_details, walk_list
from components.panels.disputed import disputed
from components.panels.downloads import downloads
from components.panels.filters import chips, filter_panel
from components.panels.hot_spots import hot_spots
from components.panels.matches import matches
from components.panels.measure import offered, told_by_bars
from components.panels.regions import regions
from components.panels.shaded_regions import shaded_regions
from components.panels.sources import sources
from components.panels.table import incident_table
from geodata.query import answers

open_page()
let_in()
with messages.explained(dataset_chooser, account), questions.counted():
    changing.take_over()
    state.open_address(base_maps.bases(), base_maps.layers())
    store = open_store()
    leave_out_unfit(store)
    messages.tell(state.refused(), "left_out")
    filters = state.filters()
    chosen = chosen_row(store)
    beside, line, stage = reserve(store)
    with stage:
        panel = st.empty()
        incident_map(  # first: the map is what people wait for
            store,
            filters,
            chosen,
            measure=told_by_bars(),
            measures=offered(store),
            compared=on_the_map(store, filters),
        )
        if chosen is not None:
            walk = incident_details(
                panel,
                answers.incident(store, chosen),
                store.dataset.info.timezone,
                filtered_out=not answers.passes(store, filters, chosen),
                dataset=title_of(store, chosen),
            )
    leave_alone(store, filters)
    state.write_address(filters, dataset=store.dataset.name, version=store.dataset.version)
    with beside:
        dataset_chooser(store.dataset)
        account()
with (
    messages.explained(),
    questions.counted(begun=True),
):  # what fails from here on leaves sidebar and map standing
    shaded_regions(store, filters)
    with beside:
        filter_panel(store)
    counts = answers.counts(store, filters)
    with line:
        counted(store, filters, counts)
        chips(store, filters, shown=counts.shown)
    with beside:
        show_records(counts.shown)
    if chosen is not None:
        walk_list(walk, store, filters, chosen)
    with st.container(horizontal=True, key="parts", gap="small", vertical_alignment="center"):
        part = open_part(store)
        source_line(store)
    with st.container(key="part_open"):
        match part:
            case "table":
                downloads(store.dataset, filters, shown=counts.shown)
                incident_table(
                    store, filters, shown=counts.shown, events=counts.events.shown if counts.events else None
                )
            case "charts":
                charts(store, filters)
            case "compare":
                comparison(store, filters)
            case "hot":
                hot_spots(store, filters)
            case "regions":
                regions(store, filters)
            case "matches":
                matches(store, filters)
            case "disputed":
                disputed(store, filters)
            case "sources":
                sources(store, filters)
            case _:
                about(store, filters)
