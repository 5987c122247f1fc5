"""Shows how other programs open the view: an exact address and the lines that read it, for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from access import deciding
from access.acts import Act
from components import page_address, visitor
from components.text.strings import say
from geodata import using
from geodata.library import paths

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.model import Dataset


def use_in(dataset: Dataset, filters: Filters) -> None:
    """Draw it, for those who may take data away."""
    person = visitor.person()
    if not deciding.may(person, Act.EXPORT, dataset.name):
        return
    with st.expander(say("using.title"), on_change="rerun", key="using", icon=":material/code:") as box:
        if not box.open:
            return
        if paths.is_private(dataset.name):
            st.caption(say("using.private"))
        elif not deciding.is_public(person.mode, dataset.name):
            st.caption(say("using.key"))
        place = using.place(page_address.of_page(), dataset, filters)
        for tab, program in zip(
            st.tabs([each.title for each in using.PROGRAMS]), using.PROGRAMS, strict=True
        ):
            with tab:
                st.code(program.write(place), language=program.language, wrap_lines=True)
                st.caption(say(f"using.{program.title.lower()}"))
