"""Asks a server everything at once beside its sessions: new filters, exports, idle and slow connections.

Each has an address of its own, as behind a proxy that says it.
Told to come back later (429 or 503 with Retry-After), a client does; any other failure ends the figure.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx2

from benchmarks.visitor import coming_from

FORMATS: Final = ("csv", "geojson", "gpkg", "parquet", "kml", "xlsx")
KINDS: Final = ("incident", "statement", "deployment", "site")
GZIP: Final = {"Accept-Encoding": "gzip"}
LATER: Final = (429, 503)
SEED: Final = 13
FIRST: Final = 10_000
"""The first client's number; the sessions have those below."""
AT_ONCE: Final = 100
"""Connections that are opened together."""
SLOW_BYTES_A_SECOND: Final = 1_000


@dataclass
class Crowd:
    """What the clients met."""

    asked_s: list[float] = field(default_factory=list)
    """Seconds of each new filter's answer."""
    answers: Counter[str] = field(default_factory=Counter)
    """By what was asked and the status: `mask 200`, `export 503`."""
    idle: int = 0
    """Connections that were open and silent to the end."""


@dataclass(frozen=True)
class Sizes:
    """How many clients of each kind."""

    asking: int = 50
    exporting: int = 20
    slow: int = 20
    idle: int = 5_000


async def asking(number: int, version: str, end: float, http: httpx2.AsyncClient, told: Crowd) -> None:
    """One client that asks a filter nobody asked before, again and again; `version` is its address."""
    dice = random.Random(SEED + number)  # noqa: S311 - which filter is no secret
    while time.perf_counter() < end:
        begin = time.perf_counter()
        answer = await http.get(f"{version}/mask.bin?{_filter(dice)}", headers=_headers(number), timeout=60)
        told.answers[f"mask {answer.status_code}"] += 1
        if answer.status_code in LATER:
            await asyncio.sleep(min(5, float(answer.headers["retry-after"])))
            continue
        answer.raise_for_status()
        told.asked_s.append(time.perf_counter() - begin)


async def exporting(number: int, version: str, end: float, http: httpx2.AsyncClient, told: Crowd) -> None:
    """One client that takes all rows away in one format, when it is let; it leaves at the end."""
    address, headers = f"{version}/export.{FORMATS[number % len(FORMATS)]}", _headers(number)
    try:
        async with asyncio.timeout(end - time.perf_counter()):
            while not await _exported(address, headers, http, told):
                pass
    except TimeoutError:
        told.answers["export left"] += 1


async def _exported(address: str, headers: dict[str, str], http: httpx2.AsyncClient, told: Crowd) -> bool:
    """Take a file whole, or wait as long as one is told to; whether it came."""
    async with http.stream("GET", address, headers=headers, timeout=None) as answer:
        told.answers[f"export {answer.status_code}"] += 1
        if answer.status_code not in LATER:
            answer.raise_for_status()
            async for _ in answer.aiter_raw():
                pass
            told.answers["export whole"] += 1
            return True
    await asyncio.sleep(min(5, float(answer.headers["retry-after"])))
    return False


async def together(address: str, version: str, seconds: float, *, sizes: Sizes) -> Crowd:
    """All of them for so many seconds; `version` is the address of the dataset's answers."""
    told, end = Crowd(), time.perf_counter() + seconds
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(limits=limits) as http, idle(address, sizes.idle, told):
        kinds = ((asking, sizes.asking), (exporting, sizes.exporting), (reading_slowly, sizes.slow))
        numbers = itertools.count(FIRST)
        work = [one(next(numbers), version, end, http, told) for one, many in kinds for _ in range(many)]
        await asyncio.gather(*work)
    return told


@contextlib.asynccontextmanager
async def idle(address: str, connections: int, told: Crowd) -> AsyncIterator[None]:
    """Connections that say nothing while this is open."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    opened = []
    try:
        for _ in range(0, connections, AT_ONCE):
            opened += await asyncio.gather(*(asyncio.open_connection(host, port) for _ in range(AT_ONCE)))
        yield
        told.idle = sum(not reader.at_eof() for reader, _ in opened)
    finally:
        for _, writer in opened:
            writer.close()


async def reading_slowly(
    number: int, version: str, end: float, http: httpx2.AsyncClient, told: Crowd
) -> None:
    """One client that takes the columns by a thousand bytes a second."""
    async with http.stream("GET", f"{version}/columns.bin", headers=_headers(number), timeout=120) as answer:
        told.answers[f"slow {answer.status_code}"] += 1
        async for _ in answer.aiter_raw(SLOW_BYTES_A_SECOND):
            if time.perf_counter() > end:
                return
            await asyncio.sleep(1)


def _headers(number: int) -> dict[str, str]:
    return {**GZIP, **coming_from(number)}


def _filter(dice: random.Random) -> str:
    first = date(2018, 1, 1) + timedelta(days=dice.randrange(2500))
    west, south = dice.uniform(19, 38), dice.uniform(43, 50)
    east, north = west + dice.uniform(0.5, 5), south + dice.uniform(0.5, 3)
    corners = [(west, south), (east, south), (east, north), (west, north)]
    said = {
        "from": first.isoformat(),
        "to": (first + timedelta(days=dice.randrange(30, 400))).isoformat(),
        "kind": dice.choice(KINDS),
        "area": ";".join(f"{lon:.4f},{lat:.4f}" for lon, lat in corners),
    }
    return urlencode(said)
