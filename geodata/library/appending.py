"""Adds a file of the same layout to a saved dataset: a new version of all its originals and this one."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.errors import NothingToSaveError
from geodata.ingest.choices import Choices
from geodata.library import catalog, management, paths, saving
from geodata.readers.foreign_packages import DESCRIPTION
from geodata.sandbox import parent
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

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
        return not any(self.changes[each] for each in ("added", "changed", "removed"))


@contextmanager
def looked_at(  # noqa: PLR0913 - what is added, and how it is read
    base: Base,
    content: Path | bytes,
    *,
    file: str,
    choices: Choices | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Iterator[Added]:
    """Read a dataset's originals and one more file, and save nothing yet.

    Parameters
    ----------
    choices
        Answers to what only this file leaves open; those of the dataset stay as they are.
    limits
        The most that all files together may ask for; from the environment if none.

    Raises
    ------
    UnusableFileError, MappingError
        If it cannot be read, or is of another layout.
    """
    new = File(file, content)
    given = {} if choices is None else choices.to_dict()
    asked = Choices.from_dict({**given, **base.choices.to_dict()})
    files = (*base.files, new)
    with parent.prepare(files, name=file, choices=asked, limits=limits, progress=progress) as prepared:
        yield Added(base, prepared, prepared.originals[-1])


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
    base = added.base
    if added.changes_nothing:
        found = f"'{base.name}' has every event of {added.new.name} already"
        raise NothingToSaveError(found, "There is nothing to add.")
    private = paths.is_private(base.name)
    return saving.save(
        draft or added.prepared.draft(),
        (*base.files, added.new),
        name=base.name,
        info=catalog.load(base.name, base.manifest.version).info,
        private=private,
        file=added.new.name,
        new_version_of=None if private else base.name,
    )


def _hash(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    try:
        with content.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # the sandbox says it in words
        return ""
