"""Reads one file, or several of one layout as one table; runs in the sandbox."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.layouts import merging
from geodata.readers.foreign_packages import DESCRIPTION
from geodata.readers.raw import Job

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geodata.ingest.choices import Choices
    from geodata.limits import Limits
    from geodata.readers.raw import RawFile


def table_of(
    files: Sequence[tuple[str, Path]], name: str, choices: Choices, limits: Limits, scratch: Path
) -> merging.Merged:
    """The table of the files, by name and place; `name` is what they are called together.

    Raises
    ------
    UnusableFileError
        If one of them cannot be read, or they cannot be joined.
    """
    if len(files) == 1:
        raw = readers.read(files[0][1], name=files[0][0], choices=choices, limits=limits, scratch=scratch)
        return merging.Merged(merging.once(raw, choices))
    if any(each == DESCRIPTION for each, _ in files):
        return merging.Merged(merging.once(_package(files, name, choices, limits, scratch), choices))
    read = []
    for number, (each, path) in enumerate(files):
        folder = scratch / str(number)
        folder.mkdir()
        read.append(readers.read(path, name=each, choices=choices, limits=limits, scratch=folder))
    return merging.merged(read, [each for each, _ in files], choices, Job(name, limits, choices))


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
