"""Answers requests in threads of their own: a bounded number at once and in line, each with an end.

What Streamlit answers, health and page, has other threads and waits for none of these.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

from access import quotas, visitors
from api.responses import in_response
from geodata import deadlines, settings
from geodata.errors import AbandonedError, BusyError, LimitError, QuotaError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from api.responses import Endpoint

_T = TypeVar("_T")
AsyncEndpoint = Callable[["Request"], Awaitable["Response"]]

THREADS: Final = 8
MOST: Final = 128
"""Requests that are answered or wait, of all visitors."""


class Crowd:
    """Counts who is inside: in all, and of each visitor."""

    def __init__(self) -> None:
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def joined(self, visitor: str, *, most: int, each: int, what: str) -> Iterator[None]:
        """Be inside while what is inside runs.

        Raises
        ------
        BusyError, QuotaError
            If as many as may be are inside, in all or of this visitor.
        """
        with self._lock:
            if self._inside[visitor] >= each:
                raise QuotaError(
                    f"From here {each} {what} are under way already. Wait for one.", retry_after_s=5
                )
            if self._inside.total() >= most:
                raise BusyError(f"The server has as many {what} under way as it can.", retry_after_s=10)
            self._inside[visitor] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[visitor] -= 1
                if not self._inside[visitor]:
                    del self._inside[visitor]


_crowd: Final = Crowd()
_threads: Final = ThreadPoolExecutor(THREADS, "questions")


def in_turn(endpoint: Endpoint) -> AsyncEndpoint:
    """Answer in one of our threads; 429 and 503 where too much is asked. Who leaves, ends the work."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        visitor = visitor_of(request)
        each = settings.current().quota.questions_at_once
        try:
            count(visitor)
            with _crowd.joined(visitor, most=MOST, each=_allowed(visitor, each), what="questions"):
                return await until_gone(request, deadlines.Work(), lambda: endpoint(request), _threads)
        except (LimitError, AbandonedError) as error:
            return in_response(error)

    return answered


def visitor_of(request: Request) -> str:
    """Who asks, as far as quotas tell people apart."""
    return visitors.address(request.client.host if request.client else "", request.headers)


def count(visitor: str) -> None:
    """Count a question; those of the machine itself are not counted, they may be everybody's."""
    if not visitors.is_this_machine(visitor):
        quotas.count(quotas.QUESTIONS, visitor)


def _allowed(visitor: str, each: int) -> int:
    return MOST // 2 if visitors.is_this_machine(visitor) else each


async def until_gone(
    request: Request, work: deadlines.Work, make: Callable[[], _T], threads: ThreadPoolExecutor
) -> _T:
    """What `make` gives in one of the threads, where it works for `work`; given up when the client leaves."""

    def made() -> _T:
        with deadlines.bounded(work):
            work.stop_if_over()  # it may have waited for its thread
            return make()

    context = contextvars.copy_context()  # the request's id, for what is logged
    future = asyncio.get_running_loop().run_in_executor(threads, lambda: context.run(made))
    gone: asyncio.Future[Any] = asyncio.ensure_future(left(request))
    waited: set[asyncio.Future[Any]] = {future, gone}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not future.done():
            work.give_up()
        return await future
    finally:
        if not future.done():
            work.give_up()
        gone.cancel()


async def left(request: Request) -> None:
    """Wait until the client is gone, or has its answer."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
