"""Reads the settings of access: the mode, who has which role, the names of this server."""

from __future__ import annotations

import ipaddress
import logging
from typing import TYPE_CHECKING, Final

from access.acts import Mode, Role
from access.people import Roster
from geodata import entries, settings
from geodata.library.own_secret import own_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCESS: Final = "INCIDENTS_ACCESS"
HOSTS: Final = "INCIDENTS_HOSTS"

_LOG: Final = logging.getLogger(__name__)
_said: list[str] = []
_bound: list[str] = []
"""Addresses on which this process is seen listening, whatever its settings say."""


def mode(address: str | None) -> Mode:
    """The mode in which the server runs; `local` is for a server that only its own machine can reach.

    Parameters
    ----------
    address
        Where it listens as its settings say (`server.address`); none stands for all of the machine's.
    """
    asked = Mode(settings.current().access)
    reached = [address, *_bound]
    return Mode.PUBLIC if asked is Mode.LOCAL and not all(map(is_loopback, reached)) else asked


def exporters() -> Role:
    """The least role of those who may take data away."""
    return Role[settings.current().exporters.removesuffix("s").upper()]


def hides_case() -> bool:
    """Whether the built-in case is not here for anybody: it is somebody else's."""
    return settings.current().case == "hidden"


def listens_on(addresses: Iterable[str]) -> None:
    """Take where the process is seen listening, and say so if that changes for whom the server is there."""
    before = [*_bound]
    _bound[:] = sorted(set(addresses))
    if not all(map(is_loopback, _bound)) and _bound != before:
        say_mode(None)


def say_mode(address: str | None) -> None:
    """Say in the log where the server does not run as the setting, or its absence, asks."""
    if Mode(settings.current().access) is Mode.LOCAL and mode(address) is Mode.PUBLIC:
        where = address or ", ".join(_bound) or "every address of the machine"
        _say_once(
            f"{ACCESS} is 'local', which is for the person at the machine alone, and this server listens on "
            f"{where}: it runs as 'public', where only editors who log in may change anything. Set "
            f"{ACCESS}=public or members, or --server.address=localhost."
        )


def _say_once(words: str) -> None:
    if not _said:
        _said.append(words)
        _LOG.warning(words)


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
    return entries.split(settings.current().hosts)


def roster() -> Roster:
    """Who has which role."""
    now = settings.current()
    return Roster(
        entries.split(now.admins),
        entries.split(now.editors),
        entries.split(now.contributors),
        entries.split(now.members),
        groups_claim=now.groups_claim,
        hours=now.login_hours,
    )


def link_secret() -> str:
    """What signs links: the setting, else a secret of the library's own."""
    return settings.current().link_secret.get_secret_value() or own_secret("link-secret")
