"""What every chart has around it: Vega-Lite's letters, its numbers as a table, CSV of them, its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st
from markupsafe import Markup

from components.panels.taking_away import save_button
from components.text.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.query.store import Store

PALETTE: Final = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
"""Okabe and Ito's, as the map's `palette.js` has them; all others share its grey."""
OTHERS: Final = "#8C8C8C"
LETTERS_PX: Final = 13
"""As large as the page's smallest."""
PICKED: Final = "picked"
"""What Vega-Lite calls the marks that were clicked."""


def draw(  # noqa: PLR0913 - what is drawn, and how it is called
    lines: pd.DataFrame,
    spec: dict[str, Any],
    *,
    title: str,
    alt: str,
    key: str,
    height: int | None = 320,
    on_pick: Callable[[list[dict[str, Any]]], None] | None = None,
) -> None:
    """Draw a Vega-Lite chart with its title; `on_pick` gets the marks that were clicked, as their fields."""
    letters = {
        "axis": {"labelFontSize": LETTERS_PX, "titleFontSize": LETTERS_PX},
        "legend": {"labelFontSize": LETTERS_PX},
    }
    whole = {"title": {"text": title, "anchor": "start"}, **spec, "config": letters}
    if height is not None:
        whole["height"] = height
    given: dict[str, Any] = {"key": key, "width": "stretch", "alt": alt}
    if on_pick is not None:
        given |= {"on_select": lambda: _tell(key, on_pick), "selection_mode": PICKED}
    st.vega_lite_chart(lines, whole, **given)


def between(first: str, after: str) -> dict[str, str]:
    """A domain of time from one moment or midnight to another, written as in ISO 8601.

    As an expression of milliseconds: told plainly, Vega-Lite takes them for two different things; told none,
    it looks for the ends in data that come a moment later, and warns that there are none.
    """
    ends = [pd.Timestamp(each) if "Z" in each else pd.Timestamp(each, tz="UTC") for each in (first, after)]
    return {"signal": str([int(end.timestamp()) * 1000 for end in ends])}


def _tell(key: str, on_pick: Callable[[list[dict[str, Any]]], None]) -> None:
    picked = st.session_state[key].selection.get(PICKED) or []
    if picked:
        on_pick(picked)


def picture_link(title: str) -> None:
    """Links that save the chart above as SVG and PNG: the browser has it, see `entry/chart_pictures.js`."""
    link = Markup("<a href='#' data-title='{}' data-kind='{}' role='button'>{}</a>")
    links = [link.format(title, kind, say(f"charts.{kind}", what=title)) for kind in ("svg", "png")]
    st.html(Markup("<p class='downloads chart-picture'>{} {}</p>").format(*links))


def table(numbers: pd.DataFrame, store: Store, *, title: str, key: str) -> None:
    """The chart's numbers, closed at first; and as a file, for those who may take data away."""
    with st.expander(say("charts.table"), key=f"{key} table"):
        st.dataframe(numbers, hide_index=True, width="stretch", alt=title)
        save_button(
            store.dataset,
            say("charts.csv", what=title),
            numbers.to_csv(index=False).encode("utf-8-sig"),
            file=f"{key.split(' ', maxsplit=1)[0]}.csv",
            key=f"{key} csv",
        )
