"""Gives back the memory of pages that were closed, uploads included, when nobody can come back to them.

Streamlit holds a closed page's session for a while (`server.disconnectedSessionTTL`), so that who lost the
connection finds it again. It looks for those that are over only when another page is closed, and its loop
holds the last one that there was until another comes: on a quiet server some hundred megabytes of uploads
stayed for good. Nor does the C library hand all of it back unasked.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import weakref
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from streamlit import runtime

from access import imports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from streamlit.runtime.app_session import AppSession

EVERY_S: Final = 10.0

Closed = dict[str, "weakref.ref[AppSession]"]


@asynccontextmanager
async def let_go() -> AsyncIterator[None]:
    """While the server runs, let go of closed pages soon after their time is over."""
    task = asyncio.create_task(_regularly())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def closed() -> Closed:
    """The closed pages to which somebody may still come back, by their ids."""
    storage = runtime.get_instance()._session_mgr._session_storage  # type: ignore[attr-defined]  # noqa: SLF001 - no other way
    storage._cache.expire()  # noqa: SLF001
    return {each.session.id: weakref.ref(each.session) for each in storage.list()}


def shut_down(before: Closed, now: Closed) -> bool:
    """Shut the pages down to which nobody can come back any more; whether there were any."""
    running = runtime.get_instance()
    over = [each for each in before if each not in now and not running.is_active_session(each)]
    for session in filter(None, (before[each]() for each in over)):
        session.shutdown()  # forgets its uploads
        session.session_state.clear()
    return bool(over)


def give_back() -> None:
    """Free what holds itself, and hand free memory back to the system, where the C library can."""
    gc.collect()  # Streamlit's own collection after each run is off
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's alone
    if trim is not None:
        trim(0)


async def _regularly() -> None:
    before = closed()
    while True:
        await asyncio.sleep(EVERY_S)
        imports.forget()
        now = closed()
        if shut_down(before, now):
            await asyncio.to_thread(give_back)
        before = now
