"""Shows what a small file would do to a dataset that it is added to, and adds it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from access import additions, quotas
from components import state, visitor
from components.importing import quota
from components.importing.waiting import progress_bar
from components.text.strings import say

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from geodata.ingest.choices import Choices
    from geodata.library.appending import Base


def offered(actions: DeltaGenerator, name: str, content: bytes, file: str, choices: Choices) -> str | None:
    """Say what would become of the dataset; its name, once the file was added to it."""
    base = additions.base(visitor.person(), name)
    if not additions.fits(base, len(content)):
        st.caption(say("upload.add_large", name=name))
        return None
    found = _looked_at(base, content, file, choices)
    st.markdown(say("upload.add_account", **{each: f"{n:,}" for each, n in found.changes.items()}))
    if len(found.rejected):
        st.dataframe(found.rejected[["row", "field", "value", "reason"]], hide_index=True, placeholder="")
    if found.nothing:
        st.caption(say("upload.add_nothing"))
    with actions:
        pressed = st.button(
            say("upload.add"), type="primary", width="stretch", key="add_import", disabled=found.nothing
        )
        if not pressed:
            return None
        quota.count(quotas.UPLOADS)
        with st.spinner(say("upload.saving")):
            return additions.add(visitor.person(), name, content, file, choices)


def _looked_at(base: Base, content: bytes, file: str, choices: Choices) -> additions.Addition:
    """Read once for the same file, choices and version."""
    said = f"{base.name} {base.manifest.version} {file} {choices.to_json()}"
    key = f"added {hashlib.sha256(said.encode() + content).hexdigest()}"
    if (held := state.cached_import(key, additions.Addition)) is not None:
        return held
    with progress_bar(say("upload.adding"), stop="stop_adding") as progress:
        found = additions.looked_at(base, content, file, choices, progress)
    state.cache_import(key, found)
    return found
