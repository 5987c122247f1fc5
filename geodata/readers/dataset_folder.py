"""Reads a dataset's folder: its description, original bytes and raw tables.

The bytes are read once: what is hashed is what is parsed, even while somebody saves a file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geodata.errors import DescriptionError, MissingFileError, UnreadableFileError
from geodata.model import Info
from geodata.readers import delimited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.readers.delimited import RawTable

DESCRIPTION: Final = "dataset.toml"
METHOD: Final = "METHOD.md"
NAME: Final = re.compile(r"[a-z0-9-]{1,60}")
"""A dataset's name: it stands in addresses and folder names, so it is plain."""


@dataclass(frozen=True)
class Description:
    """What a dataset's folder says of itself."""

    name: str
    info: Info


@dataclass(frozen=True, eq=False)
class Folder:
    """A dataset's folder as it was at one moment."""

    description: Description
    originals: Mapping[str, bytes]
    """The bytes of each table's file, by its name."""


def read(folder: Path, files: Sequence[str]) -> Folder:
    """Read a folder's description and the bytes of `files`, all of which must be there.

    Raises
    ------
    MissingFileError, UnreadableFileError
        If the folder, or one of the files, is not there or may not be read.
    DescriptionError
        If dataset.toml is not as `describe` wants it.
    """
    missing = tuple(name for name in (DESCRIPTION, *files) if not (folder / name).is_file())
    if missing:
        found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ()
        raise MissingFileError(folder.name or str(folder), missing, tuple(found))
    return Folder(describe(folder), {name: _content(folder / name) for name in files})


def tables(folder: Folder, columns: Mapping[str, Sequence[str]]) -> dict[str, RawTable]:
    """Split the originals into rows; `columns` holds the ones that each file must have."""
    return {
        file: delimited.read(content, file, columns=columns[file])
        for file, content in folder.originals.items()
    }


def describe(folder: Path) -> Description:
    """Read dataset.toml (name, title and timezone are needed) and the method note, if there is one.

    Raises
    ------
    DescriptionError
        If it is not TOML, or a value is missing, not text, no name, or no time zone.
    """
    file = f"{folder.name}/{DESCRIPTION}"
    try:
        said = tomllib.loads(_text(_content(folder / DESCRIPTION), file))
    except tomllib.TOMLDecodeError as error:
        raise DescriptionError(file, "the file", f"no TOML ({error})", 'lines such as title = "…"') from None
    name = _said(said, "name", file)
    if not NAME.fullmatch(name):
        expected = "1 to 60 of the characters a-z, 0-9 and -"
        raise DescriptionError(file, "name", f"'{name[:80]}'", expected)
    timezone = _said(said, "timezone", file)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        expected = "an IANA time zone such as Europe/Belgrade"
        raise DescriptionError(file, "timezone", f"'{timezone[:80]}'", expected) from None
    method = folder / METHOD
    return Description(
        name,
        Info(
            title=_said(said, "title", file),
            description=_said(said, "description", file, default=""),
            timezone=timezone,
            licence=_said(said, "licence", file, default=""),
            citation=_said(said, "citation", file, default=""),
            note=_said(said, "note", file, default=""),
            headline=_said(said, "headline", file, default=""),
            standfirst=_said(said, "standfirst", file, default=""),
            source_line=_said(said, "source_line", file, default=""),
            method=_text(_content(method), f"{folder.name}/{METHOD}") if method.is_file() else "",
        ),
    )


def _said(said: Mapping[str, object], field: str, file: str, *, default: str | None = None) -> str:
    value = said.get(field, default)
    if not isinstance(value, str):
        found = "missing" if field not in said else f"of the type {type(value).__name__}"
        raise DescriptionError(file, field, found, "a text in quotation marks")
    if default is None and not value.strip():
        raise DescriptionError(file, field, "empty", "a text")
    return value


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DescriptionError(file, "the file", "no text in UTF-8", "a text file saved as UTF-8") from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        name = f"{path.parent.name}/{path.name}"
        raise UnreadableFileError(name, error.strerror or type(error).__name__) from None
