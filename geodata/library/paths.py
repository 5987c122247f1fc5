"""Says where the library is on disk: the folders of datasets, and what names they may have.

<library>/<dataset>/dataset.json              title, licence, citation …: edited at any time
<library>/<dataset>/<version>/manifest.json   what was imported and how: never changed
<library>/<dataset>/<version>/*.parquet       a file a table
<library>/<dataset>/<version>/original/       the imported bytes
<library>/private/<token>/…                   the same for uploads, which are in no list, until they expire
<library>/.joint/<a>~<b>/<version>/           tables of several datasets that were opened together: made anew
<library>/.incoming, <library>/.trash         what is being written, and what was deleted
<library>/.access                             keys for scripts, the links' secret, who changed what
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from geodata import settings
from geodata.errors import BadNameError

if TYPE_CHECKING:
    from collections.abc import Iterable

DESCRIPTION: Final = "dataset.json"
MANIFEST: Final = "manifest.json"
ORIGINAL: Final = "original"
PRIVATE: Final = "private"
INCOMING: Final = ".incoming"
TRASH: Final = ".trash"
JOINT: Final = ".joint"
OWN: Final = ".access"
"""Keys, secrets and the log of changes: no dataset's name begins with a dot."""

DEFAULT: Final = "northern-kosovo"
"""The name of the built-in case."""
CASE: Final = Path(__file__).parents[1] / "case"
"""Its folder."""

UNDO_DAYS: Final = 30
"""How long a deleted dataset can be brought back."""
PRIVATE_HOURS: Final = 24
"""A private upload expires when it has not been opened for so long."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
TOKEN: Final = re.compile(r"upload-[0-9a-f]{32}")
"""The name of a private upload: who does not know it cannot find it."""
VERSION: Final = re.compile(r"[0-9a-f]{64}")
BETWEEN: Final = "~"
"""Joins the names of datasets that are opened together: no name has it, and addresses need not quote it."""
MOST_TOGETHER: Final = 4


def root() -> Path:
    """The library's folder, which may not be there yet."""
    return (
        settings.current().library or platformdirs.user_data_path("incident-map", appauthor=False) / "library"
    )


def is_private(name: str) -> bool:
    """Whether a dataset is somebody's private upload: never listed, never to be held by a shared cache."""
    return TOKEN.fullmatch(name) is not None


def joint_of(names: Iterable[str]) -> str:
    """The name under which these datasets are open together, in whatever order they are given."""
    return BETWEEN.join(sorted(set(names)))


def parts_of(name: str) -> tuple[str, ...]:
    """The datasets that are open together under this name; none where it is no such name."""
    parts = tuple(name.split(BETWEEN))
    together = 1 < len(parts) <= MOST_TOGETHER and name == joint_of(parts)
    return parts if together and all(NAME.fullmatch(each) and each != PRIVATE for each in parts) else ()


def is_joint(name: str) -> bool:
    """Whether a name stands for several datasets that are open together."""
    return bool(parts_of(name))


def checked_name(name: str) -> str:
    """The name, if a dataset may have it.

    Raises
    ------
    BadNameError
        If it is no name, or one that the library needs itself.
    """
    if not NAME.fullmatch(name) or name == PRIVATE or is_private(name):
        raise BadNameError(name)
    return name


def folder_of(name: str) -> Path | None:
    """The folder that a saved dataset of this name has or would have; none for what can be no name."""
    if is_private(name):
        return root() / PRIVATE / name
    if is_joint(name):
        return root() / JOINT / name
    return root() / name if NAME.fullmatch(name) and name != PRIVATE else None


def is_saved(folder: Path) -> bool:
    """Whether a folder is a dataset that was imported, even if its description is lost."""
    return (folder / DESCRIPTION).is_file() or any(VERSION.fullmatch(each.name) for each in children(folder))


def children(folder: Path) -> list[Path]:
    """What a folder holds, by name; nothing if it is not there."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
