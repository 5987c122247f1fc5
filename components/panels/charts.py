"""Counts what is shown by actor, type, precision and source; a chosen row filters by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from components import state
from components.panels.filters import NAMED
from components.text.strings import name_of, say
from geodata.query import answers

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

FILTERED_BY: Final[dict[str, str]] = {
    "actor": "actors",
    "event_type": "event_types",
    "kind": "kinds",
    "location_class": "location_classes",
    "confidence": "confidences",
    "publisher": "publishers",
}
"""The field of `Filters` that a chart's rows toggle."""

BARS: Final = 12


def charts(store: Store, filters: Filters) -> None:
    """Draw a chart for each of `FILTERED_BY`."""
    st.caption(say("charts.hint"))
    columns = st.columns(3)
    for position, (field, filtered) in enumerate(FILTERED_BY.items()):
        with columns[position % 3]:
            _chart(store, filters, field, filtered)


def _chart(store: Store, filters: Filters, field: str, filtered: str) -> None:
    counts = answers.top(store, filters, field, limit=BARS)
    heading, count = say(f"charts.{field}"), say("charts.count")
    labels = [name_of(filtered, value) for value in counts["value"]] if filtered in NAMED else counts["label"]
    bars = counts.assign(**{heading: labels, count: counts["count"]})[[heading, count]]
    key = f"chart {field} {filters.to_query()}"
    st.dataframe(
        bars,
        key=key,
        hide_index=True,
        on_select=lambda: _toggle(key, filtered, list(counts["value"])),
        selection_mode="single-row",
        column_config={
            heading: st.column_config.TextColumn(width="medium"),
            count: st.column_config.ProgressColumn(
                width="small",
                format="%d",
                min_value=0,
                max_value=max(int(counts["count"].max() or 0), 1) if len(counts) else 1,
            ),
        },
        alt=say("charts.alt", what=heading),
    )


def _toggle(key: str, field: str, values: list[str]) -> None:
    for position in st.session_state[key].selection.rows:
        state.toggle(field, values[position])
