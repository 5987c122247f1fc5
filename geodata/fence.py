"""An untrusted file in, a checked draft out: read by a child process that can do little else.

The child gets a private folder, the file under a name of ours, an environment in which GDAL knows four
drivers and HTTP leads nowhere, and limits on memory, time and files (`confinement`). What kills the child is
an error in words here, and nothing more.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import selectors
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import GeodataError, UnusableFileError
from geodata.fenced import RESULT
from geodata.readers.limits import Limits
from geodata.readers.raw import too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType
    from typing import IO, Self

    from geodata.importing import Draft
    from geodata.mapping import Choices

PREPARE: Final = "geodata.fenced:prepare"
_ROOT: Final = Path(__file__).parents[1]
_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from geodata import fenced; sys.exit(fenced.main())"
)
_NOWHERE: Final = "http://127.0.0.1:9"
_POLL_S: Final = 0.1
_MOST_TOLD_BYTES: Final = 1_000_000
_BLOCK: Final = 1 << 20

# Every driver that pyogrio's GDAL 3.12 has but the four of `gdal_tables.DRIVERS`, and the usual ones for
# pictures; `gdal_tables` refuses to go on if there are others.
_SKIPPED_DRIVERS: Final = (
    *(
        "ADBC",
        "AIVector",
        "AVCBin",
        "AVCE00",
        "AmigoCloud",
        "CSV",
        "CSW",
        "Carto",
        "DGN",
        "DXF",
        "EDIGEO",
        "EEDA",
    ),
    *(
        "ESRIJSON",
        "Elasticsearch",
        "GDALG",
        "GML",
        "GPSBabel",
        "GTFS",
        "GeoJSON",
        "GeoJSONSeq",
        "GeoRSS",
        "HTTP",
    ),
    *("Idrisi", "JML", "JSONFG", "KML", "LIBKML", "LVBAG", "MBTiles", "MEM", "MVT", "MapInfo File", "MapML"),
    *(
        "MiraMonVector",
        "NGW",
        "OAPIF",
        "ODS",
        "OGCAPI",
        "OGR_GMT",
        "OGR_PDS",
        "OGR_VRT",
        "OSM",
        "OpenFileGDB",
    ),
    *(
        "PCIDSK",
        "PDF",
        "PDS4",
        "PGDUMP",
        "PLSCENES",
        "PMTiles",
        "S57",
        "SQLite",
        "SXF",
        "Selafin",
        "TopoJSON",
    ),
    *("VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX", "VRT", "GTiff", "COG", "DERIVED", "WMS", "WCS", "WMTS"),
    *("STACIT", "STACTA", "Zarr", "netCDF", "HDF5", "PostgreSQL", "MySQL", "ODBC", "MSSQLSpatial", "GTI"),
)

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_turns: dict[int, threading.BoundedSemaphore] = {}
_turns_lock = threading.Lock()


@dataclass(eq=False)
class Prepared:
    """A file that was read; use it in a `with`, which takes the private folder away at its end."""

    report: dict[str, Any]
    """As `inspect --json` prints it."""
    folder: Path
    """Private; holds the draft."""
    original: Path
    """The bytes that were read, however the file has changed since."""
    tables: tuple[str, ...]
    """Sheets or layers with rows, where there are several to choose from."""
    table: str | None
    _temporary: tempfile.TemporaryDirectory[str]

    def draft(self) -> Draft:
        """What would be kept."""
        from geodata import drafts  # noqa: PLC0415  the parent may want the report only

        return drafts.load(self.folder)

    def close(self) -> None:
        """Take the private folder away."""
        self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def prepare(  # noqa: PLR0913
    path: Path,
    *,
    name: str | None = None,
    choices: Choices | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    cancel: threading.Event | None = None,
) -> Prepared:
    """Read a file behind the fence and make a draft of a dataset.

    Parameters
    ----------
    path
        The file; it is copied, and never opened by this process for more than that.
    name
        What the researcher calls it; its own name if none.
    limits
        The most it may ask for; from the environment if none.
    progress
        Is told how much is done (0 to 1), and what is being done.
    cancel
        Stops the work when set, from another thread.

    Raises
    ------
    GeodataError
        If nothing can be read; its `code` says why: see `errors.UnusableFileError`.
    """
    chosen = choices.to_dict() if choices is not None else {}
    answer, temporary = run(
        PREPARE,
        path,
        name=name or path.name,
        choices=chosen,
        limits=limits,
        progress=progress,
        cancel=cancel,
    )
    folder = Path(temporary.name)
    return Prepared(
        answer["report"],
        folder / "work",
        folder / "upload",
        tuple(answer["tables"]),
        answer["table"],
        temporary,
    )


def run(  # noqa: PLR0913
    task: str,
    path: Path,
    *,
    name: str,
    choices: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Any, tempfile.TemporaryDirectory[str]]:
    """Run a function by its dotted name on a copy of a file: see `fenced.Order`.

    Returns
    -------
    What the function returned, and the private folder, which the caller cleans up.
    """
    bounds, told, stop = (
        limits or Limits.from_environment(),
        progress or _tell_nobody,
        cancel or threading.Event(),
    )
    temporary = tempfile.TemporaryDirectory(prefix="fence-", ignore_cleanup_errors=True)
    try:
        folder = Path(temporary.name).resolve()
        size = _copy(path, folder / "upload", name, bounds)
        (folder / "work").mkdir(mode=0o700)
        order = {
            "task": task,
            "folder": str(folder),
            "name": name,
            "choices": dict(choices or {}),
            "limits": asdict(bounds),
        }
        with _turn(bounds, name, told, stop):
            child = _Child(order, folder, name, bounds, size)
            answer = child.work(told, stop)
    except BaseException:
        temporary.cleanup()
        raise
    return answer, temporary


def _copy(path: Path, to: Path, name: str, limits: Limits) -> int:
    """Copy a plain file, and no more of it than is allowed."""
    try:
        # Without O_NONBLOCK opening a pipe would wait for its other end.
        source = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        missing = getattr(error, "errno", None) in (errno.ENOENT, errno.ENOTDIR)
        found = "there is no such file" if missing else "it cannot be opened"
        raise UnusableFileError(
            name, "unreadable", found, "Check its name, and that it may be read."
        ) from None
    if not stat.S_ISREG(os.fstat(source).st_mode):
        os.close(source)
        raise UnusableFileError(name, "unreadable", "it is no file", "Choose a file.")
    copied = 0
    with os.fdopen(source, "rb") as stream, to.open("xb") as target:
        while block := stream.read(_BLOCK):
            copied += len(block)
            if copied > limits.bytes_in:
                found = f"more than {limits.bytes_in:,} bytes"
                raise too_large(name, found, f"{limits.bytes_in:,} bytes", "bytes_in")
            target.write(block)
    if copied == 0:
        raise UnusableFileError(name, "empty", "there is nothing in it", "Choose another file.")
    to.chmod(0o400)
    return copied


@contextlib.contextmanager
def _turn(
    limits: Limits, name: str, told: Callable[[float, str], None], stop: threading.Event
) -> Iterator[None]:
    """Wait until fewer than `at_once` files are being read."""
    with _turns_lock:
        turns = _turns.setdefault(limits.at_once, threading.BoundedSemaphore(limits.at_once))
    if not turns.acquire(blocking=False):
        told(0.0, "waiting: other files are being read")
        while not turns.acquire(timeout=_POLL_S):
            if stop.is_set():
                raise _stopped(name)
    try:
        yield
    finally:
        turns.release()


class _Child:
    """One reading process."""

    def __init__(self, order: dict[str, Any], folder: Path, name: str, limits: Limits, size: int) -> None:
        self.name, self.limits, self.size, self.folder = name, limits, size, folder
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-c", _START, json.dumps([str(_ROOT), *sys.path])],
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

    def work(self, told: Callable[[float, str], None], stop: threading.Event) -> Any:
        """Wait for the end and hand over the answer, or say in words what went wrong."""
        try:
            self._listen(told, stop)
            status = self.process.wait()
        finally:
            self._end()
        return self._answer(status)

    def _listen(self, told: Callable[[float, str], None], stop: threading.Event) -> None:
        deadline = time.monotonic() + self.limits.wall_seconds(self.size)
        stream, heard, rest = self._stream("stdout"), 0, b""
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while True:
                if stop.is_set():
                    raise _stopped(self.name)
                if time.monotonic() > deadline:
                    raise self._too_slow()
                if not selector.select(timeout=_POLL_S):
                    continue
                block = os.read(stream.fileno(), 65_536)
                heard += len(block)
                if not block:
                    return
                if heard > _MOST_TOLD_BYTES:
                    raise self._failed("crashed")
                *lines, rest = (rest + block).split(b"\n")
                for line in lines:
                    _pass_on(line, told)

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
            raise UnusableFileError(*fault)
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

    def _failed(self, code: str) -> UnusableFileError:
        megabytes = self.limits.memory_bytes // 1_000_000
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


class _RepeatedError(GeodataError, ValueError):
    """What the child said in words of ours."""


def _repeated(message: str, code: str) -> GeodataError:
    error = _RepeatedError(message)
    error.code = code
    return error


def _stopped(name: str) -> UnusableFileError:
    return UnusableFileError(name, "stopped", "reading was stopped", "Choose the file again to start anew.")


def _pass_on(line: bytes, told: Callable[[float, str], None]) -> None:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        share, words = json.loads(line)["progress"]
        told(float(share), str(words))


def _tell_nobody(share: float, words: str) -> None:
    """Progress that nobody asked for."""


def _environment(own: Path) -> dict[str, str]:
    """All that the child knows of the world."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"), _NOWHERE)
    return {
        **kept,
        **proxies,
        **{name.upper(): address for name, address in proxies.items()},
        "INCIDENTS_FENCED": "1",
        "PATH": "",
        "HOME": str(own),
        "TMPDIR": str(own),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GDAL_SKIP": ",".join(_SKIPPED_DRIVERS),
        "OGR_SKIP": ",".join(_SKIPPED_DRIVERS),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_HTTP_PROXY": _NOWHERE,
        "GDAL_HTTPS_PROXY": _NOWHERE,
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_VSIL_USE_TEMP_FILE_FOR_RANDOM_WRITE": "NO",
        "CPL_TMPDIR": str(own),
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
