"""Reads what the library's folders say of themselves: how a version came to be, a dataset's description."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import DamagedError, GeodataError, LibraryError, NewerError
from geodata.library import files, paths, withdrawals
from geodata.model import MODEL_VERSION, Info

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAFE_COPY: Final = "safe copy"
"""The layout of publication-safe copies."""
_SAVED: Final = "kept"
"""What manifests on disk call the moment of saving: the files' format stays as it is."""
BOUNDARIES: Final = "boundaries"
"""The layout of versions that hold regions, not incidents: see `boundary_sets`."""
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
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Size and SHA-256 of each file, see `hashes`; none of versions that were saved before November 2026."""
    sequence: int = 0
    """The place in the order of saving, which no clock can change; 0 of older versions, told by `saved`."""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """What else a newer edition wrote: carried along as it is."""

    @property
    def order(self) -> tuple[int, str, str]:
        """What versions are sorted by; the greatest is the current one."""
        return self.sequence, self.saved, self.version


_KNOWN: Final = {each.name for each in fields(Manifest)} - {"saved", "unknown"} | {_SAVED}
_TEXTS: Final = ("version", "layout", "timezone", "tool", _SAVED)


def saved_names() -> list[str]:
    """The imported datasets that all may see, by name; damaged ones too, withdrawn ones not."""
    return [each.name for each in _listed() if not are_boundaries(each)]


def boundary_names() -> list[str]:
    """Likewise the boundaries."""
    return [each.name for each in _listed() if are_boundaries(each)]


def are_boundaries(folder: Path) -> bool:
    """Whether a folder's versions hold regions: as the first of them says that can be read."""
    for each in version_folders(folder):
        try:
            found = manifest(each)
        except GeodataError:
            continue
        if found is not None:
            return found.layout == BOUNDARIES
    return False


def _listed() -> list[Path]:
    found = paths.children(paths.root())  # a library that is not there (yet) is an empty one
    return [
        each
        for each in found
        if paths.folder_of(each.name) == each and paths.is_saved(each) and _is_listed(each)
    ]


def _is_listed(folder: Path) -> bool:
    return withdrawals.of(folder) is None and any(
        withdrawals.of(each) is None for each in version_folders(folder)
    )


def is_safe_copy(folder: Path) -> bool:
    """Whether a dataset is a publication-safe copy, as the manifests of its versions say."""
    for each in version_folders(folder):
        with contextlib.suppress(GeodataError):  # of one that is damaged others may tell
            found = manifest(each)
            if found is not None and found.layout == SAFE_COPY:
                return True
    return False


def version_folders(folder: Path) -> list[Path]:
    """The folders of a dataset's versions, damaged and withdrawn ones too."""
    return [each for each in paths.children(folder) if paths.VERSION.fullmatch(each.name)]


def manifests(folder: Path) -> list[Manifest]:
    """The manifests of a dataset's versions, the newest first; the first is the current one.

    What is withdrawn, and what is damaged, is not among them: see `problems`.
    """
    return _sorted(folder)[0]


def problems(folder: Path) -> list[GeodataError]:
    """What is wrong with versions whose manifest cannot be used, in words."""
    return _sorted(folder)[1]


def _sorted(folder: Path) -> tuple[list[Manifest], list[GeodataError]]:
    found, wrong = [], []
    for each in version_folders(folder):
        if withdrawals.of(each) is None:
            try:
                found.append(usable(each))
            except GeodataError as error:
                wrong.append(error)
    return sorted(found, key=lambda each: each.order, reverse=True), wrong


def next_sequence(folder: Path) -> int:
    """The number for a version that comes after all that the folder holds, withdrawn ones too."""
    taken = [each.sequence for each in withdrawals.all_of(folder)]
    for each in version_folders(folder):
        try:
            found = manifest(each)
        except GeodataError:
            continue
        taken.append(0 if found is None else found.sequence)
    return max(taken, default=0) + 1


def usable(folder: Path) -> Manifest:
    """The manifest of a version that is there.

    Raises
    ------
    DamagedError, NewerError
        If it is missing or broken, or the version's model is newer than this program.
    """
    found = manifest(folder)
    if found is None:
        raise damaged(folder, "it is missing")
    if found.model > MODEL_VERSION:
        raise NewerError(
            f"Version {folder.name[:12]} of '{folder.parent.name}'",
            found.model,
            MODEL_VERSION,
            "Open it with that edition; every other version works.",
        )
    return found


def manifest(folder: Path) -> Manifest | None:
    """The manifest in a version's folder; none where there is none.

    Raises
    ------
    DamagedError
        If it cannot be read.
    """
    path = folder / paths.MANIFEST
    try:
        status = path.stat()
    except OSError:
        return None
    return _manifest(path, (status.st_mtime_ns, status.st_ino, status.st_size))


@lru_cache(maxsize=1024)
def _manifest(path: Path, _signature: tuple[int, int, int]) -> Manifest:
    folder = path.parent
    try:
        said = files.read_json(path)
        found = _read(said)
    except LibraryError as error:
        raise damaged(folder, error.problem) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(folder, f"no manifest: {error}") from None
    if paths.VERSION.fullmatch(folder.name) and found.version != folder.name:
        raise damaged(folder, "it tells of another version")
    return found


def _read(said: dict[str, Any]) -> Manifest:
    unknown = {name: said.pop(name) for name in set(said) - _KNOWN}
    originals = tuple(Original(**each) for each in said.pop("originals"))
    numbers = (said["model"], said.get("sequence", 0), *said["counts"].values())
    if not all(isinstance(said[name], str) for name in _TEXTS) or not all(
        isinstance(each, int) for each in numbers
    ):
        raise ValueError("a text or a number is neither")
    return Manifest(originals=originals, saved=said.pop(_SAVED), unknown=unknown, **said)


def damaged(folder: Path, problem: str) -> DamagedError:
    """The error for a version whose manifest cannot be true."""
    return DamagedError(folder.parent.name, folder.name, paths.MANIFEST, problem)


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into a version's folder."""
    said = asdict(manifest)
    unknown = said.pop("unknown")
    said[_SAVED] = said.pop("saved")
    files.write_json(folder / paths.MANIFEST, {**unknown, **said})


def now() -> str:
    """The moment for `Manifest.saved`."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def described(folder: Path, timezone: str) -> Info:
    """What a dataset's folder says of itself.

    Raises
    ------
    DamagedError
        If it cannot be read.
    """
    try:
        said = files.read_json(folder / paths.DESCRIPTION)
    except LibraryError as error:
        raise DamagedError(folder.name, None, paths.DESCRIPTION, error.problem) from None
    return Info(timezone=timezone, **{name: str(said.get(name, "")) for name in _DESCRIBED})


def description(info: Info) -> dict[str, str]:
    """What `described` reads back; the time zone is the version's, because dates were read in it."""
    return {name: getattr(info, name) for name in _DESCRIBED}
