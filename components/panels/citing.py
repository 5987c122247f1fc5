"""Shows how the view is cited, in each form that reference managers and papers take."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from components import page_address
from components.panels.filters import words_of
from components.text.strings import say
from geodata import citing
from geodata.library import paths

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

_NO_PART_OF_A_VIEW = ("part", "embed")
_ON_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


def cite(store: Store, filters: Filters) -> None:
    """Draw it; closed, nothing is worked out."""
    with st.expander(say("cite.title"), on_change="rerun", key="cite", icon=":material/format_quote:") as box:
        if not box.open:
            return
        dataset, address = store.dataset, _address()
        cited = citing.view(store, filters, words=words_of(store, filters), address=address)
        if paths.is_private(dataset.name):
            st.caption(say("cite.private"))
        elif urlsplit(address).hostname in _ON_THIS_COMPUTER:
            st.caption(say("cite.this_computer"))
        for tab, (suffix, form) in zip(
            st.tabs([form.title for form in citing.FORMS.values()]), citing.FORMS.items(), strict=True
        ):
            with tab:
                st.code(form.write(cited).strip(), language=None, wrap_lines=True)
                st.html(_link(store, filters, suffix, form.title))


def _address() -> str:
    """This page with the view: dataset, version, filters, and where the map was at the last run."""
    given = [
        (name, value)
        for name in st.query_params
        if name not in _NO_PART_OF_A_VIEW
        for value in st.query_params.get_all(name)
    ]
    return f"{page_address.of_page()}?{urlencode(given)}"


def _link(store: Store, filters: Filters, suffix: str, title: str) -> Markup:
    return Markup("<p class='downloads'><a href='{}?{}' download>{}</a></p>").format(
        page_address.of_data(store.dataset, f"cite.{suffix}"),
        filters.to_query(),
        say("cite.download", form=title),
    )
