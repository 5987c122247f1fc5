"""Writes one export to standard output, in a process of its own that begins before there is an order.

What takes longest is to load what writes. The order comes on standard input, whose end is the order to stop;
what went wrong is told on standard error, as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
import zlib
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata import deadlines
from geodata.engines import embedded
from geodata.errors import GeodataError
from geodata.exporters.registry import FORMATS
from geodata.filters import from_query
from geodata.jobs import process
from geodata.query import store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_GZIP: Final = 31
"""By which zlib writes gzip."""
_STORED, _FAST = 0, 1
"""Levels of compression: of what is packed already, and of all else."""


def main() -> int:
    """Do one order, if one comes."""
    process.stand_back()
    to, told = _alone(1), _alone(2)
    embedded.use_threads(1)
    pa.set_cpu_count(1)
    embedded.DuckDB().close()  # which loads what is only loaded then
    line = sys.stdin.buffer.readline()
    if line:
        order = json.loads(line)
        os.environ.update(order["environment"])
        told.write(json.dumps(_outcome(order, to)).encode())
        told.flush()
    return 0


def _alone(number: int) -> IO[bytes]:
    """Standard output or error; whatever else writes there is not heard."""
    ours = os.fdopen(os.dup(number), "wb")
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - no path of ours
        os.dup2(nothing.fileno(), number)
    return ours


def _outcome(order: Mapping[str, Any], to: IO[bytes]) -> dict[str, Any]:
    work = deadlines.Work(order["seconds"])
    process.watch(work.give_up)
    try:
        with deadlines.bounded(work):
            for block in _blocks(order):
                to.write(block)
                to.flush()  # who reads it looks at how long the file is
    except GeodataError as error:
        return {"code": error.code, "message": str(error)}
    except Exception:  # noqa: BLE001 - the server logs it, and says that it failed
        return {"code": "crashed", "message": "", "detail": traceback.format_exc()[-8_000:]}
    return {}


def _blocks(order: Mapping[str, Any]) -> Iterator[bytes]:
    chosen = FORMATS[order["suffix"]]
    opened = store.opened(order["dataset"], order["version"])
    blocks = chosen.write(opened, from_query(order["filters"]))
    with contextlib.closing(blocks):  # type: ignore[type-var]  # generators, all of them
        yield from _gzipped(blocks, _STORED if chosen.packed else _FAST) if order["gzip"] else blocks


def _gzipped(blocks: Iterable[bytes], level: int) -> Iterator[bytes]:
    packing = zlib.compressobj(level, wbits=_GZIP)
    flush = zlib.Z_SYNC_FLUSH  # so that something of the first block leaves
    for block in blocks:
        yield packing.compress(block) + (packing.flush(flush) if flush else b"")
        flush = zlib.Z_NO_FLUSH
    yield packing.flush()


if __name__ == "__main__":
    sys.exit(main())
