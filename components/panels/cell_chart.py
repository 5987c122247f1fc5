"""Charts whose cells are the darker the more lies in them: what stands in a cell, and their table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from components.panels import chart_frame
from components.panels.time_groups import best_of
from components.text.strings import say

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_bounds(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with the sums of best figures as `certain` and `possible`, and both in words as `told`."""
    sums = cells.assign(certain=best_of(cells, "certain"), possible=best_of(cells, "possible"))
    pairs = zip(sums["certain"], sums["possible"], strict=True)
    return sums.assign(told=[told(*each) for each in pairs])


def told(certain: float, possible: float) -> str:
    """What stands in a cell: "3", "2–5"; no number is no zero."""
    if pd.isna(possible):
        return "?"
    least = 0 if pd.isna(certain) else certain
    return f"{possible:,.10g}" if least == possible else f"{least:,.10g}–{possible:,.10g}"


def numbers(cells: pd.DataFrame, names: Mapping[str, str], what: str) -> pd.DataFrame:
    """The cells as a table: the columns of `names` called so, and what was counted."""
    return pd.DataFrame(
        {
            **{name: cells[column] for column, name in names.items()},
            f"{what}: {say('charts.certainly')}": cells["certain"],
            f"{what}: {say('charts.possibly')}": cells["possible"],
            say("charts.no_number"): cells["unknown_possible"],
        }
    )


def layers(
    cells: pd.DataFrame,
    axes: dict[str, Any],
    names: Mapping[str, str],
    what: str,
    *,
    picks: list[str] | None = None,
) -> list[dict[str, Any]]:
    """Layers of a table whose cells are the darker the more is `possible`, with `told` written in them.

    Parameters
    ----------
    names
        What the columns are called that a cell tells when it is pointed at.
    what
        What was counted.
    picks
        The fields of a cell that a click tells.
    """
    counted = cells["possible"].dropna()
    top = max(float(counted.max()), 1.0) if len(counted) else 1.0
    tips = [
        {"field": field, "type": "nominal", "title": title}
        for field, title in {**names, "told": what}.items()
    ]
    fill = {
        "field": "possible",
        "type": "quantitative",
        "scale": {"domain": [0, top], "range": ["#E8F0F6", "#0072B2"]},
        "legend": None,
    }
    letters = {
        "condition": {"test": f"datum.possible > {top * 0.55}", "value": "#FFFFFF"},
        "value": "#1A1A1A",
    }
    cell: dict[str, Any] = {"type": "rect", "stroke": chart_frame.OTHERS, "strokeWidth": 0.5}
    layer: dict[str, Any] = {"mark": cell, "encoding": {**axes, "color": fill, "tooltip": tips}}
    if picks:
        cell["cursor"] = "pointer"
        layer["params"] = [{"name": chart_frame.PICKED, "select": {"type": "point", "fields": picks}}]
    text = {
        "mark": {"type": "text", "fontSize": chart_frame.LETTERS_PX},
        "encoding": {**axes, "text": {"field": "told", "type": "nominal"}, "color": letters},
    }
    return [layer, text]
