"""Puts several datasets together for somebody who may see each: large ones by a job all who ask share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from access import quotas, shown, visitors
from access.acts import Act
from access.deciding import may, require
from access.savings import record
from geodata.errors import QuotaError
from geodata.jobs import joining as task
from geodata.jobs.following import Job
from geodata.library import decisions, joining, paths, placing
from geodata.query import matching
from geodata.sandbox.private_folders import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from access.people import Person
    from geodata.filters import Filters
    from geodata.jobs.notes import Progress
    from geodata.query.matching import Matches

WORDS: Final = decisions.WORDS
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


def decide(person: Person, a: str, b: str, decided: Mapping[tuple[str, str], str]) -> None:
    """Keep what somebody who may change both datasets decided of pairs of their records."""
    for act in _deciding_on(a, b):
        require(person, *act)
    with placing.writing():
        new = decisions.keep(a, b, decided)
    if new:
        record(person, Act.DESCRIBE, a, about=f"{new} decisions on pairs with {b}")


def decided(person: Person, a: str, b: str) -> dict[tuple[str, str], str]:
    """What was decided, for somebody who may see both."""
    for name in (a, b):
        shown.check(person, Act.LOOK, name)
    return decisions.of(a, b)


def may_decide(person: Person, a: str, b: str) -> bool:
    """Whether `decide` lets them."""
    return all(may(person, *act) for act in _deciding_on(a, b))


def _deciding_on(a: str, b: str) -> list[tuple[Act] | tuple[Act, str]]:
    """What one has to be allowed to decide on pairs of these; what nobody changes asks for a role alone."""
    return [(Act.SAVE,) if shown.is_read_only(name) else (Act.DESCRIBE, name) for name in (a, b)]


def found(  # noqa: PLR0913 - two datasets, what is shown, a window
    person: Person, a: str, b: str, filters: Filters, *, days: float, km: float
) -> Matches:
    """Pairs of records shown that may be one event, of two datasets that somebody may see."""
    one, two = (shown.opened(person, each) for each in (a, b))
    return matching.matches(one, filters, two, filters, days=days, km=km)


def others(person: Person, name: str) -> list[str]:
    """The datasets of the library that somebody may open together with one, or with several."""
    parts = paths.parts_of(name) or (name,)
    return [] if paths.is_private(name) else [each for each in shown.names(person) if each not in parts]
