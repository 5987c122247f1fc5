"""Says what a known layout is: its publisher and licence, and what becomes of which column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components.text.strings import name_of, say
from components.text.wording import literal
from geodata.layouts.descriptions import BECOMES, DESCRIPTIONS

if TYPE_CHECKING:
    from geodata.ingest.draft import Draft


def layout_summary(draft: Draft) -> None:
    """Draw it; a layout without a description is only named."""
    known = DESCRIPTIONS.get(draft.layout)
    if known is None:
        st.markdown(say(f"summary.{draft.layout}") if draft.layout == "own" else literal(draft.layout))
        return
    st.markdown(
        say(
            "summary.published",
            layout=literal(name_of("file_layouts", draft.layout)),
            publisher=literal(known.publisher),
            address=known.address,
            licence=literal(known.licence or say("summary.no_licence")),
        )
    )
    becomes = {column: known.becomes(column) for column in draft.columns}
    lines = [
        f"- {say(f'becomes.{what}')}: {_listed([name for name, each in becomes.items() if each == what])}"
        for what in BECOMES
        if what in becomes.values()
    ]
    kept = [name for name, each in becomes.items() if each is None]
    if kept:
        lines.append(f"- {say('becomes.kept', n=len(kept))}: {_listed(kept)}")
    st.markdown("\n".join(lines))


def _listed(columns: list[str]) -> str:
    return ", ".join(map(literal, columns))
