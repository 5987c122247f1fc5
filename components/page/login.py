"""Draws who is logged in, lets a visitor log in, and keeps the page closed to those who may not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from access import shown
from access.acts import Act, Mode, Role
from access.deciding import may
from access.people import LOGIN
from components import visitor
from components.text.strings import say
from components.text.wording import literal

if TYPE_CHECKING:
    from access.people import Person


def let_in() -> None:
    """Go on for those who may look; show anybody else how to log in."""
    person = visitor.person()
    shown.look_as(person)
    decision = may(person, Act.LOOK)
    if decision:
        return
    st.title(say("app.title"))
    st.markdown(literal(decision.words))
    _way_in(person)
    st.stop()


def account() -> None:
    """Who is logged in, or a way to log in, where this server has one; never within another page."""
    person = visitor.person()
    if person.mode is not Mode.LOCAL and not person.embedded:
        _way_in(person)


def _way_in(person: Person) -> None:
    if person.via == LOGIN or st.user.to_dict().get("is_logged_in"):
        name = person.name if person.via == LOGIN else ""
        said = say("login.who", name=literal(name), role=say(f"login.{_role(person)}"))
        st.caption(said if name else say("login.ended"))
        st.button(say("login.log_out"), on_click=st.logout, key="log_out", type="tertiary")
    elif not visitor.providers():
        if person.mode is Mode.MEMBERS:
            st.caption(say("login.none"))
    else:
        for provider in visitor.providers():
            label = say("login.log_in") if provider is None else say("login.log_in_with", name=provider)
            st.button(label, on_click=st.login, args=(provider,), key=f"log_in {provider}", type="tertiary")


def _role(person: Person) -> str:
    return "member" if person.role is Role.VISITOR and person.member else person.role.name.lower()
