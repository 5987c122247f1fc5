"""Reads the settings of access: the mode, who has which role, the names of this server."""

from __future__ import annotations

import ipaddress
import os
import re
from typing import TYPE_CHECKING, Final

from access.acts import Mode
from access.people import Roster, entries
from geodata.library.own_secret import own_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCESS: Final = "INCIDENTS_ACCESS"
HOSTS: Final = "INCIDENTS_HOSTS"
ADMINS, EDITORS = "INCIDENTS_ADMINS", "INCIDENTS_EDITORS"
CONTRIBUTORS, MEMBERS = "INCIDENTS_CONTRIBUTORS", "INCIDENTS_MEMBERS"
GROUPS_CLAIM: Final = "INCIDENTS_GROUPS_CLAIM"
LOGIN_HOURS: Final = "INCIDENTS_LOGIN_HOURS"
LINK_SECRET: Final = "INCIDENTS_LINK_SECRET"  # noqa: S105 - the setting's name

_bound: list[str] = []
"""Addresses on which this process is seen listening, whatever its settings say."""


def asked_mode() -> Mode:
    """The mode that the setting names.

    Raises
    ------
    ValueError
        If it names none.
    """
    said = os.environ.get(ACCESS, "").strip().lower() or Mode.LOCAL.value
    try:
        return Mode(said)
    except ValueError:
        known = ", ".join(each.value for each in Mode)
        raise ValueError(f"{ACCESS}: '{said}' was found, one of {known} was expected") from None


def mode(address: str | None) -> Mode:
    """The mode in which the server runs; `local` is for a server that only its own machine can reach.

    Parameters
    ----------
    address
        Where it listens as its settings say (`server.address`); none stands for all of the machine's.
    """
    asked = asked_mode()
    reached = [address, *_bound]
    return Mode.PUBLIC if asked is Mode.LOCAL and not all(map(is_loopback, reached)) else asked


def listens_on(addresses: Iterable[str]) -> None:
    """Take where the process is seen listening."""
    _bound[:] = sorted(set(addresses))


def is_loopback(host: str | None) -> bool:
    """Whether an address or a name leads to this machine and is reached from nowhere else."""
    name = (host or "").strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def hosts() -> tuple[str, ...]:
    """The names by which this server may be called, as the setting has them."""
    return tuple(filter(None, re.split(r"[\s,;]+", os.environ.get(HOSTS, "").lower())))


def roster() -> Roster:
    """Who has which role.

    Raises
    ------
    ValueError
        If the hours of a login are no number above 0.
    """
    said = os.environ.get(LOGIN_HOURS, "").strip()
    hours = float(said) if said else Roster.hours
    if not hours > 0:
        raise ValueError(f"{LOGIN_HOURS}: '{said}' was found, a number above 0 was expected")
    return Roster(
        *(entries(os.environ.get(name, "")) for name in (ADMINS, EDITORS, CONTRIBUTORS, MEMBERS)),
        groups_claim=os.environ.get(GROUPS_CLAIM, "").strip() or Roster.groups_claim,
        hours=hours,
    )


def link_secret() -> str:
    """What signs links: the setting, else a secret of the library's own."""
    return os.environ.get(LINK_SECRET, "") or own_secret("link-secret")
