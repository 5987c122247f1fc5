"""What the dataset says of itself: description, status note, licence, citation, version and method."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from components.text import say
from components.wording import literal
from geodata.query.store import Store


def about(store: Store) -> None:
    dataset, info = store.dataset, store.dataset.info
    st.markdown(literal(info.description))
    st.markdown(literal(info.note))
    today = datetime.now(ZoneInfo(info.timezone)).date()
    facts = {
        "records": len(store),
        "zone": info.timezone,
        "licence": info.licence,
        "citation": f"{info.citation} ({say('about.accessed', date=today.isoformat())})",
        "version": dataset.version,
    }
    for key, value in facts.items():
        st.markdown(f"**{say(f'about.{key}')}**  \n{literal(str(value))}")
    if len(dataset.rejected):
        st.markdown(say("about.refused", n=len(dataset.rejected)))
        st.dataframe(dataset.rejected, hide_index=True)
    if info.method:
        with st.expander(say("about.method")):
            st.markdown(info.method)
