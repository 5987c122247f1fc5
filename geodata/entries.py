"""Splits lists of people, host names or networks that stand in one line, and finds the odd entry."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PEOPLE: Final = (
    "expected were e-mail addresses (ana@example.org), domains (@example.org) and groups (group:desk), with "
    "commas or spaces between"
)
HOSTS: Final = "expected were names without scheme, port and path, such as maps.example.org or *.example.org"
ORIGINS: Final = "expected were origins without a path, such as https://desk.example.org, or *"
NETWORKS: Final = (
    "expected were addresses or networks such as 127.0.0.1 or 10.0.0.0/8, with commas or spaces between"
)

EVERYBODY: Final = r"\*"
"""Names all who log in."""
LOGIN: Final = r"login:[0-9a-f]{16}"
"""Names somebody whose provider gives no address that it has verified."""

_LABEL: Final = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
_HOST: Final = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_DOMAIN: Final = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)*")
_BEFORE_AT: Final = re.compile(r"[^\s@<>()\[\]\\,:;\"']+[^\s@<>()\[\]\\,:;\"]*")
_GROUP: Final = re.compile(r"group:[^\"']+")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Problem:
    """Why a text cannot be, in two clauses: what was found, and what was expected instead."""

    found: str
    expected: str


def split(text: str) -> tuple[str, ...]:
    """The entries of a list, in small letters, with commas, semicolons or spaces between."""
    return tuple(filter(None, re.split(r"[\s,;]+", text.casefold())))


def people_problem(text: str, *, also: str = "") -> Problem | None:
    """What no person, domain or group can be; `also` is a regular expression of what else may be said."""
    for entry in split(text):
        if not _is_people(entry) and not (also and re.fullmatch(also, entry)):
            rest = ", or * for all" if also == EVERYBODY else ""
            rest += "; a group's name can hold no space" if "group:" in text.casefold() else ""
            return Problem(f"'{entry}' was found", f"{PEOPLE}{rest}")
    return None


def hosts_problem(text: str) -> Problem | None:
    """What no host can be called by."""
    for entry in split(text):
        if not _is_host(entry):
            meant = _host_meant(entry)
            return Problem(f"'{entry}' was found", f"{HOSTS}{f'; here {meant}' if meant else ''}")
    return None


def origins_problem(text: str) -> Problem | None:
    """What no page's origin can be."""
    for entry in split(text):
        scheme, _, rest = entry.partition("://")
        host, _, port = rest.partition(":")
        if entry != "*" and not (
            scheme in ("http", "https")
            and host != "*"
            and _is_host(host)
            and (port.isdecimal() or ":" not in rest)
        ):
            return Problem(f"'{entry}' was found", ORIGINS)
    return None


def networks(text: str) -> tuple[Network, ...]:
    """The networks that a text lists; raises ValueError where `networks_problem` finds something."""
    return tuple(ipaddress.ip_network(each) for each in split(text))


def networks_problem(text: str) -> Problem | None:
    """What is no address and no network, or all addresses that there are."""
    for entry in split(text):
        try:
            found = ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return Problem(f"'{entry}' was found", NETWORKS)
        if str(found.network_address) != entry.partition("/")[0] and not _is_same(entry, found):
            return Problem(f"'{entry}' was found", f"{NETWORKS}; here {found} or {entry.partition('/')[0]}")
        if found.prefixlen == 0:
            return Problem(f"'{entry}' was found, which is everybody", NETWORKS)
    return None


def _is_same(entry: str, network: Network) -> bool:
    """Whether an entry is the network's own address in another spelling, as 2001:DB8:0::/32."""
    return ipaddress.ip_address(entry.partition("/")[0]) == network.network_address


def _is_people(entry: str) -> bool:
    if entry.startswith("group:"):
        return _GROUP.fullmatch(entry) is not None
    before, at, domain = entry.rpartition("@")
    named = not before or _BEFORE_AT.fullmatch(before)
    return bool(at and named and _DOMAIN.fullmatch(domain))


def _is_host(entry: str) -> bool:
    if entry == "*":
        return True
    try:
        ipaddress.ip_address(entry)
    except ValueError:
        return _HOST.fullmatch(entry.removeprefix("*.")) is not None
    return True


def _host_meant(entry: str) -> str:
    """The host in an address, or the name as browsers send it: one in Cyrillic has an ASCII form."""
    try:
        host = urlsplit(entry if "://" in entry else f"//{entry}").hostname or ""
        ours = host.rstrip(".").encode("idna").decode("ascii") if not host.isascii() else host.rstrip(".")
    except ValueError:
        return ""
    return ours if _is_host(ours) else ""
