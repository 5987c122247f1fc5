"""Runs many visitors at once, in one process: `python -m benchmarks.load ADDRESS QUERY …` prints JSON.

steady   all sessions stay; each clicks a kind every so many seconds, whatever happened to its last click
churn    sessions come and go, a few at a time: each opens the page, clicks once and leaves
crowd    no session: new filters, exports, slow and idle connections at once (crowd.py)
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks import crowd
from benchmarks.serving import NOTHING
from benchmarks.visitor import Visitor, browsing, coming_from, gray

SEED: Final = 5
OPENING_AT_ONCE: Final = 4
GRACE_S: Final = 30
MOST_SECONDS: Final = 600
"""Then it gives up, whatever it was asked for."""


@dataclass
class Told:
    """What the visitors saw."""

    opened_s: list[float] = field(default_factory=list)
    clicked_s: list[float | None] = field(default_factory=list)
    """From the moment when a click was due, so that a server that is late cannot hide it; none where there
    was no answer yet when all should have ended `GRACE_S` ago."""
    failures: list[str] = field(default_factory=list)
    came_back: int = 0
    """Sessions that were told at first that too much is under way."""


async def steady(  # noqa: PLR0913 - whom they ask what, how many, how often, how long, from where
    address: str, query: str, *, sessions: int, every_s: float, seconds: float, hosted: bool
) -> Told:
    told = Told()
    dice = random.Random(SEED)  # noqa: S311 - when to click is no secret
    async with browsing() as http:
        visitors = [
            Visitor(address, query, http, coming_from(number) if hosted else NOTHING)
            for number in range(sessions)
        ]
        turns = asyncio.Semaphore(OPENING_AT_ONCE)
        try:
            told.opened_s += await asyncio.gather(*(_opened(each, turns) for each in visitors))
            told.came_back = sum(each.came_back for each in visitors)
            print(f"{sessions} sessions are open", file=sys.stderr, flush=True)
            begin = time.perf_counter()
            delays = [dice.uniform(0, every_s) for _ in visitors]
            await asyncio.gather(
                *(
                    _clicking(each, begin + delay, begin + seconds, every_s, told)
                    for each, delay in zip(visitors, delays, strict=True)
                )
            )
        finally:
            await asyncio.gather(*(each.__aexit__() for each in visitors), return_exceptions=True)
    return told


async def _opened(visitor: Visitor, turns: asyncio.Semaphore) -> float:
    async with turns:
        return await visitor.open()


async def _clicking(visitor: Visitor, first: float, end: float, every_s: float, told: Told) -> None:
    due, kinds = first, gray(visitor.kinds)
    while due < end:
        await asyncio.sleep(max(0, due - time.perf_counter()))
        try:
            async with asyncio.timeout(end + GRACE_S - time.perf_counter()):
                await visitor.click(next(kinds))
        except TimeoutError:
            told.clicked_s += [None] * math.ceil((end - due) / every_s)
            return
        except Exception as error:  # noqa: BLE001 - any failure is a result; the figure stops at it
            told.failures.append(f"{type(error).__name__}: {error}")
            return
        told.clicked_s.append(time.perf_counter() - due)
        due += every_s


async def churn(address: str, query: str, *, sessions: int) -> Told:
    told = Told()
    turns = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(number: int) -> None:
        async with turns, Visitor(address, query, http) as visitor:
            told.opened_s.append(await visitor.open())
            kinds = visitor.kinds
            told.clicked_s.append(await visitor.click(kinds[number % len(kinds)]))
        if (number + 1) % 100 == 0:
            print(f"{number + 1} sessions came and went", file=sys.stderr, flush=True)

    async with browsing() as http:
        await asyncio.gather(*(one(number) for number in range(sessions)))
    return told


def main() -> None:
    given = _parser().parse_args()
    asked: dict[str, Any] = {"sessions": given.sessions}
    if given.how == "steady":
        asked |= {"every_s": given.every, "seconds": given.seconds, "hosted": given.hosted}
    if given.how == "crowd":
        work = crowd.together(given.address, given.address + given.query, given.seconds, sizes=crowd.Sizes())
    else:
        work = {"steady": steady, "churn": churn}[given.how](given.address, given.query, **asked)
    print(json.dumps(vars(asyncio.run(asyncio.wait_for(work, MOST_SECONDS)))))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("address", help="of the server, on loopback")
    parser.add_argument(
        "query",
        help="of the page, such as ?dataset=synthetic-1000; of a crowd: data/NAME/VERSION",
    )
    parser.add_argument("how", choices=("steady", "churn", "crowd"))
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--every", type=float, default=10, help="seconds between a session's clicks")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--hosted", action="store_true", help="sessions have addresses of their own")
    return parser


if __name__ == "__main__":
    main()
