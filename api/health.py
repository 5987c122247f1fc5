"""Answers whether the server is alive and whether it can answer: `/healthz` and `/readyz`."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from anyio import to_thread
from starlette.responses import JSONResponse, PlainTextResponse

from geodata.library import library_format, paths
from geodata.query.store import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

LONGEST_S: Final = 5.0
"""A check that takes longer has failed: whoever asks asks again soon."""
UNCACHED: Final = {"Cache-Control": "no-store"}

_thread: Final = ThreadPoolExecutor(1, "readyz")
"""Of its own: the others may all be taken, which is what is asked."""


async def healthz(_: Request) -> Response:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok\n", headers=UNCACHED)


async def readyz(_: Request) -> Response:
    """What each check found, by its name: `ok`, or what is wrong; 503 where one failed."""
    found = {"threads": _threads(), **{name: await _ran(name, check) for name, check in CHECKS.items()}}
    ready = all(each == "ok" for each in found.values())
    return JSONResponse({"ready": ready, "checks": found}, 200 if ready else 503, headers=UNCACHED)


def _threads() -> str:
    """Whether a thread is free to answer a question."""
    state = to_thread.current_default_thread_limiter().statistics()
    return "ok" if state.borrowed_tokens < state.total_tokens else "every thread is busy"


async def _ran(name: str, check: Callable[[], None]) -> str:
    running = asyncio.get_running_loop().run_in_executor(_thread, check)
    try:
        await asyncio.wait_for(running, LONGEST_S)
    except TimeoutError:
        return f"no answer within {LONGEST_S:g} s"
    except Exception:  # whatever it is, the server is not ready; the log says what
        logging.getLogger("incidents.health").warning("%s: not ready", name, exc_info=True)
        return "failed; see the log"
    return "ok"


def _library() -> None:
    """The library's folder, if there is one yet, can be listed; one that was there has not gone away."""
    library_format.check_there()
    root = paths.root()
    if root.exists():
        next(root.iterdir(), None)


def _case() -> None:
    """The built-in case answers a question that no cache has."""
    opened(paths.DEFAULT).records([0])


CHECKS: Final[Mapping[str, Callable[[], None]]] = {"library": _library, "case": _case}
