"""Measures how long an export of everything takes and what memory it needs, beside geopandas and pandas."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.measurement import Measurement
from benchmarks.serving import ROOT
from geodata.exporters.registry import FORMATS

DATASETS: Final = ("synthetic:1000000",)
BAR_MB: Final = 300
PEERS: Final = {
    "csv": "pandas to_csv",
    "geojson": "geopandas to_file",
    "gpkg": "geopandas to_file",
    "parquet": "geopandas to_parquet",
}
NOTE: Final = (
    "export: all records in one format, in a process of its own, from opening the dataset to the last byte; "
    "the peak of memory is that above what was imported. The peer reads the table of incidents alone with "
    "`geopandas.read_parquet` and writes it in one call; our files hold participants, sources, claims and "
    "places of each record too. KML and XLSX have no peer that writes them here."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        for suffix in FORMATS:
            seconds, peak, _ = _run(given, "benchmarks.export_once", given.name, suffix)
            peer, theirs = PEERS.get(suffix), (None, None)
            if peer and given.folder:
                source = str(given.folder / "incidents.parquet")
                theirs = tuple(_run(given, "benchmarks.peers.export", source, suffix))
            n = len(given)
            yield Measurement(f"export, {suffix}", n, seconds, "s", None, peer, theirs[0])
            yield Measurement(f"export, {suffix}, peak memory", n, peak, "MB", BAR_MB, peer, theirs[1])


def _run(given: Given, module: str, *arguments: str) -> list[float]:
    command = [sys.executable, "-m", module, *arguments]
    said = subprocess.run(  # noqa: S603 - ours
        command, cwd=ROOT, env=given.environment, stdout=subprocess.PIPE, check=True
    )
    return [float(each) for each in said.stdout.split()]
