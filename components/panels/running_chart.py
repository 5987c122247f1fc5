"""Draws what has come together by each period's end, or means of the latest periods: certain and possible."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from components import state
from components.panels import chart_frame
from components.panels.chart_frame import PALETTE, PICKED
from components.panels.measure import name_of_measure
from components.text.strings import say
from geodata import measures
from geodata.query import event_counts, running_sums, sums

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.measures import Measure
    from geodata.query.store import Store


def running_chart(store: Store, filters: Filters, measure: Measure, step: str) -> None:
    """Draw the band from what is certain to what is possible, its table and its picture."""
    shape, (period,) = state.look(state.SHAPE), measures.keys(step)
    if shape == "running":
        found = running_sums.running(store, filters, measure, period)
    else:
        found = running_sums.means(sums.sums(store, filters, measure, (period,)).groups, step)
    what = name_of_measure(measure, of_events=event_counts.are_weighed(store))
    many = running_sums.WINDOWS[step]
    title = say(f"charts.title_{shape}", what=what, n=many, period=say(f"charts.of_{step}"))
    lines = _lines(found, step)
    if not len(lines):
        st.caption(say("charts.no_bars"))
        return
    key = f"{shape} {measure} {step} {filters.to_query()}"
    spec = _spec(what, lines, _first(store, filters, lines))
    chart_frame.draw(lines, spec, title=title, alt=title, key=key, on_pick=_show_days)
    chart_frame.picture_link(title)
    st.caption(f"{say(f'charts.how_{shape}')} {say('charts.click_point')}")
    numbers = pd.DataFrame(
        {
            say("charts.period"): lines["period"],
            f"{what}: {say('charts.certainly')}": lines["certain"],
            f"{what}: {say('charts.possibly')}": lines["possible"],
        }
    )
    chart_frame.table(numbers, store, title=title, key=key)


def _lines(found: pd.DataFrame, step: str) -> pd.DataFrame:
    dated = found[found["start"].notna() & found["best_possible"].notna()]
    lasts = [end.date() - timedelta(days=1) for end in dated["end"]]
    return pd.DataFrame(
        {
            "period": dated[step].astype("str"),
            "from": [str(start.date()) for start in dated["start"]],
            "last": [str(last) for last in lasts],
            "certain": dated["best_certain"].astype("float64").round(4),
            "possible": dated["best_possible"].astype("float64").round(4),
        }
    ).reset_index(drop=True)


def _first(store: Store, filters: Filters, lines: pd.DataFrame) -> str:
    """Where the chart begins: with the busy years, unless dates are chosen."""
    first, stretch = str(lines["from"].iloc[0]), store.statistics.stretch
    if filters.start or filters.end or not stretch:
        return first
    busy = pd.Timestamp(stretch[0] * 60, unit="s", tz="UTC").tz_convert(store.dataset.info.timezone)
    return max(first, str(busy.date()))


def _spec(what: str, lines: pd.DataFrame, first: str) -> dict[str, Any]:
    days = chart_frame.between(first, str(lines["last"].iloc[-1]))
    x = {"field": "last", "type": "temporal", "title": None, "scale": {"type": "utc", "domain": days}}
    least, most = min(0.0, float(lines["certain"].min())), float(lines["possible"].max())
    y = {"type": "quantitative", "title": None, "scale": {"domain": [least, max(most, 1.0)], "nice": True}}
    tips = [
        {"field": "period", "type": "nominal", "title": say("charts.period")},
        {"field": "certain", "type": "quantitative", "title": f"{what}, {say('charts.certainly').lower()}"},
        {"field": "possible", "type": "quantitative", "title": f"{what}, {say('charts.possibly').lower()}"},
    ]
    blue = PALETTE[1]
    band = {"type": "area", "color": blue, "opacity": 0.3, "interpolate": "step-after", "clip": True}
    line = {"type": "line", "color": blue, "interpolate": "step-after", "strokeWidth": 2, "clip": True}
    size = 40 if len(lines) < 80 else 14
    point = {"type": "point", "color": blue, "filled": True, "size": size, "cursor": "pointer", "clip": True}
    return {
        "layer": [
            {"mark": band, "encoding": {"x": x, "y": {"field": "certain", **y}, "y2": {"field": "possible"}}},
            {"mark": line, "encoding": {"x": x, "y": {"field": "certain", **y}}},
            {
                "params": [{"name": PICKED, "select": {"type": "point", "fields": ["from", "last"]}}],
                "mark": point,
                "encoding": {"x": x, "y": {"field": "certain", **y}, "tooltip": tips},
            },
        ]
    }


def _show_days(picked: list[dict[str, Any]]) -> None:
    first, last = (picked[0][name] for name in ("from", "last"))
    days = [date.fromisoformat(each) if isinstance(each, str) else _day(each) for each in (first, last)]
    state.show_days(*days)


def _day(milliseconds: float) -> date:
    return pd.Timestamp(milliseconds, unit="ms", tz="UTC").date()
