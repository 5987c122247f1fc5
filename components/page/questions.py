"""Counts what a visitor's runs of the page ask beside what they ask over HTTP, and refuses too much."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from access import questions
from components import visitor
from geodata import deadlines
from geodata.errors import QuotaError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S: Final = 5.0
"""How long a question of the page waits for the others of its visitor."""
REFUSED_S: Final = 1.0
"""A run that is refused takes so long: who asks in a loop gains nothing by it."""


@contextmanager
def counted(*, begun: bool = False) -> Iterator[None]:
    """Count a run that has not begun as a question, and each that it puts to an engine: none that is cached.

    Raises
    ------
    QuotaError, BusyError
        If this visitor asked too much within a minute, or too much is under way.
    """
    who = visitor.counted_as()

    @contextmanager
    def asking() -> Iterator[None]:
        questions.count(who)
        with questions.joined(who, patience_s=PATIENCE_S):
            yield

    try:
        if not begun:
            questions.count(who)
        with deadlines.asked_within(asking):
            yield
    except QuotaError:
        time.sleep(REFUSED_S)
        raise
