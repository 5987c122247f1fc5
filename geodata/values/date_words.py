"""Knows the words in dates: months and weekdays of CLDR in many languages, and what people write around them.

Names are folded: lower case, without accents. Serbian, Bosnian, Macedonian and Albanian decline months as
CLDR does not, so those few forms are added here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ENGLISH: Final = ("en", "en_GB", "en_AU")
_LOCALES: Final = (
    *("sq", "sr_Latn", "sr_Cyrl", "hr", "bs_Latn", "bs_Cyrl", "mk", "bg", "sl", "ru", "uk", "be", "fr", "es"),
    *(
        "pt",
        "pt_PT",
        "de",
        "de_AT",
        "it",
        "nl",
        "pl",
        "cs",
        "sk",
        "ro",
        "hu",
        "el",
        "tr",
        "az",
        "ar",
        "ar_SY",
    ),
    *("ar_DZ", "ar_MA", "ar_TN", "fa", "ku", "sv", "nb", "da", "so", "am", "sw", "id"),
)
_DECLINED: Final = (
    """
        januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra
    """,
    """
        јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра
    """,
    """
        januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra
    """,
    """
        janarit shkurtit marsit prillit majit qershorit korrikut gushtit shtatorit tetorit nentorit
        dhjetorit
    """,
)
_LETTER: Final = r"[^\W\d_]"


class Names(NamedTuple):
    """Folded names."""

    months: Mapping[str, tuple[int, ...]]
    """Of which months each is the name: two, where languages differ."""
    weekdays: re.Pattern[str]
    """Any weekday's name; those of two letters, which are words as well, only before a day."""
    pattern: re.Pattern[str]
    """Any month's name, the longest first."""
    days: Mapping[str, frozenset[int]]
    """Which days of the week each weekday's name may be, Monday being 0."""


@cache
def english() -> Names:
    """What English has."""
    return _names(_ENGLISH, ())


@cache
def all_languages() -> Names:
    """What all languages have that are known here."""
    return _names((*_ENGLISH, *_LOCALES), _DECLINED)


def _days(locales: Iterable[str]) -> dict[str, frozenset[int]]:
    """Which days of the week each weekday's name may be."""
    found: dict[str, set[int]] = defaultdict(set)
    for locale in map(Locale.parse, locales):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.days[context][width].items():
                    found[folded(plain(name)).strip(". ")].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _names(locales: Iterable[str], declined: Iterable[str]) -> Names:
    months: dict[str, set[int]] = defaultdict(set)
    for code in locales:
        locale = Locale.parse(code)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if re.search(_LETTER, name):
                        months[folded(plain(name)).strip(". ")].add(number)
    for line in declined:
        for number, name in enumerate(line.split(), start=1):
            months[name].add(number)
    pattern = re.compile(rf"(?<!{_LETTER}){_alternatives(months)}(?!{_LETTER})\.?(?=([0-9])?)")
    weekdays = _days(locales)
    short = {name for name in weekdays if len(name) <= 2}
    named = re.compile(
        rf"(?<!{_LETTER}){_alternatives(weekdays.keys() - short)}(?!{_LETTER}|-(?!m[0-9]){_LETTER})[.,]*"
        rf"|^{_alternatives(short)}[.,]*(?=\s[0-9])"
    )
    return Names({name: tuple(sorted(found)) for name, found in months.items()}, named, pattern, weekdays)


def _alternatives(names: Iterable[str]) -> str:
    """A group of any of these, the longest first; of none, where there are none."""
    return "(" + ("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)") + ")"


def folded(text: str) -> str:
    """In lower case, without accents and invisible marks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each) and each.isprintable())


def plain(text: str) -> str:
    """A cell's text with the digits, dashes, quotation marks and spaces of a keyboard in English."""
    if text.isascii():
        return " ".join(text.split()).lstrip("'")
    return " ".join("".join(map(_plain, unicodedata.normalize("NFKC", text))).split()).strip("'")


@cache
def _plain(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in "‐‑‒–—−":
        return "-"
    if letter in "‘’ʼ′‛`´":
        return "'"
    if letter in "،、":
        return ","
    kind = unicodedata.category(letter)
    return " " if kind.startswith("Z") else "" if kind in ("Cf", "Cc") and letter not in "\t\n\r" else letter


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _any(words: str) -> str:
    """A pattern of any of these words; `_` stands for a space in one, `'` ends one that is put together."""
    each = sorted(set(words.split()), key=len, reverse=True)
    return rf"(?<!{_LETTER})(?:{'|'.join(re.escape(word).replace('_', ' ') for word in each)})"


ABOUT: Final = re.compile(
    _any(
        """
            ca circa c cca about around approx approximately roughly oko okolo otprilike rreth afersisht
            environ vers um etwa ungefahr gegen cerca_de alrededor_de hacia aproximadamente por_volta_de около
            приблизно приблизительно близько примерно око отприлике yaklasik حوالي
        """
    )
    + rf"(?!{_LETTER})\.?\s*|^~\s*"
)
_BEFORE_A_TIME: Final = (
    r"(?:\s*(?:las|la|les|l'|ores|oren|ora|casova|sati|casu|часов|часа|години|годині|час|الساعه|الساعة|uhr|u|у|о|в"
    r"|at|um|a))*\s*$"
)
ABOUT_A_TIME: Final = re.compile(
    r"[\s,]*(?:(?:u|у|о|в|at|um|a|ne)\s+)?(?:"
    + ABOUT.pattern.partition(rf"(?!{_LETTER})")[0]
    + rf"|~)\.?{_BEFORE_A_TIME}"
)
"""Behind a date, before the time that was taken out: about that time."""
PARTS: Final = tuple(
    re.compile(_any(words) + rf"(?!{_LETTER})[\s-]*(?:(?:of|the|de|du|d'|del|u|в|у|на|vom|des|se|te)\s+)*")
    for words in (
        """
            early beginning_of start_of pocetkom pocetak fillim fillimi debut anfang comienzos principios_de
            principios inicio в_начале начало на_початку початок почетком inizio inicios
        """,
        """
            mid middle_of sredinom sredina mes mesi milieu mi mitte mediados середине в_середине середина
            средином meados meta
        """,
        """
            late end_of krajem kraj fund fundi fin ende finales fines конец в_конце наприкінці кінець крајем
            final fine
        """,
    )
)
"""Words for the first, second and third part of a month or year."""
TIME_WORDS: Final = re.compile(
    r"\(?"
    + _any(
        """
            in_the_morning in_the_evening in_the_afternoon at_night at_noon at_dawn at_dusk morning evening
            afternoon noon midday midnight dawn dusk night overnight daytime uvece uvecer ujutro popodne
            prepodne nocu vece mengjes mbremje paradite pasdite nate matin soir apres-midi nuit midi aube
            morgens abends nachts vormittags nachmittags утром вечером ночью днем вранці ввечері вночі увече
            ујутро ноћу поподне manana tarde noche صباحا مساء ليلا
        """
    )
    + rf"(?!{_LETTER})\)?"
)
_EITHER: Final = "or ou oder ili или або ose veya"
EITHER: Final = re.compile(rf"\s{_any(_EITHER)}\s")
"""What stands between two dates of which one is meant."""
BETWEEN: Final = (
    r"\s+(?:"
    + _any(
        """
            to until till til thru through and bis und do i a au et jusqu'au al hasta y e ate по до и та і
            deri_me deri dhe ile إلى حتى
        """
        + _EITHER
    )
    + r")\s+|\s+-+\s*|\s*-+\s+|\s+/\s+|\s*->\s*|\s*…\s*"
)
"""What stands between the two ends of an interval."""
FROM: Final = re.compile(
    "^"
    + _any(
        """
            from between since starting beginning von vom zwischen seit ab od izmedju izmedu od entre du de
            depuis desde del с со между від з із між nga midis mes ndermjet që prej من بين منذ од измедју
            између
        """
    )
    + r"\s+"
)
SINCE: Final = re.compile(
    "^(?:"
    + _any(
        """
            since from starting_from starting as_of seit seit_dem ab ab_dem depuis desde od nga prej с
            начиная_с від починаючи_з од منذ من
        """
    )
    + r")\s+|^(?P<earliest>(?:"
    + _any("""
        on_or_after not_before no_earlier_than not_earlier_than no_antes_de pas_avant nicht_vor ne_prije
        ne_pre не_раньше не_раніше не_ранее
    """)
    + r")\s+|>=\s*|≥\s*)|^(?P<after>(?:"
    + _any("""
        after later_than some_time_after sometime_after any_time_after posle nakon pas apres nach nach_dem
        despues_de despues_del tras после після по_завршетку بعد
    """)
    + r")\s+|>\s*)"
)
ONGOING: Final = (
    "present now date ongoing today_ongoing current currently continuing continues to_date still_ongoing"
    " en_cours"
    " u_toku i_dalje danas sot ne_vazhdim vazhdon heute laufend andauernd actualidad en_curso настоящее_время"
    " н.в. по_настоящее_время до_сих_пор досі дотепер до_сьогодні до_данас ..  open open-ended presente"
)
UNTIL: Final = re.compile(
    "^(?:"
    + _any(
        """
            until till before by up_to prior_to pre prije do deri deri_me para avant jusqu'au jusqu'en vor
            vor_dem bis bis_zum antes_de antes_del hasta до перед пре قبل حتى no_later_than not_later_than
            not_after on_or_before at_the_latest_by earlier_than some_time_before sometime_before
            any_time_before
            a_mas_tardar spatestens_am spatestens не_позднее не_позже не_пізніше najkasnije
        """
    )
    + r")\s+|^(?:<=?|≤)\s*"
)
"""What only says until when."""
SEASONS: Final = {
    name: 21 + place
    for place, names in enumerate(
        (
            """
                spring prolece proljece pranvera pranvere printemps fruhling fruhjahr primavera весна весной
                весны
                пролеће
            """,
            """
                summer leto ljeto vera vere ete sommer verano лето летом лета літо влітку
            """,
            """
                autumn fall jesen vjeshta vjeshte automne herbst otono осень осенью осени осінь восени јесен
            """,
            """
                winter zima dimri dimer hiver invierno зима зимой зимы взимку
            """,
        )
    )
    for name in names.split()
}
FILLING: Final = _set("""
            of de del the le la am den on el dana dan me te se em do da r g god godine godina year г года году
            год р року рік roku m ne ден der des في من عام سنة ав date dated uhr o'clock dne
        """)
"""Words that stand in a date and say nothing."""


@cache
def ongoing() -> frozenset[str]:
    """Words for an end that nobody knows yet, folded."""
    return frozenset(folded(word.replace("_", " ")) for word in ONGOING.split())
