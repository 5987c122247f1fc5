"""Offers what is near a record, says in words what a distance is taken from, and lets it be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from components import state
from components.text import wording
from components.text.strings import say
from components.text.wording import literal
from geodata.near_filters import MOST_KM, Near
from geodata.query import answers

if TYPE_CHECKING:
    from geodata.query.store import Store

FIRST_KM: Final = 15.0
"""What is offered at first."""
_LEAST_KM: Final = 0.001
_TITLE: Final = 32
"""Letters of a title that a chip has room for."""
_OFFERED: Final = "near_this_km"


def near_record(incident_id: str) -> None:
    """Draw, for one record's details, by which all others are left out that are farther away."""
    with st.container(horizontal=True, key="near_record", vertical_alignment="bottom", gap="small"):
        st.number_input(
            say("details.near"),
            min_value=_LEAST_KM,
            max_value=float(MOST_KM),
            value=FIRST_KM,
            step=1.0,
            format="%.6g",
            key=_OFFERED,
            help=say("details.near_help"),
            width=170,
        )
        st.button(say("details.near_show"), key="show_near", on_click=_show, args=(incident_id,))


def _show(incident_id: str) -> None:
    km = round(float(st.session_state[_OFFERED]), 3)
    state.apply(replace(state.filters(), near=Near(km, record=incident_id)))


def distance_filter(store: Store) -> None:
    """Draw, among the filters, the distance that is set; nothing where none is."""
    near = state.filters().near
    if near is None:
        return
    key = state.key_of("near")
    st.number_input(
        say("filters.near_km", title=literal(origin(store, near))),
        min_value=_LEAST_KM,
        max_value=float(MOST_KM),
        value=float(near.km),
        step=1.0,
        format="%.6g",
        key=key,
        on_change=_change,
        args=(key,),
        help=say("filters.near_help"),
    )


def _change(key: str) -> None:
    near, km = state.filters().near, st.session_state[key]
    if near is not None and km:
        state.apply(replace(state.filters(), near=replace(near, km=round(float(km), 3))))


def chip(store: Store, near: Near, within: str) -> str:
    """A distance in words: "possibly within 15 km of Camp Nothing Hill"."""
    key = "filters.near_record_certainly" if within == "certainly" else "filters.near_record"
    return say(key, km=near.km_text, title=origin(store, near))


def origin(store: Store, near: Near) -> str:
    """What a distance is taken from, in words: a record by its title."""
    if near.record:
        row = answers.row_of(store, near.record)
        found = answers.records(store, [] if row is None else [row], ("row", "title"))
        title = wording.text_of(found["title"].iloc[0]) if len(found) else ""
        return _short(title or near.record)
    if near.point:
        lon, lat = near.point
        return f"{lat:.4f}, {lon:.4f}"
    return say(f"filters.near_what.{near.kind}", of=_short(near.records))


def _short(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"
