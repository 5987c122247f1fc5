"""Looks at what a file would do to a dataset that it is added to, and adds it, for somebody who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from access import savings
from access.acts import Act
from access.deciding import require
from geodata.library import appending, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from access.people import Person
    from geodata.ingest.choices import Choices
    from geodata.library.appending import Base

MOST_BYTES: Final = 20_000_000
"""As many bytes of files are read together on the page, a second or two."""


@dataclass(frozen=True, eq=False)
class Addition:
    """What a file would do to a dataset."""

    changes: Mapping[str, int]
    """Events and rows, see `merging.CHANGES`."""
    rejected: pd.DataFrame
    """The rows of the file that would be left out."""
    nothing: bool
    """Whether it would change nothing."""


def base(person: Person, name: str) -> Base:
    """The version to which something would be added; raises `AccessDeniedError` if this person may not.

    Whoever may save a new version may add to one; an upload is its owner's alone, see `deciding.may`.
    """
    require(person, Act.IMPORT if paths.is_private(name) else Act.NEW_VERSION, name)
    return appending.base_of(name)


def fits(base: Base, size: int) -> bool:
    """Whether its files and one of this size, in bytes, are few enough to be read together on the page."""
    return size + sum(each.bytes for each in base.manifest.originals) <= MOST_BYTES


def looked_at(
    base: Base, content: bytes, file: str, choices: Choices, progress: Callable[[float, str], None]
) -> Addition:
    """What would become of the dataset; nothing is saved."""
    with appending.looked_at(base, content, file=file, choices=choices, progress=progress) as added:
        rejected = added.prepared.draft().rejected
        return Addition(
            dict(added.changes), rejected[rejected["file"] == file], nothing=added.changes_nothing
        )


def add(person: Person, name: str, content: bytes, file: str, choices: Choices) -> str:
    """Add the file, as a new version of the dataset; its name."""
    with appending.looked_at(base(person, name), content, file=file, choices=choices) as added:
        saved, version = appending.save(added)
    savings.record(person, Act.NEW_VERSION, saved, version, about=f"{file} added")
    return saved
