"""Adds up what is shown over time, by actor, type, precision and source, and by pairs of actors."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from components import state
from components.panels.crossing_chart import crossing_chart
from components.panels.figures_chart import figures_chart
from components.panels.filters import NAMED
from components.panels.measure import chosen, name_of_measure
from components.panels.summary_links import summary_link
from components.panels.time_chart import time_chart
from components.panels.time_groups import FILTERED_BY, best_of
from components.panels.week_chart import week_chart
from components.text.strings import name_of, say
from geodata import measures
from geodata.query import sum_groups, sums

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geodata.filters import Filters
    from geodata.query.store import Store
    from geodata.query.sums import Sums

BARS: Final = 12
PAIRS: Final = 50


def charts(store: Store, filters: Filters) -> None:
    """Offer the charts, and draw the one that is open; the others are not computed."""
    chart: str = st.segmented_control(
        say("charts.label"),
        state.LOOKS[state.CHART],
        default=state.look(state.CHART),
        **state.bound_look(state.CHART),
        format_func=lambda name: say(f"charts.of_{name}"),
        required=True,
        label_visibility="collapsed",
    )
    _DRAWN.get(chart, _ranked)(store, filters)


def _ranked(store: Store, filters: Filters) -> None:
    """What is counted over time, a chart for each of `FILTERED_BY`, and pairs of actors."""
    time_chart(store, filters)
    st.caption(f"{say('charts.hint')} {say('charts.several')}")
    columns = st.columns(3 if chosen() == measures.Measure() else 2)  # a measure has more to tell
    for position, field in enumerate(FILTERED_BY):
        with columns[position % len(columns)]:
            _chart(store, filters, field)
    _pairs(store, filters)


def _chart(store: Store, filters: Filters, field: str) -> None:
    filtered, found = FILTERED_BY[field], _added(store, filters, field, BARS)
    values = found.groups[field].tolist()
    labels = (
        [name_of(filtered, value) for value in values]
        if filtered in NAMED
        else found.groups[sum_groups.columns_of(found.by[0])[-1]]
    )
    key = f"chart {field} {found.measure} {filters.to_query()}"
    _sheet(found, {say(f"charts.{field}"): labels}, key, partial(_toggle, key, filtered, values))
    what = f"{name_of_measure(found.measure, of_events=found.of_events)}, {say(f'charts.{field}').lower()}"
    summary_link(store, filters, found.measure, found.by, say("charts.csv", what=what))


def _pairs(store: Store, filters: Filters) -> None:
    found = _added(store, filters, measures.PAIR, PAIRS)
    if not len(found.groups):
        return
    st.caption(say("charts.pair_hint"))
    key = f"chart pairs {found.measure} {filters.to_query()}"
    pairs = found.groups[["actor_1", "actor_2"]].to_numpy().tolist()
    names = {say(f"charts.{name}"): found.groups[f"{name}_name"] for name in ("actor_1", "actor_2")}
    _sheet(found, names, key, partial(_show_pair, key, pairs))
    what = f"{name_of_measure(found.measure, of_events=found.of_events)}, {say('charts.actor_pair').lower()}"
    summary_link(store, filters, found.measure, found.by, say("charts.csv", what=what))


def _added(store: Store, filters: Filters, field: str, limit: int) -> Sums:
    """The sums of the greatest values, without the line of what is missing."""
    found = sums.sums(store, filters, chosen(), measures.keys(field), limit=limit)
    named = found.groups[sum_groups.columns_of(found.by[0])[0]].notna()
    return replace(found, groups=found.groups[named].reset_index(drop=True))


def _sheet(found: Sums, names: dict[str, Any], key: str, on_select: Callable[[], None]) -> None:
    """A line a value: its name, a bar of what is possible, and what is certain where that differs."""
    groups, what = found.groups, name_of_measure(found.measure, of_events=found.of_events)
    possible, certain = best_of(groups, "possible"), best_of(groups, "certain")
    bars = groups[[]].assign(**names, **{what: possible})
    config: dict[str, Any] = {name: st.column_config.TextColumn(width="medium") for name in names}
    config[what] = st.column_config.ProgressColumn(
        width="small",
        format="localized",
        min_value=0,
        max_value=max(float(possible.max() or 0), 1.0) if possible.notna().any() else 1.0,
    )
    if not certain.equals(possible):
        bars[say("charts.certainly")] = certain
    if found.measure.has_range and (groups["low_possible"] != groups["high_possible"]).any():
        bars[say("charts.low_high")] = _ranges(groups)
    if found.measure != measures.Measure() or groups["unknown_possible"].any():
        bars[say("charts.no_number")] = groups["unknown_possible"]
    heading = next(iter(names))
    st.dataframe(
        bars,
        key=key,
        hide_index=True,
        on_select=on_select,
        selection_mode="single-row",
        column_config=config,
        alt=say("charts.alt", what=heading, measure=what.lower()),
    )


def _ranges(groups: pd.DataFrame) -> list[str]:
    numbers = groups[["low_certain", "high_possible", "records_possible", "unknown_possible"]]
    return [
        "" if n == unknown else f"{low:,}–{high:,}"
        for low, high, n, unknown in numbers.itertuples(index=False)
    ]


_DRAWN: Final = {"types": crossing_chart, "hours": week_chart, "figures": figures_chart}


def _toggle(key: str, field: str, values: list[str]) -> None:
    for position in st.session_state[key].selection.rows:
        state.toggle(field, values[position])


def _show_pair(key: str, pairs: list[list[str]]) -> None:
    for position in st.session_state[key].selection.rows:
        state.show_together(tuple(pairs[position]))
