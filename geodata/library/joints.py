"""Tells what several datasets open together are: of which versions, and what they say of themselves.

They lie in `.joint`, in no list, and are given out only while each of these versions is: see `catalog.load`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from geodata import settings
from geodata.errors import GeodataError
from geodata.library import decisions, manifests, paths, shares, withdrawals
from geodata.model import MODEL_VERSION, Info

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from geodata.library.manifests import Manifest
    from geodata.model import Dataset

LAYOUT: Final = "joint"
COLUMN: Final = "dataset"
"""The first of the columns: the name of the dataset that a record is from."""
DOUBLE: Final = "double_of"
"""The second, where records were decided to be one event: of all but one of them the id of that one."""
_PARTS: Final = "parts"
_NUMBER: Final = 1
"""Part of a version's name: raise it when `joining` makes other tables of the same versions."""


def version_of(parts: Sequence[Dataset], same: Sequence[decisions.Pair] | None = None) -> str:
    """The name of the version that is made of these, and of what was decided of their records.

    `same` are the pairs of `decisions.same`, which without it are those of this moment.
    """
    said: dict[str, Any] = {"layout": LAYOUT, "number": _NUMBER, "model": MODEL_VERSION, _PARTS: _said(parts)}
    if same is None:
        same = decisions.same([each.name for each in parts])
    if same:
        said["same"] = same
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def choices(parts: Iterable[Dataset]) -> dict[str, list[list[str]]]:
    """What the manifest says of how it was made."""
    return {_PARTS: _said(parts)}


def _said(parts: Iterable[Dataset]) -> list[list[str]]:
    return [[each.name, each.version] for each in parts]


def parts_said(manifest: Manifest) -> list[tuple[str, str]]:
    """Name and version of what it was made of."""
    return [(str(name), str(version)) for name, version in manifest.choices[_PARTS]]


def versions(dataset: Dataset) -> dict[str, str]:
    """The versions of those that are open together as one dataset, by their names; none where it is one."""
    folder = paths.folder_of(dataset.name)
    if folder is None or not paths.is_joint(dataset.name):
        return {}
    found = manifests.manifest(folder / dataset.version)
    return {} if found is None else dict(parts_said(found))


def holds(manifest: Manifest) -> bool:
    """Whether each version that it was made of is there and not withdrawn, as far as the disk tells."""
    return all(_is_there(paths.root() / name, version) for name, version in parts_said(manifest))


def _is_there(folder: Path, version: str) -> bool:
    if not paths.is_saved(folder):
        return folder.name == paths.DEFAULT or folder.is_dir()  # whose version is told by their files
    return (folder / version).is_dir() and not any(map(withdrawals.of, (folder, folder / version)))


def described(parts: Sequence[Dataset], timezone: str) -> Info:
    """What they say of themselves, each under its name, for each has terms of its own."""
    infos = {each.name: each.info for each in parts}

    def of_each(field: str) -> str:
        said = {name: getattr(info, field) for name, info in infos.items()}
        return "\n\n".join(f"{infos[name].title}: {text}" for name, text in said.items() if text)

    title = " + ".join(info.title for info in infos.values())
    return Info(
        title=title,
        description=of_each("description"),
        timezone=timezone,
        licence=of_each("licence"),
        citation=of_each("full_citation"),
        note=of_each("note"),
        method="\n\n".join(f"## {each.title}\n\n{each.method}" for each in infos.values() if each.method),
        source_line=" + ".join(each.source_line or each.title for each in infos.values()),
    )


def sweep() -> None:
    """Erase what is made of versions that are not given out any more, and what was opened longest ago.

    So nothing that was deleted or withdrawn stays on the disk in another shape.
    """
    for folder in paths.children(paths.root() / paths.JOINT):
        for version in manifests.version_folders(folder):
            if not _holds(version):
                _erase(version)
        if not manifests.version_folders(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _holds(version: Path) -> bool:
    try:
        found = manifests.manifest(version)
        return found is not None and holds(found)
    except (GeodataError, KeyError, TypeError, ValueError):
        return False  # it is made anew


def make_room(newest: Path) -> None:
    """Let those go that were opened longest ago, where all take more of the disk than they may."""
    there = [each for each in paths.children(paths.root() / paths.JOINT) if each != newest]
    used = sorted((_opened(each), each) for each in there)
    taken = sum(shares.size_of(each) for each in (*there, newest))
    for _, each in used:
        if taken <= settings.current().quota.joint_bytes:
            return
        taken -= shares.size_of(each)
        for version in manifests.version_folders(each):
            _erase(version)
        shutil.rmtree(each, ignore_errors=True)


def _opened(folder: Path) -> float:
    with suppress(OSError):
        return (folder / paths.DESCRIPTION).stat().st_mtime
    return 0.0


def _erase(version: Path) -> None:
    """First what says that it is one."""
    (version / paths.MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(version, ignore_errors=True)
