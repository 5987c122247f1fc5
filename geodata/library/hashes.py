"""Records the SHA-256 of a version's files and compares them later, so that silent changes are noticed."""

from __future__ import annotations

import hashlib
import io
from typing import IO, TYPE_CHECKING, Any, Final

from geodata.library import paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RECORDED_LATER: Final = "hashes.json"
"""Beside the manifest of a version whose own release recorded none: what `verify` saw first."""

Hashes = dict[str, dict[str, Any]]
"""By the file's path within the version: `bytes` and `sha256`."""

_BLOCK: Final = 2**20
_DERIVED: Final = ("index-", "columns-", "reference-", ".")
"""Begins the names of what is made anew from the tables when it is missing."""


def of(folder: Path, known: Mapping[str, dict[str, Any]] | None = None) -> Hashes:
    """The hashes of what makes a version, tables and imported bytes; `known` ones are not made again."""
    given = known or {}
    return {name: given.get(name) or of_file(folder / name) for name in lasting_files(folder)}


def lasting_files(folder: Path) -> list[str]:
    """The files of a version that cannot be made anew, by their paths within it; no symbolic links."""
    found = []
    for each in paths.children(folder):
        if each.suffix == ".parquet" and not each.name.startswith(_DERIVED):
            found.append(each.name)
        elif each.name == paths.ORIGINAL:
            found += [f"{each.name}/{inside.name}" for inside in paths.children(each)]
    return [name for name in found if (folder / name).is_file() and not (folder / name).is_symlink()]


class Reading(io.RawIOBase):
    """A stream that hashes what is read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest, self._bytes = stream, hashlib.sha256(), 0

    def read(self, size: int = -1, /) -> bytes:
        """As of the stream."""
        block = self._stream.read(size)
        self._digest.update(block)
        self._bytes += len(block)
        return block

    def found(self) -> dict[str, Any]:
        """Size and SHA-256 of what was read."""
        return {"bytes": self._bytes, "sha256": self._digest.hexdigest()}


def of_file(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of one file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


def difference(path: Path, recorded: Mapping[str, Any]) -> str | None:
    """How a file differs from what was recorded, in words; none if it is the same.

    The size is looked at first: a truncated file is not read.
    """
    try:
        size = path.stat().st_size
        if size != recorded.get("bytes"):
            return f"{size} bytes were found, {recorded.get('bytes')} were saved"
        if of_file(path)["sha256"] != recorded.get("sha256"):
            return "its contents are not those that were saved (SHA-256 differs)"
    except OSError as error:
        return "it is missing" if isinstance(error, FileNotFoundError) else "it cannot be read"
    return None


def differences(
    folder: Path, recorded: Mapping[str, Mapping[str, Any]], names: Iterable[str]
) -> dict[str, str]:
    """The recorded files among `names` that differ now, each with how, in words."""
    found = {name: difference(folder / name, recorded[name]) for name in names if name in recorded}
    return {name: problem for name, problem in found.items() if problem}
