"""Tells what became of a file: how it was read, rows in, accepted and refused, and every reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from components.text.strings import name_of, say
from components.text.wording import literal
from geodata.jobs.preview import KINDS, SHOWN_ROWS

if TYPE_CHECKING:
    from geodata.ingest.alike_remarks import Group
    from geodata.jobs.preview import Preview


_GROUPS: Final = 20
_LONGEST_VALUE: Final = 80


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
        reasons(kind, found, file)


def reasons(kind: str, found: Preview, file: str, *, key: str = "") -> None:
    """All refusals, or all remarks, of a file, to read and to download; `key` tells two such lists apart."""
    n = found.counts[kind]
    if not n:
        return
    with st.expander(say(f"import.{kind}", n=n), expanded=kind == "refused"):
        if groups := found.groups[kind][:_GROUPS]:
            st.markdown("\n".join(f"- {literal(_shown(each))}" for each in groups))
        rows = getattr(found.draft, KINDS[kind])
        several = "file" in rows and rows["file"].nunique() > 1
        rows = rows[[*(["file"] if several else []), "row", "field", "value", "reason"]]
        st.dataframe(rows.head(SHOWN_ROWS), hide_index=True, width="stretch", placeholder="")
        st.download_button(
            say("import.download"),
            lambda: found.csv(kind),  # made when it is asked for
            file_name=f"{file}-{kind}.csv",
            mime="text/csv",
            key=f"download_{kind}{key}",
        )


def _shown(group: Group) -> str:
    """A group in words, the example cut where it is long."""
    words = replace(group, value=group.value[:_LONGEST_VALUE]).words
    return f"{group.file}: {words}" if group.file else words
