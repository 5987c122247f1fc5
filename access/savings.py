"""Says what the saving of an import is: which act, by whom, for whom; done here or by another process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from access.acts import Act, Role
from access.deciding import require
from access.people import LOGIN, MACHINE
from geodata.library import change_log, paths, placing, readers
from geodata.library.readers import Readers

if TYPE_CHECKING:
    from access.people import Person
    from geodata.model import Info


@dataclass(frozen=True)
class Saving:
    """How an import is to be saved."""

    name: str
    info: Info
    private: bool
    """For this person alone."""
    file: str
    """What its owner calls it."""
    new_version_of: str | None = None
    seen_by: Readers = readers.ALL


def required(person: Person, wanted: Saving) -> Act:
    """The act that such a saving is; raises `AccessDeniedError` if this person may not."""
    act = Act.IMPORT if wanted.private else Act.SAVE if wanted.new_version_of is None else Act.NEW_VERSION
    require(person, act, wanted.new_version_of)
    if wanted.private and paths.is_private(wanted.name):
        require(person, Act.NEW_VERSION, wanted.name)
    return act


def how(person: Person, wanted: Saving) -> dict[str, Any]:
    """What `saving.save` is told."""
    seen_by = alone(person) if wanted.private else with_oneself(person, wanted.seen_by)
    return {**vars(wanted), "seen_by": seen_by}


def alone(person: Person) -> Readers:
    """Who may see an upload of somebody's; anybody who has its address, where nobody is known."""
    return Readers(readers.PRIVATE, people=(person.name,)) if person.via == LOGIN else readers.ALL


def who(person: Person) -> str:
    """How the log calls somebody."""
    return "" if person.via == MACHINE else person.name


def with_oneself(person: Person, said: Readers) -> Readers:
    """The same readers, and among them who says so, where that is not a matter of course."""
    is_open = said.who == readers.PUBLIC and said.until is None
    known = is_open or person.role >= Role.ADMIN or person.is_one_of(said.people)
    return said if person.via != LOGIN or known else replace(said, people=(*said.people, person.name))


def record(person: Person, act: Act, dataset: str, version: str = "", about: str = "") -> None:
    """Write down who did what, for whoever may read the log."""
    with placing.writing():
        change_log.record(
            who=who(person),
            act=act.value,
            dataset=dataset,
            version=version,
            source="page",
            about=about,
        )
