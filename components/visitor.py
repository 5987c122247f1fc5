"""Says who looks at the page, and who sends a request, from what Streamlit has checked of their login."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit import auth_util
from streamlit.config import is_manually_set
from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from access import asking, configuration, imports, links, visitors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from access.acts import Mode
    from access.people import Person


def mode() -> Mode:
    """For whom this server is there."""
    return configuration.mode(st.get_option("server.address"))


def person() -> Person:
    """Who looks at the page, asked anew at each run: a login ends, and settings change."""
    return asking.person(
        mode(),
        claims=_session_claims(),
        cookie=st.context.cookies.get(links.COOKIE, ""),
        embedded=bool(st.context.is_embedded),
        address=st.context.ip_address or "127.0.0.1",
    )


def counted_as() -> str:
    """What tells this visitor from others where use is counted, as over HTTP: the address that asks."""
    headers = {name.lower(): value for name, value in st.context.headers.to_dict().items()}
    return visitors.address(st.context.ip_address or "127.0.0.1", headers)


def import_secret() -> str:
    """What this browser holds to find its large imports by; nothing within another site's page."""
    return str(st.context.cookies.get(imports.COOKIE, ""))


def known_hosts() -> tuple[str, ...]:
    """The host names that Streamlit's own settings give this server."""
    redirect = auth_util.get_origin_from_redirect_uri() if auth_util.get_secrets_auth_section() else None
    addresses = [*st.get_option("server.corsAllowedOrigins"), *([redirect] if redirect else [])]
    named = [urlsplit(each).hostname or "" for each in addresses]
    if is_manually_set("browser.serverAddress"):
        named.append(st.get_option("browser.serverAddress"))
    return tuple(filter(None, [*named, *st.get_option("server.allowedHosts")]))


def providers() -> tuple[str | None, ...]:
    """What `st.login` can be given: none for the provider that the secrets name first, else names."""
    section = auth_util.get_secrets_auth_section()
    if not section:
        return ()
    if section.get("client_id"):
        return (None,)
    return tuple(name for name, value in section.items() if hasattr(value, "get") and value.get("client_id"))


def cookie_claims(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """The claims that Streamlit wrote into a browser's cookies and signed; nothing if it did not.

    The same checks as Streamlit makes when a page opens (`starlette_websocket.py`): signature, age, parts
    of a long cookie, and that it was made for the address at which this server is.
    """
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, "").encode("latin-1"))

    if AUTH_COOKIE_NAME not in cookies or not providers() or not secret:
        return {}
    try:
        found = auth_util.get_cookie_with_chunks(signed, AUTH_COOKIE_NAME)
        said = json.loads(found) if found else {}
    except ValueError:
        return {}
    own = isinstance(said, dict) and said.get("origin") == auth_util.get_origin_from_redirect_uri()
    return said if own else {}


def _session_claims() -> Mapping[str, Any]:
    said = st.user.to_dict()
    return said if said.get("is_logged_in") else {}
