"""Draws figures other than tolls as steps in time: how a force grew and shrank, and who says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.panels import chart_frame
from components.panels.chart_frame import PALETTE, PICKED
from components.text import wording
from components.text.strings import say
from geodata.query import figures_over_time

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

MOST: Final = len(PALETTE)
_JOINED: Final = "figures_joined"


def figures_chart(store: Store, filters: Filters) -> None:
    """Offer the figures that the records shown give; draw those that are chosen, with their table."""
    offered = figures_over_time.offered(store, filters)
    if not len(offered):
        st.caption(say("charts.no_figures"))
        return
    whats, joined = _choices(offered)
    found = figures_over_time.figures(store, filters, whats)
    named = ", ".join(whats)
    title = say("charts.figures", what=named)
    if len(found.lines):
        zone = store.dataset.info.timezone
        _draw(
            found.lines, title, joined=joined, zone=zone, key=f"figures {joined} {named} {filters.to_query()}"
        )
        chart_frame.picture_link(title)
    else:
        st.caption(say("charts.no_dated_figures"))
    notes = [say("charts.figures_how")]
    if found.undated:
        notes.append(say("charts.figures_undated", n=found.undated))
    if found.left_out:
        notes.append(say("charts.figures_left_out", n=found.left_out))
    st.caption(" ".join(notes))
    if len(found.lines):
        numbers = _table(found.lines, store.dataset.info.timezone)
        chart_frame.table(numbers, store, title=title, key=f"figures {named} {filters.to_query()}")


def _choices(offered: pd.DataFrame) -> tuple[tuple[str, ...], bool]:
    """Which figures, of the address where there are any, else the first that is offered; and if one line."""
    units = offered.groupby("what", sort=False)["unit"].agg(lambda each: ", ".join(filter(None, each)))
    records = offered.groupby("what", sort=False)["records"].sum()
    names = list(units.index)
    asked = [each for each in state.look(state.FIGURES).split(state.BETWEEN_FIGURES) if each in names]
    key = f"{state.bound_look(state.FIGURES)['key']}_choice"
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        whats = st.multiselect(
            say("charts.figures_label"),
            names,
            default=asked[:MOST] or names[:1],
            format_func=lambda what: say("charts.figure", what=what, unit=units[what], n=int(records[what])),
            max_selections=MOST,
            key=key,
            on_change=_take,
            args=(key,),
        )
        joined = st.toggle(say("charts.joined"), key=_JOINED, help=say("charts.joined_help"))
    return tuple(whats), joined


def _take(key: str) -> None:
    state.set_look(state.FIGURES, state.BETWEEN_FIGURES.join(st.session_state[key]))


def _draw(lines: pd.DataFrame, title: str, *, joined: bool, zone: str, key: str) -> None:
    last = lines["start"].max()
    until = last + max(pd.Timedelta(days=14), (last - lines["start"].min()) * 0.06)
    steps = figures_over_time.steps(lines, until, by=None if joined else "what")
    middle = steps["best"].fillna(steps["low"])
    drawn = pd.DataFrame(
        {
            "id": steps["id"],
            "record": steps["title"].fillna(steps["id"]),
            "what": steps["what"],
            "line": say("charts.joined_line") if joined else steps["what"],
            "from": _local(steps["start"], zone),
            "after": _local(steps["after"], zone),
            "low": steps["low"],
            "high": steps["high"],
            "best": middle,
            "told": [wording.figure(*each) for each in _numbers(steps)],
            "when": _when(steps, zone),
            "part": [say(f"charts.{'certainly' if each else 'possibly'}") for each in steps["certain"]],
            "rivals": steps["rivals"],
        }
    )
    names = list(dict.fromkeys(drawn["line"]))
    days = chart_frame.between(drawn["from"].min(), drawn["after"].max())
    x = {"type": "temporal", "title": None, "scale": {"type": "utc", "domain": days}}
    top = float(drawn["high"].max())
    y = {"type": "quantitative", "title": None, "scale": {"domain": [0, top], "nice": True}}
    colour = {
        "field": "line",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": [PALETTE[(place + 1) % MOST] for place in range(len(names))]},
        "legend": {"orient": "top", "labelLimit": 300, "symbolOpacity": 1} if len(names) > 1 else None,
    }
    light = {
        "condition": {"test": f"datum.part === '{say('charts.certainly')}'", "value": 1},
        "value": 0.5,
    }
    tips = [
        {"field": name, "type": "nominal", "title": say(f"charts.figure_{name}")}
        for name in ("record", "when", "what", "told", "rivals", "part")
    ]
    ends = {"x": {"field": "from", **x}, "x2": {"field": "after"}}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "rect", "opacity": 0.22},
            "encoding": {**ends, "y": {"field": "low", **y}, "y2": {"field": "high"}, "color": colour},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 2.5},
            "encoding": {**ends, "y": {"field": "best", **y}, "color": colour, "opacity": light},
        },
        {
            "params": [{"name": PICKED, "select": {"type": "point", "fields": ["id"]}}],
            "mark": {"type": "point", "filled": True, "size": 70, "cursor": "pointer"},
            "encoding": {
                "x": {"field": "from", **x},
                "y": {"field": "best", **y},
                "color": colour,
                "opacity": light,
                "tooltip": tips,
            },
        },
    ]
    alt = say("charts.figures_alt", title=title)
    chart_frame.draw(drawn, {"layer": layers}, title=title, alt=alt, key=key, on_pick=_open)


def _local(times: pd.Series, zone: str) -> list[str]:
    return [pd.Timestamp(each).tz_convert(zone).strftime("%Y-%m-%dT%H:%M:%SZ") for each in times]


def _numbers(lines: pd.DataFrame) -> list[tuple[float, float, float]]:
    return list(lines[["low", "best", "high"]].itertuples(index=False, name=None))


def _when(lines: pd.DataFrame, zone: str) -> list[str]:
    return [
        wording.interval(start, end, time_class, zone)
        for start, end, time_class in lines[["start", "end", "time_class"]].itertuples(index=False)
    ]


def _table(lines: pd.DataFrame, zone: str) -> pd.DataFrame:
    parts = ["certainly" if each else "possibly" for each in lines["certain"]]
    return pd.DataFrame(
        {
            say("charts.figure_when"): _when(lines, zone),
            say("charts.figure_record"): lines["title"].fillna(lines["id"]),
            say("charts.figure_what"): lines["what"],
            say("charts.low"): lines["low"],
            say("charts.best"): lines["best"],
            say("charts.high"): lines["high"],
            say("charts.unit"): lines["unit"],
            say("charts.figure_part"): [say(f"charts.{part}") for part in parts],
            say("charts.figure_rivals"): lines["rivals"],
        }
    )


def _open(picked: list[dict[str, Any]]) -> None:
    state.choose(str(picked[0]["id"]))
