"""Changes the library for somebody who may, and writes down who did what: the only way from page and HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from access import savings, shown
from access.acts import Act, Role
from access.deciding import require, sees
from access.savings import record
from geodata.errors import NothingToUndoError, OutrunError
from geodata.library import (
    boundary_sets,
    change_log,
    copies_made,
    management,
    placing,
    purging,
    readers,
    safe_copies,
    saving,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from access.people import Person
    from geodata.ingest.draft import Draft
    from geodata.library.readers import Readers
    from geodata.library.safe_copies import Safety
    from geodata.model import Info
    from geodata.readers.boundaries import Outlined
    from geodata.sandbox.parent import File


def save(  # noqa: PLR0913 - what is saved, by whom, under what name
    person: Person,
    draft: Draft,
    original: bytes | Sequence[File],
    *,
    name: str,
    info: Info,
    private: bool,
    file: str,
    located: Mapping[str, Any] | None,
    new_version_of: str | None = None,
    seen_by: Readers = readers.ALL,
) -> str:
    """Save an import, for this person alone, as a new dataset or as a new version; its name."""
    wanted = savings.Saving(name, info, private, file, new_version_of, seen_by)
    act = savings.required(person, wanted)
    saved, version = saving.save(draft, original, located=located, **savings.how(person, wanted))
    record(person, act, saved, version)
    return saved


def save_boundaries(  # noqa: PLR0913 - what is saved, by whom, under what name
    person: Person,
    found: Outlined,
    fields: Mapping[str, str | None],
    original: bytes,
    *,
    info: Info,
    new_version_of: str | None = None,
    seen_by: Readers = readers.ALL,
) -> str:
    """Keep a file of boundaries, as new ones named after their title or as a new version; their name."""
    act = Act.SAVE if new_version_of is None else Act.NEW_VERSION
    require(person, act, new_version_of)
    seen_by = savings.with_oneself(person, seen_by)
    saved, version = boundary_sets.save(
        found,
        fields,
        original,
        name=new_version_of or saving.suggested_name(info.title),
        info=info,
        new_version_of=new_version_of,
        seen_by=seen_by,
    )
    record(person, act, saved, version, about="boundaries")
    return saved


def save_upload(person: Person, upload: str, *, name: str, info: Info, seen_by: Readers) -> str:
    """Copy an upload, theirs or given to them, into the library as a new dataset; its name."""
    require(person, Act.SAVE, upload)
    seen_by = savings.with_oneself(person, seen_by)
    saved, version = management.save_upload(upload, name=name, info=info, seen_by=seen_by)
    record(person, Act.SAVE, saved, version)
    return saved


def describe(person: Person, name: str, info: Info, *, seen: Info | None = None) -> None:
    """Change what a dataset says of itself; of what was `seen`, only what differs in `info`.

    Raises
    ------
    OutrunError
        If somebody changed the same meanwhile.
    """
    require(person, Act.DESCRIBE, name)
    with placing.writing():
        now = management.described(name)
        changed = _changed(info, seen or now)
        if seen is not None and not set(changed).isdisjoint(_changed(now, seen)):
            raise OutrunError(name, "been described by somebody else", "Close this and open it again.")
        management.describe(name, replace(now, **changed))
    record(person, Act.DESCRIBE, name, about=", ".join(changed))


def _changed(info: Info, before: Info) -> dict[str, Any]:
    return {each: said for each, said in vars(info).items() if said != getattr(before, each)}


def rename(person: Person, name: str, new_name: str) -> None:
    """Give a dataset another name."""
    require(person, Act.RENAME, name)
    management.rename(name, new_name)
    record(person, Act.RENAME, new_name, about=f"{copies_made.RENAMED}{name}")


def delete(person: Person, name: str) -> None:
    """Take a dataset away; in the library it can be brought back for a while."""
    require(person, Act.DELETE, name)
    management.delete(name)
    record(person, Act.DELETE, name)


def restore(person: Person, token: str) -> str:
    """Bring back a deleted dataset; its name."""
    require(person, Act.RESTORE)
    if token not in {each.token for each in shown.deletions(person)}:
        raise NothingToUndoError
    name = management.undelete(token)
    record(person, Act.RESTORE, name)
    return name


def withdraw(person: Person, name: str, version: str | None, reason: str) -> None:
    """Take back a dataset, or one version of it: its addresses give nothing out any more."""
    require(person, Act.WITHDRAW, name)
    management.withdraw(name, version, reason=reason)
    record(person, Act.WITHDRAW, name, version or "", about=reason)


def reinstate(person: Person, name: str, version: str | None = None) -> None:
    """Take a withdrawal back, as long as its content was not purged."""
    require(person, Act.WITHDRAW, name)
    management.reinstate(name, version)
    record(person, Act.WITHDRAW, name, version or "", about="taken back")


def purge(person: Person) -> list[str]:
    """Erase for good what was deleted and what was withdrawn; what it was, in words."""
    require(person, Act.PURGE)
    erased = purging.purge()
    record(person, Act.PURGE, "", about="; ".join(erased))
    return erased


def safe_copy(  # noqa: PLR0913 - what is copied, by whom, how, under what name, for whom
    person: Person,
    name: str,
    safety: Safety,
    *,
    to: str,
    title: str = "",
    new_version_of: str | None = None,
    seen_by: Readers = readers.ALL,
) -> str:
    """Make a publication-safe copy of a dataset, a new one or a new version of an earlier copy; its name."""
    require(person, Act.SAFE_COPY, name)
    if new_version_of is not None:
        require(person, Act.NEW_VERSION, new_version_of)
    exact = shown.load(person, name)
    made = safe_copies.make(
        exact,
        safety,
        name=to,
        title=title,
        new_version_of=new_version_of,
        seen_by=savings.with_oneself(person, seen_by),
    )
    record(person, Act.SAFE_COPY, made, about=f"{copies_made.OF}{name}")
    return made


def set_readers(person: Person, name: str, said: Readers, *, seen: Readers | None = None) -> None:
    """Say who may see a dataset; whoever says so stays among them.

    Raises
    ------
    OutrunError
        If it is no longer what was `seen` when that was decided.
    """
    require(person, Act.SET_READERS, name)
    readers.check_people(said.people)
    with placing.writing():
        if seen is not None and replace(readers.of(name), mark=seen.mark) != seen:
            raise OutrunError(name, "been given other readers", "Look at who may see it now.")
        readers.write(management.editable_folder(name), savings.with_oneself(person, said))
    until = () if said.until is None else (f"embargoed until {_moment(said.until)}",)
    record(person, Act.SET_READERS, name, about=", ".join((said.who, *until, *said.people)))


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def link_mark(person: Person, name: str) -> str:
    """The mark that a link to a dataset has to carry, made if there is none yet."""
    require(person, Act.LINK, name)
    said = readers.with_mark(readers.of(name))
    if said != readers.of(name):
        with placing.writing():
            readers.write(management.editable_folder(name), said)
    record(person, Act.LINK, name)
    return said.mark


def end_links(person: Person, name: str) -> None:
    """Make every link to a dataset worth nothing."""
    require(person, Act.LINK, name)
    with placing.writing():
        readers.write(management.editable_folder(name), replace(readers.of(name), mark=""))
    record(person, Act.LINK, name, about="all links ended")


def log(person: Person, most: int = 200) -> list[change_log.Change]:
    """Who changed what, the newest first, as far as this person may know of the datasets."""
    require(person, Act.SEE_LOG)
    found = change_log.latest(most)
    if person.role >= Role.ADMIN:
        return found
    gone = {each.name for each in management.deletions()} - {each.name for each in shown.deletions(person)}
    return [_told(person, each) for each in found if each.dataset not in gone and sees(person, each.dataset)]


def _told(person: Person, change: change_log.Change) -> change_log.Change:
    """The entry without the name of the exact dataset of a copy, where that is not here for this person."""
    exact = copies_made.exact_of(change)
    return change if exact is None or exact in shown.names(person) else replace(change, about="")
