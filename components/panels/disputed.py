"""Lists where sources disagree: each rival claim of the records shown, with who says so and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from components import state
from components.panels.details import web_address
from components.text import wording
from components.text.strings import say
from geodata.query import answers, claims

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store


def disputed(store: Store, filters: Filters) -> None:
    """Draw them, a line a claim; a click on a line opens its record."""
    shown = claims.disputed(store, filters)
    st.caption(say("disputed.count", n=shown) if shown else say("disputed.none"))
    if not shown:
        return
    found = claims.rival_claims(store, filters)
    records = answers.records(store, dict.fromkeys(found["row"].tolist()))
    key = f"disputed {store.dataset.version} {filters.to_query()}"
    ids = [str(records.at[row, "id"]) for row in found["row"].tolist()]
    st.dataframe(
        in_words(found, records, store.dataset.info.timezone),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(560, 38 + 35 * max(len(found), 1)),
        on_select=lambda: _select(key, ids),
        selection_mode="single-cell",
        column_config={say("disputed.link"): st.column_config.LinkColumn(display_text=say("disputed.open"))},
        alt=say("disputed.alt"),
    )
    if shown > claims.MOST_RECORDS:
        st.caption(say("disputed.cut", n=claims.MOST_RECORDS))


def in_words(found: pd.DataFrame, records: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """Lines of `claims.rival_claims` as people read them."""
    lines = [(records.loc[claim["row"]], claim) for claim in found.to_dict("records")]
    columns: dict[str, list[Any]] = {
        "record": [wording.text_of(record["title"]) or record["id"] for record, _ in lines],
        "when": [wording.when(record, timezone) for record, _ in lines],
        "field": [wording.told(claim["field"]).replace("_", " ") for _, claim in lines],
        "claim": [wording.told(claim["value"]) for _, claim in lines],
        "said_by": [_said(claim) for _, claim in lines],
        "source": [_source(claim) for _, claim in lines],
        "link": [web_address(claim["url"]) for _, claim in lines],
    }
    return pd.DataFrame({say(f"disputed.{name}"): cells for name, cells in columns.items()})


def _source(claim: dict[Any, Any]) -> str:
    """The source's number among its record's, as the details have it, and what it is called."""
    if pd.isna(claim["number"]):
        return wording.told(None)
    named = (wording.text_of(claim[name]) for name in ("title", "publisher", "source"))
    return f"[{claim['number']}] {next(filter(None, named))}"


def _said(claim: dict[Any, Any]) -> str:
    """Who says so, or else the publisher of the source that does."""
    return wording.told(wording.text_of(claim["said_by"]) or claim["publisher"])


def _select(key: str, ids: list[str]) -> None:
    cells = st.session_state[key].selection.cells
    state.choose(ids[cells[0][0]] if cells else None)
