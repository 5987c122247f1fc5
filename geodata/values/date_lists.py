"""Reads cells that name several days in figures: `29.04., 13.05.2013`, `6.+7.8.2018`, also apart by spaces.

What a date leaves out those behind it say: its month, its year, or the year before where the list runs over
New Year.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.values import spans
from geodata.values.date_phrases import of_two_digits
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_DATE: Final = re.compile(
    r"(?P<whole>[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}|[0-9]{1,2}([-/])[0-9]{1,2}\3[0-9]{4})(?![0-9])"
    r"|(?P<day>[0-9]{1,2})\.(?:\s?(?P<month>[0-9]{1,2})(?:\.\s?(?P<year>[0-9]{4}|[0-9]{2}(?![0-9.]))?|(?![0-9.])))?"
    r"(?![0-9])"
)
_BETWEEN: Final = re.compile(
    r"(?:[\s,;.+/&]|(?:and|und|u|sowie|auf|y|et|e|i|und|ve|dhe|и|і|та|و)(?![^\W_]))*", re.IGNORECASE
)
_SAYS_MORE: Final = re.compile(r"[^\s.]")
_MOST: Final = 200
_HALF_A_YEAR: Final = 6


class _Day(NamedTuple):
    day: int
    month: int | None
    year: int | None


def days(text: str, inner: Callable[[str], Span | str]) -> list[Span] | str | None:
    """The days, in the order of the text; why there are none; None for a text of another form.

    `inner` reads a date alone.
    """
    found = [*_DATE.finditer(text)]
    if not 2 <= len(found) <= _MOST:
        return None
    gaps = [text[: found[0].start()], *_gaps(text, found), text[found[-1].end() :]]
    if not all(map(_BETWEEN.fullmatch, gaps)):
        return None
    if any(
        each["day"] and not each["month"] and not _SAYS_MORE.search(gap)
        for each, gap in zip(found, gaps[1:], strict=True)
    ):
        return None  # 1. 21.07.: the first of a numbered list
    texts = _whole(found)
    if isinstance(texts, str) or texts is None:
        return texts
    made = [inner(each) for each in texts]
    wrong = next((each for each in made if isinstance(each, str)), None)
    read = [each for each in made if isinstance(each, Span)]
    if "/" in gaps[1] and len(read) == len(made) == 2 and (read[1].start or 0) < (read[0].start or 0):
        return None  # an interval that falls
    return wrong or read


def _gaps(text: str, found: list[re.Match[str]]) -> list[str]:
    return [text[one.end() : other.start()] for one, other in pairwise(found)]


def _whole(found: list[re.Match[str]]) -> list[str] | str | None:
    """Each date with the month and year that it leaves out, from the last one on."""
    texts: list[str] = []
    behind: _Day | None = None
    for each in reversed(found):
        if each["whole"]:
            texts.append(each["whole"])
            continue
        month = int(each["month"]) if each["month"] else (behind.month if behind else None)
        if month is None:
            return None
        year = _year(each["year"], month, behind)
        if year is None:
            return spans.NO_YEAR
        behind = _Day(int(each["day"]), month, year)
        texts.append(f"{behind.day}.{month}.{year}")
    return texts[::-1]


def _year(written: str | None, month: int, behind: _Day | None) -> int | None:
    if written:
        return of_two_digits(int(written))
    if behind is None or behind.year is None or behind.month is None:
        return None
    return behind.year - (month - behind.month >= _HALF_A_YEAR)
