"""Reads nights from one day to the next and numbered weeks, as people write them in many languages.

A night is from 18:00 of the first day to 06:00 of the second, by the clocks of the file's zone.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from geodata.values import date_words, impossible_dates, iso_intervals, spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    import pandas as pd

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
    r"kw|cw|wk|w|week|weeks|semaines?|sem|semanas?|sett|settimana|wochen?|kalenderwoche|nedelja|nedjelja|sedmica"
    r"|недеља|недјеља|седмица|неделя|недели|недель|тиждень|тижня|недела|седмица|jave|java|javes|hafta|hft|tydzien"
    r"|tyden|tyzden|teden|uke|uge|vecka|viikko|saptamana|het|الاسبوع|اسبوع"
)
_EPIDEMIC: Final = (
    r"(?:epi|epidemic|epidemiological|mmwr)[ .-]*(?:wk|week)s?|ew|se"
    r"|(?:sem(?:aine|ana)?|settimana)\.? epi(?:demiologi(?:que|ca))?\.?"
)
_LAST: Final = (
    rf"(?:\s*(?:-|to|bis|a|au|al|do|до|по)\s*(?:{_WEEK_WORDS}|s)?[. ]*(?P<last>[0-9]{{1,2}}))?(?![0-9])"
)
_NUMBER: Final = rf"[. ]*(?:n[ro]?\.?\s*)?(?P<week>[0-9]{{1,2}}){_LAST}"
_OF: Final = r"(?:of|de|du|des|del|в|у|e|te|из|von|in|من|год[аy]?|року)"
_YEAR: Final = r"(?P<year>[0-9]{4})(?:\s*(?:года?|г|року|рік|р|god|godine|godina|године|година|roku)\.?)?"
_BESIDE: Final = rf"\s*(?:[-/,]|{_OF}\s)?\s*"


def _forms(words: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of a number behind a word for week, or before it, with the year behind or before."""
    return tuple(
        re.compile(form)
        for form in (
            rf"(?:{words}){_NUMBER}{_BESIDE}{_YEAR}",
            rf"(?P<year>[0-9]{{4}})\s*[-/,.]?\s*(?:{words}){_NUMBER}",
            rf"(?P<week>[0-9]{{1,2}})(?:\.|st|nd|rd|th|-?[ая])?{_LAST}\.?\s*[/-]?\s*(?:{words})\.?{_BESIDE}{_YEAR}",
        )
    )


_WEEKS: Final = _forms(_WEEK_WORDS)
_EPIDEMIC_WEEKS: Final = _forms(_EPIDEMIC)
_LETTER_S: Final = _forms("s")[:2]
"""French: semaine and semestre."""
_EITHER: Final = ("1", "2")
"""Of which it may be the first or second half, too."""
_AMBIGUOUS: Final = (
    "either a week or a half of the year (semaine, semestre): it stays unknown until it is written like"
    " {year}-W0{week} or H{week} {year}"
)
_WEEK_OF: Final = re.compile(
    rf"(?:{_ARTICLES}(?:week|wk|semaine|semana|settimana|woche|nedelja|sedmica|недеља|неделя|недели|тиждень|java"
    r"|w(?=/[ce])))(?:[ /.]+|-(?=(?:end|beginn|start)ing))(?P<how>commencing|beginning|starting|start"
    r"|ending|end|ended|of|from|du|de|del"
    r"|vom|od|с|од|від|nga|c|e|b)\.?(?:\s+(?:the|on|of))?[ :]+(?=[0-9m])"
)
_WEEKEND_OF: Final = re.compile(
    rf"(?:{_ARTICLES}(?:week-?end|wochenende|fin de semana|vikend|fundjava|выходные|викенд))s? "
    r"(?:(?:of|the|du|des|de|del|vom|od|с|e)\s+)*(?=[0-9m])"
)
_BEGINS: Final = frozenset(("commencing", "beginning", "starting", "start", "c", "b"))
_ENDS: Final = frozenset(("ending", "end", "ended", "e"))
_SATURDAY, _SUNDAY = 5, 6


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
    """Read a folded text as a numbered week, or several; None for any other text."""
    if found := _matched(_WEEKS, said):
        return _weeks(found, zone, "week")
    if found := _matched(_EPIDEMIC_WEEKS, said):
        return _weeks(found, zone, "epidemic week")
    found = _matched(_LETTER_S, said)
    if found is None:
        return None
    if found["week"] in _EITHER:
        return spans.UNKNOWN._replace(remark=_AMBIGUOUS.format(year=found["year"], week=found["week"]))
    return _weeks(found, zone, "week")


def decided(cells: pd.Series[str]) -> pd.Series[str]:
    """A column in which S1 and S2 are written as weeks, where others such as S38 can be nothing else."""
    found = {
        each: _matched(_LETTER_S, date_words.folded(each).strip(" ,.")) for each in cells.unique().tolist()
    }
    numbers = {each["week"] for each in found.values() if each}
    if not numbers - set(_EITHER) or not numbers & set(_EITHER):
        return cells
    return cells.replace(
        {
            text: f"{each['year']}-W0{each['week']}"
            for text, each in found.items()
            if each and each["week"] in _EITHER
        }
    )


def _matched(forms: tuple[re.Pattern[str], ...], said: str) -> re.Match[str] | None:
    return next((found for form in forms if (found := form.fullmatch(said))), None)


def _weeks(found: re.Match[str], zone: ZoneInfo, said: str) -> Span | str:
    """From the first day of the first week to the last one of the last."""
    year, number = int(found["year"]), int(found["week"])
    last_number = int(found["last"] or number)
    try:
        first, last = (date.fromisocalendar(year, each, 1) for each in (number, last_number))
    except ValueError:
        return impossible_dates.year_without(year, f"week {max(number, last_number)}", zone)
    if not spans.mappable(first.year, last.year + 1):
        return spans.OUT_OF_RANGE
    if last < first:
        return "the end comes before the start: exchange the two, or correct one"
    last += timedelta(days=6)
    if said == "week":
        return spans.between_days(first, last, zone, "week" if found["last"] is None else "days")._replace(
            said=said
        )
    # Of the week with 4 January the number is 1: some count weeks from Sunday, others from Monday.
    fourth = date(year, 1, 4)
    sunday = fourth - timedelta(days=fourth.isoweekday() % 7) + timedelta(weeks=number - 1)
    last = max(last, sunday + timedelta(weeks=last_number - number, days=6))
    return spans.between_days(min(first, sunday), last, zone, "days")._replace(approximate=True, said=said)


def week_of(said: str, zone: ZoneInfo, inner: Callable[[str], Span | str]) -> Span | str | None:
    """Read a folded text as the week that a day begins or ends, or is of; None for any other text."""
    if found := _WEEKEND_OF.match(said):
        return _weekend(inner(said[found.end() :]), zone)
    found = _WEEK_OF.match(said)
    if found is None:
        return None
    of = inner(said[found.end() :])
    if isinstance(of, str) or of.start is None or of.time_class != "day":
        return of
    day, six = spans.local_day(of, zone), timedelta(days=6)
    if found["how"] in _ENDS:
        return spans.between_days(day - six, day, zone, "week")
    if found["how"] in _BEGINS or day.weekday() in (0, _SUNDAY):
        return spans.between_days(day, day + six, zone, "week")
    # Either the calendar's week in which it lies, or seven days from it.
    monday = day - timedelta(days=day.weekday())
    return spans.between_days(monday, day + six, zone, "days")._replace(approximate=True)


def _weekend(of: Span | str, zone: ZoneInfo) -> Span | str:
    """Saturday and Sunday, where the day is one of them; what else is said stays as it is."""
    if isinstance(of, str) or of.start is None or of.time_class != "day":
        return of
    day = spans.local_day(of, zone)
    if day.weekday() < _SATURDAY:
        return of._replace(approximate=True)
    first = day - timedelta(days=day.weekday() - _SATURDAY)
    return spans.between_days(first, first + timedelta(days=1), zone, "days")
