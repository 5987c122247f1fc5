"""Draws actors by event types: a cell says how many lie certainly and possibly in both; a click filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from components import state
from components.panels import cell_chart, chart_frame
from components.panels.measure import chosen, name_of_measure
from components.text.strings import say
from geodata.query import crossed_sums

if TYPE_CHECKING:
    import pandas as pd

    from geodata.filters import Filters
    from geodata.query.crossed_sums import Crossed
    from geodata.query.store import Store

ROWS, COLUMNS = 15, 12
_ROW_PX, _AXIS_PX = 26, 150
"""Height of a row, and of title and types together, CSS pixels."""


def crossing_chart(store: Store, filters: Filters) -> None:
    """Draw the matrix, its table and its picture; nothing but a sentence where nothing has both."""
    measure = chosen()
    found = crossed_sums.crossed(store, filters, measure, "actor", "event_type", limit=(ROWS, COLUMNS))
    what = name_of_measure(measure, of_events=found.rows.of_events)
    title = say("charts.crossed", what=what)
    cells = cells_of(found)
    if not len(cells):
        st.caption(say("charts.nothing_crossed"))
        return
    rows, columns = (
        list(dict.fromkeys(cells.sort_values(name)[f"{name}_label"])) for name in ("row", "column")
    )
    key = f"crossed {measure} {filters.to_query()}"
    axes: dict[str, Any] = {
        "x": {"field": "column_label", "type": "nominal", "sort": columns, "title": None, "axis": _axis(-35)},
        "y": {"field": "row_label", "type": "nominal", "sort": rows, "title": None, "axis": _axis(0)},
    }
    names = {"row_label": say("charts.actor_1"), "column_label": say("charts.event_type")}
    layers = cell_chart.layers(cells, axes, names, what, picks=["actor", "event_type"])
    chart_frame.draw(
        cells,
        {"layer": layers},
        title=title,
        alt=say("charts.crossed_alt", title=title, rows=len(rows), columns=len(columns)),
        key=key,
        height=_ROW_PX * len(rows) + _AXIS_PX,
        on_pick=_show,
    )
    chart_frame.picture_link(title)
    st.caption(" ".join(_notes(found)))
    chart_frame.table(cell_chart.numbers(cells, names, what), store, title=title, key=key)


def cells_of(found: Crossed) -> pd.DataFrame:
    """The cells with the names of their row and column, and what stands in them: "3", "2–5"."""
    names = found.rows.groups.dropna(subset=["actor"])
    types = found.columns.groups["event_type"].dropna()
    cells = found.cells.assign(
        actor=names["actor"].to_numpy()[found.cells["row"]],
        row_label=names["actor_name"].to_numpy()[found.cells["row"]],
        event_type=types.to_numpy()[found.cells["column"]],
        column_label=types.to_numpy()[found.cells["column"]],
    )
    return cell_chart.with_bounds(cells)


def _axis(angle: int) -> dict[str, Any]:
    return {"labelAngle": angle, "labelLimit": 230, "labelOverlap": False, "ticks": False, "domain": False}


def _notes(found: Crossed) -> list[str]:
    notes = [say("charts.crossed_how")]
    if found.rows.left_out or found.columns.left_out:
        rows, columns = found.rows.left_out, found.columns.left_out
        notes.append(say("charts.crossed_left_out", rows=rows, columns=columns))
    return notes


def _show(picked: list[dict[str, Any]]) -> None:
    state.show_cell(picked[0]["actor"], picked[0]["event_type"])
