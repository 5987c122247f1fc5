"""Names archives by when they were made, gives one that is not whole a name of its own, and finds old ones.

A folder of nightly archives holds `incident-map-2026-11-28T0300Z.tar` of each night, UTC; what is not whole
is called `….incomplete.tar`.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

_DATED: Final = re.compile(r"incident-map-\d{4}-\d\d-\d\dT\d{4}Z(?P<incomplete>\.incomplete(-\d+)?)?\.tar")

_UNFINISHED: Final = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{8}")


def dated(now: datetime) -> str:
    """The name of an archive that is made now; `now` is in UTC."""
    return f"incident-map-{now:%Y-%m-%dT%H%MZ}.tar"


def incomplete(to: str, taken: Callable[[str], bool]) -> str:
    """A free name beside `to`, a path or an address, for an archive in which something is missing."""
    folder, slash, name = to.rpartition("/")
    stem = name.removesuffix(".tar")
    numbers = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    names = (f"{folder}{slash}{stem}.incomplete{number}.tar" for number in numbers)
    return next(each for each in names if not taken(each))


def unfinished(to: Path, *, before: float) -> list[Path]:
    """What archives left beside `to` that were cut off by a kill or a power cut.

    Parameters
    ----------
    to
        The archive that is to be written; those of its name and of every dated one are looked for.
    before
        A moment, in seconds since 1970: what was written to since then may be in the making.
    """
    found = []
    for path in to.parent.glob(".*"):
        match = _UNFINISHED.fullmatch(path.name)
        ours = match is not None and (match["name"] == to.name or _DATED.fullmatch(match["name"]) is not None)
        with contextlib.suppress(FileNotFoundError):  # another backup was finished just now
            if ours and path.stat().st_mtime < before:
                found.append(path)
    return found


def old(folder: Path, keep: int) -> list[Path]:
    """The dated archives in a folder beyond the newest `keep` that are whole, and as many that are not."""
    found: dict[bool, list[Path]] = {True: [], False: []}
    for path in sorted(folder.iterdir(), reverse=True):
        if match := _DATED.fullmatch(path.name):
            found[match["incomplete"] is None].append(path)
    return [*found[True][keep:], *found[False][keep:]]
