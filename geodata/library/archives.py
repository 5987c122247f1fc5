"""Writes the library as one archive while it is in use, and puts back from one what is missing or damaged.

An archive is a tar file: `datasets/<name>/…` as in the library, without what can be made anew, and at its
end `backup.json` with the SHA-256 of each file, which one that was cut off lacks, what is missing, and what
people decided of pairs of records. Private uploads and what was deleted are not in it, and of what was
withdrawn only that it was. One that is not whole never gets the name that was asked for: see `archive_names`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import tarfile
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from geodata.errors import GeodataError, LibraryError, MissingPackageError, NewerError
from geodata.library import (
    archive_names,
    archived_decisions,
    files,
    folders,
    hashes,
    library_format,
    manifests,
    paths,
    verifying,
    withdrawals,
)
from geodata.readers import dataset_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEX: Final = "backup.json"
FORMAT: Final = 1
DATASETS: Final = "datasets"
_ROUNDS: Final = 3
"""So often it is looked for datasets that were renamed while the archive was written."""
_ABANDONED_S: Final = 24 * 3600
"""An archive to which nothing was added for so long is one that was cut off, in seconds."""
_REASON: Final = 200
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._ -]*")


class Report(NamedTuple):
    """What was done with one dataset, or one version of it."""

    dataset: str
    version: str
    said: str
    well: bool = True


class Backup(NamedTuple):
    """An archive that was written."""

    to: str
    """Where it is: not where it was asked for, if something is missing in it."""
    reports: list[Report]

    @property
    def whole(self) -> bool:
        """Whether all of the library is in it."""
        return all(each.well for each in self.reports)


class Unpacked(NamedTuple):
    """What an archive says of itself."""

    datasets: dict[str, hashes.Hashes]
    """The files of each dataset, by their paths within it."""
    missing: list[Report]
    """What the library had, and the archive has not."""
    decided: list[archived_decisions.Entry]


class UnusableArchiveError(LibraryError):
    """An archive that cannot be used as a whole."""

    def __init__(self, problem: str) -> None:
        super().__init__("The archive cannot be used", problem, "Nothing was changed. Take another backup.")


# Writing --------------------------------------------------------------------------------------------------


def backup(to: str) -> Backup:
    """Write all datasets of the library into one archive: a path, or an address that `fsspec` opens.

    What is damaged is left out, with every file of it, and named in the archive; such an archive gets a name
    of its own beside `to`, where an older one stays as it is.

    Returns
    -------
    Where it was written, what was taken and what was left out.

    Raises
    ------
    LibraryError
        If the archive cannot be written, the library has gone away, is empty or is of a newer format.
    MissingPackageError
        If an address needs a package that is not installed.
    """
    library_format.check_there()
    if library_format.number() > library_format.FORMAT:
        raise NewerError("The library", library_format.number(), library_format.FORMAT, "Use that edition.")
    if not names():
        raise LibraryError(
            "No archive was written", "the library is empty", "Name the library that is meant."
        )
    with _target(to) as target:
        reports = _write(target.stream)
        target.whole = all(each.well for each in reports)
    return Backup(target.to, reports)


def _write(stream: IO[bytes]) -> list[Report]:
    reports: list[Report] = []
    taken: dict[str, dict[str, Any]] = {}
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for _ in range(_ROUNDS):
            for name in [each for each in names() if each not in taken]:
                with contextlib.suppress(FileNotFoundError):  # deleted or renamed while it was read
                    recorded, said = _add_dataset(archive, name)
                    taken[name] = recorded
                    reports += said
        reports += [
            Report(each, "", "left out: it changed while it was read", well=False)
            for each in names()
            if each not in taken
        ]
        missing = [each._asdict() for each in reports if not each.well]
        tool = f"incident-map {metadata.version('incident-map')}"
        index = {
            "format": FORMAT,
            "made": manifests.now(),
            "tool": tool,
            "datasets": taken,
            "missing": missing,
            "decided": archived_decisions.taken(taken),
        }
        _add(archive, INDEX, json.dumps(index, ensure_ascii=False, sort_keys=True).encode())
    return reports


def names() -> list[str]:
    """The datasets that an archive holds: all but private uploads and what was deleted."""
    saved = [
        each.name
        for each in paths.children(paths.root())
        if paths.folder_of(each.name) == each and (paths.is_saved(each) or withdrawals.of(each))
    ]
    read_only = [each.name for each in folders.by_name().values() if each.parent == paths.root()]
    return [*saved, *read_only]


def _add_dataset(archive: tarfile.TarFile, name: str) -> tuple[hashes.Hashes, list[Report]]:
    folder, recorded = paths.root() / name, hashes.Hashes()
    reports: list[Report] = []
    if (folder / dataset_folder.DESCRIPTION).is_file():
        inside = [each.name for each in paths.children(folder) if each.is_file() and not each.is_symlink()]
        return _add_files(archive, folder, inside), [Report(name, "", "taken: a folder of tables")]
    if withdrawals.of(folder) is not None:
        return _add_files(archive, folder, [withdrawals.MARKER]), [
            Report(name, "", "withdrawn: its mark alone")
        ]
    described, said = _add_description(archive, folder)
    recorded |= described
    reports += said
    for version in manifests.version_folders(folder):
        added, report = _add_version(archive, version)
        recorded |= {f"{version.name}/{file}": said for file, said in added.items()}
        reports.append(report)
    return recorded, reports


def _add_description(archive: tarfile.TarFile, folder: Path) -> tuple[hashes.Hashes, list[Report]]:
    try:
        manifests.described(folder, "UTC")
    except GeodataError as error:
        return {}, [Report(folder.name, "", f"left out: its description. {error}", well=False)]
    return _add_files(archive, folder, [paths.DESCRIPTION]), []


def _add_version(archive: tarfile.TarFile, folder: Path) -> tuple[hashes.Hashes, Report]:
    """Judged before it is written: of what is left out there is no file in the archive."""
    name, version = folder.parent.name, folder.name
    if withdrawals.of(folder) is not None:
        return _add_files(archive, folder, [withdrawals.MARKER]), Report(name, version, "withdrawn: its mark")
    found = verifying.of_version(name, folder)
    if found.state != "whole":
        return {}, Report(name, version, f"left out: {found.state} ({found.said})", well=False)
    beside = [file for file in (paths.MANIFEST, hashes.RECORDED_LATER) if (folder / file).exists()]
    added = _add_files(archive, folder, [*beside, *hashes.lasting_files(folder)])
    for file, said in manifests.usable(folder).files.items():
        if dict(said) != added.get(file):
            problem = f"{name}/{version[:12]}/{file} changed while it was read"
            raise LibraryError("The archive cannot be written", problem, "Nothing was changed. Try again.")
    return added, Report(name, version, "taken")


def _add_files(archive: tarfile.TarFile, folder: Path, inside: list[str]) -> hashes.Hashes:
    """Add files with what was read of them: the hash is that of the archive's bytes."""
    recorded = hashes.Hashes()
    for file in inside:
        path = folder / file
        with path.open("rb") as stream:
            reader = hashes.Reading(stream)
            member = _member(
                f"{DATASETS}/{path.relative_to(paths.root())}", os.fstat(stream.fileno()).st_size
            )
            archive.addfile(member, reader)
            recorded[file] = reader.found()
    return recorded


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, int(time.time()), 0o644
    return member


@dataclass
class _Target:
    """Where an archive is written, and where it goes as soon as it is finished."""

    stream: IO[bytes]
    to: str
    whole: bool = False


@contextlib.contextmanager
def _target(to: str) -> Iterator[_Target]:
    """Written under another name first; nothing is left there if it cannot be finished."""
    with _in_words("written", to), _in_store(to) if "://" in to else _in_folder(to) as target:
        yield target


@contextlib.contextmanager
def _in_folder(to: str) -> Iterator[_Target]:
    path = Path(to)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    for left in archive_names.unfinished(path, before=time.time() - _ABANDONED_S):
        left.unlink(missing_ok=True)
    try:
        with beside.open("xb") as stream:
            beside.chmod(0o600)  # it holds what only members may see
            yield (target := _Target(stream, to))
            stream.flush()
            os.fsync(stream.fileno())
        if not target.whole:
            target.to = archive_names.incomplete(to, lambda name: Path(name).exists())
        beside.replace(target.to)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def _in_store(to: str) -> Iterator[_Target]:
    beside = f"{to}.{secrets.token_hex(4)}"
    fs, path = _store(beside)
    try:
        with fs.open(path, "wb") as stream:
            yield (target := _Target(stream, to))
        if not target.whole:
            target.to = archive_names.incomplete(to, fs.exists)
        fs.mv(path, target.to)
    except BaseException:
        with contextlib.suppress(Exception):  # the store may be gone; what it says of that is no news
            fs.rm(path)
        raise


def _store(address: str) -> tuple[Any, str]:
    """The file system that an address names, and the path in it."""
    try:
        import fsspec  # noqa: PLC0415 - an extra that few need
    except ImportError as error:
        raise MissingPackageError("An object store", "incident-map[objects]", str(error)) from None
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise MissingPackageError("An object store", "the one that fsspec names", str(error)) from None
    return found


@contextlib.contextmanager
def _in_words(done: str, where: str) -> Iterator[None]:
    try:
        yield
    except GeodataError:
        raise
    except tarfile.TarError as error:
        raise UnusableArchiveError(f"it is no whole tar file: {type(error).__name__}") from error
    except (OSError, EOFError) as error:
        reason = files.system_reason(error) or str(error)[:_REASON] or type(error).__name__
        raise LibraryError(f"The archive cannot be {done}", reason, "Nothing was changed.") from error
    except Exception as error:
        own = type(error).__module__.partition(".")[0] in ("builtins", __name__.partition(".")[0])
        if own or "://" not in where:
            raise  # a bug, which looks like one
        reason = f"the object store: {type(error).__name__}, {str(error)[:_REASON]}"
        next_step = "Nothing was changed. Check its address, that it can be reached, and the credentials."
        raise LibraryError(f"The archive cannot be {done}", reason, next_step) from error


# Reading --------------------------------------------------------------------------------------------------


def unpacked(given: str, to: Path) -> Unpacked:
    """Unpack an archive into `to` and check every file by its hash.

    Returns
    -------
    What is in it, and what it lacks by its own word.

    Raises
    ------
    LibraryError
        If the archive is cut off, holds what does not belong in one, or a file differs from its hash.
    """
    to.mkdir()
    with (
        _in_words("read", given),
        _source(given) as stream,
        tarfile.open(fileobj=stream, mode="r|*") as archive,
    ):
        for member in archive:
            _unpack(archive, member, to)
    index = _index(to / INDEX)
    for name, recorded in index.datasets.items():
        for file, problem in hashes.differences(to / DATASETS / name, recorded, recorded).items():
            raise UnusableArchiveError(f"{name}/{file}: {problem}")
    return index


@contextlib.contextmanager
def _source(given: str) -> Iterator[IO[bytes]]:
    if "://" in given:
        fs, path = _store(given)
        with fs.open(path, "rb") as stream:
            yield stream
        return
    with Path(given).open("rb") as stream:
        yield stream


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> None:
    """One plain file below `to`; anything else does not belong in an archive of ours."""
    parts = member.name.split("/")
    ours = parts == [INDEX] or (parts[0] == DATASETS and 3 <= len(parts) <= 5)
    if not member.isreg() or not ours or not all(_SEGMENT.fullmatch(part) for part in parts):
        raise UnusableArchiveError(f"it holds what no backup does: {member.name[:80]!r}")
    (to / member.name).parent.mkdir(parents=True, exist_ok=True)
    safely: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # since Python 3.11.4
    archive.extract(member, to, set_attrs=False, **safely)


def _index(path: Path) -> Unpacked:
    if not path.exists():
        raise UnusableArchiveError("it was cut off: its list of files is missing")
    said = files.read_json(path)
    if said.get("format") != FORMAT:
        raise NewerError("The archive", int(said.get("format", 0)), FORMAT, "Restore it with that edition.")
    found = said.get("datasets")
    if not isinstance(found, dict) or not all(_is_listed(name, each) for name, each in found.items()):
        raise UnusableArchiveError("its list of files is none")
    missing = said.get("missing", [])
    if not isinstance(missing, list) or not all(isinstance(each, dict) for each in missing):
        raise UnusableArchiveError("its list of what is missing is none")
    decided = said.get("decided", [])  # archives of older editions have none
    if not isinstance(decided, list) or not all(map(archived_decisions.is_one, decided)):
        raise UnusableArchiveError("its list of what was decided is none")
    return Unpacked(found, [_lacking(each) for each in missing], decided)


def _lacking(said: dict[str, Any]) -> Report:
    name, version, why = (str(said.get(each, "")) for each in ("dataset", "version", "said"))
    return Report(name, version, why, well=False)


def _is_listed(name: str, recorded: Any) -> bool:
    """Whether a dataset's entry names files within it, and nothing outside."""
    named = isinstance(recorded, dict) and (paths.NAME.fullmatch(name) or _SEGMENT.fullmatch(name))
    return bool(named) and all(
        isinstance(said, dict) and all(_SEGMENT.fullmatch(part) for part in file.split("/"))
        for file, said in recorded.items()
    )
