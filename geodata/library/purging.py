"""Erases for good what was deleted and what was withdrawn, or lists it; of the latter the mark stays.

Nothing is kept for the days that a deletion can otherwise be brought back: whoever purges names what goes.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from geodata.library import (
    decisions,
    files,
    identities,
    indexes,
    management,
    manifests,
    paths,
    readers,
    withdrawals,
)
from geodata.library.placing import writing

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from geodata.library.withdrawals import Withdrawal


class Erasable(NamedTuple):
    """Content that a purge erases."""

    name: str
    """The dataset's."""
    when: float
    """When it was deleted or withdrawn, seconds since 1970; 0 where the mark cannot be read."""
    said: str
    place: Path
    is_marked: bool
    """Whether it is withdrawn, which goes on to be said."""


def erasable(names: Collection[str] = (), *, older_than_days: float = 0) -> list[Erasable]:
    """What a purge with the same parameters erases now."""
    trash = paths.root() / paths.TRASH
    found = [
        Erasable(
            each.name,
            each.deleted.timestamp(),
            f"'{each.name}', deleted {each.deleted:%Y-%m-%d %H:%M} UTC",
            trash / each.token,
            is_marked=False,
        )
        for each in management.deletions()
    ]
    for each in management.withdrawn():
        place = management.withdrawn_place(each)
        if management.has_content(place):
            said = str(each.error()).rstrip(".")
            found.append(Erasable(each.name, _time(each), said, place, is_marked=True))
    limit = time.time() - older_than_days * 24 * 3600
    return [each for each in found if each.when <= limit and (not names or each.name in names)]


def purge(names: Collection[str] = (), *, older_than_days: float = 0) -> list[str]:
    """Erase what was deleted and what was withdrawn, for good.

    Parameters
    ----------
    names
        Datasets; none for all of them.
    older_than_days
        Leave what was deleted or withdrawn more recently.

    Returns
    -------
    What was erased, in words.
    """
    with writing():
        found = erasable(names, older_than_days=older_than_days)
        for each in found:
            (_erase_content if each.is_marked else management.erase)(each.place)
        decisions.sweep()
    return [each.said for each in found]


def _time(withdrawal: Withdrawal) -> float:
    try:
        return datetime.fromisoformat(withdrawal.when).timestamp()
    except ValueError:
        return 0


def _erase_content(place: Path) -> None:
    """Each part goes by one rename, the mark stays: whenever this is cut off, nothing is given out.

    Who might see a dataset stays too: others are not told why it was withdrawn.
    """
    if paths.is_saved(place):
        said = {readers.KEY: readers.described(readers.of_folder(place)), **identities.kept(place)}
        files.write_json(place / paths.DESCRIPTION, said)
    for version in (place, *manifests.version_folders(place)):
        indexes.forget(version)
    for each in paths.children(place):
        if each.name not in (withdrawals.MARKER, paths.DESCRIPTION):
            management.erase(each)
