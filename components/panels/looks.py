"""Draws a list in which a look of the page is chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import state
from components.text.strings import say


def look_list(look: str, label: str, words: str, **how: Any) -> None:
    """Draw it for one of `state.LOOKS`; each entry is said by the words whose names begin so."""
    offered = state.LOOKS[look]
    st.selectbox(
        say(label),
        offered,
        index=offered.index(state.look(look)),
        **state.bound_look(look),
        format_func=lambda name: say(f"{words}{name}"),
        **how,
    )
