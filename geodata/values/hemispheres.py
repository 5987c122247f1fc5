"""Writes the words by which people name hemispheres, axes and parts of degrees as letters and marks.

"42 degrees 55 minutes North", "42,93° с.ш." and "lat: 42.93" become `42 ° 55 ' N`, `42,93° N` and `φ 42.93`.
Spanish, French, Serbian, Albanian, Russian, Ukrainian, Arabic, German, Portuguese and Turkish are known. `O`
stays: it is west in Spanish and French, and east in German.
"""

from __future__ import annotations

import re
from typing import Final

from geodata.values.folding import fold

OF_LATITUDE: Final = "φ"
OF_LONGITUDE: Final = "λ"
LONGEST: Final = 300
_WORDS: Final = {
    "N": """
      north northern norte nord nördlich nördliche sever severno severna severne sjever sjeverno sjeverna
      sjeverne veri veriu veriore северной северная северно северна северне північ північної північна kuzey
      شمال شمالا شمالي пн
    """,
    "S": """
      south southern sur sud süd sul südlich südliche jug južno južna južne jugu jugore южной южная јужно
      јужна јужне південь південної південна güney جنوب جنوبا جنوبي пд
    """,
    "E": """
      east eastern este est ost leste östlich östliche istok istočno istočna istočne lindje lindore восток
      восточной восточная источно источна источне схід східної східна doğu شرق شرقا شرقي сх
    """,
    "W": """
      west western oeste ouest westlich westliche zapad zapadno zapadna zapadne perëndim perëndimi perëndimore
      западной западная захід західної західна batı غرب غربا غربي зх
    """,
    OF_LATITUDE: """
      latitude latitud lat breite breitengrad širina širine широта широты широти ширина ширине gjerësi
      gjerësia enlem عرض العرض
    """,
    OF_LONGITUDE: """
      longitude longitud lon long lng länge längengrad dužina dužine duljina duljine долгота долготы довгота
      довготи gjatësi gjatësia boylam طول الطول
    """,
    "°": """
      degrees degree deg degs grados grado degrés degré grad stepeni stepen stupnjeva graus grau shkallë
      градусов градуса градус градусів степени derece درجة
    """,
    "'": """
      minutes minute min mins minutos minuto minuten minuta minuti minut минут минуты мин хвилин dakika دقيقة
    """,
    '"': """
      seconds second sec secs segundos segundo secondes sekunden sekundi sekunda sekonda sekondë секунд
      секунды сек saniye ثانية
    """,
    "": """
      geographic geographische geografska geographical географска географическая географической географічної
      gjeografike geográfica géographique decimal dec gps coordinates coordinate خط دائرة and und et y
    """,
}
_ABBREVIATED: Final = tuple(
    (re.compile(rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])\.?", re.IGNORECASE), f" {letter} ")
    for letter, pattern in (
        ("N", r"с\.?\s?(?:г\.?\s?)?ш|s\.?\s?g\.?\s?š|пн\.?\s?ш"),
        ("S", r"ю\.?\s?ш|ј\.?\s?г\.?\s?ш|j\.?\s?g\.?\s?š|пд\.?\s?ш"),
        ("E", r"в\.?\s?д|и\.?\s?г\.?\s?д|i\.?\s?g\.?\s?d|сх\.?\s?д"),
        ("W", r"з\.?\s?(?:г\.?\s?)?д|z\.?\s?g\.?\s?d|зх\.?\s?д"),
    )
)
_LETTERS: Final = {fold(word): letter for letter, words in reversed(_WORDS.items()) for word in words.split()}
_TOKEN: Final = re.compile(r"(?<![^\W\d_])[NSEWO](?![^\W\d_])", re.IGNORECASE)
_GERMAN: Final = re.compile(r"l(?:ä|ae)ngen?(?:grad)?(?![^\W\d_])|östl|ostl", re.IGNORECASE)
_SINGLE: Final = {"с": "N", "ش": "N", "ю": "S", "ј": "S", "ج": "S", "в": "E", "ق": "E", "з": "W", "غ": "W"}
"""Of Cyrillic and Arabic; not folded, as that would make S of the letter that stands for north."""
_VOWELS: Final = re.compile("[\u064b-\u0652\u0640]")
"""Arabic marks above letters."""
_WORD: Final = re.compile(r"([^\W\d_]+)\.?(\s*[:=]+)?")
_ANY: Final = re.compile(r"[^\W\d_]{2}|[^\W\d_NSEWnsewo]|[^\W\d_]\s*[:=]")


def lettered(text: str) -> str:
    """The text with letters and marks for words; itself where there is no word to be written so."""
    if len(text) > LONGEST or not _ANY.search(text):
        return text
    for pattern, letter in _ABBREVIATED:
        text = pattern.sub(letter, text)
    return " ".join(_WORD.sub(_letter, _VOWELS.sub("", text.replace("،", ","))).split())


def words(letters: str) -> tuple[str, ...]:
    """The folded words that are written as these letters."""
    return tuple(word for word, letter in _LETTERS.items() if letter in letters)


def of_name(column: str, axis: str) -> str:
    """The hemisphere that a column's name says of all its degrees, as a letter: `Latitude (S)`; else "".

    Parameters
    ----------
    axis
        The two letters of which it may be one: NS or EW.
    """
    found = {each.upper() for each in _TOKEN.findall(lettered(column))}
    if "O" in found and axis == "EW":
        found.add("E" if _GERMAN.search(column) else "W")
    said = found & {*axis}
    return said.pop() if len(said) == 1 else ""


def _letter(found: re.Match[str]) -> str:
    if len(found[1]) == 1:
        known = found[1] if found[1] in "NSEWnsew" else _SINGLE.get(found[1].casefold())
    else:
        known = _LETTERS.get(fold(found[1]))
    return found[0] if known is None else f" {known} "
