"""Names archives by when they were made, gives one that is not whole a name of its own, and finds old ones.

A folder of nightly archives holds `incident-map-2026-11-28T0300Z.tar` of each night, UTC; what is not whole
is called `….incomplete.tar`.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

_DATED: Final = re.compile(r"incident-map-\d{4}-\d\d-\d\dT\d{4}Z(?P<incomplete>\.incomplete(-\d+)?)?\.tar")


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


def old(folder: Path, keep: int) -> list[Path]:
    """The dated archives in a folder beyond the newest `keep` that are whole, and as many that are not."""
    found: dict[bool, list[Path]] = {True: [], False: []}
    for path in sorted(folder.iterdir(), reverse=True):
        if match := _DATED.fullmatch(path.name):
            found[match["incomplete"] is None].append(path)
    return [*found[True][keep:], *found[False][keep:]]
