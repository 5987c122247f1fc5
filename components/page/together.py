"""Lets several datasets be opened together, and shows how far it is while they are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from access import shown, together
from components import state, visitor
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import paths
from geodata.query import whose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.query.store import Store

POLL_S = 0.5


def in_order(name: str | None) -> str | None:
    """The name of several datasets as we write it, in whatever order an address names them."""
    return paths.joint_of(name.split(paths.BETWEEN)) if name else name


def together_chooser(current: str) -> None:
    """Offer to open others with this dataset, or fewer than are open."""
    person = visitor.person()
    open_now = list(paths.parts_of(current) or (current,))
    others = together.others(person, current)
    if paths.is_private(current) or (len(open_now) == 1 and not others):
        return
    several = len(open_now) > 1
    label = say("datasets.together_now", n=len(open_now)) if several else say("datasets.together")
    with st.popover(label, type="tertiary", key="together"):
        st.caption(say("datasets.together_help", most=paths.MOST_TOGETHER))
        chosen = st.multiselect(
            say("datasets.together_which"),
            [*open_now, *others],
            default=open_now,
            max_selections=paths.MOST_TOGETHER,
            key=f"together {current}",
            format_func=lambda each: shown.title(person, each),
        )
        st.button(
            say("datasets.together_open"),
            key="open_together",
            disabled=not chosen or set(chosen) == set(open_now),
            on_click=state.open_dataset,
            args=(paths.joint_of(chosen),),
        )


def title_of(store: Store, row: int) -> str:
    """What the dataset is called that a record is from, where several are open together; else nothing."""
    if not whose.datasets(store):
        return ""
    return shown.title(visitor.person(), whose.names_of(store, np.array([row]))[0])


def put_together(names: Sequence[str]) -> None:
    """Have these put together, and begin anew once they are."""
    if _is_under_way(names):
        _waiting(tuple(names))


@st.fragment(run_every=POLL_S)
def _waiting(names: tuple[str, ...]) -> None:
    _is_under_way(names)


def _is_under_way(names: Sequence[str]) -> bool:
    """Whether it goes on; how far it is, or what went wrong, is said."""
    try:
        progress = together.begin(visitor.person(), names, visitor.counted_as())
    except GeodataError as error:
        st.error(literal(str(error)))
        st.button(say("filters.reset"), on_click=state.start_afresh, key="start_afresh")
        return False
    if progress is None:
        st.rerun()
    st.title(say("app.title"))
    st.info(say("datasets.making", n=len(names)))
    st.progress(min(max(progress.share, 0.0), 1.0))
    return True
