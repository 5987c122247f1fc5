"""Tells what became of a file: how it was read, rows in, accepted and refused, and every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components.text.strings import name_of, say
from components.text.wording import literal

if TYPE_CHECKING:
    import pandas as pd

    from geodata.ingest.draft import Draft

SHOWN_ROWS = 200


def account(draft: Draft, file: str) -> None:
    """Tell rows in = accepted + refused, with the reasons to read and to download."""
    st.markdown(
        say(
            "import.account",
            n=draft.rows_in,
            accepted=draft.accepted,
            refused=len(draft.rejected),
            layout=literal(name_of("file_layouts", draft.layout)),
            file=literal(file),
        )
    )
    _reasons("refused", draft.rejected, file)
    _reasons("warned", draft.warnings, file)


def _reasons(kind: str, rows: pd.DataFrame, file: str) -> None:
    if rows.empty:
        return
    with st.expander(say(f"import.{kind}", n=len(rows)), expanded=kind == "refused"):
        columns = ["row", "field", "value", "reason"]
        st.dataframe(rows[columns].head(SHOWN_ROWS), hide_index=True, width="stretch", placeholder="")
        st.download_button(
            say("import.download"),
            rows.to_csv(index=False).encode("utf-8-sig"),
            file_name=f"{file}-{kind}.csv",
            mime="text/csv",
            key=f"download_{kind}",
        )
