"""Lists every source that the shown records cite, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components.text import wording
from components.text.strings import say
from geodata.query import answers

if TYPE_CHECKING:
    from components.text.wording import Cell
    from geodata.filters import Filters
    from geodata.query.store import Store


def _rated(letter: Cell) -> str:
    """The letter of the Admiralty code with its meaning: "B: usually reliable"."""
    words = wording.told(letter, "reliability")
    return words if pd.isna(letter) else f"{letter}: {words}"


def sources(store: Store, filters: Filters) -> None:
    """Draw them, most cited first; an address that leads elsewhere than to the web is left out."""
    cited = answers.sources(store, filters)
    st.caption(say("sources.count", n=len(cited)))
    safe = cited["url"].where(cited["url"].str.match(r"https?://", na=False))
    st.dataframe(
        {
            **{
                say(f"sources.{name}"): [wording.told(value) for value in cited[name]]
                for name in ("publisher", "title", "published")
            },
            say("sources.reliability"): [_rated(value) for value in cited["reliability"]],
            say("sources.records"): cited["count"],
            say("sources.link"): safe,
        },
        hide_index=True,
        width="stretch",
        column_config={say("sources.link"): st.column_config.LinkColumn()},
        placeholder=say("value.unknown"),
        alt=say("sources.alt"),
    )
