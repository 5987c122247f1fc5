"""Says who somebody is: the person at the machine, a visitor, who logged in, a script with a key."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from access.acts import Mode, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MACHINE, ANONYMOUS, LOGIN, KEY = "machine", "anonymous", "login", "key"


@dataclass(frozen=True)
class Person:
    """Who asks for something, as far as that is proven."""

    mode: Mode
    role: Role = Role.VISITOR
    via: str = ANONYMOUS
    """How that is known: one of `MACHINE`, `ANONYMOUS`, `LOGIN`, `KEY`."""
    name: str = ""
    """A verified e-mail address in lower case, or a key's id."""
    groups: frozenset[str] = frozenset()
    member: bool = False
    """Whether they may see what is for members."""
    embedded: bool = False
    """Whether they see the page within another one, which could lead their hand."""
    scope: frozenset[str] | None = None
    """The ids of the only datasets that a key opens; none for all."""
    links: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    """What signed links open: the name that a dataset had, and the mark that it must still have."""
    address: str = field(default="", repr=False)
    """Where they ask from, an IP address."""

    def is_one_of(self, named: Iterable[str]) -> bool:
        """Whether entries such as `ana@example.org`, `@example.org` or `group:desk` name this person."""
        return any(_names(each, self.name if self.via == LOGIN else "", self.groups) for each in named)


def machine() -> Person:
    """The person at the machine itself."""
    return Person(Mode.LOCAL, Role.ADMIN, MACHINE, member=True)


@dataclass(frozen=True)
class Roster:
    """Who has which role, as the settings say; entries as in `Person.is_one_of`."""

    admins: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    """Besides those with a role; `*` is everybody who can log in."""
    groups_claim: str = "groups"
    """The claim of the identity token that lists a person's groups."""
    hours: float = 12
    """How long a login lasts."""


def logged_in(mode: Mode, claims: Mapping[str, Any], roster: Roster, *, now: float) -> Person:
    """Who an identity token names.

    Parameters
    ----------
    claims
        What the provider signed, and Streamlit has checked: `email`, `email_verified`, `iat` and others.
    now
        Seconds since 1970. A token that was issued too long ago names nobody.

    Notes
    -----
    Anybody may enter somebody else's address where a provider does not check it: an address that is said not
    to be verified gives nothing, and one of which nothing is said gives way to the groups alone.
    """
    if not claims.get("is_logged_in", True) or not _fresh(claims, roster.hours, now):
        return Person(mode)
    verified = claims.get("email_verified")
    if verified is not None and not _is_true(verified):
        return Person(mode)
    email = str(claims.get("email") or "").strip().casefold() if verified is not None else ""
    groups = _groups(claims.get(roster.groups_claim))
    role = _role(email, groups, roster)
    member = role > Role.VISITOR or _any(roster.members, email, groups)
    return Person(mode, role, LOGIN, name=email or subject(claims), groups=groups, member=member)


def visitor_key(person: Person) -> str:
    """What tells one visitor from another when use is counted: the same for all that one person does.

    Nobody can read from it who it is. An IPv6 address counts as its network of 64 bits, which one household
    has for itself.
    """
    said = f"{person.via} {person.name or _network(person.address)}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _fresh(claims: Mapping[str, Any], hours: float, now: float) -> bool:
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or isinstance(issued, bool):
        return False
    return -_CLOCKS_DIFFER_S <= now - issued <= hours * 3600


_CLOCKS_DIFFER_S: Final = 300


def _is_true(value: object) -> bool:
    return value is True or str(value).casefold() == "true"


def _groups(value: object) -> frozenset[str]:
    given = [value] if isinstance(value, str) else value
    return (
        frozenset(str(each).casefold() for each in given) if isinstance(given, list | tuple) else frozenset()
    )


def subject(claims: Mapping[str, Any]) -> str:
    """A name for whom a provider names, with or without an address; no entry of the settings can be it."""
    said = f"{claims.get('iss', '')} {claims.get('sub', '')}"
    return f"login:{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _role(email: str, groups: frozenset[str], roster: Roster) -> Role:
    for role, named in (
        (Role.ADMIN, roster.admins),
        (Role.EDITOR, roster.editors),
        (Role.CONTRIBUTOR, roster.contributors),
    ):
        if _any([each for each in named if each != "*"], email, groups):
            return role
    return Role.VISITOR


def _any(named: Iterable[str], email: str, groups: frozenset[str]) -> bool:
    return any(_names(each, email, groups) for each in named)


def _names(entry: str, email: str, groups: frozenset[str]) -> bool:
    entry = entry.casefold()
    if entry == "*":
        return True
    if entry.startswith("group:"):
        return entry.removeprefix("group:") in groups
    if entry.startswith("@"):
        return email.rpartition("@")[1:] == ("@", entry[1:])
    return bool(email) and entry == email
