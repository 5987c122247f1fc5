"""Lists who there may be, in which modes, and what may be done: each act with the role that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(IntEnum):
    """What somebody is trusted with; each may do what those before it may."""

    VISITOR = 0
    """Looks, filters, exports."""
    CONTRIBUTOR = 1
    """Imports files of their own, drafts."""
    EDITOR = 2
    """Changes the library."""
    ADMIN = 3
    """Has limits, people and keys."""


class Mode(Enum):
    """For whom the server is there."""

    LOCAL = "local"
    """For the person at the machine, who may do everything."""
    PUBLIC = "public"
    """For anybody; who logs in has a role."""
    MEMBERS = "members"
    """For members who log in."""


class Act(Enum):
    """What can be done here, on the page and over HTTP."""

    LOOK = "look"
    FILTER = "filter"
    EXPORT = "export"
    COMPARE = "compare"
    IMPORT = "import"
    GEOCODE = "geocode"
    SAVE = "save"
    NEW_VERSION = "new version"
    DESCRIBE = "describe"
    RENAME = "rename"
    DELETE = "delete"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    PURGE = "purge"
    SAFE_COPY = "safe copy"
    SET_READERS = "set readers"
    LINK = "link"
    SEE_LOG = "see log"


@dataclass(frozen=True)
class Rule:
    """Who may do an act."""

    role: Role
    words: str
    """The act, as in “Log in as an editor to …”."""
    writes: bool = False
    """Whether it changes what others find here: never from within another site's page."""
    alone: bool = False
    """Whether it is not offered within another site's page either, though it changes nothing."""
    own: bool = False
    """Whether a contributor may do it to an upload of their own."""


RULES: Final[Mapping[Act, Rule]] = {
    Act.LOOK: Rule(Role.VISITOR, "see this"),
    Act.FILTER: Rule(Role.VISITOR, "filter"),
    Act.EXPORT: Rule(Role.VISITOR, "take data away"),
    Act.COMPARE: Rule(Role.VISITOR, "compare versions"),
    Act.IMPORT: Rule(Role.CONTRIBUTOR, "add files", writes=True),
    Act.GEOCODE: Rule(Role.CONTRIBUTOR, "ask an online geocoder", writes=True),
    Act.SAVE: Rule(Role.EDITOR, "save to the library", writes=True),
    Act.NEW_VERSION: Rule(Role.EDITOR, "save a new version", writes=True, own=True),
    Act.DESCRIBE: Rule(Role.EDITOR, "change what a dataset says of itself", writes=True, own=True),
    Act.RENAME: Rule(Role.EDITOR, "rename datasets", writes=True),
    Act.DELETE: Rule(Role.EDITOR, "delete datasets", writes=True, own=True),
    Act.RESTORE: Rule(Role.EDITOR, "bring datasets back", writes=True),
    Act.WITHDRAW: Rule(Role.EDITOR, "withdraw datasets", writes=True),
    Act.PURGE: Rule(Role.ADMIN, "empty the trash", writes=True),
    Act.SAFE_COPY: Rule(Role.EDITOR, "make publication-safe copies", writes=True),
    Act.SET_READERS: Rule(Role.EDITOR, "say who may see a dataset", writes=True),
    Act.LINK: Rule(Role.EDITOR, "make links to a dataset", writes=True, own=True),
    Act.SEE_LOG: Rule(Role.EDITOR, "see who changed what", alone=True),
}
"""The one table of who may do what; see `deciding.may`."""

NAMES: Final[Mapping[Role, str]] = {
    Role.VISITOR: "a member",
    Role.CONTRIBUTOR: "a contributor",
    Role.EDITOR: "an editor",
    Role.ADMIN: "an admin",
}
