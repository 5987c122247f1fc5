"""Lets a visitor's questions in: so many a minute and so many at once, those of page and HTTP together.

The questions of the machine itself, which may be everybody's, are not counted by the minute.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from access import quotas, visitors
from access.crowds import Crowd
from geodata import settings
from geodata.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST: Final = 128
"""Questions that are answered or wait, of all visitors."""
_LOOK_S: Final = 0.05

_crowd: Final = Crowd()


def count(visitor: str) -> None:
    """Count one question; raises QuotaError if it is more than a visitor may ask in a minute."""
    if not visitors.is_this_machine(visitor):
        quotas.count(quotas.QUESTIONS, visitor)


@contextmanager
def joined(visitor: str, *, patience_s: float = 0) -> Iterator[None]:
    """Be among those whose questions are answered while what is inside runs.

    Raises
    ------
    BusyError, QuotaError
        If as many as may be still are inside after `patience_s`, in all or of this visitor.
    """
    ends = time.monotonic() + patience_s
    with ExitStack() as inside:
        while not _is_in(inside, visitor, last=time.monotonic() >= ends):
            time.sleep(_LOOK_S)
        yield


def _is_in(inside: ExitStack, visitor: str, *, last: bool) -> bool:
    try:
        inside.enter_context(_crowd.joined(visitor, most=MOST, each=_allowed(visitor), what="questions"))
    except LimitError:
        if last:
            raise
        return False
    return True


def _allowed(visitor: str) -> int:
    return MOST // 2 if visitors.is_this_machine(visitor) else settings.current().quota.questions_at_once
