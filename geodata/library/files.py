"""Reads and replaces the library's small JSON files, at once: nobody ever reads half of one."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import stat
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without POSIX locks
    fcntl = None  # type: ignore[assignment]


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file of the library."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise unreadable(path, error.strerror or type(error).__name__) from None
    except ValueError:
        raise unreadable(path, "no JSON") from None
    if not isinstance(found, dict):
        raise unreadable(path, "no JSON object")
    return found


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a file by an object, as `write_text` does."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))


def write_text(path: Path, text: str) -> None:
    """Replace a file at once: whoever reads it sees the old or the new one, whenever the power fails."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            with contextlib.suppress(FileNotFoundError):  # what only its owner reads stays so
                os.fchmod(stream.fileno(), stat.S_IMODE(path.stat().st_mode))
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    fsync_folder(path.parent)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Have a file of the library to oneself, among all servers, while it is read and replaced."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_private(folder: Path) -> None:
    """Leave a folder and all in it to this user: 0700, files 0600."""
    if not folder.is_dir():
        return
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def private_folder(folder: Path) -> Path:
    """A folder that only this user may read, made where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


_REASONS: Final = tuple(
    os.strerror(getattr(errno, name))
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO")
    if hasattr(errno, name)
)


def system_reason(error: BaseException) -> str | None:
    """Why the system refused, in its own words without a path; none for what is no refusal of the system."""
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno)
    text = str(error).casefold()  # of Arrow and DuckDB, which do not hand the number on
    return next((each for each in _REASONS if each.casefold() in text), None)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder last; systems that cannot open folders do without."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unreadable(path: Path, problem: str) -> LibraryError:
    """The error for a file of the library that cannot be used."""
    what = f"The library's file {path.parent.name[:12]}/{path.name} cannot be read"
    return LibraryError(what, problem, "Put it back from a backup (python -m geodata restore).")
