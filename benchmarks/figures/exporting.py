"""Measures how long an export of everything takes and what memory it needs, beside geopandas and pandas."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import memory
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, ROOT, fetched, serving
from geodata.exporters.registry import FORMATS

DATASETS: Final = ("synthetic:1000000",)
BAR_MB: Final = 500
BAR_S: Final = 60
"""For kinds of file that have no peer."""
BAR_TIMES: Final = 3
"""How many times the peer's time ours may be."""
BAR_FIRST_S: Final = 1
_TRIES: Final = 200
_LOOKS_S: Final = 0.02
PEERS: Final = {
    "csv": "pandas to_csv",
    "geojson": "geopandas to_file",
    "gpkg": "geopandas to_file",
    "parquet": "geopandas to_parquet",
}
NOTE: Final = (
    "exporting: all records in one format, in a process of its own, from opening the dataset to the last "
    "byte; the peak of memory is that above what was imported. The peer reads the table of incidents alone "
    "with `geopandas.read_parquet` and writes it in one call; our files hold participants, sources, claims "
    f"and places of each record too. Ours may take {BAR_TIMES} times as long as the peer. KML, XLSX and the "
    "Data Package have no peer that writes them here. First byte: of a server that has opened the dataset, "
    "over HTTP; of a GeoPackage, which can only be sent when it is whole, that of the headers. Its process's "
    "memory: the most that one of the server's own processes held while it wrote all of it, imports included."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        n = len(given)
        for suffix in FORMATS:
            seconds, peak, size = _run(given, "benchmarks.export_once", given.name, suffix)
            peer, theirs = PEERS.get(suffix), None
            if peer and given.folder:
                source = str(given.folder / "incidents.parquet")
                theirs = _run(given, "benchmarks.peers.export", source, suffix)
            bar = BAR_S if theirs is None else round(BAR_TIMES * theirs[0], 1)
            first, second = (None, None) if theirs is None else theirs
            yield Measurement(f"export, {suffix}", n, seconds, "s", bar, peer, first)
            yield Measurement(f"export, {suffix}, peak memory", n, peak, "MB", BAR_MB, peer, second)
            yield Measurement(f"export, {suffix}, size", n, size, "MB")
        for suffix, seconds, most in _over_http(given):
            yield Measurement(f"export, {suffix}, first byte over HTTP", n, seconds, "s", BAR_FIRST_S)
            yield Measurement(f"export, {suffix}, its process's memory", n, most, "MB", BAR_MB)


def _run(given: Given, module: str, *arguments: str) -> list[float]:
    command = [sys.executable, "-m", module, *arguments]
    said = subprocess.run(  # noqa: S603 - ours
        command, cwd=ROOT, env=given.environment, stdout=subprocess.PIPE, check=True
    )
    return [float(each) for each in said.stdout.split()]


def _over_http(given: Given) -> Iterator[tuple[str, float, float]]:
    """Seconds to the first byte of each format, and MB that the process held which wrote it, at the most.

    Of a server that has opened the dataset.
    """
    with serving(APP, given, imported=True) as server:
        folder = f"{server.address}data/{given.name}/{given.version}"
        fetched(f"{folder}/mask.bin")
        for suffix in FORMATS:
            address = f"{folder}/export.{suffix}"
            yield suffix, _first_byte(address), _memory_of_writer(address, server.pid)


def _memory_of_writer(address: str, server: int) -> float:
    """The most that one of the server's processes held while it was written, imports included: MB."""
    most, over = 0.0, threading.Event()

    def look() -> None:
        nonlocal most
        while not over.wait(_LOOKS_S):
            most = max([most, *map(_held, _children(server))])

    looking = threading.Thread(target=look)
    looking.start()
    try:
        _downloaded(address)
    finally:
        over.set()
        looking.join()
    return round(most, 1)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    with contextlib.suppress(OSError):
        return [int(child) for each in found for child in each.read_text(encoding="ascii").split()]
    return []


def _held(pid: int) -> float:
    with contextlib.suppress(OSError, RuntimeError):  # it has ended meanwhile
        return memory.resident(pid)
    return 0.0


def _downloaded(address: str) -> None:
    """All of it; waits while the export before, which nobody reads any more, is still being ended."""
    for _ in range(_TRIES):
        try:
            with urllib.request.urlopen(address, timeout=300) as answer:  # noqa: S310 - loopback
                while answer.read(1 << 20):
                    pass
                return
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise
            time.sleep(0.1)
    raise TimeoutError(address)


def _first_byte(address: str) -> float:
    """Waits while the export before, which nobody reads any more, is still being ended."""
    for _ in range(_TRIES):
        begun = time.perf_counter()
        try:
            with urllib.request.urlopen(address, timeout=300) as answer:  # noqa: S310 - loopback
                if not address.endswith("gpkg"):
                    answer.read(1)
                return round(time.perf_counter() - begun, 2)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise
            time.sleep(0.1)
    raise TimeoutError(address)
