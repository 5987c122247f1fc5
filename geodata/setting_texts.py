"""Says what is wrong with the text of a setting, which as a text could be anything."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata import entries
from geodata.entries import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ONLINE_MAPS: Final = ("osm", "light", "imagery")
"""Online base maps that `INCIDENTS_TILES` chooses from (the page's base maps have their addresses)."""
DATASET: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
"""The name of a dataset (`geodata/library/paths.py` keeps names of the library's own from this)."""
_FRAME: Final = re.compile(
    r"'self'|'none'|\*|https?:"
    r"|(https?://)?(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:(\d+|\*))?(/[A-Za-z0-9._~/%-]*)?"
)


def without_password(text: str) -> str:
    """A text to be shown: if it is an address with a password, without that."""
    return re.sub(r"(://[^/@\s]*?:)[^/\s]*@", r"\1…@", text)


def frames(text: str) -> Problem | None:
    """The first word that is no source of a Content-Security-Policy's `frame-ancestors`."""
    odd = next((each for each in text.split() if not _FRAME.fullmatch(each)), None)
    expected = "expected were 'self', 'none' or origins such as https://example.org, with spaces between"
    return None if odd is None else Problem(f"'{odd}' was found", expected)


def tiles(text: str) -> Problem | None:
    """The first key that no online base map has."""
    odd = next((key for key in keys(text) if key not in ONLINE_MAPS), None)
    expected = f"expected was 'off', or some of {', '.join(ONLINE_MAPS)}, with commas between"
    return None if odd is None or text == "off" else Problem(f"'{odd}' was found", expected)


def keys(text: str) -> tuple[str, ...]:
    """Keys of base maps, with commas between."""
    return tuple(filter(None, (key.strip() for key in text.split(","))))


def library(text: str) -> Problem | None:
    """Why a folder cannot be the library's."""
    if text.startswith("~"):
        return Problem(
            f"'{text}' was found", "expected was a whole path: no shell is there that knows what ~ is"
        )
    if text and Path(text).exists() and not Path(text).is_dir():
        return Problem(
            f"'{text}' was found, which is a file", "expected was a folder, or a name that is free"
        )
    return None


def dataset(text: str) -> Problem | None:
    """Why no dataset can have this name."""
    if not text or DATASET.fullmatch(text):
        return None
    expected = "expected was a dataset's name, as in its address and in the list of the command `list`"
    return Problem(f"'{text}' was found", expected)


def storage(text: str) -> Problem | None:
    """Why visitors cannot be counted there."""
    scheme, found, _ = text.partition("://")
    if not text or scheme == "memory":
        return None
    if not found or scheme not in ("redis", "rediss"):
        return Problem(f"'{without_password(text)}' was found", "expected was memory:// or redis://host:6379")
    if importlib.util.find_spec("redis") is None:
        words = "its package is missing: python -m pip install redis"
        return Problem(f"'{without_password(text)}' was found", words)
    return None


CHECKS: Final[Mapping[str, Callable[[str], Problem | None]]] = {
    "library": library,
    "opens": dataset,
    "frame_ancestors": frames,
    "tiles": tiles,
    "hosts": entries.hosts_problem,
    "cors": entries.origins_problem,
    "admins": entries.people_problem,
    "editors": entries.people_problem,
    "contributors": entries.people_problem,
    "members": lambda text: entries.people_problem(text, also=entries.EVERYBODY),
    "quota_storage": storage,
    "quota_proxies": entries.networks_problem,
}
"""By the setting's name."""
