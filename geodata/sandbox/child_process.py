"""Runs the worker process for its parent: starts, listens, ends it, and puts its answer into words."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import FileGroup, GeodataError, SeveralLayoutsError, UnusableFileError
from geodata.sandbox.worker import RESULT

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from typing import IO

    from geodata.limits import Limits

POLL_S: Final = 0.1
"""How often somebody looks whether to stop."""
_ROOT: Final = Path(__file__).parents[2]
_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from geodata.sandbox import worker; sys.exit(worker.main())"
)
_NOWHERE: Final = "http://127.0.0.1:9"
_MOST_TOLD_BYTES: Final = 1_000_000

# Every driver that pyogrio's GDAL 3.12 has but the four of `gdal_tables.DRIVERS`, and the usual ones for
# pictures; `gdal_tables` refuses to go on if there are others.
_SKIPPED_DRIVERS: Final = """
ADBC, AIVector, AVCBin, AVCE00, AmigoCloud, CSV, CSW, Carto, DGN, DXF, EDIGEO, EEDA, ESRIJSON,
Elasticsearch, GDALG, GML, GPSBabel, GTFS, GeoJSON, GeoJSONSeq, GeoRSS, HTTP, Idrisi, JML, JSONFG, KML,
LIBKML, LVBAG, MBTiles, MEM, MVT, MapInfo File, MapML, MiraMonVector, NGW, OAPIF, ODS, OGCAPI, OGR_GMT,
OGR_PDS, OGR_VRT, OSM, OpenFileGDB, PCIDSK, PDF, PDS4, PGDUMP, PLSCENES, PMTiles, S57, SQLite, SXF,
Selafin, TopoJSON, VDV, VFK, VICAR, WAsP, WFS, XLSX, VRT, GTiff, COG, DERIVED, WMS, WCS, WMTS, STACIT,
STACTA, Zarr, netCDF, HDF5, PostgreSQL, MySQL, ODBC, MSSQLSpatial, GTI
"""

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class WorkerProcess:
    """One worker process."""

    def __init__(self, order: dict[str, Any], folder: Path, name: str, limits: Limits, size: int) -> None:
        self.name, self.limits, self.size, self.folder = name, limits, size, folder
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-c", _START, json.dumps([str(_ROOT), *filter(None, sys.path)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder / "work",
            env=_environment(folder / "work"),
            start_new_session=True,
        )
        with contextlib.suppress(BrokenPipeError):
            self._stream("stdin").write(json.dumps(order).encode() + b"\n")
            self._stream("stdin").close()

    def work(
        self,
        report: Callable[[float, str], None],
        stop: threading.Event,
        follow: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> Any:
        """Wait for the end and hand over the answer, or say in words what went wrong."""
        try:
            self._listen(report, stop, follow or _ignore)
            status = self.process.wait()
        finally:
            self._end()
        return self._answer(status)

    def _listen(
        self,
        report: Callable[[float, str], None],
        stop: threading.Event,
        follow: Callable[[Mapping[str, Any]], None],
    ) -> None:
        deadline = time.monotonic() + self.limits.wall_seconds(self.size)
        stream, heard, rest = self._stream("stdout"), 0, b""
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while True:
                if stop.is_set():
                    raise stopped(self.name)
                if time.monotonic() > deadline:
                    raise self._too_late()
                if not selector.select(timeout=POLL_S):
                    continue
                block = os.read(stream.fileno(), 65_536)
                heard += len(block)
                if not block:
                    return
                if heard > _MOST_TOLD_BYTES:
                    raise self._failed("crashed")
                *lines, rest = (rest + block).split(b"\n")
                for line in lines:
                    _pass_on(line, report, follow)

    def _answer(self, status: int) -> Any:
        if status == -getattr(signal, "SIGXCPU", 0) != 0:
            raise self._too_slow()
        try:
            answer = json.loads((self.folder / "work" / RESULT).read_bytes())
            error = answer.get("error")
        except (OSError, ValueError, AttributeError):
            # Nobody here kills a child and then asks for its answer: Linux does, when memory runs out.
            raise self._failed("memory" if status == -9 else "crashed") from None
        if error is None:
            return answer["result"]
        if detail := error.get("detail"):
            _log.error("Reading a file failed:\n%s", detail)
        if fault := error.get("fault"):
            groups = _groups(error.get("groups"))
            file, code, found, next_step = fault
            if groups:
                raise SeveralLayoutsError(file, code, found, next_step, groups)
            raise UnusableFileError(file, code, found, next_step)
        if error.get("message"):
            raise _repeated(str(error["message"]), str(error["code"]))
        raise self._failed(str(error["code"]))

    def _end(self) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL) if hasattr(os, "killpg") else self.process.kill()
        self.process.wait()
        self._stream("stdout").close()

    def _stream(self, which: str) -> IO[bytes]:
        found: IO[bytes] = getattr(self.process, which)
        return found

    def _too_slow(self) -> UnusableFileError:
        seconds = self.limits.cpu_seconds(self.size)
        return UnusableFileError(
            self.name,
            "timeout",
            f"reading it takes more than {seconds} seconds of work, which is too long for its size",
            "Split the file, or ask whoever runs this server to raise INCIDENTS_LIMIT_CPU_S.",
        )

    def _too_late(self) -> UnusableFileError:
        seconds = self.limits.wall_seconds(self.size)
        return UnusableFileError(
            self.name,
            "timeout",
            f"reading it is not done after {seconds:,.0f} seconds by the clock",
            "The machine may be busy: try again later, or split the file.",
        )

    def _failed(self, code: str) -> UnusableFileError:
        megabytes = self.limits.memory_for(self.size) // 1_000_000
        found, next_step = {
            "memory": (
                f"reading it takes more than {megabytes:,} MB of memory",
                "Split the file, or ask whoever runs this server to raise INCIDENTS_LIMIT_MEMORY_BYTES.",
            ),
            "nesting": ("it is nested too deeply", "Save the data without that nesting."),
        }.get(
            code, ("the program that reads it broke down over it", "Save it in another format, such as CSV.")
        )
        return UnusableFileError(self.name, code, found, next_step)


def _groups(said: Any) -> tuple[FileGroup, ...]:
    """Which files the child says belong together, as texts: it reads what anybody may have written."""
    found = said if isinstance(said, list) else []
    return tuple(
        FileGroup(str(each["layout"]), tuple(map(str, each["files"])), str(each["about"])) for each in found
    )


class _RepeatedError(GeodataError, ValueError):
    """What the child said in words of ours."""


def _repeated(message: str, code: str) -> GeodataError:
    error = _RepeatedError(message)
    error.code = code
    return error


def stopped(name: str) -> UnusableFileError:
    """The error for work that somebody stopped."""
    return UnusableFileError(name, "stopped", "reading was stopped", "Choose the file again to start anew.")


def _pass_on(
    line: bytes, report: Callable[[float, str], None], follow: Callable[[Mapping[str, Any]], None]
) -> None:
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        told = json.loads(line)
        follow(dict(told))
        share, words = told["progress"]
        report(float(share), str(words))


def _ignore(told: Mapping[str, Any]) -> None:
    """Nobody follows."""


def _environment(work: Path) -> dict[str, str]:
    """All that the child knows of the world."""
    skipped = ",".join(name.strip() for name in _SKIPPED_DRIVERS.split(","))
    inherited = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"), _NOWHERE)
    return {
        **inherited,
        **proxies,
        **{name.upper(): address for name, address in proxies.items()},
        "INCIDENTS_SANDBOXED": "1",
        "PATH": "",
        "HOME": str(work),
        "TMPDIR": str(work),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GDAL_SKIP": skipped,
        "OGR_SKIP": skipped,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_HTTP_PROXY": _NOWHERE,
        "GDAL_HTTPS_PROXY": _NOWHERE,
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_VSIL_USE_TEMP_FILE_FOR_RANDOM_WRITE": "NO",
        "CPL_TMPDIR": str(work),
        "GDAL_VRT_ENABLE_PYTHON": "NO",
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "PROJ_NETWORK": "OFF",
        # Few threads and one heap: each would take memory from the limit.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_NUM_THREADS": "1",
        "ARROW_IO_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
