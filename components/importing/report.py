"""Tells what became of a file: how it was read, rows in, accepted and refused, and every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components.text.strings import name_of, say
from components.text.wording import literal
from geodata.jobs.preview import KINDS, SHOWN_ROWS

if TYPE_CHECKING:
    from geodata.jobs.preview import Preview


def account(found: Preview, file: str) -> None:
    """Tell rows in = accepted + refused, with the reasons to read and to download."""
    draft = found.draft
    st.markdown(
        say(
            "import.account",
            n=draft.rows_in,
            accepted=draft.accepted,
            refused=found.counts["refused"],
            layout=literal(name_of("file_layouts", draft.layout)),
            file=literal(file),
        )
    )
    for kind in KINDS:
        _reasons(kind, found, file)


def _reasons(kind: str, found: Preview, file: str) -> None:
    n = found.counts[kind]
    if not n:
        return
    with st.expander(say(f"import.{kind}", n=n), expanded=kind == "refused"):
        rows = getattr(found.draft, KINDS[kind])[["row", "field", "value", "reason"]]
        st.dataframe(rows.head(SHOWN_ROWS), hide_index=True, width="stretch", placeholder="")
        st.download_button(
            say("import.download"),
            lambda: found.csv(kind),  # made when it is asked for
            file_name=f"{file}-{kind}.csv",
            mime="text/csv",
            key=f"download_{kind}",
        )
