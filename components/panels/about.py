"""Shows what the dataset says of itself: description, licence, citation, version, method, other versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from access import shown
from access.acts import Act
from access.deciding import may
from components import page_address, state, visitor
from components.panels.citing import cite
from components.panels.differences import differences, other_versions
from components.panels.using import use_in
from components.text import wording
from components.text.strings import say
from components.text.wording import literal
from geodata.layouts.descriptions import DESCRIPTIONS

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.model import Dataset
    from geodata.query.store import Store


COMPARISON = "compare_versions"
"""The key of what compares the versions; true while it is open."""


def open_comparison() -> None:
    """Have the next run show what changed between this version and the newest."""
    state.set_look(state.PART, "about")
    st.session_state[COMPARISON] = True


def about(store: Store, filters: Filters) -> None:
    """Draw it, how the view is cited, the rows that were refused, and other versions to compare with."""
    dataset, info = store.dataset, store.dataset.info
    for said in filter(None, (info.description, info.note)):
        st.markdown(literal(said))
    entries = {
        "records": len(store),
        "zone": info.timezone,
        "licence": info.licence,
        "citation": info.full_citation,
        "publisher": "" if info.source_line or info.citation else recognised_publisher(dataset),
        "version": dataset.version,
    }
    for key, value in entries.items():
        if value == "":
            continue  # no heading stands over nothing
        st.markdown(f"**{say(f'about.{key}')}**  \n{literal(str(value))}")
    cite(store, filters)
    use_in(dataset, filters)
    if len(dataset.rejected):
        st.markdown(say("about.refused", n=len(dataset.rejected)))
        st.dataframe(dataset.rejected, hide_index=True, placeholder="")
    if info.method:
        with st.expander(say("about.method")):
            st.markdown(info.method)
    _versions(dataset, filters)
    if may(visitor.person(), Act.COMPARE, dataset.name):
        differences(dataset, key=COMPARISON)


def _versions(dataset: Dataset, filters: Filters) -> None:
    """Name the other versions, each of which can be opened."""
    others = other_versions(dataset)
    if others:
        st.markdown(f"**{say('about.versions')}**")
    for each in others:
        st.button(
            say("about.open_version", version=wording.version(each.saved, each.version)),
            key=f"open {each.version}",
            type="tertiary",
            on_click=state.open_dataset,
            args=(dataset.name, each.version),
        )
    if others and may(visitor.person(), Act.EXPORT, dataset.name):
        address = page_address.of_feed(dataset, filters)
        st.html(Markup("<p class='downloads'><a href='{}'>{}</a></p>").format(address, say("about.feed")))


def recognised_publisher(dataset: Dataset) -> str:
    """In words, who publishes files with such columns; empty where that is not known."""
    known = DESCRIPTIONS.get(shown.layout(dataset) or "")
    return say("about.recognised", publisher=known.publisher) if known else ""
