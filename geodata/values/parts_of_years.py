"""Reads quarters and halves of a year, and halves of a month, as people write them in many languages.

Letters: Q and T (trimestre) are quarters, H halves. S is French for both week and half (semestre): see
`nights_and_weeks`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from geodata.values import date_words, spans

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.values.spans import Span

_ORDINALS: Final = (
    """
        1 i first 1st premier premiere prem erstes erste ersten primer primera primero primo prima primeiro
        primeira первый первое первая первой перше перший перша прво прва први prvo prva prvi pare parë
        الاول الأول الأولى ilk birinci eerste forsta
    """,
    """
        2 ii second 2nd deuxieme second seconde zweites zweite zweiten segundo segunda secondo seconda второй
        второе вторая друге другий друга друго други drugo druga drugi dytë الثاني الثانية ikinci tweede andra
    """,
    """
        3 iii third 3rd troisieme drittes dritte dritten tercer tercero terzo terceiro третий третье третій
        третє трећи треће treći treće tretë الثالث ucuncu derde tredje
    """,
    """
        4 iv fourth 4th quatrieme viertes vierte vierten cuarto quarto четвертый четвертий четверте четврти
        четврто četvrti četvrto katërt الرابع dorduncu vierde fjarde
    """,
)
_QUARTERS: Final = """
    quarter qtr qrt quarters quartal quartals trimestre trimestr trim tremujori tremujor tremujorit tremujore
    kvartal kvartala kvartali квартал квартала квартале tromesečje tromesecje tromjesečje тромесечје
    тримесечје тримесечие kwartaal kwartał ceyrek çeyrek الربع ربع
"""
_HALVES: Final = """
    half halves halbjahr halbjahres semestre sem полугодие полугодия полугодии півріччя півріччі полугодиште
    полугодишта polugodište polugodišta polugodje polovina polovine polovini половина половине половини
    половині половину hälfte halfte moitié mitad metade metà gjysma gjysmën gjysmes gjysmës gjysmevjetori
    gjashtëmujori gjashtëmujor mujori quinzaine quincena النصف نصف halvår semestri
"""
_THIRDS: Final = "tertial tertialer cuatrimestre quadrimestre quadrimestr четырехмесячье"
_FILLING: Final = """
    a an the to in on of e i o te se së i ne në të vitit viti vit of de du del della des da do d l le la el
    les год года году г рік року р godine godina godini године година години god ano año anno annee année jahr
    jahres im in der des des den von vom year cy عام سنة العام لعام من في yil yılı yilinin jaar у в u
"""
_LETTERED: Final = re.compile(
    r"(?:(?P<before>[0-9]{4})[\s,/-]*)?"
    r"(?:(?P<letter>[qth])[\s-]*(?P<number>[1-4])|(?P<first>[1-4])\s?(?P<last>[qth]))"
    r"(?:[\s,/.-]*(?P<after>[0-9]{4})|[\s,/-]*'(?P<short>[0-9]{2})|(?<=[qh])(?P<joined>[0-9]{2}))?"
)
_TOKEN: Final = re.compile(r"m[0-9]{2}(?![0-9])|[0-9]+|[^\W\d_]+")
_WORDS_AT_MOST: Final = 9
_SUFFIX: Final = re.compile(
    r"(?<![0-9])([1-4])(?:st|nd|rd|th|ere|er|eme|e|re|o|a|-?(?:и|е|я|го|й|ше|ге))(?![^\W\d_])"
)
_SIX_MONTHS: Final = re.compile(r"6[- ]?(?=mujor)")


def lettered(said: str, zone: ZoneInfo) -> Span | str | None:
    """Read a folded text such as `q3 2023`; None for any other text."""
    found = _LETTERED.fullmatch(said)
    return _lettered(found, zone) if found else None


def read(said: str, zone: ZoneInfo) -> Span | str | None:
    """Read a folded text, in which months may stand as `m09`; None for any other text."""
    if (by_letter := lettered(said, zone)) is not None:
        return by_letter
    words = _words()
    if not any(each in words for each in re.findall(r"[^\W\d_]+", said)):
        return None
    tokens = _TOKEN.findall(_SUFFIX.sub(r"\1", _SIX_MONTHS.sub("", said)))
    if len(tokens) > _WORDS_AT_MOST or re.sub(r"[\s\w.,/'()-]", "", said):
        return None
    parts = [words[each] for each in tokens if each in words]
    years = [int(each) for each in tokens if re.fullmatch(r"[0-9]{4}", each)]
    months = [int(each[1:]) for each in tokens if re.fullmatch(r"m[0-9]{2}", each)]
    rest = [each for each in tokens if each not in words and not re.fullmatch(r"[0-9]{4}|m[0-9]{2}", each)]
    which = _which(rest)
    if which is None or len(set(parts)) != 1 or len(years) != 1 or len(months) > 1 or which > parts[0]:
        return None
    if not months:
        return _of_year(years[0], parts[0], which, zone)
    return _half_of_month(years[0], months[0], which, zone) if parts[0] == 2 else None


def _lettered(found: re.Match[str], zone: ZoneInfo) -> Span | str | None:
    years = [found[name] for name in ("before", "after", "short", "joined") if found[name]]
    letter, number = found["letter"] or found["last"], int(found["number"] or found["first"])
    parts = 2 if letter == "h" else 4
    if len(years) != 1 or number > parts:
        return None
    made = _of_year(int(years[0]) + (2000 if len(years[0]) == 2 else 0), parts, number, zone)
    short = len(years[0]) == 2
    if isinstance(made, str):
        return made
    said = "short year" if short else "trimestre" if letter == "t" else ""
    return made._replace(said=said)


def _of_year(year: int, parts: int, which: int, zone: ZoneInfo) -> Span | str:
    months = 12 // parts
    return spans.months(year, months * (which - 1) + 1, months * which, zone, "month")


def _half_of_month(year: int, month: int, which: int, zone: ZoneInfo) -> Span | str:
    """The 1st to the 15th, or the rest: nobody says which day is the middle, so it is marked."""
    whole = spans.month(year, month, zone)
    if isinstance(whole, str):
        return whole
    middle = spans.local_day(whole, zone).replace(day=15)
    first = middle.replace(day=1) if which == 1 else middle.replace(day=16)
    last = middle if which == 1 else spans.local_day(whole._replace(start=(whole.end or 1) - 1), zone)
    return spans.between_days(first, last, zone, "days")._replace(approximate=True)


def _which(rest: list[str]) -> int | None:
    """The number that the words say, all of which are known; that of `i`, a particle as well, last."""
    ordinals, filling = _ordinals(), _filling()
    if not all(each in ordinals or each in filling for each in rest):
        return None
    found = {ordinals[each] for each in rest if each in ordinals and each not in filling}
    found = found or {ordinals[each] for each in rest if each in ordinals}
    return found.pop() if len(found) == 1 else None


@cache
def _words() -> dict[str, int]:
    """Into how many parts a word says that a year is divided."""
    words = {2: _HALVES, 3: _THIRDS, 4: _QUARTERS}
    return {each: parts for parts, names in words.items() for each in _folded(names)}


@cache
def _ordinals() -> dict[str, int]:
    return {each: number for number, words in enumerate(_ORDINALS, start=1) for each in _folded(words)}


@cache
def _filling() -> frozenset[str]:
    return frozenset(_folded(_FILLING))


def _folded(words: str) -> list[str]:
    return [date_words.folded(each) for each in words.split()]
