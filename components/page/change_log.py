"""Lists who changed what in the library, for those who may see it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from access import changes
from access.acts import Act
from access.deciding import may
from components import visitor
from components.text.strings import say


def change_log() -> None:
    """Offer the latest changes, the newest first; closed, they are not read."""
    person = visitor.person()
    if not may(person, Act.SEE_LOG):
        return
    with st.expander(say("log.title"), on_change="rerun", key="change_log") as opened:
        if not opened.open:
            return
        found = changes.log(person)
        if not found:
            st.caption(say("log.nothing"))
            return
        st.dataframe(
            pd.DataFrame(
                {
                    say("log.when"): [each.when[:16].replace("T", " ") for each in found],
                    say("log.who"): [each.who or say("log.machine") for each in found],
                    say("log.act"): [each.act for each in found],
                    say("log.dataset"): [each.dataset for each in found],
                    say("log.version"): [each.version[:12] for each in found],
                    say("log.about"): [each.about for each in found],
                }
            ),
            hide_index=True,
            placeholder="",
        )
