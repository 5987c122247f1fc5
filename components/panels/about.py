"""Shows what the dataset says of itself: description, status note, licence, citation, version and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components.text.strings import say
from components.text.wording import literal

if TYPE_CHECKING:
    from geodata.query.store import Store


def about(store: Store) -> None:
    """Draw it, with the rows that were refused."""
    dataset, info = store.dataset, store.dataset.info
    st.markdown(literal(info.description))
    st.markdown(literal(info.note))
    entries = {
        "records": len(store),
        "zone": info.timezone,
        "licence": info.licence,
        "citation": info.full_citation,
        "version": dataset.version,
    }
    for key, value in entries.items():
        st.markdown(f"**{say(f'about.{key}')}**  \n{literal(str(value))}")
    if len(dataset.rejected):
        st.markdown(say("about.refused", n=len(dataset.rejected)))
        st.dataframe(dataset.rejected, hide_index=True, placeholder="")
    if info.method:
        with st.expander(say("about.method")):
            st.markdown(info.method)
