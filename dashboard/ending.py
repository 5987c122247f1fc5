"""Ends the server in time: running answers get a while, then they are cut, and the process is gone."""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ANSWERS_S: Final = 10
"""What a running answer gets after SIGTERM; new requests are refused at once."""
THREADS_S: Final = 3.0
"""What a thread gets that nothing can cut, such as a file being written; then the process ends under it."""


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Hold uvicorn to `ANSWERS_S` while the server runs, and what comes after it to `THREADS_S`."""
    server = _server()
    if server is not None:
        server.config.timeout_graceful_shutdown = ANSWERS_S
    try:
        yield
    finally:
        last = threading.Timer(THREADS_S, _end)
        last.daemon = True  # where all ends by itself before, nothing waits for it
        last.start()


def _server() -> uvicorn.Server | None:
    """The server that runs this: Streamlit makes it, and it alone handles the signals."""
    owner = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return owner if isinstance(owner, uvicorn.Server) else None


def _end() -> None:
    """An import that was being written is in a folder beside the library's: what is left is swept away."""
    logging.getLogger("incidents.ending").warning("work was cut off: it did not end in time")
    os._exit(0)
