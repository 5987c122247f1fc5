"""Opens a saved version's index for questions, made anew where it is missing or damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from geodata.engines.embedded import DuckDB
from geodata.errors import GeodataError, LibraryError
from geodata.index import duckdb_file
from geodata.index.statistics import Statistics
from geodata.library.versions import StoredDataset, whole

if TYPE_CHECKING:
    from geodata.engines import Engine
    from geodata.model import Dataset

_SECONDS: Final = 1800


def opened(dataset: Dataset) -> tuple[Engine, Statistics]:
    """A dataset's tables in an engine of this process, and its statistics: a saved version's from its index.

    Raises
    ------
    LibraryError
        If an index is missing and cannot be made.
    """
    if isinstance(dataset, StoredDataset):
        index = _index(dataset.folder)
        return index, Statistics.read(index)
    engine = DuckDB()
    return engine, duckdb_file.fill(engine, dataset)


def _index(folder: Path) -> DuckDB:
    """The index of a saved version; made first if it is missing or damaged."""
    path = folder / duckdb_file.FILE
    if path.exists():
        try:
            return DuckDB(path)
        except duckdb.Error:
            path.unlink(missing_ok=True)
    # By another process, whose memory goes with it.
    made = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "geodata.library.indexes", str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if made.returncode != 0 or not path.exists():
        raise LibraryError(
            f"Version {folder.name[:12]} of '{folder.parent.name}' cannot be opened",
            "its index could not be made",
            "Check the free space and the rights of the library's folder, or import the file again.",
        )
    return DuckDB(path)


def main(folder: str) -> int:
    """Make the index of the version in `folder`; the exit code is 1, with a sentence, where that fails."""
    try:
        duckdb_file.write(Path(folder) / duckdb_file.FILE, [whole(Path(folder))])
    except (GeodataError, OSError, duckdb.Error) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
