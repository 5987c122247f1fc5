"""Reads nights from one day to the next, and weeks of ISO 8601, as people write them in many languages.

A night is from 18:00 of the first day to 06:00 of the second, by the clocks of the file's zone.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from geodata.values import iso_intervals, spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

_EVENING, _MORNING = timedelta(hours=18), timedelta(hours=6)
_WORDS: Final = (
    r"(?:over)?nights?|noc|noci|nocu|noć|ноћ|ноћи|ноћу|ноќ|ноќта|нощта|ночь|ночи|ночью|ніч|ночі|nuit|noche|nacht|nate|naten|nates"
    r"|notte|noite|gece|gecesi|ليله|ليلة|الليلة"
)
_ARTICLES: Final = r"(?:(?:in|u|у|в|вo|во|o|on|dans|en|gjate|der|die|la|las|el|le|ne|the|em|na|nella)\s+)*"
_NIGHT: Final = rf"{_ARTICLES}(?:{_WORDS})"
_UP_TO: Final = re.compile(
    rf"{_NIGHT}\s+(?:на|na|uoci|уочи|pred|пред|auf(?:\s+den)?|zum|to)\s+(?:the\s+)?(?=m?[0-9])"
)
_FROM: Final = re.compile(
    rf"{_NIGHT}(?:\s+(?:of|between|from|du|del|de|des|d'|vom|von|zwischen|с|со|з|із|iz|od|од|sa|са|izmedju|izmedu|između|између|між|между"
    r"|між|између|midis|mes|ndermjet|e|entre|della|tra|da|de la|the|بين|من))*\s+(?=m?[0-9])"
)
_TO: Final = re.compile(
    r"(?<=[0-9.])\s+(?:на|na|auf(?:\s+den)?|auf|to|au|al|a|and|et|y|e|і|и|i|та|dhe|und|do|до|та|و|إلى|الى)\s+"
)
_SLASH: Final = re.compile(r"^([0-9]{1,2})\.?\s*/\s*([0-9]{1,2}\.[0-9])")
"""24/25.09.2023"""

_WEEK_WORDS: Final = (
    r"kw|cw|wk|week|semaine|sem|semana|sett|settimana|woche|kalenderwoche|nedelja|nedjelja|sedmica|недеља|недјеља|седмица"
    r"|неделя|недели|тиждень|тижня|недела|jave|java|javes|hafta|hft|tydzien|tyden|الاسبوع|اسبوع"
)
_NUMBER: Final = r"[. ]*(?:n[ro]?\.?\s*)?(?P<week>[0-9]{1,2})"
_OF: Final = r"(?:of|de|du|des|del|в|у|e|te|из|von|in|من|год[аy]?|року)"
_WEEKS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_WEEK_WORDS}){_NUMBER}\s*(?:[-/,]|{_OF}\s)?\s*(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}})\s*[-/,.]?\s*(?:{_WEEK_WORDS}){_NUMBER}",
        (
            rf"(?P<week>[0-9]{{1,2}})(?:\.|st|nd|rd|th|-?[ая])?\s*(?:{_WEEK_WORDS})\.?"
            rf"\s*(?:[-/,]|{_OF}\s)?\s*(?P<year>[0-9]{{4}})"
        ),
        r"(?P<year>[0-9]{4})-?s(?P<week>[0-9]{2})",
    )
)


def is_night(said: str) -> bool:
    """Whether a folded text begins as a night does."""
    return _UP_TO.match(said) is not None or _FROM.match(said) is not None


def night(said: str, zone: ZoneInfo, inner: Callable[[str], Span | str]) -> Span | str | None:
    """Read a folded text as a night; `inner` reads its day or days. None for any other text."""
    if found := _UP_TO.match(said):
        return _up_to(inner(said[found.end() :]), zone)
    if found := _FROM.match(said):
        return _from(inner(_SLASH.sub(r"\1-\2", _TO.sub(" - ", said[found.end() :]))), zone)
    return None


def _up_to(morning: Span | str, zone: ZoneInfo) -> Span | str | None:
    if isinstance(morning, str) or morning.start is None:
        return morning
    last = spans.local_day(morning, zone)
    return _between(last - timedelta(days=1), last, zone) if morning.time_class == "day" else None


def _from(both: Span | str, zone: ZoneInfo) -> Span | str | None:
    if isinstance(both, str):
        return both if both == spans.NO_YEAR else None
    if both.start is None or both.end is None:
        return both
    first = spans.local_day(both, zone)
    last = spans.local_day(both._replace(start=both.end - 1), zone)
    two_days = last - first == timedelta(days=1) and not both.open_end
    return _between(first, last, zone) if two_days else None


def _between(first: date, last: date, zone: ZoneInfo) -> Span | str:
    if not spans.mappable(first.year, last.year):
        return spans.OUT_OF_RANGE
    moments = []
    for day, hour in ((first, _EVENING), (last, _MORNING)):
        local = datetime(day.year, day.month, day.day) + hour  # noqa: DTZ001 - zone follows
        shown = iso_intervals.showings(local, zone)
        if isinstance(shown, str):
            return spans.between_days(first, last, zone, "days")._replace(said="night")
        moments.append(shown)
    begin, end = spans.microseconds(moments[0][0]), spans.microseconds(moments[1][1])
    return Span(begin, end, "day", local=True, said="night")


def week(said: str, zone: ZoneInfo) -> Span | str | None:
    """Read a folded text as a numbered week; None for any other text."""
    for form in _WEEKS:
        if found := form.fullmatch(said):
            try:
                first = date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
            except ValueError:
                return "a week that the year does not have: correct it"
            if not spans.mappable(first.year, first.year + 1):
                return spans.OUT_OF_RANGE
            return spans.between_days(first, first + timedelta(days=6), zone, "week")._replace(said="week")
    return None
