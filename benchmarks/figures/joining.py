"""Measures how long two datasets take until they are open as one, and what memory, beside `pandas.concat`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import acled_like
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures import importing
from benchmarks.measurement import Measurement

DATASETS: Final[tuple[str, ...]] = ()
NAMES: Final = ("one", "two")
PEER: Final = "pandas.concat of GeoParquet"
NOTE: Final = (
    "together: two files as of `importing`, each saved, then opened as one dataset (`one~two`), from both "
    "saved versions to the first page of all records: tables joined, ids and actors brought together, saved, "
    "indexed. The peer reads two GeoParquet files, puts one below the other with a column of names and "
    "writes one: no index, no actors, no time zones. Memory as of `importing`. Two times 50,000 rows; half "
    f"of {importing.ROWS}, where that asks for other sizes."
)


def measure(_datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for rows in map(int, os.environ.get(importing.ROWS, "100000").split(",")):
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as made:
            folder, half = Path(made), rows // len(NAMES)
            for number, name in enumerate(NAMES):
                # The second overlaps the first in a tenth of its events.
                begin = number * (half - half // 10)
                file = acled_like.write(folder / f"{name}.csv", half, begin=begin)
                importing.run("benchmarks.peers.importing", file, folder / name)
                importing.run("benchmarks.import_once", file, folder / "library", name)
            theirs = importing.run("benchmarks.peers.joining", folder, *NAMES)
            seconds, peak = importing.run("benchmarks.join_once", folder / "library", *NAMES)
        yield Measurement("two datasets together", rows, seconds, "s", None, PEER, theirs[0])
        yield Measurement("two datasets together, peak memory", rows, peak, "MB", None, PEER, theirs[1])
