"""Reads dates in words: months in many languages, intervals, early and late, about, seasons, quarters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geodata.values import date_words, impossible_dates, nights_and_weeks, parts_of_years, spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

NO_DATE: Final = "not a date: write it like 2023-09-24, 2023-09 or 2023"
ONLY_UNTIL: Final = "only a latest date is said: the date stays unknown, the words are in the details"

_MONTH: Final = r"m\d\d(?:m\d\d)?"
_TOKEN: Final = re.compile(rf"{_MONTH}|'?\d+|[^\W\d_]+(?:'[^\W\d_]+)?")
_ORDINAL: Final = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th|er|ere|eme|o|a|-?(?:го|е|й|ого|ми|и|ти|ого))(?![^\W\d_])"
)
_RANGES: Final = tuple(
    (re.compile(form), with_mark)
    for form, with_mark in (
        (rf"({_MONTH})\s*-\s*({_MONTH})", r"\1 § \2"),
        (r"(?<![^\W_])([qth][1-4])\s*-\s*([qth][1-4])(?=[ ,/-]*[0-9]{4}$)", r"\1 § \2"),
        (rf"({_MONTH}),?\s*-\s*([0-9]{{1,2}}\.?\s+{_MONTH})", r"\1 § \2"),
        (
            rf"({_MONTH} ?[0-9]{{1,2}}(?:, ?| )[0-9]{{4}}) ?- ?({_MONTH} ?[0-9]{{1,2}}(?:, ?| )[0-9]{{4}})",
            r"\1 § \2",
        ),
        (rf"({_MONTH}[ .,-]?[0-9]{{4}}) ?- ?([0-9]{{1,2}}\.?[ -]?{_MONTH}[ .,-]?[0-9]{{4}})", r"\1 § \2"),
        (rf"({_MONTH} ?[0-9]{{1,2}}) ?- ?({_MONTH} ?[0-9]{{1,2}}(?![0-9]))", r"\1 § \2"),
        (r"^([0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}) ?- ?([0-9]{4}\2[0-9]{1,2}\2[0-9]{1,2})$", r"\1 § \3"),
        (rf"(?<![0-9])([0-9]{{4}})\s*-\s*({_MONTH})(?!\s*-?\s*[0-9]{{1,2}}(?![0-9]))", r"\1 § \2"),
        (r"(?<![0-9-])([0-9]{4})\s*-\s*([0-9]{4})(?![0-9-])", r"\1 § \2"),
        (r"(?<=[0-9]{4})\s*-\s*([0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4})", r" § \1"),
        (r"(?<=[0-9]{4})-([^\W\d_]{3,}[^\W\d]*)$", r" § \1"),
    )
)
_DAYS: Final = re.compile(r"(?<![0-9m])([0-9]{1,2})\.?\s*[-/]\s*([0-9]{1,2})(?![0-9]|\s*[-/.]\s*[0-9])")
_DAYS_OF_ONE: Final = re.compile(r"([0-9]{1,2})\.?\s*-\s*([0-9]{1,2})([./])([0-9]{1,2})\3([0-9]{4})\.?")
_SHARED_YEAR: Final = re.compile(
    r"([0-9]{1,2})([./])([0-9]{1,2})\.?\s*-\s*([0-9]{1,2}\2[0-9]{1,2}\2([0-9]{4}|[0-9]{2}))\.?"
)
_DECADE: Final = re.compile(r"(?:the )?([12][0-9]{2})0'?s")
_WITH_YEAR: Final = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])|[^\W\d_][\s.'-]+[0-9]{2}$")
"""Other texts are no dates in any language, which is not worth their months' names."""
_WITH_YEAR_LAST: Final = re.compile(r"(?<![0-9])([0-9]{4})$")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Weekday = tuple[str, frozenset[int]]
"""A weekday's name, and which days of the week it may be."""
_BEHIND: Final = re.compile(r"\s*(?:-|,)?\s*(?:onwards?|and after|and later|ff\.?|\+)$")


@dataclass(frozen=True)
class _Part:
    """What one end of an interval says; what it lacks the other end may say."""

    year: int | None = None
    months: tuple[int, ...] = ()
    day: int | None = None
    short: bool = False


def read(text: str, zone: ZoneInfo, plain: Callable[[str], Span | str]) -> Span | str:
    """Read words; `plain` reads what holds figures only, in the order of the file."""
    folded = date_words.folded(text).strip(" ,.")
    if (week := nights_and_weeks.week(folded, zone)) is not None:
        return week
    numbered = _numbered(text)
    if numbered is None:
        return NO_DATE
    said, weekdays = numbered
    found = _read(said, _Reader(zone, plain), zone)
    return found if isinstance(found, str) or found.remark else _compared(found, weekdays, zone)


def _read(said: str, reader: _Reader, zone: ZoneInfo) -> Span | str:
    if nights_and_weeks.is_night(said) and date_words.EITHER.search(said):
        return NO_DATE  # the night of 3 or 4 May: one of two
    for other in (nights_and_weeks.night, nights_and_weeks.week_of):
        if (found := other(said, zone, reader.whole)) is not None:
            return found
    part = parts_of_years.read(said, zone)
    return reader.whole(said) if part is None else part


def _compared(found: Span, weekdays: list[_Weekday], zone: ZoneInfo) -> Span:
    """With a remark where it begins or ends on another day of the week than is written."""
    if found.start is None or found.end is None or found.time_class not in ("day", "days"):
        return found
    if len(weekdays) != (1 if found.time_class == "day" else 2):
        return found
    ends = [spans.local_day(found._replace(start=each), zone) for each in (found.start, found.end - 1)]
    for (name, may_be), day in zip(weekdays, ends, strict=False):
        if day.weekday() not in may_be:
            is_one = f"{day} is a {_WEEKDAYS[day.weekday()]}"
            return found._replace(remark=f"{is_one}, though '{name}' is written: one of the two is wrong")
    return found


def _rewritten(names: date_words.Names) -> Callable[[re.Match[str]], str]:
    def rewritten(found: re.Match[str]) -> str:
        return "".join(f"m{number:02}" for number in names.months[found[1]]) + (" " if found[2] else "")

    return rewritten


def _numbered(text: str) -> tuple[str, list[_Weekday]] | None:
    """Folded, with `m09` in the place of September and without weekdays, and these.

    None where the text holds too many words for a date.
    """
    said = date_words.folded(text)
    if len(re.findall(r"[^\W\d_]+", said)) > 9 or not re.search(r"[0-9]", said):
        return None
    names = date_words.english()
    found = names.pattern.sub(_rewritten(names), said)
    if _strange(found) and (_WITH_YEAR.search(said) or nights_and_weeks.is_night(said)):
        names = date_words.all_languages()
        found = names.pattern.sub(_rewritten(names), said)
    found, weekdays = _without_weekdays(found, names)
    return re.sub(r"\s+", " ", _ORDINAL.sub(r"\1", found)).strip(" ,"), weekdays


def _strange(said: str) -> bool:
    """Whether words are left that English does not explain."""
    return re.search(r"[^\W\d_]{3,}", re.sub(_MONTH, "", said)) is not None


def _without_weekdays(said: str, names: date_words.Names) -> tuple[str, list[_Weekday]]:
    weekdays: list[_Weekday] = []

    def taken(found: re.Match[str]) -> str:
        if found[1]:
            weekdays.append((found[1], names.days[found[1]]))
        return ""

    without = names.weekdays.sub(taken, said)
    if len(weekdays) > 1 and re.search("[^0-9]*".join(re.escape(name) for name, _ in weekdays), said):
        weekdays = []  # Mon, Wed 8-12 May
    said = re.sub(r"^[\s,.-]+(?=m?[0-9])|(?<=[0-9])-$", "", without) if without != said else said
    # "mar" is March, and in French Tuesday as well: before another month it is the weekday.
    return (said[3:] if re.match(r"m03[ .,]+[0-9]{1,2}[ .]*m", said) else said), weekdays


class _Reader:
    """Reads folded texts in one zone and order."""

    def __init__(self, zone: ZoneInfo, plain: Callable[[str], Span | str]) -> None:
        self.zone, self.plain = zone, plain

    def whole(self, said: str) -> Span | str:
        """A date or an interval, open or not."""
        if _BEHIND.search(said):
            return _opened(self.one(_BEHIND.sub("", said)))
        if found := date_words.UNTIL.match(said):
            return _until(self.one(said[found.end() :]))
        since = date_words.SINCE.match(said)
        if since and (since["after"] or since["earliest"]):
            return self._after(self.one(said[since.end() :]), itself=bool(since["earliest"]))
        sides = self._sides(said)
        if sides is not None:
            return self._between(*sides)
        return _opened(self.one(said[since.end() :])) if since else self.one(said)

    def _after(self, begun: Span | str, *, itself: bool) -> Span | str:
        """What came after a day, or no earlier than it: open from the first day that it may have been."""
        if isinstance(begun, str) or begun.start is None or begun.end is None:
            return begun
        day = spans.local_day(begun if itself else begun._replace(start=begun.end), self.zone)
        first = spans.between_days(day, day, self.zone, "day")
        said = "earliest" if itself else "after"
        return first._replace(open_end=True, said=said, remark=begun.remark)

    def _sides(self, said: str) -> tuple[str, str] | None:
        """The two ends of an interval."""
        if found := _DAYS_OF_ONE.fullmatch(said):
            first, last, mark, month, year = found.groups()
            return f"{year}-{month}-{first}", f"{year}-{month}-{last}"
        if found := _SHARED_YEAR.fullmatch(said):
            return self._of_one_year(found)
        prefixed = date_words.FROM.match(said)
        rest = said[prefixed.end() :] if prefixed else said
        for form, mark in _RANGES:
            rest = form.sub(mark, rest)
        if re.search(_MONTH, rest):
            rest = _DAYS.sub(r"\1 § \2", rest)
        parts = rest.split("§") if "§" in rest else re.split(date_words.BETWEEN, rest)
        if len(parts) != 2 or not all(map(str.strip, parts)):
            return None
        first, last = (part.strip(" ,") for part in parts)
        return first, last

    def _of_one_year(self, found: re.Match[str]) -> tuple[str, str]:
        """Both ends of 17.10.-09.01.2023, of which the first may be of the year before."""
        mark, year = found[2], of_two_digits(int(found[5]))
        last = f"{found[4].removesuffix(found[5])}{year}"
        firsts = [f"{found[1]}{mark}{found[3]}{mark}{each}" for each in (year, year - 1)]
        rising = (
            each for each in firsts if not isinstance(spans.joined(self.plain(each), self.plain(last)), str)
        )
        return next(rising, firsts[0]), last

    def _between(self, first: str, last: str) -> Span | str:
        if last.strip(" .") in date_words.ongoing() or last == "..":
            return _opened(self.one(first))
        left, right = self._parts(first), self._parts(last)
        if left is None and right is None:
            begun, year = self.one(first), _WITH_YEAR_LAST.search(last)
            if isinstance(begun, str) and year:  # Q1-Q2 2023
                begun = self.one(f"{first} {year[1]}")
            ended = self.one(last)
            if _lacks_its_order(first, begun) or _lacks_its_order(last, ended):
                return spans.UNKNOWN
            return spans.joined(begun, ended)
        if left is None or right is None:
            return self._mixed(first, last, left, right)
        left, right = _completed(left, right)
        return spans.joined(self._built(left), self._built(right))

    def _mixed(self, first: str, last: str, left: _Part | None, right: _Part | None) -> Span | str:
        """One end in words, the other in figures, or with a mark: each has to be whole."""
        whole = self.one(first), self.one(last)
        if right is not None and right.year and left is None and isinstance(whole[0], str):
            return spans.joined(self.one(f"{first} {right.year}"), whole[1])
        return spans.joined(*whole)

    def one(self, said: str) -> Span | str:
        """A date with what marks it."""
        said = said.strip(" ,.")
        if period := self._period(said):
            return period
        if found := date_words.ABOUT.match(said):
            return _marked(self.one(said[found.end() :]))
        for which, words in enumerate(date_words.PARTS):
            if found := words.match(said):
                inner = self.one(said[found.end() :])
                return inner if isinstance(inner, str) else spans.thirds(inner, which, self.zone)
        if date_words.TIME_WORDS.search(said):
            inner = self.one(date_words.TIME_WORDS.sub(" ", said))
            return inner if isinstance(inner, str) else inner._replace(said=inner.said or "time in words")
        said = re.sub(r"\s+", " ", said).strip(" ,()")
        parts = self._parts(said)
        return self.plain(said) if parts is None else self._built(parts)

    def _period(self, said: str) -> Span | str | None:
        """Quarters, halves, seasons, decades; weeks, as the ends of an interval."""
        if (week := nights_and_weeks.week(said, self.zone)) is not None:
            return week
        if (part := parts_of_years.read(said, self.zone)) is not None:
            return part
        if found := _DECADE.fullmatch(said):
            return spans.years(int(found[1]) * 10, int(found[1]) * 10 + 9, self.zone)
        season = re.fullmatch(
            r"(?:in )?([^\W\d_]+)(?: of|,| de| d[ei]l)? ([0-9]{4})(?:[/-]([0-9]{2}))?", said
        )
        if season and season[1] in date_words.SEASONS:
            first = int(season[2])
            second = first + 1 if season[3] and int(season[3]) == (first + 1) % 100 else first
            found_year = NO_DATE if season[3] and second == first else spans.years(first, second, self.zone)
            return (
                found_year
                if isinstance(found_year, str)
                else found_year._replace(approximate=True, said="season")
            )
        return None

    def _parts(self, said: str) -> _Part | None:
        """Year, month and day of a text with a month's name, or of a few figures; None for any other."""
        if re.fullmatch(r"[0-9]{1,2}\.?", said):
            return _Part(day=int(said.rstrip(".")))
        if found := re.fullmatch(r"([0-9]{1,2})\.?,?\s+([0-9]{4})", said):
            return _Part(day=int(found[1]), year=int(found[2]))
        tokens = [each for each in _TOKEN.findall(said) if each not in date_words.FILLING]
        months = [each for each in tokens if re.fullmatch(_MONTH, each)]
        if len(months) != 1 or re.search(r"[^\s\w'.,/-]", said):
            return None
        place = tokens.index(months[0])
        numbers = tokens[:place], tokens[place + 1 :]
        if not all(re.fullmatch(r"'?[0-9]{1,4}", each) for side in numbers for each in side):
            return None
        numbered = tuple(int(each) for each in re.findall(r"[0-9]{2}", months[0]))
        return _placed(replace(_Part(), months=numbered), *numbers)

    def _built(self, part: _Part) -> Span | str:
        if part.year is None:
            return spans.NO_YEAR
        if not part.months:
            return NO_DATE if part.day else spans.year_of(part.year, self.zone)
        found = [
            impossible_dates.day(part.year, each, part.day, self.zone)
            if part.day
            else spans.month(part.year, each, self.zone)
            for each in part.months
        ]
        made = found[0] if len(found) == 1 else _of_two_languages(found[0], found[1])
        return made._replace(said="short year") if isinstance(made, Span) and part.short else made


def _lacks_its_order(said: str, found: Span | str) -> bool:
    """Whether figures are a date as soon as the order of day and month is said."""
    if isinstance(found, str) or found.start is not None or found.remark:
        return False
    return re.search(r"[0-9]", said) is not None


def _placed(part: _Part, before: list[str], after: list[str]) -> _Part | None:
    """Which of the figures beside a month's name is the year, and which the day."""
    numbers = [*before, *after]
    years = [each for each in numbers if len(each) == 4 or each.startswith("'")]
    others = [each for each in numbers if each not in years]
    if len(numbers) > 2 or len(years) > 1 or any(len(each) == 3 for each in others):
        return None
    if years:
        day = int(others[0]) if others else None
        short = years[0].startswith("'")
        year = int(years[0].lstrip("'"))
        return replace(part, year=of_two_digits(year) if short else year, day=day, short=short)
    if len(numbers) == 2 and len(numbers[1]) == 2:
        # 9-May-20, May 9, 20: the year stands last.
        return replace(part, day=int(numbers[0]), year=of_two_digits(int(numbers[1])), short=True)
    if len(numbers) == 1 and after and len(after[0]) == 2 and int(after[0]) > 31:
        return replace(part, year=of_two_digits(int(after[0])), short=True)
    return replace(part, day=int(numbers[0])) if len(numbers) == 1 else (None if numbers else part)


def of_two_digits(year: int) -> int:
    """As POSIX has it: 69 to 99 are of the twentieth century."""
    return year if year > 99 else year + (1900 if year > 68 else 2000)


def _completed(left: _Part, right: _Part) -> tuple[_Part, _Part]:
    """Each end with what only the other one says."""
    if not left.months and left.day is not None:
        left = replace(left, months=right.months)
    if not right.months and right.day is not None:
        right = replace(right, months=left.months)
    if left.year is None and right.year is not None:
        before = left.months and right.months and left.months > right.months
        left = replace(left, year=right.year - 1 if before else right.year, short=right.short)
    if right.year is None and left.year is not None:
        behind = left.months and right.months and left.months > right.months
        right = replace(right, year=left.year + 1 if behind else left.year, short=left.short)
    return left, right


def _of_two_languages(first: Span | str, second: Span | str) -> Span | str:
    found = spans.joined(first, second)
    if isinstance(found, str):
        return found
    words = (
        "the month's name means one month in Croatian and another in Polish or Czech: both are in the"
        " interval"
    )
    return found._replace(approximate=True, remark=words)


def _marked(found: Span | str) -> Span | str:
    return found if isinstance(found, str) else found._replace(approximate=True)


def _until(last: Span | str) -> Span | str:
    if isinstance(last, str) or last.start is None:
        return last
    return spans.UNKNOWN._replace(remark=ONLY_UNTIL)


def _opened(found: Span | str) -> Span | str:
    return found if isinstance(found, str) or found.start is None else found._replace(open_end=True)
