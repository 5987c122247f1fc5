"""Tells visitors apart by their address; a proxy's word counts only where the settings name it."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geodata import entries, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_networks: Final = lru_cache(maxsize=4)(entries.networks)


def address(connection: str, headers: Mapping[str, str]) -> str:
    """The address of who asks.

    Parameters
    ----------
    connection
        The address at the other end of the connection.
    headers
        Of the request, names in small letters.

    Returns
    -------
    The last address of `X-Forwarded-For` that is no trusted proxy, if the connection is one; of IPv6 the
    network of 64 bits, which one household has.
    """
    trusted = _networks(settings.current().quota.proxies)
    hops = [each.strip() for each in headers.get("x-forwarded-for", "").split(",") if each.strip()]
    found = connection
    while hops and _is_in(found, trusted):
        found = hops.pop()
    return _household(found)


def is_this_machine(visitor: str) -> bool:
    """Whether an address is the loopback's: the person at the machine, or a proxy that is not named."""
    parsed = _parsed(visitor.partition("/")[0])
    return parsed is None or parsed.is_loopback


def _is_in(text: str, networks: tuple[entries.Network, ...]) -> bool:
    parsed = _parsed(text)
    return parsed is not None and any(parsed.version == each.version and parsed in each for each in networks)


def _household(text: str) -> str:
    parsed = _parsed(text)
    if parsed is None or parsed.version == 4:
        return text[:64]
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return mapped or parsed
