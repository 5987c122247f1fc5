"""Holds files that visitors bring and the jobs that read and save them, each for its owner alone.

An owner is a secret text that one browser holds, with who is logged in there: whoever does not hold it can
neither find nor stop an import. A page that is loaded again does, and so finds its own.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from access import additions, savings
from access.acts import Act
from access.deciding import require
from geodata.errors import FileGroup
from geodata.jobs import adding, following, keeping, preview, reading
from geodata.jobs.following import Job
from geodata.library import appending
from geodata.sandbox.parent import File
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from access.people import Person
    from access.savings import Saving
    from geodata.ingest.choices import Choices
    from geodata.places.candidates import Candidate

COOKIE: Final = "incidents_import"
"""Holds a browser's secret, from its first large upload on."""
SMALL_BYTES: Final = 2_000_000
"""Files up to here are read and saved by the server itself: another process would take longer to start."""
FORGOTTEN_S: Final = 3_600
"""So long an import is kept that nobody looked at."""
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_SAVING: Final = 0.8
"""How long saving takes, in times of reading."""
_TICKET: Final = b"incident-map upload "

_lock: Final = threading.Lock()
_brought: Final[dict[bytes, Brought]] = {}
_coming: Final[dict[str, int]] = {}
"""Bytes of small files that each page's session brought, since it took none."""
_MOST_SESSIONS: Final = 10_000
_imports: Final[dict[str, Import]] = {}
"""Of each owner, one."""


def expect_large(session: str) -> None:
    """From now on any file that this page's session brings is large: it is read with a dataset that is."""
    with _lock:
        _coming[session] = SMALL_BYTES


def is_large(session: str, size: int) -> bool:
    """Whether a file of this size, in bytes, that comes now is large, or with others of its page."""
    if size > SMALL_BYTES:
        return True
    with _lock:
        _coming[session] = _coming.get(session, 0) + size
        while len(_coming) > _MOST_SESSIONS:
            del _coming[next(iter(_coming))]
        return _coming.get(session, 0) > SMALL_BYTES


def begin_anew(session: str) -> None:
    """Forget what a page's session has brought so far."""
    with _lock:
        _coming.pop(session, None)


def secret_of(held: str) -> str:
    """The secret that a browser holds in `COOKIE`, or a new one where that is none of ours."""
    return held if _SECRET.fullmatch(held) else secrets.token_urlsafe(32)


def owner(secret: str, person: Person) -> str:
    """What tells a browser's visitor from all others."""
    return hashlib.sha256(f"{secret}\0{person.name}".encode()).hexdigest()


# What browsers bring --------------------------------------------------------------------------------------


@dataclass
class Brought:
    """A file on the disk that a browser has brought, and no page has taken yet."""

    folder: PrivateFolder
    size: int
    secret: str = field(repr=False)
    """Of the browser."""
    at: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder.path / "upload"


def kept(content: bytes, secret: str) -> Brought:
    """A small file that Streamlit holds, put on the disk for another process to read."""
    folder = PrivateFolder()
    path = folder.path / "upload"
    path.write_bytes(content)
    path.chmod(0o400)
    return Brought(folder, len(content), secret)


def put(folder: PrivateFolder, size: int, secret: str) -> bytes:
    """Keep a file until a page asks for it with the ticket that is handed back, which nobody can guess."""
    ticket = _TICKET + secrets.token_hex(32).encode()
    with _lock:
        _brought[ticket] = Brought(folder, size, secret)
    return ticket


def size_of(content: bytes) -> int:
    """Bytes of a file, or of that whose ticket this is."""
    found = _brought.get(content) if content.startswith(_TICKET) else None
    return len(content) if found is None else found.size


def drop(ticket: bytes) -> None:
    """Let go of a file that no page has taken."""
    with _lock:
        found = _brought.pop(ticket, None)
    if found is not None:
        found.folder.cleanup()


def is_ticket(content: bytes) -> bool:
    """Whether this stands for a file that is on the disk, or was."""
    return content.startswith(_TICKET) and len(content) == len(_TICKET) + 64


def is_here(ticket: bytes) -> bool:
    """Whether the file whose ticket this is waits for a page to take it."""
    return ticket in _brought


def secret_behind(ticket: bytes) -> str:
    """The secret of the browser that brought the file whose ticket this is; empty if it is none."""
    found = _brought.get(ticket)
    return "" if found is None else found.secret


def taken(content: bytes) -> Brought | None:
    """The file whose ticket this is, once; none if it is no ticket."""
    with _lock:
        return _brought.pop(content, None)


# Imports --------------------------------------------------------------------------------------------------


class Import:
    """A large file, or several of one layout, on the way into the library."""

    def __init__(
        self, owner: str, brought: Sequence[Brought], names: Sequence[str], into: str | None
    ) -> None:
        self.owner, self.size = owner, sum(each.size for each in brought)
        self.key = secrets.token_hex(8)
        """Begins the names of its widgets."""
        self._brought = tuple(brought)
        self.files = tuple(File(name, each.path) for name, each in zip(names, brought, strict=True))
        self.into = into
        """The dataset to which it is added; none where it becomes one of its own, or replaces one."""
        self.only: tuple[str, ...] | None = None
        """Names of the files that were chosen to be read, where not all can be together."""
        self.choices: Choices | None = None
        self.reading: Job | None = None
        self.keeping: Job | None = None
        self._read_with = ""
        self._preview: preview.Preview | None = None
        self.private = False
        self.seen = time.monotonic()

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return called([each.name for each in self._read_files()])

    def read(self, choices: Choices) -> Job:
        """The job that reads it with these choices, begun where there is none."""
        files = self._read_files()
        said = f"{choices.to_json()} {self.into} {[each.name for each in files]}"
        if self.reading is None or said != self._read_with:
            self._give_up(self.reading)
            self._preview, self._read_with, self.choices = None, said, choices
            order: dict[str, Any] = {"name": self.name, "choices": choices.to_dict()}
            if self.into is None:
                task, order["files"] = reading.TASK, [(each.name, str(each.content)) for each in files]
            else:
                task, order["path"], order["dataset"] = adding.LOOK, str(files[0].content), self.into
            self.reading = Job(task, order, self._folder(), name=self.name)
        return self.reading

    def _read_files(self) -> list[File]:
        return [each for each in self.files if self.only is None or each.name in self.only]

    def groups(self) -> tuple[FileGroup, ...]:
        """Which of its files could be read together, where not all can; once the job is over."""
        assert self.reading is not None  # noqa: S101 - it is over
        said = (self.reading.result() or {}).get("groups", ())
        return tuple(FileGroup(each["layout"], tuple(each["files"]), each["about"]) for each in said)

    def looked(self) -> adding.Looked:
        """What it would do to the dataset to which it is added; once the job is over."""
        assert self.reading is not None  # noqa: S101 - it is over
        return adding.Looked(**self.reading.result())

    def preview(self) -> preview.Preview:
        """What was read, once the job is over; raises what went wrong in it."""
        assert self.reading is not None  # noqa: S101 - it is over
        self.reading.result()
        if self._preview is None:
            self._preview = preview.load(self.reading.folder / reading.PREVIEW)
        return self._preview

    def keep(
        self,
        person: Person,
        chosen: Mapping[str, Candidate],
        wanted: Saving,
        *,
        described: str | None = None,
    ) -> Job:
        """Begin to save it, if this person may; `described` is a dataset that then says the same of itself.

        Raises
        ------
        AccessDeniedError
            If not.
        """
        assert self.reading is not None  # noqa: S101 - it was looked at
        act = savings.required(person, wanted)

        def asked_again() -> None:
            savings.required(person, wanted)
            if described is not None:
                require(person, Act.DESCRIBE, described)

        if described not in (wanted.new_version_of, wanted.name):
            described = None
        if described is not None:
            require(person, Act.DESCRIBE, described)
        order = keeping.order(
            draft=self.reading.folder / reading.DRAFT,
            originals=self._read_files(),
            chosen=chosen,
            act=act.value,
            who=savings.who(person),
            described=described,
            **savings.how(person, wanted),
        )
        self.private = wanted.private
        return self._keep(keeping.TASK, order, asked_again)

    def add(self, person: Person) -> Job:
        """Begin to add it to its dataset, if this person may; asked now, and again when its turn comes.

        Raises
        ------
        AccessDeniedError
            If not.
        """
        assert self.reading is not None  # noqa: S101 - it was looked at
        assert self.into is not None  # noqa: S101 - it was looked at together with one
        into = self.into
        additions.check(person, into)
        order = adding.order(
            dataset=into,
            looked=self.looked(),
            draft=self.reading.folder / reading.DRAFT,
            original=self._brought[0].path,
            act=Act.NEW_VERSION.value,
            who=savings.who(person),
        )
        return self._keep(adding.ADD, order, lambda: additions.check(person, into))

    def _keep(self, task: str, order: Mapping[str, Any], before: Callable[[], None]) -> Job:
        assert self.reading is not None  # noqa: S101 - it was looked at
        expected_s = _SAVING * self.reading.seconds
        self.keeping = Job(task, order, self._folder(), name=self.name, expected_s=expected_s, before=before)
        return self.keeping

    @property
    def under_way(self) -> Job | None:
        """The job that runs or waits, if one does."""
        jobs = [job for job in (self.keeping, self.reading) if job is not None and not job.is_over]
        return jobs[0] if jobs else None

    def stop(self) -> None:
        """Stop what is under way."""
        if (job := self.under_way) is not None:
            job.stop()

    def again(self) -> None:
        """Forget how the last job ended, so that it can be begun anew."""
        if self.keeping is not None:
            self.keeping = None
        else:
            self.reading = None

    def end(self) -> None:
        """Stop it, and take all of it away."""
        for job in (self.reading, self.keeping):
            if job is not None and not job.is_over:
                job.stop()
                threading.Thread(target=self._end_after, args=(job,), daemon=True).start()
                return
        for each in self._brought:
            each.folder.cleanup()

    def _end_after(self, job: Job) -> None:
        job.wait()
        self.end()

    def _folder(self) -> Path:
        folder = self._brought[0].folder.path / secrets.token_hex(4)
        folder.mkdir(mode=0o700)
        return folder

    def _give_up(self, job: Job | None) -> None:
        """Stop a job, and take away what it leaves."""
        if job is None:
            return
        job.stop()

        def clear() -> None:
            job.wait()
            shutil.rmtree(job.folder, ignore_errors=True)

        threading.Thread(target=clear, daemon=True).start()


def begin(
    brought: Sequence[Brought], person: Person, names: Sequence[str], into: str | None = None
) -> Import:
    """Take files in, to be added to a dataset if one is named; what their owner had under way is given up.

    Raises
    ------
    AccessDeniedError
        If this person may import nothing.
    """
    require(person, Act.IMPORT)
    made = Import(owner(brought[0].secret, person), brought, names, into)
    with _lock:
        before = _imports.pop(made.owner, None)
        _imports[made.owner] = made
    if before is not None:
        before.end()
    return made


def of(secret: str, person: Person) -> Import | None:
    """What this visitor has under way, or ready."""
    if not secret:
        return None
    with _lock:
        found = _imports.get(owner(secret, person))
    if found is not None:
        found.seen = time.monotonic()
    return found


def end(ended: Import) -> None:
    """Let go of an import that was opened or given up."""
    with _lock:
        if _imports.get(ended.owner) is ended:
            del _imports[ended.owner]
    ended.end()


def called(names: Sequence[str]) -> str:
    """What one or several files are called together."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"


def told_apart(names: Sequence[str]) -> list[str]:
    """The files' names, of which those that several have are numbered."""
    told: list[str] = []
    for name in names:
        told.append(appending.unlike(name, told))
    return told


def bytes_held() -> int:
    """Bytes of all visitors' files that are on their way."""
    with _lock:
        return sum(each.size for each in _imports.values())


def forget(older_than_s: float = FORGOTTEN_S) -> None:
    """Let go of what nobody has looked at for so long; what is under way goes on."""
    before = time.monotonic() - older_than_s
    with _lock:
        late = [each for each in _imports.values() if each.seen < before and each.under_way is None]
        left = [ticket for ticket, each in _brought.items() if each.at < before]
    for each in late:
        end(each)
    for ticket in left:
        drop(ticket)


def end_all(seconds: float) -> None:
    """The server ends: end all jobs, and wait for them so long at the most."""
    following.stop_all(seconds)
