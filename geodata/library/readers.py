"""Reads and writes who may see a dataset: its `dataset.json` says so under `readers`; without that, all may.

Where the file itself is lost, it is lost who might see the dataset: so nobody may.

{"who": "public" | "unlisted" | "members" | "private", "people": ["ana@example.org", "@example.org",
"group:desk"], "until": 1796083200.0, "mark": "…"}; `until` is the end of an embargo in seconds since 1970,
`mark` what a signed link must name, so that a new mark ends all links.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from geodata import entries
from geodata.errors import GeodataError, PeopleError
from geodata.library import files, paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PUBLIC, UNLISTED, MEMBERS, PRIVATE = "public", "unlisted", "members", "private"
WAYS: Final = (PUBLIC, UNLISTED, MEMBERS, PRIVATE)
"""Anybody; who has a signed link; who logs in as a member; the people named."""
KEY: Final = "readers"
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
"""As they are in English, whatever the machine's language is."""


@dataclass(frozen=True)
class Readers:
    """Who may see a dataset."""

    who: str = PUBLIC
    people: tuple[str, ...] = ()
    """Named readers, who may see it whatever `who` says, and during an embargo."""
    until: float | None = None
    """The end of an embargo, seconds since 1970."""
    mark: str = ""
    """What signed links to it must name; empty while there are none."""

    def is_embargoed(self, now: float) -> bool:
        """Whether only editors and named people may see it, at a moment in seconds since 1970."""
        return self.until is not None and now < self.until


ALL: Final = Readers()
NOBODY: Final = Readers(PRIVATE)
"""Taken where the file says something that this program does not know: better too few than too many."""


def of(name: str) -> Readers:
    """Who may see a dataset of the library; anybody, if it is a folder of tables or not here at all."""
    folder = paths.folder_of(name)
    return ALL if folder is None or name == paths.DEFAULT else of_folder(folder)


def of_folder(folder: Path) -> Readers:
    """Who may see the dataset in a folder, or might see it before it was deleted."""
    path = folder / paths.DESCRIPTION
    try:
        status = path.stat()
    except FileNotFoundError:
        # A folder of tables has no such file; a saved dataset that lost it lost who might see it.
        return NOBODY if paths.is_saved(folder) else ALL
    except OSError:
        return NOBODY
    return _read(path, (status.st_mtime_ns, status.st_ino, status.st_size))


def write(folder: Path, said: Readers) -> None:
    """Replace who may see the dataset in a folder; what else its file says stays."""
    path = folder / paths.DESCRIPTION
    files.write_json(path, {**files.read_json(path), KEY: described(said)})


def check_people(people: Iterable[str]) -> None:
    """Raise PeopleError if a name that somebody gives can be nobody's."""
    if problem := entries.people_problem(" ".join(people), also=entries.LOGIN):
        raise PeopleError(problem.found, problem.expected)


def described(said: Readers) -> dict[str, Any]:
    """As it stands in the file."""
    return {"who": said.who, "people": list(said.people), "until": said.until, "mark": said.mark}


def moment(seconds: float, zone: str) -> str:
    """When an embargo ends, `1 December 2026, 00:00 (UTC)`: a day alone may be taken for its last one."""
    when = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    return f"{when.day} {_MONTHS[when.month - 1]} {when:%Y, %H:%M} ({zone})"


def with_mark(said: Readers) -> Readers:
    """The same with a mark that links can name."""
    return said if said.mark else replace(said, mark=secrets.token_hex(8))


@lru_cache(maxsize=1024)
def _read(path: Path, _signature: tuple[int, int, int]) -> Readers:
    try:
        said = files.read_json(path).get(KEY)
    except GeodataError:
        return NOBODY
    return ALL if said is None else _checked(said)


def _checked(said: Any) -> Readers:
    if not isinstance(said, dict) or not set(said) <= {"who", "people", "until", "mark"}:
        return NOBODY
    who, people, until, mark = (said.get(name) for name in ("who", "people", "until", "mark"))
    if who not in WAYS or not isinstance(people, list) or not isinstance(until, int | float | None):
        return NOBODY
    named = tuple(str(each).replace("login ", "login:") for each in people)  # older editions wrote a space
    return Readers(str(who), named, until, str(mark or ""))
