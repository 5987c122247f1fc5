"""Asks who may see a dataset and from when, and makes links that open it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from access import changes, links
from components import page_address, state, visitor
from components.page import messages
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata import entries
from geodata.library import readers, safe_copies

if TYPE_CHECKING:
    from geodata.library.readers import Readers
    from geodata.model import Dataset


def readers_form(current: Dataset, now: Readers) -> None:
    """Draw it; what is chosen holds when it is saved. `now` is what held when the dialog was opened."""
    zone = ZoneInfo(current.info.timezone)
    who = say(f"readers.{now.who}")
    if now.is_embargoed(datetime.now(UTC).timestamp()):
        who = say("readers.under_embargo", who=who, moment=readers.moment(now.until or 0, zone.key))
    with st.expander(say("readers.title", who=who), key="readers"), messages.explained():
        if safe_copies.is_one(current):
            st.caption(say("safe_copy.once", **safe_copies.once(current)._asdict()))
        with st.form("readers_form", border=False):
            chosen = _chosen(now, zone)
            if pressed(st.form_submit_button, say("readers.save"), key="save_readers", about=current.name):
                changes.set_readers(visitor.person(), current.name, chosen, seen=now)
                state.open_dialog("manage")
                st.rerun()  # with what holds now
        links_form(current.name)


def embargo_note(current: Dataset) -> None:
    """Draw, for those who see it already, until when others do not; nothing of what is under no embargo."""
    now = readers.of(current.name)
    opens_later = now.who in (readers.PUBLIC, readers.MEMBERS)  # a link or a name opens the others before
    if now.until is not None and opens_later and now.is_embargoed(datetime.now(UTC).timestamp()):
        moment = readers.moment(now.until, current.info.timezone)
        st.caption(literal(say(f"readers.note_{now.who}", moment=moment)))


def _chosen(now: Readers, zone: ZoneInfo) -> Readers:
    who = st.radio(
        say("readers.label"),
        readers.WAYS,
        index=readers.WAYS.index(now.who),
        format_func=lambda way: say(f"readers.{way}"),
    )
    people = st.text_input(say("readers.people"), ", ".join(now.people), help=say("readers.people_help"))
    embargoed = st.checkbox(say("readers.embargoed", zone=zone.key), now.until is not None)
    day = st.date_input(say("readers.embargo"), value=_day(now, zone), min_value=date(2000, 1, 1))
    until = datetime.combine(day, time(), zone).timestamp() if embargoed else None
    return replace(now, who=who, people=entries.split(people), until=until)


def _day(now: Readers, zone: ZoneInfo) -> date:
    """The embargo's first free day, in the dataset's own zone; in a week where there is none."""
    if now.until is None:
        return datetime.now(zone).date() + timedelta(days=7)
    return datetime.fromtimestamp(now.until, zone).date()


def links_form(name: str) -> None:
    """Make links that open a dataset for whoever has them, and end them."""
    days = st.number_input(say("readers.link_days"), 1, links.LONGEST_DAYS, 14)
    with st.container(horizontal=True):
        made = pressed(st.button, say("readers.link"), key="make_link", about=name)
        ended = pressed(st.button, say("readers.end_links"), key="end_links", about=name, type="tertiary")
    if made:
        link = links.make(name, changes.link_mark(visitor.person(), name), days=days)
        until = datetime.now(UTC) + timedelta(days=days)
        st.markdown(say("readers.link_made", until=f"{until:%Y-%m-%d}"))
        st.code(f"{page_address.of_page()}link/{link}", language=None, wrap_lines=True)
    elif ended:
        changes.end_links(visitor.person(), name)
        st.markdown(say("readers.links_ended"))
