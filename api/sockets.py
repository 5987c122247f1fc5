"""Sends answers at once, however small: what the web server's sockets lack when Streamlit has opened them.

Streamlit binds the listening socket itself and names no protocol, and asyncio turns Nagle's algorithm off
only where one is named. A small message, on the WebSocket too, then waits up to 40 ms for the browser's
delayed acknowledgement of the one before (the same fault: Kludex/uvicorn, issue 3149).
"""

from __future__ import annotations

import os
import socket
import stat
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from access import configuration

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_DESCRIPTORS: Final = Path("/dev/fd")
"""This process's open files, on Linux and macOS."""


@asynccontextmanager
async def at_once(_: object) -> AsyncIterator[None]:
    """What happens while the server runs, for `st.App`."""
    send_at_once()
    configuration.listens_on(bound())
    yield


def send_at_once() -> None:
    """Set `TCP_NODELAY` on the sockets that listen in this process: what they accept inherits it."""
    for listening in _listening():
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def bound() -> list[str]:
    """The addresses on which this process listens."""
    return [str(listening.getsockname()[0]) for listening in _listening()]


def _listening() -> Iterator[socket.socket]:
    descriptors = [int(each.name) for each in _DESCRIPTORS.iterdir()] if _DESCRIPTORS.exists() else []
    for descriptor in filter(_is_socket, descriptors):
        with socket.socket(fileno=os.dup(descriptor)) as found:
            internet = found.family in (socket.AF_INET, socket.AF_INET6)
            if internet and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield found


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:  # closed meanwhile, as the one that listed them is
        return False
