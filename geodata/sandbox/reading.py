"""Reads one file, or several of one layout as one table; runs in the sandbox."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, Final

from geodata import readers
from geodata.errors import FileGroup, SeveralLayoutsError, UnusableFileError
from geodata.layouts import merging
from geodata.readers import rows_read
from geodata.readers.foreign_packages import DESCRIPTION
from geodata.readers.raw import Job

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.ingest.choices import Choices
    from geodata.limits import Limits
    from geodata.readers.raw import RawFile

_OF_ONE_FILE: Final = ("unreadable", "empty", "unsupported", "malformed", "encoding", "columns")
"""Faults of one of several files, without which the others could be read."""


def table_of(
    files: Sequence[tuple[str, Path]], name: str, choices: Choices, limits: Limits, scratch: Path
) -> merging.Merged:
    """The table of the files, by name and place; `name` is what they are called together.

    Raises
    ------
    UnusableFileError
        If one of them cannot be read, or they cannot be joined; `SeveralLayoutsError` says which could be.
    """
    if len(files) == 1:
        raw = readers.read(files[0][1], name=files[0][0], choices=choices, limits=limits, scratch=scratch)
        return merging.Merged(merging.once(raw, choices))
    if any(each == DESCRIPTION for each, _ in files):
        return merging.Merged(merging.once(_package(files, name, choices, limits, scratch), choices))
    read: dict[str, RawFile] = {}
    wrong: list[UnusableFileError] = []
    size, done, rows = sum(path.stat().st_size for _, path in files), 0, 0
    for number, (each, path) in enumerate(files):
        folder = scratch / str(number)
        folder.mkdir()
        before, done = done, done + path.stat().st_size
        try:
            with rows_read.part(rows, before / size, done / size):
                read[each] = readers.read(path, name=each, choices=choices, limits=limits, scratch=folder)
            rows += read[each].rows_in
        except UnusableFileError as error:
            if choices.together is not None or error.code not in _OF_ONE_FILE:
                raise
            wrong.append(error)
    if wrong:
        raise _some(read, wrong, choices)
    return merging.merged([*read.values()], [*read], choices, Job(name, limits, choices, scratch))


def _some(
    read: Mapping[str, RawFile], wrong: Sequence[UnusableFileError], choices: Choices
) -> UnusableFileError:
    """The first one's error, with what could be read without those that cannot be."""
    first = wrong[0]
    if not read:
        return first
    unread = (FileGroup("", (each.file,), each.found) for each in wrong)
    groups = (*merging.groups([*read.values()], [*read], choices), *unread)
    return SeveralLayoutsError(first.file, first.code, first.found, first.next_step, groups)


def _package(
    files: Sequence[tuple[str, Path]], name: str, choices: Choices, limits: Limits, scratch: Path
) -> RawFile:
    """An unpacked Data Package, read as the same one packed."""
    packed = scratch / "package.zip"
    with zipfile.ZipFile(packed, "x") as archive:
        for each, path in files:
            if each in archive.namelist():
                raise UnusableFileError(each, "columns", "it is there twice", "Give each file its own name.")
            archive.write(path, each)
    inner = scratch / "members"
    inner.mkdir()
    try:
        return readers.read(packed, name=name, choices=choices, limits=limits, scratch=inner)
    finally:
        packed.unlink()
        shutil.rmtree(inner, ignore_errors=True)
