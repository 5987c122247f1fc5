"""Tells visitors apart by the address they come from; a proxy's word counts only where the settings name it."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING

from geodata import settings
from geodata.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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


def check() -> None:
    """Find out at the start whether the setting names networks; raises SettingsError."""
    _networks(settings.current().quota.proxies)


def is_this_machine(visitor: str) -> bool:
    """Whether an address is the loopback's: the person at the machine, or a proxy that is not named."""
    parsed = _parsed(visitor.partition("/")[0])
    return parsed is None or parsed.is_loopback


@lru_cache(maxsize=4)
def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise SettingsError(
            "INCIDENTS_QUOTA_PROXIES", str(error), "addresses such as 127.0.0.1,10.0.0.0/8 were expected"
        ) from None


def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
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
