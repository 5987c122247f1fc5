"""Answers requests in threads of their own: a bounded number at once and in line, each with an end.

What Streamlit answers, health and page, has other threads and waits for none of these.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

from access import questions, visitors
from api.responses import in_response
from geodata import deadlines
from geodata.errors import AbandonedError, LimitError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from api.responses import Endpoint

_T = TypeVar("_T")
AsyncEndpoint = Callable[["Request"], Awaitable["Response"]]

THREADS: Final = 8
_threads: Final = ThreadPoolExecutor(THREADS, "questions")


def in_turn(endpoint: Endpoint) -> AsyncEndpoint:
    """Answer in one of our threads; 429 and 503 where too much is asked. Who leaves, ends the work."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        visitor = visitor_of(request)
        try:
            questions.count(visitor)
            with questions.joined(visitor):
                return await until_gone(request, deadlines.Work(), lambda: endpoint(request), _threads)
        except (LimitError, AbandonedError) as error:
            return in_response(error)

    return answered


def visitor_of(request: Request) -> str:
    """Who asks, as far as quotas tell people apart."""
    return visitors.address(request.client.host if request.client else "", request.headers)


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
