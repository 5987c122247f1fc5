"""Finds the cells of a column that only say that something is missing, as programs and people write it.

One list for every layout. A word that may as well be a name (`Nan` is a town, `NA` is Namibia's code) is
judged by the other cells of its column. Codes such as −99 are told apart, for a column of degrees may hold
them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_OF_PROGRAMS: Final = (
    # R, pandas, databases, JSON, spreadsheets (English, German, French, Spanish, Russian), GIS.
    r"na|n/a|n\a|<na>|(na)|[na]|n.a.|n.a|n. a.|n/a.|na.|n/d|n.d.|nan|-nan|+nan|nat|null|<null>"
    "|(null)|[null]|none|(none)"
    r"|<none>|[none]|nil|\n|undefined|(blank)|[blank]|(blanks)|(empty)|[empty]|<empty>|1.#qnan"
    "|1.#ind|-1.#ind"
    "|#n/a|#n/a n/a|#na|#ref!|#value!|#name?|#div/0!|#num!|#null!|#spill!|#calc!|#getting_data"
    "|#field!|#blocked!"
    "|#nv|#bezug!|#wert!|#valeur!|#nom?|#¡ref!|#¡valor!|#¿nombre?|#н/д|#знач!|#ссылка!|#имя?"
    "|#дел/0!"
)
_MARKS: Final = "-|--|---|–|—|−|.|..|...|…|?|??|???|*|_|/|//|x|xx|xxx|\"\"|''"
_OF_PEOPLE: Final = (
    # English
    "unknown|unk|unk.|unkn|unknown.|unknown/na|not known|not available|not applicable|not stated"
    "|not specified"
    "|not reported|not given|not recorded|not provided|not determined|unspecified|undetermined"
    "|missing|no data|n/k|n.k.|nk|nd|dk|don't know|not known yet|not yet known|not clear|unclear|tbc|t.b.c."
    "|tbd|t.b.d."
    "|to be confirmed|to be determined|to be verified|pending|not identified|not mentioned|not indicated"
    "|no response|no answer|no date|undated|not dated|date unknown|location unknown|unknown location"
    "|unknown date|place unknown|name unknown"
    "|no information|no info|none given|none reported|no value|unavailable|unconfirmed"
    "|data missing|information missing"
    # French, German, Spanish, Portuguese, Italian
    "|inconnu|inconnue|inconnus|inconnues|non renseigné|non renseignée|non renseigne"
    "|non disponible|non précisé"
    "|non communiqué|sans objet|s/o|pas de données|unbekannt|keine angabe|keine angaben|k.a."
    "|k. a.|k.a|nicht bekannt"
    "|nicht verfügbar|desconocido|desconocida|se desconoce|sin datos|sin dato|s/d|s.d."
    "|sin información|no disponible"
    "|no especificado|desconhecido|desconhecida|sem dados|sem informação|não informado"
    "|sconosciuto|sconosciuta|ignoto"
    "|non noto|nessun dato"
    "|non spécifié|non spécifiée|non-spécifié|non-spécifiée|non précisée|non communiquée|non disponibles"
    "|à préciser|à confirmer|à déterminer|à vérifier|sans précision|pas d'information|pas d'informations"
    "|ne sait pas|n.c.|nicht angegeben|ohne angabe|ohne angaben|noch offen|unklar|por confirmar"
    "|por determinar|por definir|sin determinar|sin confirmar|sin especificar|no aplica"
    "|no reportado|no reportada|no se sabe|no se conoce|no registra|no registrado|no identificado"
    "|no identificada|no especificada|a confirmar|a determinar|não se aplica|não identificado"
    "|não identificada|non specificato"
    "|non disponibile"
    # Serbian, Croatian, Bosnian, Macedonian in both scripts; Albanian
    "|nepoznato|nepoznat|nepoznata|nepoznati|nije poznato|nema podataka|bez podataka|непознато"
    "|непознат|непозната"
    "|није познато|нема податоци|нема података|без података|i panjohur|e panjohur|të panjohur"
    "|panjohur|nuk dihet"
    "|pa të dhëna|nuk ka të dhëna|nuk ka informacion|pa informacion|e papërcaktuar|i papërcaktuar"
    "|pa përcaktuar|nuk specifikohet|e paqartë|e paspecifikuar"
    "|nije navedeno|nije utvrđeno|nije dostupno|nije precizirano|nema informacija|bez informacija|nejasno"
    "|није наведено|није утврђено|није доступно|нема информација|нејасно|непознати|нема информации"
    # Russian, Ukrainian
    "|неизвестно|неизвестен|неизвестна|неизвестный|неизв.|нет данных|н/д|н.д.|невідомо|невідомий"
    "|невідома|немає даних|не указано|не указан|не указана|не известно|не уточнено|уточняется|не установлено"
    "|неясно|нет информации|нет сведений|данные отсутствуют|данных нет|информация отсутствует|не определено"
    "|не вказано|не встановлено|не визначено|уточнюється|немає інформації|дані відсутні"
    "|інформація відсутня|відсутні дані"
    # Arabic, Persian, Turkish, Polish
    "|غير معروف|غير معروفة|مجهول|غير متوفر|غير متاح|غير محدد|لا يوجد|لا توجد بيانات|نامعلوم"
    "|ناشناخته|نامشخص"
    "|غير معروفين|غير مذكور|غير واضح|غير مؤكد|لم يحدد|لا معلومات|لا توجد معلومات|لا بيانات|معلوم نیست"
    "|bilgi yok|bilinmemektedir|okänd|okänt|ukjent|ukendt|onbekend|לא ידוע|אין מידע"
    "|bilinmiyor|bilinmeyen|belirsiz|veri yok|nieznany|nieznana|nieznane|brak danych"
)
_PERHAPS_NAMES: Final = frozenset(("na", "nan", "nat", "nil", "null", "unk", "ignoto", "nd", "nk", "dk"))
"""Words of which some form is a name or a code of something, so that spelling and neighbours decide."""
_BESIDE_FIGURES: Final = frozenset(
    (
        *("missing", "unconfirmed", "x", "xx", "xxx", "*", "_", "/", "//", "unclear", "not clear", "pending"),
        *("unklar", "nejasno", "нејасно", "неясно", "e paqartë", "غير واضح", "غير مؤكد", "sin confirmar"),
        *("not identified", "no identificado", "no identificada", "não identificado", "não identificada"),
        *("a confirmar", "à confirmer", "à vérifier", "to be verified"),
    )
)
"""Words that mean something of their own (a missing person, an unconfirmed report) but beside figures and
among names."""
_OF_NAMES: Final = re.compile(
    r"place|location|town|village|city|settlement|lugar|lieu|mesto|mjesto|место|vendi|місце|المكان|الموقع"
    r"|actor|perpetrator|weapon|cause",
    re.IGNORECASE,
)
"""Columns in which such a word names nothing."""
_STATUS: Final = frozenset(("missing", "unconfirmed", "pending", "not identified"))
"""Which may be said of what a column names, all the same."""
_CODE: Final = re.compile(r"[-−](?:9{1,6}|8{2,6}|7{2,6}|6{2,6})(?:[.,]0+)?")
"""GTD's -9 and -99, SCAD's -99, -88 and -77 of surveys; what they are in degrees is another question."""
_NEGATIVE: Final = re.compile(r"\s*[-−][0-9]+(?:[.,][0-9]+)?\s*$")
_FEWEST_BELOW: Final = 2
_LONGEST: Final = 64
"""Bytes; no word here is longer, with a few spaces around it."""
_SAMPLE: Final = 2_000
_MOST: Final = 0.9
_COUNTRY: Final = re.compile(
    r"country|nation|iso|\bcc\b|ccode|pays|land|drzava|shteti|pais|paese", re.IGNORECASE
)
_SPACES: Final = (*b" \t\r\n\x0b\x0c", 0xC2)


def _words() -> frozenset[str]:
    return frozenset(word.casefold() for word in f"{_OF_PROGRAMS}|{_MARKS}|{_OF_PEOPLE}".split("|"))


WORDS: Final = _words()
"""All of them, folded by case."""


@lru_cache(maxsize=20_000)
def is_word(text: str) -> bool:
    """Whether a text, whatever stands beside it, says that something is missing."""
    return _folded(text) in WORDS


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def is_code(text: str) -> bool:
    """Whether a text is a code such as -9 or -99.00 that stands for a missing number."""
    return _CODE.fullmatch(text.strip()) is not None


def found(name: str, cells: pa.ChunkedArray, *, codes: bool) -> list[str]:
    """The distinct cells of a column that say that something is missing, as they are written.

    Parameters
    ----------
    name
        The column's name, which may say that it holds codes of countries.
    cells
        n texts, `large_string`, none of them missing.
    codes
        Whether -9 and the like stand for nothing as well: not where they may be numbers, nor beside other
        numbers below nought.
    """
    there = [text for text in _candidates(cells) if is_word(text) or (codes and is_code(text))]
    if codes and any(map(is_code, there)) and _are_below_nought(cells):
        there = [text for text in there if not is_code(text)]
    unsure = [text for text in there if _folded(text) in _PERHAPS_NAMES | _BESIDE_FIGURES]
    if not unsure:
        return there
    others = _others(cells, there)
    kept = {text for text in unsure if _means_something(name, text.strip(), others)}
    return [text for text in there if text not in kept]


def codes_in(cells: pa.ChunkedArray) -> list[str]:
    """The distinct cells that are codes such as -99, as they are written."""
    return [text for text in _candidates(cells) if is_code(text)]


def of_texts(name: str, texts: Iterable[str], *, codes: bool = False) -> set[str]:
    """Likewise, of a few texts."""
    return set(found(name, pa.chunked_array([pa.array([*texts], pa.large_string())]), codes=codes))


def emptied(cells: pa.ChunkedArray, words: Collection[str]) -> pa.ChunkedArray:
    """The cells, those empty that hold one of the words; pieces without one are not copied."""
    given, nothing = pa.array([*words], pa.large_string()), pa.scalar("", pa.large_string())
    pieces = []
    for chunk in cells.chunks:
        bad = pc.is_in(chunk, value_set=given)
        pieces.append(pc.if_else(bad, nothing, chunk) if pc.any(bad).as_py() else chunk)
    return pa.chunked_array(pieces, cells.type)


def _candidates(cells: pa.ChunkedArray) -> list[str]:
    """Distinct cells that begin as a word here does and are as long: by bytes, as most columns have none."""
    few: dict[str, None] = {}
    for chunk in cells.chunks:
        places = places_of(chunk, _BEGINNINGS)
        if len(places):
            given = chunk.take(pa.array(places))
            plain = pc.utf8_lower(pc.utf8_trim_whitespace(given))
            likely = pc.or_(pc.is_in(plain, value_set=_LOWER), pc.match_substring_regex(plain, _LIKE_CODE))
            few.update(dict.fromkeys(pc.unique(given.filter(likely)).to_pylist()))
    return list(few)


def places_of(
    chunk: pa.Array, beginnings: np.ndarray[Any, np.dtype[np.bool_]]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Where cells begin as some words do and are as long."""
    if not len(chunk) or chunk.buffers()[2] is None:
        return np.zeros(0, np.int64)
    offsets = np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    lengths = np.diff(offsets)
    short = np.flatnonzero((lengths > 0) & (lengths <= _LONGEST))
    data = np.frombuffer(chunk.buffers()[2], np.uint8)
    return short[beginnings[lengths[short], data[offsets[:-1][short]]]]


_LOWER: Final = pa.array(sorted(WORDS), pa.large_string())
_LIKE_CODE: Final = r"^[-−][6-9]{1,6}(?:[.,]0+)?$"


def beginnings(words: Iterable[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """By length and first byte: whether one of the words may be so; with spaces in front of it any may."""
    table = np.zeros((_LONGEST + 1, 256), bool)
    for word in words:
        for form in {word, word.upper(), word.capitalize(), word.title()}:
            data = form.encode()
            table[len(data) : len(data) + 4, data[0]] = True  # and spaces behind it
    table[:, _SPACES] = True
    return table


def _words_and_codes() -> np.ndarray[Any, np.dtype[np.bool_]]:
    table = beginnings(WORDS)
    table[2:12, ord("-")] = True
    table[3:14, "−".encode()[0]] = True
    return table


_BEGINNINGS: Final = _words_and_codes()


def _are_below_nought(cells: pa.ChunkedArray) -> bool:
    """Whether other numbers of a column are below nought, so that -9 is a number like them."""
    few = pc.unique(cells.slice(0, 20 * _SAMPLE)).to_pylist()[:_SAMPLE]
    return sum(_NEGATIVE.match(text) is not None and not is_code(text) for text in few) >= _FEWEST_BELOW


def _others(cells: pa.ChunkedArray, words: Collection[str]) -> list[str]:
    """Some of the distinct cells that hold something else."""
    given = {text.strip() for text in pc.unique(cells.slice(0, 20 * _SAMPLE)).to_pylist()[:_SAMPLE]}
    return sorted(given - {"", *(word.strip() for word in words)})


def _means_something(column: str, text: str, others: list[str]) -> bool:
    """Whether a word is a name, a code or a value beside these others."""
    figures = bool(others) and sum(bool(re.search("[0-9]", each)) for each in others) * 2 > len(others)
    if _folded(text) in _BESIDE_FIGURES:
        unnamed = _OF_NAMES.search(column) is not None and _folded(text) not in _STATUS
        return not (figures or unnamed)
    if re.fullmatch("[A-Z]{2}", text):
        codes = [each for each in others if re.fullmatch("[A-Z]{2}", each)]
        if (codes or _COUNTRY.search(column)) and len(codes) >= _MOST * len(others):
            return True
    return text[:1].isupper() and text[1:].islower() and not figures
