"""Ends what only has a beginning in a file, or leaves it open, as was answered; until then it asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from geodata.ingest.choices import FIRST_DAY, GOES_ON, Question
from geodata.values import spans
from geodata.values.spans import Span
from geodata.values.texts import Repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GOING_ON: Final = (
    "Those without an end go on, nobody says until when: they may be going on on every later day."
)

_EARLIEST: Final = ("after", "earliest")
"""How a day is marked that is only the first on which it may have been."""
_NOT_ITS_DAY: Final = "only an earliest date is said: the date stays unknown, the words are in the details"


def settled(sheet: Any, name: str, found: Sequence[Any]) -> Sequence[Any]:
    """Spans (or reasons), those with an open end as was answered; until then these are unknown.

    One that goes on has no `end`.
    """
    few = found.results if isinstance(found, Repeated) else list(found)
    begun = [each for each in few if _is_open(each)]
    if not begun:
        return found
    if sheet.choices.open_end is None:
        _ask(sheet, name, few, begun)
    elif sheet.choices.open_end == GOES_ON:
        sheet.remark(sheet.column(name), _GOING_ON)

    def closed(each: Any) -> Any:
        return _closed(each, sheet) if _is_open(each) else each

    return found.each(closed) if isinstance(found, Repeated) else list(map(closed, found))


def _is_open(each: Any) -> bool:
    return isinstance(each, Span) and each.open_end


def _ask(sheet: Any, name: str, few: Iterable[Any], begun: list[Span]) -> None:
    if any(question.field == "open_end" for question in sheet.questions):
        return
    zone = sheet.choices.zone
    known = [each for each in few if isinstance(each, Span) and each.end is not None]
    latest = max(spans.local_day(each._replace(start=(each.end or 1) - 1), zone) for each in known)
    column = sheet.column(name)
    words = (
        f"In '{column}' some say when they began and not when they ended: until when are they known to have"
        " gone on? Any day can be said in a mapping file (open_end) or by --open-end."
    )
    examples = tuple(f"since {spans.local_day(each, zone)}" for each in begun[:3])
    sheet.questions.append(
        Question("open_end", words, (GOES_ON, str(latest), FIRST_DAY), examples, about=column)
    )


def _closed(begun: Span, sheet: Any) -> Span:
    answer = sheet.choices.open_end
    if answer is None:
        return spans.UNKNOWN
    if answer == GOES_ON:
        return begun._replace(end=None)
    alone = begun._replace(
        open_end=False, remark="no end is given: only its beginning is kept, as was chosen"
    )
    if answer == FIRST_DAY:
        return spans.UNKNOWN._replace(remark=_NOT_ITS_DAY) if begun.said in _EARLIEST else alone
    last = date.fromisoformat(answer)
    until = spans.between_days(last, last + timedelta(), sheet.choices.zone, "day")
    if (until.end or 0) <= (begun.end or 0):
        words = f"began on the last day of the open ones, {answer}, or later: only its beginning is kept"
        return alone._replace(remark=words)
    joined = spans.joined(begun, until)
    words = f"no end is given: it goes on until {answer}, as was chosen"
    return joined._replace(open_end=False, remark=words) if isinstance(joined, Span) else alone
