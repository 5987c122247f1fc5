"""This process gives up what reading one file does not need: memory, time, other files, the network.

Limits on resources work on every POSIX system. Landlock (files) and seccomp (network, programs) are Linux's;
where a kernel lacks them the fence stands without: `confine` says what it got.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

try:
    import resource
except ImportError:  # Windows: the clock of the parent is the only limit
    resource = None  # type: ignore[assignment]

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SIGKILL: Final = 9

# linux/landlock.h
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILES: Final = 0b101  # execute (map as a program's library), read
_READ: Final = 0b1101  # and list folders
_WRITE: Final = (1 << 13) - 1
_TRUNCATE: Final = 1 << 14
_TCP: Final = 0b11
_SIGNALS: Final = 0b11

# linux/seccomp.h, linux/filter.h; numbers of system calls from asm/unistd.h
_DENIED: Final = {
    "x86_64": (
        0xC000003E,
        # socket connect bind listen socketpair; execve execveat fork vfork; kill ptrace; reading and writing
        # other processes; mounts, name spaces, keys, io_uring, bpf
        *(41, 42, 49, 50, 53, 59, 322, 57, 58, 62, 101, 310, 311, 165, 272, 308, 250, 425, 321),
    ),
    "aarch64": (
        0xC00000B7,
        198,
        203,
        200,
        201,
        199,
        221,
        281,
        129,
        117,
        270,
        271,
        40,
        97,
        268,
        219,
        425,
        280,
    ),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 13  # EACCES


def confine(
    *, memory_bytes: int, cpu_s: int, file_bytes: int, readable: Iterable[Path], own: Path
) -> list[str]:
    """Limit this process for good.

    Parameters
    ----------
    memory_bytes
        Of memory of its own; libraries that are mapped from disk do not count.
    cpu_s
        Processor seconds, those already used included.
    file_bytes
        The largest file it may write.
    readable
        Files and folders it may read, the interpreter's among them.
    own
        The one folder it may write into.

    Returns
    -------
    What is in force: of "resources", "files", "network".
    """
    got = []
    if resource is not None:
        _limit_resources(memory_bytes, cpu_s, file_bytes)
        got.append("resources")
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # where memory runs out, this process ends and not the server
            Path("/proc/self/oom_score_adj").write_text("1000")
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            got += ["files"] if _keep_to_files(system, readable, own) else []
            got += ["network"] if _refuse_calls(system) else []
    return got


def _limit_resources(memory_bytes: int, cpu_s: int, file_bytes: int) -> None:
    _limit("RLIMIT_DATA", memory_bytes)
    _limit("RLIMIT_AS", memory_bytes * 4)  # code and mapped libraries take address space as well
    _limit("RLIMIT_CPU", cpu_s, cpu_s + 2)
    _limit("RLIMIT_FSIZE", file_bytes)
    _limit("RLIMIT_NOFILE", 128)
    _limit("RLIMIT_CORE", 0)


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    _, ceiling = resource.getrlimit(number)
    wanted = hard or soft
    highest = wanted if ceiling == resource.RLIM_INFINITY else min(wanted, ceiling)
    with contextlib.suppress(OSError, ValueError):  # macOS knows some of them and refuses to set them
        resource.setrlimit(number, (min(soft, highest), highest))


def _keep_to_files(system: Any, readable: Iterable[Path], own: Path) -> bool:
    version = system.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    handled = _WRITE | (1 << 13 if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attributes = struct.pack("=QQQ", handled, _TCP if version >= 4 else 0, _SIGNALS if version >= 6 else 0)[
        : 24 if version >= 6 else 16 if version >= 4 else 8
    ]
    ruleset = system.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(system, ruleset, path, _READ)
        _allow(system, ruleset, own, handled)
        return bool(system.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(system: Any, ruleset: int, path: Path, access: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = access if path.is_dir() else access & (_READ_FILES | 0b10)
        rule = struct.pack("=Qi", allowed, opened)
        system.syscall(_ADD_RULE, ruleset, 1, rule, 0)
    finally:
        os.close(opened)


def _refuse_calls(system: Any) -> bool:
    known = _DENIED.get(platform.machine())
    if known is None or sys.maxsize < 2**32:
        return False
    architecture, *numbers = known
    length = len(numbers) + 6  # a jump says how many steps to leap; a refused call leaps to the last one
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 0, length - 3, architecture), (_LOAD, 0, 0, 0)]
    steps.append((_AT_LEAST, length - 5, 0, 0x40000000))  # the x32 way into the same calls
    steps += [(_EQUAL, length - 6 - place, 0, number) for place, number in enumerate(numbers)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    return bool(system.prctl(_PR_SET_SECCOMP, 2, program, 0, 0) == 0)
