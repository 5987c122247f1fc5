"""Draws what is counted over time as a grid of small charts on one scale, a value of a field each."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.panels import chart_frame
from components.panels.chart_frame import LETTERS_PX, OTHERS, PALETTE, PICKED
from components.panels.measure import name_of_measure
from components.panels.time_groups import FILTERED_BY, bounds_of, groups_of, named, others_of
from components.text.strings import say
from geodata import measures
from geodata.column_filters import IS, ColumnFilter
from geodata.query import sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.filters import Filters
    from geodata.measures import Key, Measure
    from geodata.query.store import Store
    from geodata.query.sums import Sums

MOST: Final = 8
"""Values with a chart of their own; all others share one."""
MOST_BARS: Final = 120
"""Periods that a small chart can show one beside the other."""
REST: Final = "rest"
"""What the chart of all others has for a value; the values themselves are numbered."""
_ABREAST, _WIDE, _HIGH = 3, 240, 110


def small_charts(store: Store, filters: Filters, measure: Measure, step: str, field: Key | None) -> None:
    """Draw the charts, what they leave out, and their numbers."""
    if field is None:
        st.caption(say("charts.small_needs"))
        return
    (period,) = measures.keys(step)
    whole = sums.sums(store, filters, measure, (period,))
    parts = sums.sums(store, filters, measure, (period, field), limit=MOST)
    values, lines = lines_of(whole, parts, field)
    what = name_of_measure(measure, of_events=whole.of_events)
    title = say(
        "charts.small_title", title=say(f"charts.title_{step}", what=what), field=named(field).lower()
    )
    key = f"small {measure} {step} {field} {filters.to_query()}"
    if not len(lines):
        st.caption(say("charts.no_bars"))
        return
    spec = _spec(lines, bounds_of(store, filters, whole, lines), what)
    alt = say("charts.small_alt", title=title, n=lines["place"].nunique())
    on_pick = partial(pick, field, values)
    chart_frame.draw(_stacked(lines), spec, title=title, alt=alt, key=key, height=None, on_pick=on_pick)
    chart_frame.picture_link(title)
    st.caption(" ".join(_notes(parts, field, len(values))))
    names = {"group": named(field), "period": say("charts.period")}
    columns = {name: lines[column] for column, name in names.items()}
    numbers = {f"{what}: {say(f'charts.{word}')}": lines[word] for word in ("certainly", "possibly")}
    chart_frame.table(pd.DataFrame({**columns, **numbers}), store, title=title, key=key)


def lines_of(whole: Sums, parts: Sums, field: Key) -> tuple[list[str], pd.DataFrame]:
    """The values with a chart, and a line for each of their bars: what is certain, and what is possible."""
    dated = parts.groups[parts.groups["start"].notna()]
    groups = list(groups_of(dated, field))
    values = [value for value, _, _ in groups]
    if not field.is_shared and parts.left_out:
        groups.append((REST, others_of(whole, dated), say("charts.others")))
    lines = []
    for place, (value, group, label) in enumerate(groups):
        again = [other for other, _, name in groups if name == label and other != value]
        heading = say("charts.small_heading", name=label, value=value) if again else label
        for line in group[group["best_possible"] > 0].to_dict("records"):
            first, after = line["start"].date(), line["end"].date()
            lines.append(
                {
                    "place": place,
                    "value": str(place) if place < len(values) else REST,
                    "group": label,
                    "heading": heading,
                    "period": str(line[whole.by[0].name]),
                    "first": str(first),
                    "after": str(after),
                    "last": str(after - timedelta(days=1)),
                    "certainly": line["best_certain"],
                    "possibly": line["best_possible"],
                }
            )
    return values, pd.DataFrame(lines)


def _spec(lines: pd.DataFrame, bounds: dict[str, str], what: str) -> dict[str, Any]:
    """What is certain solid, what is possible light upon it; all charts have both scales in common."""
    headings = lines.drop_duplicates("place").sort_values("place")["heading"].tolist()
    x = {"type": "temporal", "scale": {"type": "utc", "domain": bounds}, "title": None}
    top = float(lines["possibly"].max())
    y = {"type": "quantitative", "scale": {"domain": [0, top], "nice": True}, "title": None}
    axes = {"x": {"field": "first", **x, "axis": {"tickCount": 4}}, "x2": {"field": "after"}}
    told = [
        {"field": "period", "type": "nominal", "title": say("charts.period")},
        {"field": "certainly", "type": "quantitative", "title": f"{what}: {say('charts.certainly')}"},
        {"field": "possibly", "type": "quantitative", "title": f"{what}: {say('charts.possibly')}"},
    ]
    parts = [say("charts.certainly"), say("charts.possibly")]
    opacity = {
        "field": "part",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": parts, "range": [1, 0.4]},
        "legend": {"orient": "top", "symbolType": "square", "symbolFillColor": OTHERS},
    }
    up = {"y": {"field": "below", **y, "axis": {"tickMinStep": 1, "tickCount": 3}}, "y2": {"field": "above"}}
    bars = {
        "params": [{"name": PICKED, "select": {"type": "point", "fields": ["value"]}}],
        "mark": {"type": "bar", "x2Offset": -0.5, "cursor": "pointer", "color": PALETTE[1]},
        "encoding": {**axes, **up, "opacity": opacity, "tooltip": told},
    }
    header = {"title": None, "labelFontSize": LETTERS_PX, "labelAnchor": "start", "labelLimit": _WIDE}
    return {
        "facet": {"field": "heading", "type": "nominal", "sort": headings, "header": header},
        "columns": 1 if state.is_narrow() else _ABREAST,
        "spec": {"width": _WIDE, "height": _HIGH, **bars},
    }


def _stacked(lines: pd.DataFrame) -> pd.DataFrame:
    """Two pieces a bar, one upon the other; none that has no height."""
    certain, possible = lines["certainly"], lines["possibly"]
    pieces = [("certainly", certain * 0, certain), ("possibly", certain, possible)]
    stacked = [
        lines.assign(part=say(f"charts.{part}"), below=below, above=above) for part, below, above in pieces
    ]
    whole = pd.concat(stacked, ignore_index=True)
    return whole[whole["above"] > whole["below"]]


def _notes(parts: Sums, field: Key, charts: int) -> list[str]:
    notes = [say("charts.how"), say("charts.small_how", n=charts)]
    if field.is_shared:
        notes.append(say("charts.small_shared"))
    elif parts.left_out:
        notes.append(say("charts.small_others"))
    return notes


def pick(field: Key, values: Sequence[str], picked: list[dict[str, Any]]) -> None:
    """Filter by the value whose chart was clicked; or stop doing so. All others are no value."""
    place = picked[0].get("value", REST)
    if place == REST:
        return
    value = values[int(place)]
    if field.column:
        state.toggle("columns", str(ColumnFilter(field.name, IS, value)))
    elif value:
        state.toggle(FILTERED_BY[field.name], value)
