"""Looks at what a file would do to a dataset that it is added to, and adds it, for somebody who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from access import savings
from access.acts import Act
from access.deciding import require
from geodata import settings
from geodata.jobs import preview
from geodata.jobs.adding import Looked
from geodata.library import appending
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Callable

    from access.people import Person
    from geodata.ingest.choices import Choices
    from geodata.ingest.draft import Draft
    from geodata.jobs.preview import Preview
    from geodata.library.appending import Base

MOST_BYTES: Final = 20_000_000
"""As many bytes of files are read together on the page, a second or two."""


@dataclass(frozen=True)
class Room:
    """How large a file can be that is added."""

    bytes: int
    rows: int

    def __bool__(self) -> bool:
        return self.bytes > 0 and self.rows > 0


@dataclass(frozen=True, eq=False)
class Addition:
    """What a file would do to a dataset."""

    looked: Looked
    draft: Draft
    """What the dataset would be."""
    preview: Preview
    """Its refusals and remarks are those on the file's own rows."""


def check(person: Person, name: str) -> None:
    """Go on if somebody may add to a dataset: whoever may save a new version of it.

    Raises
    ------
    AccessDeniedError
        If not; an upload is its owner's alone, see `deciding.may`.
    """
    require(person, Act.IMPORT)
    require(person, Act.NEW_VERSION, name)


def base(person: Person, name: str) -> Base:
    """The version to which something would be added; raises `AccessDeniedError` if this person may not."""
    check(person, name)
    return appending.base_of(name)


def fits(base: Base, size: int) -> bool:
    """Whether its files and one of this size, in bytes, are few enough to be read together on the page."""
    return size + sum(each.bytes for each in base.manifest.originals) <= MOST_BYTES


def room(base: Base) -> Room:
    """What a file may have that is added: all of the dataset's are read with it, and count together."""
    limits = settings.current().limit
    return Room(
        max(0, limits.bytes_in - base.size), max(0, limits.rows - base.manifest.counts.get("rows_in", 0))
    )


def looked_at(
    base: Base, content: bytes, file: str, choices: Choices, progress: Callable[[float, str], None]
) -> Addition:
    """What would become of the dataset; nothing is saved."""
    with appending.looked_at(base, content, file=file, choices=choices, progress=progress) as added:
        draft = added.prepared.draft()
        looked = Looked(base.manifest.version, added.new.name, dict(added.changes))
        return Addition(looked, draft, preview.of(added.of_new(draft)))


def add(person: Person, name: str, content: bytes, addition: Addition) -> str:
    """Add the file that was looked at, as a new version of the dataset; its name.

    Raises
    ------
    OutrunError
        If the dataset has got another version meanwhile.
    """
    check(person, name)
    looked = addition.looked
    saved, version = appending.save_draft(
        appending.base_of(name, looked.version),
        File(looked.name, content),
        addition.draft,
        looked.changes,
        only_if_newest=True,
    )
    savings.record(person, Act.NEW_VERSION, saved, version, about=f"{looked.name} added")
    return saved
