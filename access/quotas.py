"""Counts what each visitor asks for in a span of time, and refuses what goes beyond the settings' quotas.

A visitor is a text, such as an address or a session; `INCIDENTS_QUOTA_STORAGE` says where is counted: in this
process, or in a Redis that several share.
"""

from __future__ import annotations

import math
import time
from functools import lru_cache
from typing import Final

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from geodata import settings
from geodata.errors import QuotaError

QUESTIONS, UPLOADS, GEOCODING, TOGETHER = "questions", "uploads", "geocoding", "together"
_SENTENCES: Final = {
    QUESTIONS: "More than {most:,} questions were asked from here within a minute.",
    UPLOADS: "More than {most:,} files were kept from here within an hour.",
    TOGETHER: "Datasets were put together more than {most:,} times from here within an hour.",
    GEOCODING: "More than {most:,} places were looked up from here within a day.",
}


def count(what: str, visitor: str, *, cost: int = 1) -> None:
    """Count that a visitor asks for something, `cost` times at once.

    Raises
    ------
    QuotaError
        If it is more than one visitor may; it is not counted then.
    """
    item, limiter = _items()[what], _limiter(settings.current().quota.storage)
    if limiter.hit(item, what, visitor, cost=cost):
        return
    wait = max(1, math.ceil(limiter.get_window_stats(item, what, visitor).reset_time - time.time()))
    said = _SENTENCES[what].format(most=item.amount)
    raise QuotaError(f"{said} Try again in {_spoken(wait)}.", retry_after_s=wait)


def left(what: str, visitor: str) -> int:
    """How many more a visitor may ask for now."""
    item, limiter = _items()[what], _limiter(settings.current().quota.storage)
    return limiter.get_window_stats(item, what, visitor).remaining


def _items() -> dict[str, RateLimitItem]:
    quota = settings.current().quota
    return {
        QUESTIONS: RateLimitItemPerMinute(quota.questions_a_minute),
        UPLOADS: RateLimitItemPerHour(quota.private_datasets),
        TOGETHER: RateLimitItemPerHour(quota.private_datasets),
        GEOCODING: RateLimitItemPerDay(quota.geocoding_a_day),
    }


@lru_cache(maxsize=4)
def _limiter(storage: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(storage))


def _spoken(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
