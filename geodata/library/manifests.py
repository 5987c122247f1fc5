"""Reads what the library's folders say of themselves: how a version came to be, a dataset's description."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geodata.library import files, paths
from geodata.model import Info

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SAVED: Final = "kept"
"""What manifests on disk call the moment of saving: the files' format stays as it is."""
_DESCRIBED: Final = tuple(field.name for field in fields(Info) if field.name != "timezone")


@dataclass(frozen=True)
class Original:
    """One imported file."""

    name: str
    """As the researcher's file was named."""
    stored: str
    """The file's name below `original/`."""
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """How a version came to be."""

    version: str
    model: int
    layout: str
    choices: Mapping[str, Any]
    timezone: str
    """IANA name of the zone in which times are shown and dates are filtered."""
    tool: str
    """The program's version."""
    saved: str
    """When, UTC, ISO 8601."""
    originals: tuple[Original, ...]
    counts: Mapping[str, int]
    """rows_in, accepted, rejected, warnings, and the lines of each table."""


def saved_names() -> list[str]:
    """The imported datasets that all may see, by name."""
    found = paths.children(paths.root())  # a library that is not there (yet) is an empty one
    return [
        each.name
        for each in found
        if paths.folder_of(each.name) == each and paths.is_saved(each) and manifests(each)
    ]


def manifests(folder: Path) -> list[Manifest]:
    """The manifests of a dataset's versions, the newest first; the first is the current one."""
    found = [each for each in paths.children(folder) if paths.VERSION.fullmatch(each.name)]
    read = [each for each in map(manifest, found) if each is not None]
    return sorted(read, key=lambda each: (each.saved, each.version), reverse=True)


def manifest(folder: Path) -> Manifest | None:
    """The manifest in a version's folder; none where there is none."""
    path = folder / paths.MANIFEST
    try:
        status = path.stat()
    except OSError:
        return None
    return _manifest(path, (status.st_mtime_ns, status.st_ino, status.st_size))


@lru_cache(maxsize=1024)
def _manifest(path: Path, _signature: tuple[int, int, int]) -> Manifest:
    said = files.read_json(path)
    try:
        originals = tuple(Original(**each) for each in said.pop("originals"))
        return Manifest(originals=originals, saved=said.pop(_SAVED), **said)
    except (KeyError, TypeError) as error:
        raise files.unreadable(path, f"not a manifest: {error}") from None


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into a version's folder."""
    said = asdict(manifest)
    said[_SAVED] = said.pop("saved")
    files.write_json(folder / paths.MANIFEST, said)


def now() -> str:
    """The moment for `Manifest.saved`."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def described(folder: Path, timezone: str) -> Info:
    """What a dataset's folder says of itself."""
    said = files.read_json(folder / paths.DESCRIPTION)
    return Info(timezone=timezone, **{name: str(said.get(name, "")) for name in _DESCRIBED})


def description(info: Info) -> dict[str, str]:
    """What `described` reads back; the time zone is the version's, because dates were read in it."""
    return {name: getattr(info, name) for name in _DESCRIBED}
