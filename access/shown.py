"""Finds what somebody may see: names, datasets, versions; what they may not see is not here for them."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from access.acts import Act
from access.deciding import AccessDeniedError, admits, may, require, sees
from access.people import LOGIN
from geodata import server_settings, settings
from geodata.errors import GeodataError, NothingHereError, UnknownDatasetError
from geodata.jobs import writers
from geodata.library import (
    catalog,
    copies_made,
    diff,
    folders,
    identities,
    joints,
    library_format,
    management,
    manifests,
    paths,
    purging,
    readers,
)
from geodata.places import services
from geodata.query import region_sets, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from access.people import Person
    from geodata.library.diff import Differences
    from geodata.library.management import Deletion
    from geodata.library.manifests import Manifest
    from geodata.library.withdrawals import Withdrawal
    from geodata.model import Dataset, Info
    from geodata.places.candidates import Candidate
    from geodata.places.services import Service
    from geodata.query.store import Store


def check(person: Person, act: Act, name: str, version: str | None = None) -> None:
    """Go on if somebody may do an act to a dataset that is here.

    Raises
    ------
    UnknownDatasetError
        If it is not here or they may not know of it: in the same words, before anything else is looked at.
    AccessDeniedError
        If they may not do this.
    """
    decision, saved = may(person, act, name), catalog.is_saved(name)
    if decision and saved:
        return
    known = names(person)  # asked of the disk for what is hidden as for what is not here: it takes as long
    if decision.hidden or (sees(person, name) and not saved and name not in known):
        library_format.check_there()
        raise UnknownDatasetError(name, version, known)
    if not decision:
        raise AccessDeniedError(act, decision.words, login_helps=decision.login_helps)


def names(person: Person) -> tuple[str, ...]:
    """The datasets that somebody may see, the built-in case first, the others by name."""
    return tuple(name for name in catalog.names() if sees(person, name))


def look_as(person: Person) -> None:
    """Let questions of this thread know the boundaries that somebody may see, and no others."""
    region_sets.SEEN.set(partial(sees, person))


def uploads(person: Person, known: Iterable[str] = ()) -> list[str]:
    """The private uploads that are somebody's, the last used first; of those `known` what they may see."""
    own = catalog.uploads_of(person.name) if person.via == LOGIN else []
    return [
        *own,
        *(name for name in known if name not in own and catalog.is_saved(name) and sees(person, name)),
    ]


def reach(person: Person, name: str) -> str:
    """Who sees a private upload, as words of `[uploads]` say it.

    Returns
    -------
    `own`: this person; `given`: its owner, and this person by a link or as an admin; `address`: whoever has
    its address.
    """
    said = readers.of(name)
    return "address" if not said.people else "own" if person.is_one_of(said.people) else "given"


def default(person: Person) -> str:
    """What is open where nothing is asked for: what the setting names, else the first that they may see.

    Raises
    ------
    NothingHereError
        If there is nothing that they may see.
    """
    seen, wanted = names(person), settings.current().opens
    if not seen:
        raise NothingHereError
    return wanted if wanted in seen else seen[0]


def opened(person: Person, name: str, version: str | None = None) -> Store:
    """The store of a dataset, for somebody who may see it.

    Raises
    ------
    UnknownDatasetError
        If there is none, or they may not see it: in the same words.
    AccessDeniedError
        If they may not see anything here.
    """
    found = store.open(load(person, name, version))
    writers.make_ready(found)
    return found


def load(person: Person, name: str, version: str | None = None) -> Dataset:
    """A dataset, as `opened` does."""
    check(person, Act.LOOK, name, version)
    try:
        return catalog.load(name, version)
    except UnknownDatasetError:
        raise UnknownDatasetError(name, version, names(person)) from None


def versions(person: Person, name: str) -> tuple[Manifest, ...]:
    """How each version of a dataset came to be, the newest first; raises as `opened` does."""
    check(person, Act.LOOK, name)
    try:
        return catalog.versions(name)
    except UnknownDatasetError:
        raise UnknownDatasetError(name, None, names(person)) from None


def made_of_older(person: Person, dataset: Dataset) -> list[str] | None:
    """Which of the datasets that are open together have a newer version than this one is made of.

    None where it is what they are together today, or is one dataset alone; none of them, but a list, where it
    was decided anew since which of their records are one event. Raises as `opened` does.
    """
    made_of = joints.versions(dataset)
    now = [load(person, each) for each in made_of]
    if not made_of or joints.version_of(now) == dataset.version:
        return None
    return [each.name for each in now if each.version != made_of[each.name]]


def version_beginning(person: Person, name: str, digits: str) -> str | None:
    """The newest version whose name begins so, of those that are there; raises as `opened` does."""
    return next((each.version for each in versions(person, name) if each.version.startswith(digits)), None)


def title(person: Person, name: str) -> str:
    """What a dataset is called, without loading it where the library has it; raises as `opened` does."""
    check(person, Act.LOOK, name)
    if parts := paths.parts_of(name):
        return " + ".join(title(person, each) for each in parts)
    folder = paths.folder_of(name)
    if folder is not None and paths.is_saved(folder):
        return manifests.described(folder, "UTC").title
    return load(person, name).info.title


def described(person: Person, name: str) -> Info:
    """What a dataset says of itself, to be edited; its name alone where that is damaged."""
    check(person, Act.LOOK, name)
    return management.described(name)


def boundaries_title(person: Person, name: str) -> str:
    """What boundaries are called; their name alone where they cannot be read, or may not be seen."""
    folder = paths.folder_of(name)
    if folder is None or not sees(person, name):
        return name
    try:
        return manifests.described(folder, "UTC").title or name
    except GeodataError:
        return name


def replaceable_boundaries(person: Person) -> list[str]:
    """The boundaries of the library of which somebody may save a new version."""
    return [name for name in manifests.boundary_names() if may(person, Act.NEW_VERSION, name)]


def replaceable(person: Person) -> list[str]:
    """The datasets of the library of which somebody may save a file as a new version."""
    return [
        name
        for name in manifests.saved_names()
        if may(person, Act.NEW_VERSION, name) and not manifests.is_safe_copy(paths.root() / name)
    ]


def copies_of(person: Person, name: str) -> list[str]:
    """The publication-safe copies of a dataset that somebody may see, by name; raises as `opened` does."""
    check(person, Act.LOOK, name)
    return [copy for copy in copies_made.copies_of(name) if sees(person, copy)]


def deletions(person: Person) -> list[Deletion]:
    """What somebody may bring back, the latest first."""
    if not may(person, Act.RESTORE):
        return []
    trash = paths.root() / paths.TRASH
    return [each for each in management.deletions() if _admits(person, trash / each.token / each.name)]


def are_boundaries(gone: Deletion | Withdrawal) -> bool:
    """Whether what was deleted or withdrawn as a whole are boundaries, which do not open as a dataset."""
    root = paths.root()
    folder = root / paths.TRASH / gone.token if isinstance(gone, management.Deletion) else root
    return manifests.are_boundaries(folder / gone.name)


def _admits(person: Person, folder: Path) -> bool:
    return admits(person, identities.of_folder(folder), readers.of_folder(folder))


def withdrawn(person: Person) -> list[Withdrawal]:
    """What is withdrawn, the latest first, for those who may take that back."""
    return [each for each in management.withdrawn() if may(person, Act.WITHDRAW, each.name)]


def erasable(person: Person) -> list[str]:
    """What a purge would erase now, in words, for those who may do that."""
    return [each.said for each in purging.erasable()] if may(person, Act.PURGE) else []


def withdrawn_of(person: Person, name: str) -> list[Withdrawal]:
    """What of a dataset is withdrawn, the latest first; raises as `opened` does."""
    check(person, Act.LOOK, name)
    return list(catalog.withdrawn(name))


def can_be_reinstated(person: Person, withdrawal: Withdrawal) -> bool:
    """Whether somebody may give it out again, and it was not purged."""
    return bool(may(person, Act.WITHDRAW, withdrawal.name)) and management.can_be_reinstated(withdrawal)


def damages(person: Person, name: str) -> list[GeodataError]:
    """What is wrong with versions of a dataset, in words; raises as `opened` does."""
    check(person, Act.LOOK, name)
    return list(catalog.problems(name))


def layout(dataset: Dataset) -> str | None:
    """The layout in which an opened dataset was read, where that is known."""
    return catalog.layout(dataset)


def problems(person: Person) -> tuple[GeodataError, ...]:
    """Why folders of the library are no datasets, and what the page cannot open, for who can mend that."""
    return (*server_settings.remarks(), *folders.problems()) if may(person, Act.RENAME) else ()


def is_read_only(name: str) -> bool:
    """Whether a dataset is the built-in case, a folder of tables or several datasets: nothing changes it."""
    return paths.is_joint(name) or name in folders.read_only_names()


def compared(person: Person, name: str, old: str, new: str) -> Differences:
    """What changed between two versions; raises as `opened` does."""
    check(person, Act.COMPARE, name)
    return _compared(name, old, new)


def geocoder(person: Person, service: Service) -> Callable[..., tuple[Candidate, ...]]:
    """What asks an online service, for somebody who may.

    Raises
    ------
    AccessDeniedError
        If they may not.
    """
    require(person, Act.GEOCODE)
    return services.geocoder(service)


@lru_cache(maxsize=4)
def _compared(name: str, old: str, new: str) -> Differences:
    """Versions never change: a large comparison is made once."""
    return diff.compare(catalog.load(name, old), catalog.load(name, new))
