"""Puts several datasets together for somebody who may see each: large ones by a job all who ask share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from access import quotas, shown, visitors
from access.acts import Act
from geodata.errors import QuotaError
from geodata.jobs import joining as task
from geodata.jobs.following import Job
from geodata.library import joining, paths
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from access.people import Person
    from geodata.jobs.notes import Progress

SMALL: Final = 20_000
"""Records up to which the server does it itself: another process would take longer to start."""
MOST_JOBS: Final = 2
"""Under way or waiting, of all visitors."""

_lock: Final = threading.Lock()
_jobs: Final[dict[str, tuple[Job, PrivateFolder]]] = {}


def begin(person: Person, names: Sequence[str], visitor: str) -> Progress | None:
    """See that datasets are put together; how far it is, none once they are.

    Raises
    ------
    UnknownDatasetError, AccessDeniedError
        If this person may not see one of them.
    QuotaError
        If others are being put together, or this visitor had too many.
    GeodataError
        What went wrong in it.
    """
    name = paths.joint_of(names)
    shown.check(person, Act.LOOK, name)
    for each in names:
        shown.check(person, Act.LOOK, each)
    with _lock:
        held = _jobs.get(name)
        if held is None:
            _check_quota(visitor)
            if joining.records(name) <= SMALL:
                joining.make(name)
                return None
            folder = PrivateFolder()
            held = _jobs[name] = Job(task.TASK, {"name": name}, folder.path, name=name), folder
        job, folder = held
        if not job.is_over:
            return job.progress
        del _jobs[name]
    folder.cleanup()
    job.result()
    return None


def _check_quota(visitor: str) -> None:
    for name in [name for name, (job, _) in _jobs.items() if job.is_over]:
        _jobs.pop(name)[1].cleanup()
    if len(_jobs) >= MOST_JOBS:
        raise QuotaError("Other datasets are being put together here. Try again in a minute.")
    if not visitors.is_this_machine(visitor):
        quotas.count(quotas.TOGETHER, visitor)


def others(person: Person, name: str) -> list[str]:
    """The datasets of the library that somebody may open together with one, or with several."""
    parts = paths.parts_of(name) or (name,)
    return [] if paths.is_private(name) else [each for each in shown.names(person) if each not in parts]
