"""The records shown, one a row: the map's text alternative, and a second way to choose an incident."""

from __future__ import annotations

from math import ceil
from typing import Final, cast

import pandas as pd
import streamlit as st

from components import state, wording
from components.text import name_of, say
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.cache import Cache
from geodata.query.store import Store

ROWS_A_PAGE: Final = 100
_PAGES: Final = Cache(64)
"""Pages made lately: visitors of a hosted map ask for the same ones."""
COLUMNS: Final = (
    *("row", "id", "title", "start", "end", "time_class", "place", "location_class"),
    *("kind", "event_type", "fatalities_best", "confidence"),
)
"""What the table is made of; a page of all columns takes twice as long to fetch."""


def incident_table(store: Store, filters: Filters, *, shown: int) -> None:
    """Draw one page of the `shown` records; a chosen row opens its details."""
    page = _page(shown)
    offset = (page - 1) * ROWS_A_PAGE
    ids, lines = _lines(store, filters, offset)
    key = f"table {store.dataset.version} {filters.to_query()} {page}"
    st.dataframe(
        lines,
        key=key,
        hide_index=True,
        width="stretch",
        height=min(560, 38 + 35 * max(len(ids), 1)),
        on_select=lambda: _select(key, ids),
        selection_mode="single-row",
        column_config={
            say("table.title"): st.column_config.TextColumn(width="large"),
            say("table.fatalities"): st.column_config.NumberColumn(width="small"),
        },
        alt=say("table.alt"),
    )
    st.caption(say("table.range", first=min(offset + 1, shown), last=offset + len(ids), n=shown))


def _page(shown: int) -> int:
    pages = ceil(shown / ROWS_A_PAGE)
    if pages <= 1:
        return 1
    page = st.number_input(say("table.page"), 1, pages, key=f"table_page_{pages}", width=140)
    return int(page)


def _lines(store: Store, filters: Filters, offset: int) -> tuple[list[str], pd.DataFrame]:
    """The incidents' ids and a page of the table, from memory where it was made lately."""
    key = (store.dataset.name, store.dataset.version, filters, offset)
    made = _PAGES.get(key)
    if made is None:
        records = answers.rows(store, filters, offset=offset, limit=ROWS_A_PAGE, columns=COLUMNS)
        made = list(records["id"]), _in_words(store, records)
        _PAGES.put(key, made)
    return cast("tuple[list[str], pd.DataFrame]", made)


def _in_words(store: Store, records: pd.DataFrame) -> pd.DataFrame:
    timezone = store.dataset.info.timezone
    names = answers.place_names(store, records["place"])
    taking_part = answers.actor_names(store, records["row"])
    return pd.DataFrame(
        {
            say("table.when"): [
                wording.interval(start, end, time_class, timezone)
                for start, end, time_class in zip(
                    records["start"], records["end"], records["time_class"], strict=True
                )
            ],
            say("table.title"): records["title"].fillna(records["id"]),
            say("table.where"): records["place"].map(names),
            say("table.precision"): [name_of("location_classes", name) for name in records["location_class"]],
            say("table.kind"): [name_of("kinds", name) for name in records["kind"]],
            say("table.type"): records["event_type"],
            say("table.actors"): [", ".join(taking_part.get(row, ())) for row in records["row"]],
            say("table.fatalities"): records["fatalities_best"],
            say("table.confidence"): [name_of("confidences", name) for name in records["confidence"]],
        }
    )


def _select(key: str, ids: list[str]) -> None:
    chosen = st.session_state[key].selection.rows
    state.choose(ids[chosen[0]] if chosen else None)
