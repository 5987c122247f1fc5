"""Reads an untrusted file in a child process that can do little else, and hands back a checked draft.

The child gets a private folder, the file under a name of ours, an environment in which GDAL knows four
drivers and HTTP leads nowhere, and limits on memory, time and files (`confinement`). What kills the child is
an error in words here, and nothing more.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata import lines, settings, workload
from geodata.errors import GeodataError, UnusableFileError
from geodata.readers.raw import too_large
from geodata.sandbox import handover, worker
from geodata.sandbox.child_process import POLL_S, WorkerProcess, stopped
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import IO, Self

    from geodata.ingest.choices import Choices
    from geodata.ingest.draft import Draft
    from geodata.limits import Limits

PREPARE: Final = "geodata.sandbox.worker:prepare"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class File:
    """One of several files that become one dataset."""

    name: str
    """What the researcher calls it."""
    content: Path | bytes
    """Where it is, or its bytes."""


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
    _temporary: PrivateFolder
    originals: tuple[File, ...] = ()
    """Likewise of several files, in their order; none of a single one."""

    def draft(self) -> Draft:
        """What would be saved."""
        return handover.load(self.folder)

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
    path: Path | bytes | Sequence[File],
    *,
    name: str | None = None,
    choices: Choices | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    follow: Callable[[Mapping[str, Any]], None] | None = None,
    cancel: threading.Event | None = None,
) -> Prepared:
    """Read a file in the sandbox and make a draft of a dataset.

    Parameters
    ----------
    path
        The file, or its bytes, or several of one layout; what is given is copied, and never opened by this
        process for more than that.
    name
        What the researcher calls it; the path's last part if none.
    limits
        The most it, or all of them together, may ask for; from the environment if none.
    progress
        Is report how much is done (0 to 1), and what is being done.
    follow
        Is given each thing that the child says of its progress, as it says it: `stage`, `rows` and others.
        An untrusted file is read there, so that it may be anything.
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
        name=name or _name_of(path),
        choices=chosen,
        limits=limits,
        progress=progress,
        follow=follow,
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
        () if isinstance(path, Path | bytes) else _saved_as(path, folder),
    )


def _name_of(path: Path | bytes | Sequence[File]) -> str:
    if isinstance(path, bytes):
        return "the file"
    return path.name if isinstance(path, Path) else f"{path[0].name} and {len(path) - 1:,} more"


def _saved_as(files: Sequence[File], folder: Path) -> tuple[File, ...]:
    return tuple(File(each.name, folder / worker.upload_name(n)) for n, each in enumerate(files, 1))


def run(  # noqa: PLR0913
    task: str,
    path: Path | bytes | Sequence[File],
    *,
    name: str,
    choices: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    progress: Callable[[float, str], None] | None = None,
    follow: Callable[[Mapping[str, Any]], None] | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Any, PrivateFolder]:
    """Run a function by its dotted name on a copy of a file: see `worker.Order`.

    Returns
    -------
    What the function returned, and the private folder, which the caller cleans up.
    """
    bounds, report, stop = (
        limits or settings.current().limit,
        progress or _tell_nobody,
        cancel or threading.Event(),
    )
    try:
        temporary = PrivateFolder()
    except OSError as error:
        raise _no_room(name, error) from error
    try:
        folder = Path(temporary.name).resolve()
        files = [File(name, path)] if isinstance(path, Path | bytes) else path
        weight = _copy_all(files, folder, name, bounds)
        (folder / "work").mkdir(mode=0o700)
        order = {
            "task": task,
            "folder": str(folder),
            "name": name,
            "choices": dict(choices or {}),
            "limits": asdict(bounds),
            "weight": weight,
            "files": [] if isinstance(path, Path | bytes) else [each.name for each in path],
        }
        with turn(bounds, name, report, stop), workload.READINGS.counted():
            child = WorkerProcess(order, folder, name, bounds, weight)
            answer = child.work(report, stop, follow)
    except GeodataError:
        temporary.cleanup()
        raise
    except OSError as error:
        temporary.cleanup()
        raise _no_room(name, error) from error
    except BaseException:
        temporary.cleanup()
        raise
    return answer, temporary


def _no_room(name: str, error: OSError) -> UnusableFileError:
    """The system gives no place to read the file in."""
    found = f"the server has no place to read it in ({error.strerror or type(error).__name__})"
    return UnusableFileError(name, "disk", found, "Try again when its temporary folder has room.")


def _copy_all(files: Sequence[File], folder: Path, name: str, limits: Limits) -> int:
    """Copy the files, together no more than is allowed of one; the bytes that memory and time go by."""
    size = weight = 0
    for number, each in enumerate(files, 1):
        to = folder / worker.upload_name(number)
        copied = _copy(each.content, to, each.name, limits)
        size += copied
        if size > limits.bytes_in:
            found = f"more than {limits.bytes_in:,} bytes"
            raise too_large(name, found, f"{limits.bytes_in:,} bytes", "bytes_in")
        with to.open("rb") as stream:
            weight += limits.weight(copied, stream.read(8))
    return weight


def _copy(path: Path | bytes, to: Path, name: str, limits: Limits) -> int:
    """Copy a plain file, and no more of it than is allowed; how many bytes it has."""
    copied = 0
    with _source(path, name) as stream, to.open("xb") as target:
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


def _source(path: Path | bytes, name: str) -> IO[bytes]:
    if isinstance(path, bytes):
        return io.BytesIO(path)
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
    return os.fdopen(source, "rb")


@contextlib.contextmanager
def turn(
    limits: Limits, name: str, report: Callable[[float, str], None], stop: threading.Event
) -> Iterator[None]:
    """Wait until fewer than `at_once` files are being read; raises what `stopped` makes if it is set."""
    with lines.IMPORTS.joined("") as place:
        if not place.begins(most=limits.at_once, each=limits.at_once):
            report(0.0, "waiting: other files are being read")
        while not place.begins(most=limits.at_once, each=limits.at_once):
            if stop.wait(POLL_S):
                raise stopped(name)
        yield


def _tell_nobody(share: float, words: str) -> None:
    """Progress that nobody asked for."""
