"""Saves a checked import as a version of the library: all of it or nothing, whenever the power fails.

How a finished version gets to its place stands in `placing`.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata import model
from geodata.errors import (
    ExistingDatasetError,
    NameTakenError,
    NothingToSaveError,
    OutrunError,
    UnknownDatasetError,
)
from geodata.index import attributes, duckdb_file, star_schema, stretches
from geodata.ingest import answers, ordered_tables
from geodata.library import (
    folders,
    hashes,
    manifests,
    parquet,
    paths,
    readers,
    shares,
    withdrawals,
)
from geodata.library.manifests import Manifest, Original
from geodata.library.placing import beside, is_whole, mend_description, publish, writing
from geodata.model import MODEL_VERSION, REJECTED_COLUMNS, Dataset, Info
from geodata.sandbox import handover
from geodata.values import attribute_kinds, mapped_tables
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from geodata.ingest.draft import Draft
    from geodata.ingest.ordered_tables import OrderedTables, Stretch
    from geodata.library.readers import Readers
    from geodata.sandbox.parent import File, Prepared

_RELEASED: Final = 4
"""After so many columns were looked at whole, what memory holds of them is given back."""


def save(  # noqa: PLR0913 - what is saved, under what name, and how
    prepared: Prepared | Draft,
    original: bytes | Path | Sequence[File],
    *,
    name: str,
    info: Info,
    private: bool = False,
    file: str | None = None,
    located: Mapping[str, Any] | None = None,
    new_version_of: str | None = None,
    seen_by: Readers = readers.ALL,
    progress: Callable[[str], None] = lambda _: None,
    newest: str | None = None,
) -> tuple[str, str]:
    """Save an import: all of it or nothing.

    Parameters
    ----------
    prepared
        What `sandbox.parent.prepare` or `layouts.drafting.prepare` made of the file.
    original
        The file's bytes, or where it is; or several files, in the order in which they were read. One that the
        library has already is linked to, and lies on the disk once.
    name
        A new dataset's name. If `private`, the token of an upload of which it is a new version, or anything
        else for a new one.
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
    new_version_of
        The dataset of the library of which this is a new version, instead of `name`: whoever may say so may
        speak under its title and citation.
    seen_by
        Who may see a new dataset of the library, from its first moment on.
    progress
        Is told what is done now, `saving` or `indexing`; what it raises ends the work, and nothing is saved.
    newest
        The version that has to be the dataset's newest still, because this one was made of it.

    Returns
    -------
    The dataset's name (a token, if private) and the version's. The same bytes with the same choices are
    the same version, which is saved once.

    Raises
    ------
    NothingToSaveError
        If questions are open, or no row was accepted.
    BadNameError, NameTakenError
        If the dataset cannot be called so; `ExistingDatasetError` if the library has it.
    UnknownDatasetError
        If there is no dataset for `new_version_of`.
    OutrunError
        If the dataset has a newer version than `newest`.
    WithdrawnError
        If this version was withdrawn.
    LibraryError
        If the library's folder cannot be written.
    """
    draft: Draft = prepared.draft() if hasattr(prepared, "draft") else prepared
    _check_complete(draft)
    name = _token(name) if private else target_name(name, new_version_of)
    with writing(), beside() as work:
        stored = stored_originals(original, file, work / "version" / paths.ORIGINAL)
        called = stored[0].name if len(stored) == 1 else file or stored[0].name
        choices = {**draft.choices_used.to_dict(), **({"located": dict(located)} if located else {})}
        version = version_of(
            draft.layout, draft.choices_used.canonical(), located, [each.sha256 for each in stored]
        )
        folder = paths.folder_of(name)
        assert folder is not None  # noqa: S101 - `free_name` saw to it
        withdrawals.check(folder, version)
        check_kind(folder, draft.layout)
        if is_whole(folder / version):
            mend_description(folder, info)
            return name, version
        if not private:
            if manifests.are_boundaries(folder):
                raise NameTakenError(name, "boundaries have it")
            check_is_free(name, version, new_version_of)
        _check_newest(folder, newest)
        progress("saving")
        tables = ordered_tables.OrderedTables(handover.arrow_of(draft.tables))
        remarks = _remarks(draft, called)
        of_nothing = Dataset(name=name, version=version, info=info, **shared_of(tables, remarks))
        write_tables(tables, remarks, work / "version", of_nothing, progress)
        progress("indexing")
        manifest = Manifest(
            version=version,
            model=MODEL_VERSION,
            layout=draft.layout,
            choices=choices,
            timezone=info.timezone,
            tool=f"incident-map {metadata.version('incident-map')}",
            saved=manifests.now(),
            originals=stored,
            counts=counts(int(draft.rows_in), int(draft.accepted), tables, remarks),
        )
        if private:
            shares.check_private(work, seen_by.people)
        _check_newest(folder, newest)
        joins = private or new_version_of is not None
        publish(work, folder, manifest, info, joins=joins, seen_by=seen_by)
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


# Making a version -----------------------------------------------------------------------------------------


def stored_originals(
    original: bytes | Path | Sequence[File], file: str | None, folder: Path
) -> tuple[Original, ...]:
    """Put the imported bytes into a new folder, and say what they are."""
    folder.mkdir()
    if not isinstance(original, bytes | Path):
        several = len(original) > 1
        return tuple(
            _stored_one(each.content, each.name, folder, f"{number}-" if several else "")
            for number, each in enumerate(original, 1)
        )
    name = file or (original.name if isinstance(original, Path) else "upload")
    return (_stored_one(original, name, folder, ""),)


def _stored_one(content: bytes | Path, name: str, folder: Path, before: str) -> Original:
    name = name.replace("\\", "/").rpartition("/")[2][:200] or "upload"
    stored = before + (re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-100:] or "upload")
    if isinstance(content, bytes):
        (folder / stored).write_bytes(content)
    elif not _linked(content, folder / stored):
        shutil.copyfile(content, folder / stored)
    found = hashes.of_file(folder / stored)
    return Original(name, stored, found["bytes"], found["sha256"])


def _linked(content: Path, to: Path) -> bool:
    """Whether a file of the library itself, which never changes, could get a second name."""
    if content.parent.name != paths.ORIGINAL or not content.is_relative_to(paths.root()):
        return False
    try:
        to.hardlink_to(content)
    except OSError:  # a file system without such links
        return False
    return True


def _remarks(draft: Draft, file: str) -> dict[str, pd.DataFrame]:
    """What was refused and remarked on, of a file that is called so."""
    found = {
        "rejected": _from_file(draft.rejected, file)[list(REJECTED_COLUMNS)],
        "warnings": _from_file(draft.warnings, file)[list(model.WARNING_COLUMNS)],
    }
    return {name: model.typed(name, table) for name, table in found.items()}


def write_tables(
    tables: OrderedTables,
    remarks: Mapping[str, pd.DataFrame],
    folder: Path,
    dataset: Dataset,
    progress: Callable[[str], None],
) -> None:
    """Write all tables and the index, a stretch of rows after the other."""
    shared = {name: getattr(dataset, name) for name in model.SHARED}
    parquet.write({**shared, **remarks}, folder)
    kinds = _kinds(tables)
    words = star_schema.in_order(star_schema.counts_of_columns(tables))
    tables.release_all()
    mapped_tables.give_back_all()  # what was held while rows were ordered and words counted
    with parquet.in_stretches(folder, kinds) as written:

        def piece(found: Stretch) -> Dataset:
            progress("indexing")
            written(found.tables)
            return replace(dataset, **found.tables, folded=found.folded)

        # Nothing here holds a piece that was used: two are in memory, one in use and one in the making.
        pieces = stretches.ahead(map(piece, tables.stretches(stretches.ROWS)))
        duckdb_file.write(folder / duckdb_file.FILE, pieces, words, attributes.of_kinds(kinds))


def _kinds(tables: OrderedTables) -> dict[str, str]:
    """What the file's own columns hold."""
    found = {}
    for number, name in enumerate(tables.own_columns(), 1):
        found[name] = attribute_kinds.kind_of(tables.column(model.ATTRIBUTES, name))
        if number % _RELEASED == 0:
            tables.release(model.ATTRIBUTES)
    tables.release(model.ATTRIBUTES)
    return found


def shared_of(tables: OrderedTables, remarks: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """The tables of a dataset: what is shared whole, what grows with its incidents without lines."""
    shared = {name: tables.shared(name) for name in model.SHARED}
    empty = {name: model.typed(name, None) for name in ("incidents", *model.BELONGING)}
    return {**empty, **shared, "rejected": remarks["rejected"]}


def _from_file(remarks: pd.DataFrame, file: str) -> pd.DataFrame:
    return remarks if "file" in remarks else remarks.assign(file=file)


def counts(
    rows_in: int, accepted: int, tables: OrderedTables, remarks: Mapping[str, pd.DataFrame]
) -> dict[str, int]:
    """What a manifest says of how much there is."""
    rows = {"rows_in": rows_in, "accepted": accepted}
    lines = {**tables.counts(), **{name: len(table) for name, table in remarks.items()}}
    return {**rows, **{name: lines.get(name, 0) for name in model.TABLES}}


def _check_complete(draft: Draft) -> None:
    if draft.questions:
        raise NothingToSaveError(
            f"it is still to be answered: {answers.still_asked(draft.questions)}",
            "The answers decide what the rows mean, so that none is saved before.",
        )
    if not draft.accepted:
        raise NothingToSaveError("no row of the file was accepted", "Look at the reasons, row by row.")


def _check_newest(folder: Path, newest: str | None) -> None:
    """Refuse what was made of a version that others have gone beyond."""
    found = manifests.manifests(folder) if newest else []
    if newest and (not found or found[0].version != newest):
        raise OutrunError(folder.name if not paths.is_private(folder.name) else "your upload")


def _token(name: str) -> str:
    folder = paths.folder_of(name)
    known = paths.is_private(name) and folder is not None and paths.is_saved(folder)
    return name if known else f"upload-{secrets.token_hex(16)}"


def free_name(name: str) -> str:
    """The name, if an import may be saved under it, as a new dataset or as a version of one.

    Raises
    ------
    BadNameError, NameTakenError
        If it may not.
    """
    folder = paths.root() / paths.checked_name(name)
    if name in folders.read_only_names():
        raise NameTakenError(name, "a dataset that is only read here has it")
    if withdrawals.of(folder) is not None:
        raise NameTakenError(name, "a dataset that was withdrawn has it")
    if folder.exists() and not paths.is_saved(folder):
        raise NameTakenError(name, "the library has a folder of this name that is no imported dataset")
    return name


def target_name(name: str, new_version_of: str | None) -> str:
    """The dataset under which an import is saved: a new one, or the one of which it is said to be a version.

    Raises
    ------
    BadNameError, NameTakenError, UnknownDatasetError
        If it cannot be saved there.
    """
    if new_version_of is None:
        return free_name(name)
    free_name(new_version_of)
    if not paths.is_saved(paths.root() / new_version_of):
        known = (*manifests.saved_names(), *manifests.boundary_names())
        raise UnknownDatasetError(new_version_of, None, known)
    return new_version_of


def check_kind(folder: Path, layout: str) -> None:
    """Refuse to mix what a publication-safe copy hides with its versions, or these with another dataset's.

    Raises
    ------
    NothingToSaveError
        If the dataset is such a copy and what is to be saved is none, or the other way round.
    """
    if not manifests.version_folders(folder) or manifests.is_safe_copy(folder) == (
        layout == manifests.SAFE_COPY
    ):
        return
    if layout == manifests.SAFE_COPY:
        raise NothingToSaveError(
            f"'{folder.name}' is no publication-safe copy", "Give the copy a name of its own."
        )
    raise NothingToSaveError(
        f"'{folder.name}' is a publication-safe copy, and a file would show what it hides",
        "Save the file as a new version of the exact dataset, and make the copy's next version of that.",
    )


def check_is_free(name: str, version: str, new_version_of: str | None) -> None:
    """Refuse to add a version to a dataset of the library that nobody said it belongs to.

    A version that the dataset has, damaged, is its own: importing its file again mends it.

    Raises
    ------
    ExistingDatasetError
        If the library has the dataset, and this is not said to be a version of it.
    """
    folder = paths.root() / name
    if new_version_of is None and folder.exists() and not (folder / version).exists():
        raise ExistingDatasetError(name)
