"""Runs one job in this process: an order on standard input, whose end is the order to stop.

The server holds the other end: where it ends, however it ends, so does this.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import GeodataError
from geodata.jobs import notes
from geodata.jobs.children import GRACE_S

if TYPE_CHECKING:
    from collections.abc import Callable

NICE: Final = 10
"""How far this stands back for what answers visitors."""


class StoppedError(GeodataError):
    """The job was told to stop."""

    code = "stopped"


class Context:
    """What a job is given besides its order: where it may write, how it says how far it is, when to stop."""

    def __init__(self, folder: Path, expected_s: float | None = None) -> None:
        self.folder, self.stop = folder, threading.Event()
        self._teller = notes.Teller(folder, expected_s)

    def say(self, stage: str, rows: int = 0, of_stage: float | None = None) -> None:
        """Say how far it is; raises `StoppedError` if it is to stop."""
        self._teller.say(stage, rows, of_stage)
        if self.stop.is_set():
            raise StoppedError("It was stopped.")


def main() -> int:
    """Do one order."""
    stand_back()
    order = json.loads(sys.stdin.buffer.readline())
    context = Context(Path(order["folder"]), order["expected_s"])
    watch(context.stop.set)
    notes.write(context.folder / notes.OUTCOME, _outcome(order, context))
    return 0


def _outcome(order: dict[str, Any], context: Context) -> dict[str, Any]:
    module, _, function = order["task"].partition(":")
    task: Callable[[dict[str, Any], Context], Any] = getattr(importlib.import_module(module), function)
    try:
        return {"result": task(order["order"], context)}
    except GeodataError as error:
        if context.stop.is_set():
            return {"stopped": True}
        return {"error": {"code": error.code, "message": str(error)}}
    except MemoryError:
        return {"error": {"code": "memory", "message": ""}}
    except Exception:  # noqa: BLE001 - the server logs it, and says that it failed
        return {"error": {"code": "crashed", "message": "", "detail": traceback.format_exc()[-8_000:]}}


def stand_back() -> None:
    """Let all else go first: what answers visitors."""
    with contextlib.suppress(OSError, AttributeError):  # Windows has none
        os.nice(NICE)


def watch(stop: Callable[[], None]) -> None:
    """Call `stop` when the other end of standard input is let go of; then end this process, in a while."""
    threading.Thread(target=_watch, args=(stop,), daemon=True).start()


def _watch(stop: Callable[[], None]) -> None:
    while os.read(0, 4096):
        pass
    stop()
    threading.Event().wait(GRACE_S)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
