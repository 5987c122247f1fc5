"""Adds a file of the same layout to a saved dataset: a new version of all its originals and this one."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.errors import NothingToSaveError
from geodata.ingest.choices import Choices
from geodata.layouts import merging
from geodata.library import catalog, management, manifests, paths, saving
from geodata.readers.foreign_packages import DESCRIPTION
from geodata.sandbox import parent
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from geodata.ingest.draft import Draft
    from geodata.library.manifests import Manifest
    from geodata.limits import Limits
    from geodata.sandbox.parent import Prepared


@dataclass(frozen=True)
class Base:
    """The version to which something is added."""

    name: str
    manifest: Manifest
    files: tuple[File, ...]
    """Its originals, in the library."""

    @property
    def choices(self) -> Choices:
        """The choices by which all its originals, and what is added, are read."""
        said = Choices.from_dict({k: v for k, v in self.manifest.choices.items() if k != "located"})
        together = said.together or len(self.files)
        return replace(said, layout=self.manifest.layout, together=together)

    @property
    def size(self) -> int:
        """Bytes of its originals, which are read again with each file that is added."""
        return sum(each.bytes for each in self.manifest.originals)

    def ends_with(self, content: Path | bytes) -> bool:
        """Whether this very file was the last that the dataset got: adding it again is the same version."""
        return _hash(content) == self.manifest.originals[-1].sha256


def base_of(name: str, version: str | None = None) -> Base:
    """The version of a dataset to which a file can be added: the current one if none is named.

    Raises
    ------
    UnknownDatasetError
        If there is none.
    NothingToSaveError
        If it is one to which nothing can be added.
    """
    management.editable_folder(name)
    version = version or catalog.current(name)
    manifest = next((each for each in catalog.versions(name) if each.version == version), None)
    if manifest is None:
        catalog.load(name, version)  # says which there are
        raise NothingToSaveError(f"'{name}' has no original files", "Import it anew.")
    if manifest.layout == manifests.BOUNDARIES:
        raise NothingToSaveError(f"'{name}' are boundaries", "Say boundaries add FILE --new-version-of NAME.")
    saving.check_kind(paths.root() / name, "")
    if manifest.choices.get("located"):
        found = f"places were chosen by name for the version {version[:12]} of '{name}'"
        raise NothingToSaveError(found, "Add to the version before, then choose the places again.")
    if any(each.name == DESCRIPTION for each in manifest.originals):
        raise NothingToSaveError(f"'{name}' is an unpacked Data Package", "Import the new one beside it.")
    return Base(name, manifest, catalog.originals(name, version))


@dataclass(frozen=True, eq=False)
class Added:
    """What would become of a dataset if a file were added to it."""

    base: Base
    prepared: Prepared
    new: File

    @property
    def changes(self) -> Mapping[str, int]:
        """Events that are added, changed, unchanged and removed; rows that are older, or refused."""
        changes: Mapping[str, int] = self.prepared.report["changes"]
        return changes

    @property
    def changes_nothing(self) -> bool:
        """Whether every event is there already as the file has it."""
        return changes_nothing(self.changes)

    def of_new(self, draft: Draft) -> Draft:
        """The draft with what `changes` does not tell: refusals and remarks on the added file."""
        return replace(draft, rejected=self._told(draft.rejected), warnings=self._told(draft.warnings))

    def _told(self, remarks: pd.DataFrame) -> pd.DataFrame:
        of_it = remarks["file"].map(self.is_of_new).astype(bool)
        return remarks[of_it & ~remarks["reason"].str.contains(merging.ADDED, regex=False)]

    def is_of_new(self, file: str | None) -> bool:
        """Whether a remark on this file is one on what is added: an archive's tables are called after it."""
        return file is not None and (file == self.new.name or file.startswith(f"{self.new.name}: "))


def changes_nothing(changes: Mapping[str, int]) -> bool:
    """Whether such an addition leaves every event as it is."""
    return not any(changes[each] for each in ("added", "changed", "removed"))


@contextmanager
def looked_at(  # noqa: PLR0913 - what is added, and how it is read
    base: Base,
    content: Path | bytes,
    *,
    file: str,
    choices: Choices | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    follow: Callable[[Mapping[str, Any]], None] | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Added]:
    """Read a dataset's originals and one more file, and save nothing yet.

    Parameters
    ----------
    choices
        Answers to what only this file leaves open; those of the dataset stay as they are.
    limits
        The most that all files together may ask for; from the environment if none.
    progress, follow, cancel
        As of `parent.prepare`.

    Raises
    ------
    UnusableFileError, MappingError
        If it cannot be read, or is of another layout.
    """
    new = File(unlike(file, {each.name for each in base.files}), content)
    given = {} if choices is None else choices.to_dict()
    asked = Choices.from_dict({**given, **base.choices.to_dict()})
    files = (*base.files, new)
    with parent.prepare(
        files,
        name=new.name,
        choices=asked,
        limits=limits,
        progress=progress,
        follow=follow,
        cancel=cancel,
    ) as prepared:
        yield Added(base, prepared, prepared.originals[-1])


def unlike(file: str, others: Collection[str]) -> str:
    """A name for a file by which its rows are told from those of the others: many are called `export.csv`."""
    stem, dot, suffix = file.partition(".")
    numbered = (f"{stem} ({number}){dot}{suffix}" for number in range(2, len(others) + 3))
    return next(each for each in (file, *numbered) if each not in others)


def save(added: Added, draft: Draft | None = None) -> tuple[str, str]:
    """Save what was looked at as a new version of its dataset.

    Returns
    -------
    The dataset's name and the version's. What the versions before have of original files is linked to, and
    lies on the disk once; tables and index are the new version's own.

    Raises
    ------
    NothingToSaveError
        If it changes nothing, or questions are open.
    """
    return save_draft(added.base, added.new, draft or added.prepared.draft(), added.changes)


def save_draft(  # noqa: PLR0913 - what is added to what, and how it is saved
    base: Base,
    new: File,
    draft: Draft,
    changes: Mapping[str, int],
    progress: Callable[[str], None] = lambda _: None,
    *,
    only_if_newest: bool = False,
) -> tuple[str, str]:
    """Likewise of what another process has looked at.

    Parameters
    ----------
    progress
        As of `saving.save`.
    only_if_newest
        Whether somebody else's version that came meanwhile, which this one would not hold, stands against it.

    Raises
    ------
    NothingToSaveError
        If it changes nothing, or questions are open.
    OutrunError
        If the dataset has a newer version than that to which it is added.
    """
    if changes_nothing(changes):
        found = f"'{base.name}' has every event of {new.name} already"
        raise NothingToSaveError(found, "There is nothing to add.")
    private = paths.is_private(base.name)
    return saving.save(
        draft,
        (*base.files, new),
        name=base.name,
        info=manifests.described(management.editable_folder(base.name), base.manifest.timezone),
        private=private,
        file=new.name,
        new_version_of=None if private else base.name,
        progress=progress,
        newest=base.manifest.version if only_if_newest else None,
    )


def _hash(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    try:
        with content.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # the sandbox says it in words
        return ""
