"""Finds texts that give a position in numbers or codes: degrees, UTM and MGRS, plus codes, map links.

It is asked before a text is published that must not tell where something was. So it takes too much rather
than too little: a text with `7.62, 5.56` is taken for one as well, and whoever publishes it has to look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.values import map_links
from geodata.values.coordinates import plain_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

_FINE: Final = r"[0-9]{1,3}(?:\.[0-9]{2,}|,[0-9]{4,})"
"""A number with so many decimals that it is no thousands: 42.93, 42,9312."""
_FINER: Final = r"[0-9]{1,3}[.,][0-9]{3,}"
_LETTER: Final = "[NSEW]"
_NAMED: Final = r"(?:\b(?:lon|lng|long|longitude|lat|latitude|east|north|and)\b|[=:])"
_SECONDS: Final = r"[0-9]{1,2}(?:[.,][0-9]+)?"
_PLUS: Final = "[23456789CFGHJMPQRVWX]"
_WAYS: Final = {
    r"[0-9][.,][0-9]{2}": (
        # 42.931 20.731; 42,931; 20,731; 42.93123N20.73123E; (20.731)(42.931)
        rf"{_FINER}\s*{_LETTER}?[\s,;:/|_()\[\]]{{0,9}}{_LETTER}?\s*[-+]?{_FINER}",
        # 42.93, 20.73
        r"(?<![0-9.])[0-9]{1,2}\.[0-9]{2,}\s{0,9}[,;|]\s{0,9}[-+]?[0-9]{1,3}\.[0-9]{2}",
        # 42.9312 and 20.7312; 42.93 lon = 20.73
        rf"{_FINE}[^0-9.]{{1,12}}{_NAMED}[^0-9]{{0,4}}{_FINE}",
        # 42.93N, E 20.7312
        rf"{_FINE}\s?{_LETTER}\b",
        rf"\b{_LETTER}\s?{_FINE}",
    ),
    # lat=42.9, longitude: 20.73
    r"(?i:la?t|lo?ng?)": (r"\b(?i:m?lat|m?lon|lng|latitude|longitude)\b\s?[=:]?\s?[-+]?[0-9]{1,3}[.,][0-9]",),
    # 42°55', 42d55m
    "°": (r"[0-9]\s?°",),
    r"[0-9][do]": (r"\b[0-9]{1,3}[do]\s?[0-9]{1,2}\s?[m']",),
    # 42 55 52 N, 42:55.87N, N 42 55 52, 425552N 0204352E
    rf"[0-9][\s\"'s]?{_LETTER}\b|\b{_LETTER}\s?[0-9]": (
        rf"\b[0-9]{{1,3}}[\s:d]{{1,3}}[0-9]{{1,2}}(?:[\s:'m]{{1,3}}{_SECONDS}|[.,][0-9]+)[\s\"s']{{0,3}}{_LETTER}\b",
        rf"\b{_LETTER}\s?[0-9]{{1,3}}[\s:d]{{1,3}}[0-9]{{1,2}}[\s:'m.,]{{1,3}}[0-9]",
        r"\b[0-9]{4,6}[NS][\s,/]{0,3}[0-9]{5,7}[EW]\b",
    ),
    # 34T DN 73225 53255
    r"[0-9]\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z][A-HJ-NP-V]\s?[0-9]": (
        r"\b[0-9]{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z][A-HJ-NP-V]\s?(?:[0-9]{4,10}\b|[0-9]{2,5}\s[0-9]{2,5}\b)",
    ),
    # 34T 472000 4753000
    r"[0-9]{7}": (r"\b[1-9][0-9]{5}(?:[.,][0-9]+)?\s?m?\s?E?[\s,;/]{1,4}(?:N\s?)?[0-9]{7}\b",),
    r"\+": (rf"(?<![A-Z0-9]){_PLUS}{{4,8}}\+{_PLUS}{{2,3}}(?![A-Z0-9])",),
    # +425530+0204102/ (ISO 6709)
    r"[-+][0-9]{4}": (r"(?<![0-9])[-+][0-9]{4,6}(?:\.[0-9]+)?[-+][0-9]{5,7}(?:\.[0-9]+)?(?![0-9])",),
    # addresses of maps, and words for squares of three metres
    r"(?i:geo:)": (r"\b(?i:geo:)[-+]?[0-9]",),
    r"[@/][-+]?[0-9]": (r"[@/][-+]?[0-9]{1,2}\.[0-9]+[,/][-+]?[0-9]{1,3}\.[0-9]",),
    r"(?i:POINT)": (r"\b(?i:POINT\s?Z?\s?\()",),
    "///": (r"///\w+\.\w+\.\w",),
}
"""Ways to write a position, by what a text has to hold for them: that is looked for first, and fast."""
_COMPILED: Final = [(re.compile(quick), tuple(map(re.compile, ways))) for quick, ways in _WAYS.items()]
_LONE: Final = re.compile(r"[-+]?[0-9]{1,3}[.,][0-9]{2,}|[0-9]{5,8}(?:[.,][0-9]+)?")


def is_there(text: str) -> bool:
    """Whether a position stands somewhere in a text."""
    plain = plain_marks(text)
    by_way = any(quick.search(plain) and any(way.search(plain) for way in ways) for quick, ways in _COMPILED)
    return by_way or map_links.is_position(plain)


def is_part(text: str) -> bool:
    """Whether a text gives a position, or is one of its two numbers and nothing else."""
    return is_there(text) or _LONE.fullmatch(plain_marks(text).strip()) is not None


def found(texts: Iterable[str]) -> list[str]:
    """Those of the texts that give a position."""
    return [text for text in texts if is_there(text)]
