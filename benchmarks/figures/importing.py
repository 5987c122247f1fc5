"""Measures how long a file takes until its first page is answered, and what memory, beside GeoPandas."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import acled_like, memory
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.measurement import Measurement
from benchmarks.serving import ROOT

DATASETS: Final[tuple[str, ...]] = ()
ROWS: Final = "BENCHMARK_IMPORT_ROWS"
"""Names the variable that asks for other sizes, separated by commas: 1000000."""
BAR_TIMES: Final = 4
BAR_MB: Final = 1000
PEER: Final = "pandas to GeoParquet"
NOTE: Final = (
    "import: a CSV file of 29 columns like ACLED's, with notes of 200 characters, from the file to the first "
    "page of records: read in the sandbox, checked, saved, indexed, opened. The peer reads it with "
    "`pandas.read_csv`, makes points of two columns and writes GeoParquet: no check, no index. Memory is the "
    "most that the process and its children held at one time, looked at every 50 ms; what they share counts "
    "for each. Then a file of a tenth as many rows is added, of which a tenth is there already. "
    f"100,000 rows; {ROWS}=1000000 asks for other sizes."
)
_LOOKS_S: Final = 0.05


def measure(_datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for rows in map(int, os.environ.get(ROWS, "100000").split(",")):
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
            file = acled_like.write(Path(folder) / "acled_like.csv", rows)
            theirs = run("benchmarks.peers.importing", file, Path(folder))
            seconds, peak = run("benchmarks.import_once", file, Path(folder) / "library")
            more = acled_like.write(Path(folder) / "more.csv", rows // 10, begin=rows - rows // 100)
            longer, peak_of_more = run("benchmarks.append_once", more, Path(folder) / "library")
        yield Measurement("import", rows, seconds, "s", BAR_TIMES * theirs[0], PEER, theirs[0])
        yield Measurement("import, peak memory", rows, peak, "MB", BAR_MB, PEER, theirs[1])
        yield Measurement("a tenth added to it", rows, longer, "s")
        yield Measurement("a tenth added to it, peak memory", rows, peak_of_more, "MB")


def run(module: str, *given: Path | str) -> tuple[float, float]:
    """Run a module on files, folders (which are made) and names: its seconds, and megabytes at its peak."""
    for each in given:
        if isinstance(each, Path) and not each.suffix:
            each.mkdir(exist_ok=True)
    command = [sys.executable, "-m", module, *map(str, given)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:  # noqa: S603 - ours
        peak = 0.0
        while running.poll() is None:
            with contextlib.suppress(OSError, RuntimeError):  # it has ended meanwhile
                peak = max(peak, memory.of_family(running.pid))
            time.sleep(_LOOKS_S)
        told = running.communicate()[0]
    if running.returncode:
        raise SystemExit(f"{module} failed over {', '.join(map(str, given))}")
    return float(told), round(peak, 1)
