"""Runs in the sandbox: one order on standard input, progress as lines on standard output, results as files.

Started by `parent` with an environment of its own. It confines itself before it loads any library that reads
files; what goes wrong is written down in words, never as a traceback.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import GeodataError, SeveralLayoutsError, UnusableFileError
from geodata.limits import Limits
from geodata.sandbox import confinement, priority

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RESULT: Final = "result.json"
_SYSTEM_FOLDERS: Final = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/System", "/Library")
_SYSTEM_FILES: Final = (
    *("/dev/null", "/dev/urandom", "/proc/meminfo", "/proc/cpuinfo", "/proc/self", "/sys/devices/system/cpu"),
    "/etc/localtime",
)


@dataclass(frozen=True)
class Order:
    """What the parent wants done."""

    task: str
    """`module:function`; the function takes this order and `progress`, and returns what can be JSON."""
    folder: str
    """Private: holds `upload`, the file, and `work`, which alone may be written."""
    name: str
    """What the file is called, for messages."""
    choices: Mapping[str, Any]
    limits: Mapping[str, int]
    weight: int = 0
    """Bytes by which memory and time are measured: what a packed file may unpack to, too."""

    files: Sequence[str] = ()
    """What several files are called: `upload`, `upload-2`, `upload-3` …"""

    @property
    def upload(self) -> Path:
        """The file."""
        return Path(self.folder) / "upload"

    @property
    def uploads(self) -> list[tuple[str, Path]]:
        """The files with their names."""
        numbered = [upload_name(number) for number in range(1, len(self.files) + 1)]
        several = [(name, Path(self.folder) / each) for name, each in zip(self.files, numbered, strict=True)]
        return several or [(self.name, self.upload)]

    @property
    def work(self) -> Path:
        """Where results go."""
        return Path(self.folder) / "work"


def upload_name(number: int) -> str:
    """What the file of this number, from 1, is called in the private folder."""
    return "upload" if number == 1 else f"upload-{number}"


def main() -> int:
    """Do one order."""
    order = Order(**json.loads(sys.stdin.buffer.readline()))
    limits = Limits(**order.limits)
    priority.of_session()
    size = order.weight or order.upload.stat().st_size
    confined = confinement.confine(
        memory_bytes=limits.memory_for(size),
        cpu_s=limits.cpu_seconds(size),
        file_bytes=max(limits.bytes_unpacked, limits.bytes_in) * 2,
        readable=[Path(order.folder), *_code(order.task)],
        work=order.work,
    )
    _tell(confined=confined)
    sys.setrecursionlimit(1_000)
    try:
        module, _, function = order.task.partition(":")
        task: Callable[..., Any] = getattr(importlib.import_module(module), function)
        answer = {"result": task(order, lambda share, words: _tell(progress=[share, words]))}
    except MemoryError:
        answer = {"error": {"code": "memory"}}
    except GeodataError as error:
        said = {"code": error.code, "message": str(error), "fault": _parts(error)}
        groups = [asdict(each) for each in error.groups] if isinstance(error, SeveralLayoutsError) else []
        answer = {"error": {**said, "groups": groups}}
    except RecursionError:
        answer = {"error": {"code": "nesting"}}
    except Exception:  # noqa: BLE001 - the parent logs it and says that reading failed
        answer = {"error": {"code": "crashed", "detail": traceback.format_exc()[-8_000:]}}
    (order.work / RESULT).write_text(json.dumps(answer), encoding="utf-8")
    return 0


def prepare(order: Order, progress: Callable[[float, str], None]) -> Any:
    """Read the file and make a draft of it; the draft lies in `work`, its account is the answer."""
    from geodata.ingest.choices import Choices  # noqa: PLC0415  confined before they are loaded
    from geodata.layouts import drafting  # noqa: PLC0415  confined before they are loaded
    from geodata.readers import rows_read  # noqa: PLC0415  confined before they are loaded
    from geodata.sandbox import handover, reading  # noqa: PLC0415  confined before they are loaded
    from geodata.values import mapped_tables  # noqa: PLC0415  confined before they are loaded

    progress(0.1, "reading the file")
    choices = Choices.from_dict(order.choices)
    scratch = order.work / "unpacked"
    scratch.mkdir()
    _tell(stage="reading")
    with rows_read.told(lambda rows, share: _tell(stage="reading", rows=rows, of_stage=share)):
        merged = reading.table_of(order.uploads, order.name, choices, Limits(**order.limits), scratch)
    raw = merged.raw
    mapped_tables.give_back_all()  # what was held while it was read
    _tell(stage="checking", rows=raw.rows_in)
    progress(0.4, f"checking {raw.rows_in:,} rows")
    draft, tables = drafting.in_parts(raw, choices)
    mapped_tables.give_back_all()  # what was held while rows were checked
    handed: list[str] = []
    for name, table in tables:
        mapped_tables.give_back_all()  # what was held while it was made
        if not handed:
            _tell(stage="handing over", rows=raw.rows_in)
            progress(0.9, "handing over")
        handover.write(name, table, order.work)
        handed.append(name)
        del table  # before the next is made
    handover.save(draft, order.work, handed)
    changes = {} if merged.changes is None else {"changes": dict(merged.changes)}
    report = {**draft.report(raw.format), **changes}
    return {"report": report, "tables": list(raw.tables), "table": raw.table}


def _parts(error: GeodataError) -> list[str] | None:
    if isinstance(error, UnusableFileError):
        return [error.file, error.code, error.found, error.next_step]
    return None


def _code(task: str) -> list[Path]:
    """Where the interpreter, its libraries and the task are."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(__file__).parents[1])}
    module = importlib.util.find_spec(task.partition(":")[0])
    found.add(str(module.origin) if module else "")
    found.update(path for path in sys.path if "site-packages" in path or "dist-packages" in path)
    found.update(str(Path(path).resolve()) for path in list(found))
    return [Path(path) for path in (*sorted(found), *_SYSTEM_FOLDERS, *_SYSTEM_FILES) if path]


def _tell(**said: Any) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")
