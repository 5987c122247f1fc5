"""Writes the library as one archive while it is in use, and puts back from one what is missing or damaged.

An archive is a tar file: `datasets/<name>/…` as in the library, without what can be made anew, and at its
end `backup.json` with the SHA-256 of each file, which one that was cut off lacks. Private uploads and what
was deleted are not in it, and of what was withdrawn only that it was.
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
from importlib import metadata
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from geodata.errors import GeodataError, LibraryError, MissingPackageError, NewerError
from geodata.library import files, folders, hashes, library_format, manifests, paths, withdrawals
from geodata.readers import dataset_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEX: Final = "backup.json"
FORMAT: Final = 1
DATASETS: Final = "datasets"
_ROUNDS: Final = 3
"""So often it is looked for datasets that were renamed while the archive was written."""
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._ -]*")


class Report(NamedTuple):
    """What was done with one dataset, or one version of it."""

    dataset: str
    version: str
    said: str
    well: bool = True


class UnusableArchiveError(LibraryError):
    """An archive that cannot be used as a whole."""

    def __init__(self, problem: str) -> None:
        super().__init__("The archive cannot be used", problem, "Nothing was changed. Take another backup.")


# Writing --------------------------------------------------------------------------------------------------


def backup(to: str) -> list[Report]:
    """Write all datasets of the library into one archive: a path, or an address that `fsspec` opens.

    Returns
    -------
    What was taken and what was left out; a damaged version is left out and said to be.

    Raises
    ------
    LibraryError
        If the archive cannot be written, or the library has gone away or is of a newer format.
    MissingPackageError
        If an address needs a package that is not installed.
    """
    library_format.check_there()
    if library_format.number() > library_format.FORMAT:
        raise NewerError("The library", library_format.number(), library_format.FORMAT, "Use that edition.")
    reports: list[Report] = []
    taken: dict[str, dict[str, Any]] = {}
    with _target(to) as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for _ in range(_ROUNDS):
            for name in [each for each in _names() if each not in taken]:
                with contextlib.suppress(FileNotFoundError):  # deleted or renamed while it was read
                    recorded, said = _add_dataset(archive, name)
                    taken[name] = recorded
                    reports += said
        tool = f"incident-map {metadata.version('incident-map')}"
        index = {"format": FORMAT, "made": manifests.now(), "tool": tool, "datasets": taken}
        _add(archive, INDEX, json.dumps(index, ensure_ascii=False, sort_keys=True).encode())
    return reports


def _names() -> list[str]:
    saved = [
        each.name
        for each in paths.children(paths.root())
        if paths.folder_of(each.name) == each and (paths.is_saved(each) or withdrawals.of(each))
    ]
    read_only = [each.name for each in folders.by_name().values() if each.parent == paths.root()]
    return [*saved, *read_only]


def _add_dataset(archive: tarfile.TarFile, name: str) -> tuple[hashes.Hashes, list[Report]]:
    folder, recorded, reports = paths.root() / name, hashes.Hashes(), []
    if (folder / dataset_folder.DESCRIPTION).is_file():
        inside = [each.name for each in paths.children(folder) if each.is_file() and not each.is_symlink()]
        return _add_files(archive, folder, inside), [Report(name, "", "taken: a folder of tables")]
    if withdrawals.of(folder) is not None:
        return _add_files(archive, folder, [withdrawals.MARKER]), [
            Report(name, "", "withdrawn: its mark alone")
        ]
    if (folder / paths.DESCRIPTION).exists():
        recorded |= _add_files(archive, folder, [paths.DESCRIPTION])
    for version in manifests.version_folders(folder):
        added, report = _add_version(archive, version)
        recorded |= {f"{version.name}/{file}": said for file, said in added.items()}
        reports.append(report)
    return recorded, reports


def _add_version(archive: tarfile.TarFile, folder: Path) -> tuple[hashes.Hashes, Report]:
    name, version = folder.parent.name, folder.name
    if withdrawals.of(folder) is not None:
        return _add_files(archive, folder, [withdrawals.MARKER]), Report(name, version, "withdrawn: its mark")
    try:
        saved = manifests.usable(folder).files
    except GeodataError as error:
        return {}, Report(name, version, f"left out: {error}", well=False)
    beside = [file for file in (paths.MANIFEST, hashes.RECORDED_LATER) if (folder / file).exists()]
    added = _add_files(archive, folder, [*beside, *hashes.lasting_files(folder)])
    wrong = [file for file, said in saved.items() if dict(said) != added.get(file)]
    if wrong:
        return {}, Report(name, version, f"left out: damaged ({', '.join(wrong)})", well=False)
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


@contextlib.contextmanager
def _target(to: str) -> Iterator[IO[bytes]]:
    """Where the archive goes; nothing is left there if it cannot be finished."""
    with _in_words("written"):
        if "://" in to:
            with _remote(to, "wb") as stream:
                yield stream
            return
        path = Path(to)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("xb") as stream:
                beside.chmod(0o600)  # it holds what only members may see
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@contextlib.contextmanager
def _remote(address: str, mode: str) -> Iterator[IO[bytes]]:
    try:
        import fsspec  # noqa: PLC0415 - an extra that few need
    except ImportError as error:
        raise MissingPackageError("An object store", "incident-map[objects]", str(error)) from None
    try:
        fs, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise MissingPackageError("An object store", "the one that fsspec names", str(error)) from None
    try:
        with fs.open(path, mode) as stream:
            yield stream
    except BaseException:
        if mode == "wb":
            with contextlib.suppress(OSError):
                fs.rm(path)
        raise


@contextlib.contextmanager
def _in_words(done: str) -> Iterator[None]:
    try:
        yield
    except GeodataError:
        raise
    except tarfile.TarError as error:
        raise UnusableArchiveError(f"it is no whole tar file: {type(error).__name__}") from error
    except (OSError, EOFError) as error:
        reason = files.system_reason(error) or type(error).__name__
        raise LibraryError(f"The archive cannot be {done}", reason, "Nothing was changed.") from error


# Reading --------------------------------------------------------------------------------------------------


def unpacked(given: str, to: Path) -> dict[str, hashes.Hashes]:
    """Unpack an archive into `to` and check every file by its hash.

    Returns
    -------
    The files of each dataset, by their paths within it.

    Raises
    ------
    LibraryError
        If the archive is cut off, holds what does not belong in one, or a file differs from its hash.
    """
    to.mkdir()
    with _in_words("read"), _source(given) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            _unpack(archive, member, to)
    index = _index(to / INDEX)
    for name, recorded in index.items():
        for file, problem in hashes.differences(to / DATASETS / name, recorded, recorded).items():
            raise UnusableArchiveError(f"{name}/{file}: {problem}")
    return index


@contextlib.contextmanager
def _source(given: str) -> Iterator[IO[bytes]]:
    if "://" in given:
        with _remote(given, "rb") as stream:
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


def _index(path: Path) -> dict[str, hashes.Hashes]:
    if not path.exists():
        raise UnusableArchiveError("it was cut off: its list of files is missing")
    said = files.read_json(path)
    if said.get("format") != FORMAT:
        raise NewerError("The archive", int(said.get("format", 0)), FORMAT, "Restore it with that edition.")
    found = said.get("datasets")
    if not isinstance(found, dict) or not all(_is_listed(name, each) for name, each in found.items()):
        raise UnusableArchiveError("its list of files is none")
    return found


def _is_listed(name: str, recorded: Any) -> bool:
    """Whether a dataset's entry names files within it, and nothing outside."""
    named = isinstance(recorded, dict) and (paths.NAME.fullmatch(name) or _SEGMENT.fullmatch(name))
    return bool(named) and all(
        isinstance(said, dict) and all(_SEGMENT.fullmatch(part) for part in file.split("/"))
        for file, said in recorded.items()
    )
