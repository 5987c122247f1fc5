"""Lists, for each record of one filter, the nearest of another's, with how far it is; both can be opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from components import state
from components.panels.taking_away import save_button
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import FilterError
from geodata.query import neighbours as finding

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

_HIGHEST: Final = 460
_KEY: Final = "neighbours"


def neighbours(store: Store, filters: Filters, other: Filters) -> None:
    """Offer the table; as long as it is closed, nothing is looked for."""
    with st.expander(say("neighbours.title"), on_change="rerun", key=_KEY) as opened:
        if not opened.open:
            return
        try:
            found = finding.nearest(store, filters, store, other)
        except FilterError as error:  # too many records, or none with a point: what to do is in its words
            st.info(literal(str(error)), icon=":material/info:")
            return
        st.caption(say("neighbours.meaning"))
        if len(found.lines):
            _table(found.lines, filters, other)
        for name in ("left_out", "others_left_out"):
            if n := getattr(found, name):
                st.caption(say(f"neighbours.{name}", n=n))
        save_button(
            store.dataset,
            say("neighbours.download"),
            lambda: found.lines.to_csv(index=False).encode("utf-8-sig"),
            file="nearest.csv",
            key=f"{_KEY}_csv",
        )


def _table(lines: pd.DataFrame, filters: Filters, other: Filters) -> None:
    key = f"{_KEY} {filters.to_query()} {other.to_query()}"
    columns = {
        "record": lines["title"].fillna(lines["id"]),
        "nearest": lines["nearest_title"].fillna(lines["nearest_id"]),
        **{name: lines[name].where(lines[name] < float("inf")) for name in finding.FIGURES},
        "certain": [say("neighbours.surely" if each else "neighbours.maybe") for each in lines["certain"]],
    }
    st.dataframe(
        pd.DataFrame({say(f"neighbours.{name}"): cells for name, cells in columns.items()}),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(_HIGHEST, 38 + 35 * len(lines)),
        placeholder=say("neighbours.unknown"),
        on_select=partial(_open, key, [lines["id"].tolist(), lines["nearest_id"].tolist()]),
        selection_mode="single-cell",
        column_config={
            say(f"neighbours.{name}"): st.column_config.NumberColumn(format="%.1f")
            for name in finding.FIGURES
        },
        alt=say("neighbours.alt"),
    )


def _open(key: str, ids: list[list[str]]) -> None:
    """A press on the nearest's title opens that one, any other the record."""
    for position, column in st.session_state[key].selection.cells:
        state.choose(ids[column == say("neighbours.nearest")][position])
