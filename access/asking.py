"""Finds out who asks, from what a request or a page's session brings: a login, a key, links, an address."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from access import configuration, links
from access.acts import Mode, Role
from access.people import KEY, LOGIN, Person, logged_in, machine, subject
from geodata.library import keys, logouts

if TYPE_CHECKING:
    from collections.abc import Mapping


def person(  # noqa: PLR0913 - all that may tell who it is
    mode: Mode,
    *,
    claims: Mapping[str, Any] | None = None,
    cookie: str = "",
    link: str = "",
    authorization: str = "",
    embedded: bool = False,
    address: str = "",
) -> Person:
    """Who asks.

    Parameters
    ----------
    mode
        For whom the server is there, as `configuration.mode` finds.
    claims
        Of the identity token that Streamlit checked; none where nobody is logged in.
    cookie, link
        The links that the browser holds, and one in the address itself.
    authorization
        The header of this name, which may hold a key.
    embedded
        Whether the page is shown within another one.
    address
        The IP address from which is asked.
    """
    if mode is Mode.LOCAL:
        return replace(machine(), embedded=embedded, address=address)
    found = _with_key(mode, authorization)
    if found is None:
        found = _by_login(mode, claims) if claims else Person(mode)
    opened = links.held(cookie) | links.held(link) if cookie or link else frozenset()
    return replace(found, links=opened, embedded=embedded, address=address)


def comes_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether another site's page asks: its visitor's cookies are not to speak for it.

    A browser says so itself (Fetch Metadata, `Origin`); only going to an address is taken from elsewhere.
    """
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return headers.get("sec-fetch-mode") != "navigate"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def log_out(claims: Mapping[str, Any]) -> None:
    """End the logins of whom the token names, as far as they began no later: copies of their cookies, too."""
    roster = configuration.roster()
    if logged_in(Mode.PUBLIC, claims, roster, now=time.time()).via == LOGIN:
        logouts.note(subject(claims), claims["iat"], hours=roster.hours)


def _by_login(mode: Mode, claims: Mapping[str, Any]) -> Person:
    found = logged_in(mode, claims, configuration.roster(), now=time.time())
    ended = found.via == LOGIN and logouts.has_ended(subject(claims), claims["iat"])
    return Person(mode) if ended else found


def _with_key(mode: Mode, authorization: str) -> Person | None:
    """Who shows a key; somebody without any role, if the key is not (or no more) one of ours."""
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    key = keys.of_text(text.strip())
    if key is None:
        return Person(mode)
    return Person(
        mode,
        Role[key.role.upper()],
        KEY,
        name=f"key {key.id}",
        member=True,
        scope=frozenset(key.ids) if key.datasets else None,
    )
