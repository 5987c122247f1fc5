"""Makes and reads a secret of the library, in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from geodata.library import change_log

if TYPE_CHECKING:
    from pathlib import Path


def own_secret(name: str) -> str:
    """The secret of this name, 64 hexadecimal digits, made when it is first asked for.

    Raises
    ------
    OSError
        If it can be neither read nor written.
    """
    path = change_log.own_folder() / name
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    """Linked to its place whole: of two processes that make it at once, both then read the same."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_hex(32).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_text(encoding="ascii").strip()
