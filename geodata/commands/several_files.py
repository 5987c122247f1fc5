"""Finds the files that a command is given: one, several, those of a pattern, or of a folder."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from geodata.readers.detect import SUFFIXES
from geodata.readers.foreign_packages import DESCRIPTION
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Source:
    """What is to be read, and what it is called."""

    content: Path | tuple[File, ...]
    name: str
    stem: str
    """The name without its ending: what a dataset may be called."""


def source_of(given: Sequence[Path]) -> Source:
    """The one file, or all of them in the order of their names.

    Raises
    ------
    UnreadableFileError
        If a pattern or a folder has no file that could be read.
    """
    if len(given) == 1 and given[0].name == DESCRIPTION and given[0].is_file():
        given = [given[0].parent]
    if len(given) == 1 and given[0].is_dir():
        return _of_folder(given[0].resolve())
    found = sorted({each for one in given for each in _expanded(one)}, key=lambda each: (each.name, each))
    if len(found) == 1:
        return Source(found[0], found[0].name, found[0].stem)
    folder = found[0].resolve().parent
    return Source(_named(found), f"{found[0].name} and {len(found) - 1:,} more", folder.name or found[0].stem)


def _of_folder(folder: Path) -> Source:
    if (folder / DESCRIPTION).is_file():
        members = [each for each in folder.rglob("*") if each.is_file()]
        files = tuple(File(each.relative_to(folder).as_posix(), each) for each in sorted(members))
        return Source(files, folder.name, folder.name)
    found = sorted(each for each in folder.iterdir() if each.is_file() and _may_be_read(each))
    if not found:
        raise UnreadableFileError(folder.name, "no file in it that could be read")
    if len(found) == 1:
        return Source(found[0], found[0].name, found[0].stem)
    return Source(_named(found), folder.name, folder.name)


def _may_be_read(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower().removeprefix(".") in SUFFIXES


def _expanded(path: Path) -> list[Path]:
    """The files of a pattern that no shell has looked up."""
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    found = sorted(Path(each) for each in glob.glob(str(path), recursive=True))  # noqa: PTH207 - absolute too
    files = [each for each in found if each.is_file()]
    if not files:
        raise UnreadableFileError(str(path), "no file is called so")
    return files


def _named(files: Sequence[Path]) -> tuple[File, ...]:
    """Each file with its name, with as many of its folders as it takes to tell them apart."""
    names = [each.name for each in files]
    if len({*names}) < len(names):
        names = [each.as_posix() for each in files]
    return tuple(File(name, each) for name, each in zip(names, files, strict=True))
