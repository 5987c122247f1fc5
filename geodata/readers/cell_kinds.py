"""Tells by a cell's letters whether it is a value (a number, a date, a place) or words, as names are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from geodata.values import dates

NOTHING, WORDS, UNSAID = "", "words", "unsaid"
WHOLE, DECIMAL, DATE, PLACE, LINK = "whole", "decimal", "date", "place", "link"
"""What `kind` finds; `UNSAID` is a word that stands for a missing value, which tells nothing."""
VALUES: Final = frozenset((WHOLE, DECIMAL, DATE, PLACE, LINK))

_WHOLE: Final = re.compile(r"(?:[~≈<>≤≥]\s?|[+-])?[0-9]{1,20}")
_COMPACT: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
"""Year, month and day in eight figures."""
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,20}[.,][0-9]{1,20}|[.][0-9]{1,20})(?:[eE][+-]?[0-9]{1,3})?")
_PLACE: Final = re.compile(
    r"[(\[]?\s*[+-]?[0-9]{1,3}[.][0-9]{1,20}\s*[,;\s]\s*[+-]?[0-9]{1,3}[.][0-9]{1,20}\s*[)\]]?"
    r"|[0-9]{1,3}\s*°.{0,40}"
    r"|(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:ZM?|M)?\s*\(.*",
    re.IGNORECASE | re.DOTALL,
)
"""A pair of coordinates, degrees, or a shape as well-known text."""
_LINK: Final = re.compile(r"(?:https?://|www\.)\S.*", re.IGNORECASE | re.DOTALL)
_FORMS: Final = ((WHOLE, _WHOLE), (DECIMAL, _DECIMAL), (PLACE, _PLACE), (LINK, _LINK))
_UNSAID: Final = frozenset(
    ("na", "n/a", "nan", "null", "none", "nil", "unknown", "missing", "-", "--", "–", "—", ".", "?", "\\n")
)
_LONGEST_DATE: Final = 40
_UTC: Final = ZoneInfo("UTC")


@lru_cache(maxsize=8_192)
def kind(cell: str) -> str:
    """What a cell looks like."""
    text = cell.strip()
    if not text:
        return NOTHING
    if _COMPACT.fullmatch(text):
        return DATE
    for found, form in _FORMS:
        if form.fullmatch(text):
            return found
    if text.casefold() in _UNSAID:
        return UNSAID
    return DATE if _is_date(text) else WORDS


def _is_date(text: str) -> bool:
    if len(text) > _LONGEST_DATE or not any(letter.isdecimal() for letter in text):
        return False
    for order in ("day-first", "month-first"):
        found = dates.read(text, _UTC, order)
        if not isinstance(found, str):
            return found.start is not None
    return False
