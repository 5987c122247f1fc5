"""Has the C library keep less free memory: what ended threads freed goes back to the system.

Streamlit runs the page in a new thread each time, and glibc spreads threads over eight arenas a core. What
they freed stayed there in pieces: a sixth more of a hosted server's memory, and it grew with each crowd of
visitors (`python -m benchmarks --only hosting`).
"""

from __future__ import annotations

import ctypes
from typing import Final

ARENAS: Final = 2
MAPPED_FROM: Final = 2**20
"""Bytes of what is given back as soon as it is freed; by itself glibc raises this to 32 MB."""
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
"""As in glibc's malloc.h."""


def keep_little() -> bool:
    """Set it for the whole process, before its threads are there; whether the C library is one that can."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None or not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"):
        return False
    return bool(mallopt(_M_ARENA_MAX, ARENAS) and mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM))
