"""Two versions of one dataset beside each other: what came, what went, what changed."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.text import say
from geodata.library import catalog
from geodata.library.diff import compare
from geodata.model import Dataset

MOST_SHOWN: Final = 500


def differences(current: Dataset) -> None:
    """Offer the dataset's other versions for comparison with the open one."""
    others = [version for version in catalog.versions(current.name) if version.version != current.version]
    if not others:
        return
    with st.expander(say("differences.title", n=len(others))):
        chosen = st.selectbox(
            say("differences.with"),
            others,
            format_func=lambda version: f"{version.kept} · {version.version[:12]}",
        )
        found = compare(catalog.load(current.name, chosen.version), current)
        st.markdown(say("differences.found", added=found.added, removed=found.removed, changed=found.changed))
        if len(found.rows):
            st.dataframe(found.rows.head(MOST_SHOWN), hide_index=True, width="stretch")
            st.download_button(
                say("import.download"),
                found.rows.to_csv(index=False).encode("utf-8-sig"),
                file_name=f"{current.name}-differences.csv",
                mime="text/csv",
            )
