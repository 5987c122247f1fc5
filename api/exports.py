"""Sends an export while it is made, from a file that goes with it: no slow reader holds up the making.

A few are made at once, the large ones by processes of their own; the rest wait in line for a while. A reader
who leaves ends the making, and the waiting; one who takes it slowly gives way to others (`pace`).
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Final

from starlette.responses import JSONResponse, Response, StreamingResponse

from access import questions
from access.crowds import Crowd
from api.pace import Readers
from api.responses import NO_STORE, in_response
from api.work import left, visitor_of
from geodata import deadlines, lines, settings
from geodata.errors import AbandonedError, BusyError, GeodataError, QuotaError
from geodata.jobs import writers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from api.work import AsyncEndpoint
    from geodata.lines import Place

    Make = Callable[[Request], "Export | Response"]

_BLOCK: Final = 2**18
_LOOK_S: Final = 0.05
_HEADERS_S: Final = 0.7
"""So long the headers wait for the first block, before which all that goes wrong is told in words. Then they
leave without it: some kinds of file can only be sent when the whole is made."""
_MOST_SENT: Final = 16
"""Exports that wait, are made, or whose files lie on the disk for readers who are not through with them."""

_MOST_LOOKS: Final = 20
"""Looks, until one who was dropped has left the place."""

_sending: Final = Crowd()
_readers: Final = Readers()
_threads: Final = ThreadPoolExecutor(64, "exports")  # as many as the settings let in


@dataclass(frozen=True)
class Export:
    """What is sent: its media type, headers and blocks, or who else writes them."""

    blocks: Iterator[bytes]
    media_type: str
    headers: dict[str, str]
    rows: int
    order: writers.Order | None = None
    """Has another process write it, and no block be made here."""


class Spool:
    """A file without a name that is written while it is read, from its beginning."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._read = 0
        self.export: Export | Response | None = None
        self.done = False
        self.problem: Exception | None = None

    def fill(self, export: Export, work: deadlines.Work) -> None:
        """Write it, or have it written; what goes wrong is told to who reads."""
        try:
            with contextlib.closing(export.blocks):  # type: ignore[type-var]  # generators, but for those of tests
                if export.order is None:
                    self._write(export.blocks)
                else:
                    self._have_written(export.order, work)
        except Exception as error:  # noqa: BLE001 - raised where it is read
            self.problem = error
        finally:
            self.done = True

    def _write(self, blocks: Iterator[bytes]) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by the last who needs it
        for block in blocks:
            self._file.write(block)

    def _have_written(self, order: writers.Order, work: deadlines.Work) -> None:
        with writers.taken() as writer:
            self._file = writer.file
            writer.write(order, work)

    @property
    def written(self) -> int:
        """Bytes that are there."""
        return 0 if self._file is None else os.fstat(self._file.fileno()).st_size

    @property
    def begun(self) -> bool:
        """Whether there is something to read, or never will be."""
        return self.done or self.written > 0

    async def blocks(self) -> AsyncIterator[bytes]:
        """What is written, as it comes; raises what went wrong in writing."""
        yield b""  # what compresses answers holds the headers back until there is something
        while True:
            done = self.done  # before the look at what is written
            if block := self._next():
                self._read += len(block)
                yield block
            elif done:
                if self.problem:
                    raise self.problem
                return
            else:
                await asyncio.sleep(_LOOK_S)

    def _next(self) -> bytes:
        return b"" if self._file is None else os.pread(self._file.fileno(), _BLOCK, self._read)

    def close(self) -> None:
        """Take the file away."""
        if self._file is not None:
            self._file.close()


def waiting(request: Request) -> Response:
    """How many exports are ahead of the first of this visitor's that waits; none where none does."""
    ahead = lines.EXPORTS.ahead(visitor_of(request))
    return JSONResponse({"ahead": ahead}, headers={"Cache-Control": NO_STORE})


def sent(make: Make) -> AsyncEndpoint:
    """Answer with what `make` exports, within what one visitor and all may have at once."""

    async def answered(request: Request) -> Response:
        try:
            return await _started(request, make)
        except GeodataError as error:
            return in_response(error)

    return answered


async def _started(request: Request, make: Make) -> Response:
    visitor = visitor_of(request)
    questions.count(visitor)
    with contextlib.ExitStack() as until_sent:
        each = 4 * settings.current().quota.exports_each
        until_sent.enter_context(await _place_to_be_sent(visitor, each))
        spool = Spool()
        until_sent.callback(spool.close)
        gone = asyncio.ensure_future(left(request))
        try:
            place = await _in_turn(visitor, gone)
            work = deadlines.Work(settings.current().quota.export_s)
            until_sent.callback(work.give_up)
            export = await _begun(work, spool, gone, lambda: _written(request, make, place, spool, work))
        finally:
            gone.cancel()
        if isinstance(export, Response):
            return export
        response = _Sent(spool.blocks(), media_type=export.media_type, headers=export.headers)
        response.afterwards = until_sent.pop_all()
    return response


async def _place_to_be_sent(visitor: str, each: int) -> contextlib.ExitStack:
    """A place among those that are sent; where there is none, somebody who reads slowly gives way."""
    places = contextlib.ExitStack()
    for look in range(_MOST_LOOKS):
        try:
            places.enter_context(_sending.joined(visitor, most=_MOST_SENT, each=each, what="exports"))
            break
        except BusyError:
            nobody_gives_way = look == 0 and not _readers.make_room()
            if nobody_gives_way or look == _MOST_LOOKS - 1:
                raise
            await asyncio.sleep(_LOOK_S)
    return places


async def _in_turn(visitor: str, gone: asyncio.Future[None]) -> Place:
    """A place among those that are made, once it is this one's turn; whoever gets it leaves it.

    Raises
    ------
    BusyError
        If the turn does not come in the time that the settings let one wait.
    AbandonedError
        If the reader left meanwhile.
    """
    place = lines.EXPORTS.joined(visitor)
    try:
        until = time.monotonic() + settings.current().quota.export_wait_s
        while not _begins(place):
            if gone.done():
                raise AbandonedError
            if time.monotonic() > until:
                raise BusyError(
                    "Other exports are being made, and this one has waited its time.", retry_after_s=30
                )
            await asyncio.sleep(_LOOK_S)
    except BaseException:
        place.leave()
        raise
    return place


def _begins(place: Place) -> bool:
    quota = settings.current().quota
    return place.begins(most=quota.exports_at_once, each=quota.exports_each)


async def _begun(
    work: deadlines.Work, spool: Spool, gone: asyncio.Future[None], write: Callable[[], None]
) -> Export | Response:
    """What is being exported, once a block is there or it takes long; raises what went wrong until then."""
    context = contextvars.copy_context()
    writing = asyncio.get_running_loop().run_in_executor(_threads, lambda: context.run(write))
    until = time.monotonic() + _HEADERS_S
    while not (spool.begun or writing.done() or (spool.export and time.monotonic() > until)):
        await asyncio.sleep(_LOOK_S)
        if gone.done():
            work.give_up()
    if writing.done():
        writing.result()
    if spool.problem and not spool.written:
        raise spool.problem
    assert spool.export is not None  # noqa: S101 - or there was a problem
    return spool.export


def _written(request: Request, make: Make, place: Place, spool: Spool, work: deadlines.Work) -> None:
    most = settings.current().quota.export_rows
    with place, deadlines.bounded(work):
        work.stop_if_over()
        export = make(request)
        if isinstance(export, Response):
            spool.export = export
            return
        if export.rows > most:
            raise QuotaError(
                f"This export would have {export.rows:,} records, at most {most:,} are made at once. Filter "
                "more narrowly, for example year by year."
            )
        spool.export = export
        spool.fill(export, work)


class _Sent(StreamingResponse):
    """Lets go of everything afterwards, whether the reader has all of it or left."""

    afterwards: contextlib.ExitStack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the blocks as they are made, at the pace of who reads."""
        with self.afterwards, _readers.joined() as reader:
            await super().__call__(scope, receive, partial(reader.take, send))
