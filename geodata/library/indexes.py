"""Opens a saved version's index for questions, made anew where it is missing or found to be damaged."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import duckdb
import platformdirs

from geodata.engines.embedded import DuckDB
from geodata.errors import DamagedError, GeodataError, LibraryError
from geodata.index import duckdb_file
from geodata.index.statistics import Statistics
from geodata.library import files, library_format
from geodata.library.versions import StoredDataset, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pyarrow as pa

    from geodata.engines import Answer, Engine
    from geodata.model import Dataset

Value = TypeVar("Value")

_SECONDS: Final = 1800
_TABLES_DAMAGED: Final = 3
"""Exit code of the process that makes an index: a table cannot be read."""
_DAMAGE: Final = (
    *(duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException),
    *(duckdb.InvalidInputException, duckdb.DataError),
)
"""What DuckDB raises over a file that is broken, where the system did not refuse anything."""


def opened(dataset: Dataset) -> tuple[Engine, Statistics]:
    """A dataset's tables in an engine of this process, and its statistics: a saved version's from its index.

    Raises
    ------
    DamagedError
        If the index, and the tables that it is made of, are damaged.
    LibraryError
        If an index is missing and cannot be made.
    """
    if isinstance(dataset, StoredDataset):
        index = Index(dataset.folder)
        return index, index.statistics()
    engine = DuckDB()
    return engine, duckdb_file.fill(engine, dataset)


class Index(DuckDB):
    """A saved version's index, which is thrown away and made anew once when a question finds it damaged."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lent = folder, set[str]()
        self._renewing, self._renewed = threading.RLock(), False
        self._owed: dict[str, pa.Table] | None = None
        """What was lent to an index that was thrown away and is not yet made anew."""
        self._damaged: DamagedError | None = None
        self._path = _opened_at(folder, super().__init__)

    def statistics(self) -> Statistics:
        """The statistics of the version."""
        try:
            return Statistics.read(self)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            self._renew(error)
            return Statistics.read(self)

    def lend(self, name: str, lines: pa.Table) -> ir.Table:
        """As of any engine; what is lent is carried over to an index that is made anew."""
        lent = self._mended(lambda: super(Index, self).lend(name, lines))
        self._lent.add(name)
        return lent

    def drop(self, name: str) -> None:
        """As of any engine."""
        super().drop(name)
        self._lent.discard(name)

    def table(self, name: str) -> ir.Table:
        """As of any engine."""
        return self._mended(lambda: super(Index, self).table(name))

    def run(self, sql: str) -> Answer:
        """As of any engine."""
        return self._mended(lambda: super(Index, self).run(sql))

    def lines(self, sql: str) -> pa.Table:
        """As of any engine."""
        return self._mended(lambda: super(Index, self).lines(sql))

    def _mended(self, ask: Callable[[], Value]) -> Value:
        asked = self._connection
        try:
            return ask()
        except duckdb.Error as error:
            self._renew(error, asked)
            return ask()

    def _renew(self, error: Exception, asked: object = None) -> None:
        """Throw the index away and make it anew, once; what is no damage of the index stays what it is."""
        library_format.check_there()
        reason = files.system_reason(error)
        if reason is not None:
            raise LibraryError(
                f"Version {self._folder.name[:12]} cannot be asked",
                reason,
                "Check the free space and the rights of the library's folder and of the temporary one.",
            ) from error
        with self._renewing:
            if asked not in (None, self._connection):
                return  # another thread was quicker
            if self._damaged is not None:
                raise self._damaged from error
            if self._owed is None:
                self._give_up(error)
            try:
                self._path = _opened_at(self._folder, super().__init__)
            except DamagedError as damaged:
                self._damaged = damaged  # so are the tables: they are not read again for each question
                raise
            lent, self._owed = self._owed or {}, None
            for name, lines in lent.items():
                super().lend(name, lines)

    def _give_up(self, error: Exception) -> None:
        """Throw the index away, if it is damaged for the first time."""
        if isinstance(error, duckdb.Error) and not isinstance(error, _DAMAGE):
            raise error
        if self._renewed:
            raise _damaged(self._folder, duckdb_file.FILE, "made anew, it is damaged again") from error
        self._renewed = True
        self._owed = self._carried()
        with contextlib.suppress(duckdb.Error):
            self.close()
        _throw_away(self._path)

    def _carried(self) -> dict[str, pa.Table]:
        found = {}
        for name in self._lent:
            with contextlib.suppress(duckdb.Error):
                found[name] = self.lent(name)
        return found


def places(folder: Path) -> list[Path]:
    """Where a version's index may lie: beside it, or in this user's cache if nothing can be written there."""
    found = [folder / duckdb_file.FILE]
    for cache in (
        platformdirs.user_cache_path("incident-map", appauthor=False),
        Path(tempfile.gettempdir()) / f"incident-map-of-{os.getuid() if hasattr(os, 'getuid') else 'me'}",
    ):
        named = hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:32]
        found.append(cache / "indexes" / named / duckdb_file.FILE)
    return found


def forget(folder: Path) -> None:
    """Take a version's indexes away from this user's cache."""
    for path in places(folder)[1:]:
        path.unlink(missing_ok=True)


_thrown_away: Final[set[tuple[Path, int, int]]] = set()
"""Damaged files that could not be removed: they are not looked at again."""


def _throw_away(path: Path) -> None:
    with contextlib.suppress(OSError):
        _thrown_away.add(_identity(path))
        path.unlink(missing_ok=True)


def _identity(path: Path) -> tuple[Path, int, int]:
    status = path.stat()
    return path, status.st_ino, status.st_mtime_ns


def _opened_at(folder: Path, connect: Callable[[Path], Any]) -> Path:
    """Open the first index that is there and can be opened, made first if there is none; where it lies."""
    for path in places(folder):
        with contextlib.suppress(OSError):
            if _identity(path) in _thrown_away or not _is_ours(path.parent, folder):
                continue
            try:
                connect(path)
            except duckdb.Error as error:
                if files.system_reason(error) is None:
                    _throw_away(path)
            else:
                return path
    library_format.check_there()
    made = _made(folder)
    connect(made)
    return made


def _made(folder: Path) -> Path:
    """Make the index, where that can be done, by another process, whose memory goes with it."""
    beside, *cached = places(folder)
    for path in cached if library_format.is_read_only() else (beside, *cached):
        if _has_a_place(path, folder) and _was_made(folder, path):
            return path
    raise LibraryError(
        f"Version {folder.name[:12]} of '{folder.parent.name}' cannot be opened",
        "its index could not be made",
        "Check the free space and the rights of the library's folder, or import the file again.",
    )


def _has_a_place(path: Path, folder: Path) -> bool:
    """Make the folders of a cached index, where that is allowed."""
    try:
        if path.parent != folder:
            for place in (path.parent.parent.parent, path.parent.parent, path.parent):
                files.private_folder(place)
        return _is_ours(path.parent, folder)
    except OSError:
        return False


def _is_ours(place: Path, folder: Path) -> bool:
    """Whether nobody else can put an index there: in a place for everybody others may be quicker."""
    if place == folder or not hasattr(os, "getuid"):
        return True
    status = place.lstat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _was_made(folder: Path, path: Path) -> bool:
    made = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "geodata.library.indexes", str(folder), str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if made.returncode == _TABLES_DAMAGED:
        file, _, problem = made.stdout.strip().partition("\t")
        raise _damaged(folder, file, problem)
    return made.returncode == 0 and path.exists()


def _damaged(folder: Path, file: str, problem: str) -> DamagedError:
    return DamagedError(folder.parent.name, folder.name, file, problem)


def main(folder: str, path: str) -> int:
    """Make the index of the version in `folder` as `path`.

    The exit code is 1, with a sentence, where that fails, and 3 where a table is damaged, which is printed.
    """
    try:
        duckdb_file.write(Path(path), [whole(Path(folder))])
    except DamagedError as error:
        print(f"{error.file}\t{error.problem.partition(': ')[2]}")
        return _TABLES_DAMAGED
    except (GeodataError, OSError, duckdb.Error) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
