"""Draws A and B of a comparison over time in one picture: from what is certain to what is possible."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from components.panels import chart_frame
from components.panels.chart_frame import PALETTE
from components.panels.measure import chosen, name_of_measure
from components.panels.time_chart import fitting_step
from components.text.strings import say
from geodata import measures
from geodata.query import event_counts, sums

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.measures import Measure
    from geodata.query.store import Store

_COLOURS: Final = (PALETTE[1], PALETTE[0])
"""Of A and of B."""


def comparison_chart(store: Store, a: Filters, b: Filters) -> None:
    """Draw both; two periods that have no day in common lie one over the other, first day on first day."""
    measure = chosen()
    steps = [fitting_step(store, each, "auto") for each in (a, b)]
    step = max(steps, key=list(measures.PERIODS).index)
    apart = _are_apart(a, b)
    lines = pd.concat(
        [_lines(store, each, measure, step, side) for each, side in ((a, "A"), (b, "B"))], ignore_index=True
    )
    if not len(lines):
        return
    what = name_of_measure(measure, of_events=event_counts.are_weighed(store))
    by = say(f"charts.title_{step}", what=what)
    title = say("compare.over_time_apart" if apart else "compare.over_time", title=by)
    key = f"compared {measure} {step} {a.to_query()} {b.to_query()}"
    chart_frame.draw(
        lines,
        _spec(lines, what, apart=apart, unit=say(f"charts.{step}")),
        title=title,
        alt=title,
        key=key,
        height=260,
    )
    chart_frame.picture_link(title)
    chart_frame.table(_table(lines, what), store, title=title, key=key)


def _are_apart(a: Filters, b: Filters) -> bool:
    """Whether both have first and last days, and none in common."""
    if not (a.start and a.end and b.start and b.end):
        return False
    return a.end < b.start or b.end < a.start


def _lines(store: Store, filters: Filters, measure: Measure, step: str, side: str) -> pd.DataFrame:
    found = sums.sums(store, filters, measure, measures.keys(step)).groups
    dated = found[found["start"].notna()].reset_index(drop=True)
    return pd.DataFrame(
        {
            "side": side,
            "place": dated.index + 1,
            "period": dated.iloc[:, 0].astype("str"),
            "from": [str(start.date()) for start in dated["start"]],
            "last": [str(end.date() - timedelta(days=1)) for end in dated["end"]],
            "certain": dated["best_certain"].astype("float64"),
            "possible": dated["best_possible"].astype("float64"),
        }
    )


def _spec(lines: pd.DataFrame, what: str, *, apart: bool, unit: str) -> dict[str, Any]:
    if apart:
        scale: dict[str, Any] = {"domain": [1, max(2, int(lines["place"].max()))], "nice": False}
        axis = {"tickMinStep": 1, "format": "d"}
        x: dict[str, Any] = {
            "field": "place",
            "type": "quantitative",
            "title": unit,
            "scale": scale,
            "axis": axis,
        }
    else:
        days = chart_frame.between(min(lines["from"]), max(lines["last"]))
        x = {"field": "from", "type": "temporal", "title": None, "scale": {"type": "utc", "domain": days}}
    least, most = min(0.0, float(lines["certain"].min())), max(1.0, float(lines["possible"].max()))
    y = {"type": "quantitative", "title": None, "scale": {"domain": [least, most], "nice": True}}
    colour = {
        "field": "side",
        "type": "nominal",
        "title": None,
        "scale": {"domain": ["A", "B"], "range": list(_COLOURS)},
        "legend": {"orient": "top", "symbolOpacity": 1, "symbolType": "square"},
    }
    tips = [
        {"field": "side", "type": "nominal", "title": " "},
        {"field": "period", "type": "nominal", "title": say("charts.period")},
        {"field": "certain", "type": "quantitative", "title": f"{what}, {say('charts.certainly').lower()}"},
        {"field": "possible", "type": "quantitative", "title": f"{what}, {say('charts.possibly').lower()}"},
    ]
    low, high = {"field": "certain", **y}, {"field": "possible"}
    band = {"type": "area", "opacity": 0.25, "interpolate": "step"}
    line = {"type": "line", "interpolate": "step", "strokeWidth": 2}
    point = {"type": "point", "filled": True, "size": 30}
    return {
        "layer": [
            {"mark": band, "encoding": {"x": x, "y": low, "y2": high, "color": colour}},
            {"mark": line, "encoding": {"x": x, "y": low, "color": colour}},
            {"mark": point, "encoding": {"x": x, "y": low, "color": colour, "tooltip": tips}},
        ]
    }


def _table(lines: pd.DataFrame, what: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            " ": lines["side"],
            say("charts.period"): lines["period"],
            f"{what}: {say('charts.certainly')}": lines["certain"],
            f"{what}: {say('charts.possibly')}": lines["possible"],
        }
    )
