"""Says whether a request may come in: by the server's own name, from its own pages, if local from here."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from access import configuration
from access.acts import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def refusal(
    mode: Mode, headers: Mapping[str, str], *, client: str | None, known: Iterable[str] = (), websocket: bool
) -> str | None:
    """Why a request is refused, in words for whoever runs the server; none if it may come in.

    Parameters
    ----------
    headers
        Of the request, with names in lower case.
    client
        The IP address that asks, where it is known.
    known
        Host names that Streamlit's own settings give this server.
    websocket
        Whether a page is to be opened for good, for which the browser names the page that asks.

    Notes
    -----
    A page elsewhere can have its own name lead to this machine (DNS rebinding): the name in `Host` then is
    that page's. An IP address in `Host` cannot be had in that way.
    """
    host = _hostname(headers.get("host"))
    if host is None:
        return "The request names no host."
    allowed = (*configuration.hosts(), *map(str.lower, known))
    if not (configuration.is_loopback(host) or _matches(host, allowed) or _is_own(mode, host)):
        return (
            f"This server is not called '{host[:100]}'. Who runs it names the hosts by which it is called in "
            f"{configuration.HOSTS}."
        )
    if mode is Mode.LOCAL and _is_passed_on(headers, client):
        return (
            "This server is for the person at its machine alone, and somebody else asks through a proxy. Who "
            f"runs it sets {configuration.ACCESS}=public or members."
        )
    if websocket and not _is_own_page(headers, allowed):
        return "Another site's page asks."
    return None


def _is_own(mode: Mode, host: str) -> bool:
    """Whether a host is an IP address or the machine's name, where others than the machine itself may ask."""
    if mode is Mode.LOCAL:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == socket.gethostname().lower()
    return True


def _is_passed_on(headers: Mapping[str, str], client: str | None) -> bool:
    passed = any(
        name in headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
    )
    return passed or (client is not None and not _is_from_here(client))


def _is_from_here(client: str) -> bool:
    return configuration.is_loopback(client) or not any(mark in client for mark in ".:")  # a socket's path


def _is_own_page(headers: Mapping[str, str], allowed: Iterable[str]) -> bool:
    """Whether the page that asks is this server's: of the same host and port, or of a host that is named.

    A proxy may hand another `Host` on; the page then is at a usual port of a named host.
    """
    origin = headers.get("origin")
    if origin is None:  # no browser: nobody's cookies can be used behind their back
        return True
    asks = urlsplit(origin)
    own = asks.netloc == headers.get("host")
    return own or (":" not in asks.netloc.rpartition("]")[2] and _matches(asks.hostname or "", allowed))


def _hostname(host: str | None) -> str | None:
    """The name or address in a `Host`, without its port; none if it is no such thing."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.hostname.rstrip(".").lower() if parts.hostname else None


def _matches(host: str, allowed: Iterable[str]) -> bool:
    return any(
        host == each or (each.startswith("*.") and host.endswith(each[1:])) or each == "*" for each in allowed
    )
