"""Draws a measure by hour and day of the week, of what is known to the hour, and says what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from components import state
from components.panels import cell_chart, chart_frame
from components.panels.measure import chosen, name_of_measure
from components.text.strings import say
from geodata.clock_filters import HOURS, WEEKDAYS
from geodata.query import event_counts, week_hours

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store


def week_chart(store: Store, filters: Filters) -> None:
    """Draw the hours of a week, and say how many records give no hour."""
    measure = chosen()
    found = week_hours.week_hours(store, filters, measure)
    what = name_of_measure(measure, of_events=event_counts.are_weighed(store))
    title = say("charts.week_title", what=what, zone=store.dataset.info.timezone)
    n = found.unknown + week_hours.left_out(store, filters)
    hint = f" {say('charts.week_hint')}" if found.known else ""
    st.caption(say("charts.week_known", known=found.known, n=n) + hint)
    if not found.known:
        return
    days = [say(f"charts.{name}") for name in WEEKDAYS]
    cells = found.cells.assign(
        day=[days[number] for number in found.cells["weekday"]],
        clock=[f"{hour:02}" for hour in found.cells["hour"]],
    )
    cells = cell_chart.with_bounds(cells[cells["records_possible"] > 0])
    hours = [f"{hour:02}" for hour in range(HOURS)]
    axes: dict[str, Any] = {
        "x": {
            "field": "clock",
            "type": "ordinal",
            "scale": {"domain": hours},
            "title": say("charts.hour"),
            "axis": {"labelAngle": 0},
        },
        "y": {
            "field": "day",
            "type": "ordinal",
            "scale": {"domain": days},
            "title": None,
            "axis": {"labelOverlap": False},
        },
    }
    names = {"day": say("charts.weekday"), "clock": say("charts.hour")}
    layers = cell_chart.layers(cells, axes, names, what, picks=["weekday", "hour"])
    key = f"hours {measure} {filters.to_query()}"
    alt = say("charts.week_alt", title=title)
    chart_frame.draw(cells, {"layer": layers}, title=title, alt=alt, key=key, height=280, on_pick=_show)
    chart_frame.picture_link(title)
    chart_frame.table(cell_chart.numbers(cells, names, what), store, title=title, key=key)


def _show(picked: list[dict[str, Any]]) -> None:
    state.show_hour(WEEKDAYS[int(picked[0]["weekday"])], int(picked[0]["hour"]))
