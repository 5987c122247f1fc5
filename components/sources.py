"""Every source that the shown records cite, once each."""

from __future__ import annotations

import streamlit as st

from components.text import say
from geodata.filters import Filters
from geodata.query import answers
from geodata.query.store import Store


def sources(store: Store, filters: Filters) -> None:
    cited = answers.sources(store, filters)
    st.caption(say("sources.count", n=len(cited)))
    safe = cited["url"].where(cited["url"].str.match(r"https?://", na=False))
    st.dataframe(
        {
            say("sources.publisher"): cited["publisher"],
            say("sources.title"): cited["title"],
            say("sources.published"): cited["published"],
            say("sources.reliability"): cited["reliability"],
            say("sources.records"): cited["count"],
            say("sources.link"): safe,
        },
        hide_index=True,
        width="stretch",
        column_config={say("sources.link"): st.column_config.LinkColumn()},
        alt=say("sources.alt"),
    )
