"""Gives every request an id, counts it and logs it in one line: which address, never with which values."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from prometheus_client import Counter, Gauge, Histogram
from starlette.requests import ClientDisconnect

from api.responses import CUT, error_response
from geodata import workload
from geodata.errors import AbandonedError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER: Final = b"x-request-id"
LOGGER: Final = logging.getLogger("incidents.requests")
REQUESTS: Final = Counter("incidents_requests", "Requests answered", ["method", "route", "status"])
RUNNING: Final = Gauge("incidents_requests_running", "Requests being answered; an open page is one")
SECONDS: Final = Histogram(
    "incidents_request_seconds",
    "From a request's arrival to the last byte of its answer",
    ["route"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
ENDING: Final = "The server is being stopped and cut this answer off. Ask again in a little while."
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LEFT: Final = (AbandonedError, ClientDisconnect)
"""What is raised where nobody waits for the answer any more: no error of the server's."""

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return _current.get()


def new_id() -> str:
    """Short enough to be read out, long enough to be found in a log."""
    return secrets.token_hex(4)


class RequestRecords:
    """ASGI middleware, the outermost: nothing is answered without an id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: C901 - each way it can end
        """Answer as the application does, with `X-Request-Id`."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        _current.set(new_id())
        status, started, begun = CUT, False, time.perf_counter()

        async def told(message: Message) -> None:
            nonlocal status, started
            if message["type"] in ("http.response.start", "websocket.accept"):
                status, started = message.get("status", 101), True
                named = (HEADER, current_id().encode())
                message = {**message, "headers": [*message.get("headers", ()), named]}
            await send(message)

        exporting = workload.EXPORTS.counted() if "/export." in scope["path"] else contextlib.nullcontext()
        try:
            with RUNNING.track_inprogress(), exporting:
                await self.app(scope, receive, told)
        except LEFT:
            status = CUT
        except asyncio.CancelledError:  # by uvicorn, when a running answer's time after SIGTERM is over
            if scope["type"] != "http":
                raise
            if not started:
                await error_response(503, ENDING, **{"Retry-After": "10"})(scope, receive, told)
            status = 503
        except Exception:
            status = 500
            LOGGER.exception("an unforeseen error", extra={"request_id": current_id()})
            raise
        finally:
            _record(scope, status, time.perf_counter() - begun)


def _record(scope: Scope, status: int, seconds: float) -> None:
    method = scope.get("method", "WEBSOCKET")
    said = {
        "method": method if method in METHODS or method == "WEBSOCKET" else "other",
        "route": _template(scope),
        "status": status,
    }
    REQUESTS.labels(**said).inc()
    SECONDS.labels(said["route"]).observe(seconds)
    LOGGER.info(
        "%s %s %s",
        *said.values(),
        extra={**said, "duration_ms": round(seconds * 1000, 1), "request_id": current_id()},
    )


def _template(scope: Scope) -> str:
    """As it was declared, so without a dataset's name, a token or a filter."""
    return str(getattr(scope.get("route"), "path", "") or "none")
