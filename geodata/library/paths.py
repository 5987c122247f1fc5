"""Where the library is on disk and what lies in it: folders of datasets, their versions, what they say.

<library>/<dataset>/dataset.json              title, licence, citation …: edited at any time
<library>/<dataset>/<version>/manifest.json   what was imported and how: never changed
<library>/<dataset>/<version>/*.parquet       a file a table
<library>/<dataset>/<version>/original/       the imported bytes
<library>/private/<token>/…                   the same for uploads that are nobody else's, until they expire
<library>/.incoming, <library>/.trash         what is being written, and what was deleted
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import platformdirs

from geodata.errors import BadNameError, LibraryError
from geodata.model import Info

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARY_VARIABLE: Final = "INCIDENTS_LIBRARY"
"""Environment variable: the library's folder; without it, one among the user's application data."""

DESCRIPTION: Final = "dataset.json"
MANIFEST: Final = "manifest.json"
ORIGINAL: Final = "original"
PRIVATE: Final = "private"
INCOMING: Final = ".incoming"
TRASH: Final = ".trash"

UNDO_DAYS: Final = 30
"""How long a deleted dataset can be brought back."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
TOKEN: Final = re.compile(r"upload-[0-9a-f]{32}")
"""The name of a private upload: who does not know it cannot find it."""
VERSION: Final = re.compile(r"[0-9a-f]{64}")

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
    kept: str
    """When, UTC, ISO 8601."""
    originals: tuple[Original, ...]
    counts: Mapping[str, int]
    """rows_in, accepted, rejected, warnings, and the lines of each table."""


def root() -> Path:
    """The library's folder, which may not be there yet."""
    named = os.environ.get(LIBRARY_VARIABLE, "")
    return Path(named) if named else platformdirs.user_data_path("incident-map", appauthor=False) / "library"


def is_private(name: str) -> bool:
    """Whether a dataset is somebody's private upload: never listed, never to be kept by a shared cache."""
    return TOKEN.fullmatch(name) is not None


def checked_name(name: str) -> str:
    """The name, if a dataset may have it.

    Raises
    ------
    BadNameError
        If it is no name, or one that the library keeps for itself.
    """
    if not NAME.fullmatch(name) or name == PRIVATE or is_private(name):
        raise BadNameError(name)
    return name


def place(name: str) -> Path | None:
    """The folder that a kept dataset of this name has or would have; none for what can be no name."""
    if is_private(name):
        return root() / PRIVATE / name
    return root() / name if NAME.fullmatch(name) and name != PRIVATE else None


def is_kept(folder: Path) -> bool:
    """Whether a folder is a dataset that was imported."""
    return (folder / DESCRIPTION).is_file()


def kept_names() -> list[str]:
    """The imported datasets that all may see, by name."""
    found = children(root())  # a library that is not there (yet) is an empty one
    return [each.name for each in found if place(each.name) == each and is_kept(each) and manifests(each)]


def manifests(folder: Path) -> list[Manifest]:
    """The manifests of a dataset's versions, the newest first; the first is the current one."""
    found = [each for each in children(folder) if VERSION.fullmatch(each.name)]
    read = [each for each in map(manifest, found) if each is not None]
    return sorted(read, key=lambda each: (each.kept, each.version), reverse=True)


def manifest(folder: Path) -> Manifest | None:
    """The manifest in a version's folder; none where there is none."""
    path = folder / MANIFEST
    try:
        status = path.stat()
    except OSError:
        return None
    return _manifest(path, (status.st_mtime_ns, status.st_ino, status.st_size))


@lru_cache(maxsize=1024)
def _manifest(path: Path, _signature: tuple[int, int, int]) -> Manifest:
    said = read_json(path)
    try:
        originals = tuple(Original(**each) for each in said.pop("originals"))
        return Manifest(originals=originals, **said)
    except (KeyError, TypeError) as error:
        raise _unreadable(path, f"not a manifest: {error}") from None


def described(folder: Path, timezone: str) -> Info:
    """What a dataset's folder says of itself."""
    said = read_json(folder / DESCRIPTION)
    return Info(timezone=timezone, **{name: str(said.get(name, "")) for name in _DESCRIBED})


def description(info: Info) -> dict[str, str]:
    """What `described` reads back; the time zone is the version's, because dates were read in it."""
    return {name: getattr(info, name) for name in _DESCRIBED}


def children(folder: Path) -> list[Path]:
    """What a folder holds, by name; nothing if it is not there."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file of the library's own."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, error.strerror or type(error).__name__) from None
    except ValueError:
        raise _unreadable(path, "no JSON") from None
    if not isinstance(found, dict):
        raise _unreadable(path, "no JSON object")
    return found


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a file by an object, as `write_text` does."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))


def write_text(path: Path, text: str) -> None:
    """Replace a file at once: whoever reads it sees the old or the new one, whenever the power fails."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder last; systems that cannot open folders do without."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unreadable(path: Path, problem: str) -> LibraryError:
    what = f"The library's file {path.parent.name[:12]}/{path.name} cannot be read"
    return LibraryError(what, problem, "Delete the dataset and import its file again.")
