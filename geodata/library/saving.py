"""Saves a checked import as a version of the library: all of it or nothing, whenever the power fails.

A version is written into a folder beside, made to last, and moved to its place by one rename. What a killed
process leaves beside is swept away by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata import model
from geodata.errors import GeodataError, LibraryError, NameTakenError, NothingToSaveError
from geodata.index import duckdb_file
from geodata.ingest import row_order
from geodata.library import files, folders, manifests, parquet, paths, versions
from geodata.library.manifests import Manifest, Original
from geodata.model import MODEL_VERSION, REJECTED_COLUMNS, Dataset, Info
from geodata.values.folding import fold

try:
    import fcntl
except ImportError:  # a system without POSIX locks tells leftovers by their age alone
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geodata.ingest.draft import Draft
    from geodata.sandbox.parent import Prepared

_ABANDONED_S: Final = 24 * 3600
_LOCK: Final = "lock"
_UNLOCKED: Final = "new-"
"""Begins the name of a folder for the moment before it is locked."""
_UNLOCKED_S: Final = 60
_BLOCK: Final = 2**20


def save(  # noqa: PLR0913 - what is saved, under what name, and how
    prepared: Prepared | Draft,
    original: bytes | Path,
    *,
    name: str,
    info: Info,
    private: bool = False,
    file: str | None = None,
    located: Mapping[str, Any] | None = None,
) -> tuple[str, str]:
    """Save an import: all of it or nothing.

    Parameters
    ----------
    prepared
        What `sandbox.parent.prepare` or `layouts.drafting.prepare` made of the file.
    original
        The file's bytes, or where it is.
    name
        The dataset's name; if the library has it, this is a new version of it. If `private`, the token of an
        upload of which it is a new version, or anything else for a new one.
    info
        What the dataset says of itself. Of a dataset that is there already only the time zone is taken:
        the rest is edited with `management.describe`.
    private
        Save it under a random token for one person, until it expires.
    file
        The name of the researcher's file, where `original` does not tell.
    located
        Places that were chosen for names without coordinates, as `geocoding.applied` used them: part of
        the choices made, and so of the version's name.

    Returns
    -------
    The dataset's name (a token, if private) and the version's. The same bytes with the same choices are
    the same version, which is saved once.

    Raises
    ------
    NothingToSaveError
        If questions are open, or no row was accepted.
    BadNameError, NameTakenError
        If the dataset cannot be called so.
    LibraryError
        If the library's folder cannot be written.
    """
    draft: Draft = prepared.draft() if hasattr(prepared, "draft") else prepared
    _check_complete(draft)
    name = _token(name) if private else free_name(name)
    with writing(), beside() as work:
        stored = _stored(original, file, work / "version" / paths.ORIGINAL)
        choices = {**draft.choices_used.to_dict(), **({"located": dict(located)} if located else {})}
        version = version_of(draft.layout, draft.choices_used.canonical(), located, [stored.sha256])
        folder = paths.folder_of(name)
        assert folder is not None  # noqa: S101 - `free_name` saw to it
        if manifests.manifest(folder / version) is not None:
            return name, version
        tables = _tables(draft, stored.name)
        parquet.write(tables, work / "version")
        duckdb_file.write(work / "version" / duckdb_file.FILE, [_dataset(name, version, info, tables)])
        manifest = Manifest(
            version=version,
            model=MODEL_VERSION,
            layout=draft.layout,
            choices=choices,
            timezone=info.timezone,
            tool=f"incident-map {metadata.version('incident-map')}",
            saved=manifests.now(),
            originals=(stored,),
            counts=_counts(draft, tables),
        )
        publish(work, folder, manifest, info)
    return name, version


def version_of(layout: str, choices: str, located: Mapping[str, Any] | None, originals: list[str]) -> str:
    """A version's name: SHA-256 of originals, layout, choices and the model's number.

    The file's name is no part of it: `export (1).csv` with the same bytes is the same version.
    """
    said = {"layout": layout, "model": MODEL_VERSION, "choices": choices, "originals": originals}
    if located:
        said["located"] = dict(located)
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def suggested_name(text: str) -> str:
    """A name for a dataset, made from a title or a file's name."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60].strip("-")
    taken = words == paths.PRIVATE or paths.is_private(words)
    return words if words and not taken else "dataset"


def sweep() -> None:
    """Clear away what killed imports left, private uploads that expired, and old deletions."""
    root = paths.root()
    for folder in paths.children(root / paths.INCOMING):
        if _abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in paths.children(root / paths.PRIVATE):
        if versions.expired(folder.name, folder):
            shutil.rmtree(folder, ignore_errors=True)
    limit = time.time() - paths.UNDO_DAYS * 24 * 3600
    for folder in paths.children(root / paths.TRASH):
        stamp = folder.name.partition("-")[0]
        private = any(
            paths.is_private(each.name) for each in paths.children(folder)
        )  # older versions kept them
        if private or (stamp.isdigit() and int(stamp) < limit):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Turn the system's errors while writing the library into words."""
    try:
        yield
    except GeodataError:
        raise
    except OSError as error:
        raise LibraryError(
            "The library cannot be written",
            error.strerror or type(error).__name__,
            "Check the free space and the rights of the folder that INCIDENTS_LIBRARY names.",
        ) from error


# Writing a version ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def beside() -> Iterator[Path]:
    """A folder on the library's disk, locked while this process lives, gone afterwards."""
    sweep()
    work = paths.root() / paths.INCOMING / secrets.token_hex(8)
    unlocked = work.with_name(_UNLOCKED + work.name)
    (unlocked / "version").mkdir(parents=True)
    with (unlocked / _LOCK).open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        # Only now a sweep may try the lock: before, it would have found it free.
        unlocked.rename(work)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _abandoned(work: Path) -> bool:
    """Whether the process that wrote here is gone."""
    try:
        age_s = time.time() - work.stat().st_mtime
        if work.name.startswith(_UNLOCKED):
            return age_s > _UNLOCKED_S
        with (work / _LOCK).open("r") as lock:
            if fcntl is None:
                return age_s > _ABANDONED_S
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A folder gets its name with a lock in it, and loses the lock only while it is taken away: by its
        # owner, who was perhaps killed over it, or by another sweep. To help with that harms nobody.
        pass
    return True


def publish(work: Path, folder: Path, manifest: Manifest, info: Info) -> None:
    """Move a finished version to its place, by one rename."""
    ready, version = work / "version", manifest.version
    manifests.write(ready, manifest)
    _make_last(ready)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        dataset = work / "dataset"
        dataset.mkdir()
        ready.rename(dataset / version)
        files.write_json(dataset / paths.DESCRIPTION, manifests.description(info))
        with contextlib.suppress(OSError):  # another process was quicker: the version joins its dataset
            dataset.rename(folder)
            files.fsync_folder(folder.parent)
            return
        ready = dataset / version
    try:
        ready.rename(folder / version)
    except OSError:
        if manifests.manifest(folder / version) is None:
            raise  # not there, so nobody was quicker with the same version
    files.fsync_folder(folder)


def _make_last(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        if path.is_dir():
            files.fsync_folder(path)
        else:
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def _stored(original: bytes | Path, file: str | None, folder: Path) -> Original:
    folder.mkdir()
    name = file or (original.name if isinstance(original, Path) else "upload")
    name = name.replace("\\", "/").rpartition("/")[2][:200] or "upload"
    stored = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-100:] or "upload"
    if isinstance(original, bytes):
        (folder / stored).write_bytes(original)
    else:
        shutil.copyfile(original, folder / stored)
    digest, size = hashlib.sha256(), 0
    with (folder / stored).open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Original(name, stored, size, digest.hexdigest())


def _tables(draft: Draft, file: str) -> dict[str, pd.DataFrame]:
    return {
        **row_order.in_row_order(draft.tables),
        "rejected": _from_file(draft.rejected, file)[list(REJECTED_COLUMNS)],
        "warnings": _from_file(draft.warnings, file)[list(model.WARNING_COLUMNS)],
    }


def _dataset(name: str, version: str, info: Info, tables: Mapping[str, pd.DataFrame]) -> Dataset:
    """The tables as they are read back."""
    typed: dict[str, Any] = {each: model.typed(each, tables[each]) for each in tables if each != "warnings"}
    return Dataset(name=name, version=version, info=info, **typed)


def _from_file(remarks: pd.DataFrame, file: str) -> pd.DataFrame:
    return remarks if "file" in remarks else remarks.assign(file=file)


def _counts(draft: Draft, tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    rows = {"rows_in": int(draft.rows_in), "accepted": int(draft.accepted)}
    return {**rows, **{name: len(table) for name, table in tables.items()}}


def _check_complete(draft: Draft) -> None:
    if draft.questions:
        fields = ", ".join(dict.fromkeys(question.field for question in draft.questions))
        raise NothingToSaveError(f"it is still asked: {fields}", "Answer the questions first.")
    if not len(draft.tables["incidents"]):
        raise NothingToSaveError("no row of the file was accepted", "Look at the reasons, row by row.")


def _token(name: str) -> str:
    folder = paths.folder_of(name)
    known = paths.is_private(name) and folder is not None and paths.is_saved(folder)
    return name if known else f"upload-{secrets.token_hex(16)}"


def free_name(name: str) -> str:
    """The name, if an import may be saved under it."""
    folder = paths.root() / paths.checked_name(name)
    if name in folders.read_only_names():
        raise NameTakenError(name, "a dataset that is only read here has it")
    if folder.exists() and not paths.is_saved(folder):
        raise NameTakenError(name, "the library has a folder of this name that is no imported dataset")
    return name
