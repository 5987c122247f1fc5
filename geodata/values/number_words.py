"""Writes the numbers of a text that are spelled out in figures: `twenty-five` as 25, `two dozen` as 24.

Words are those of `count_words.toml`, put together as the languages there do: tens and a unit (`vingt-cinq`,
`dvadeset i pet`, `fünfundzwanzig`, `خمسة وعشرون`), so many hundreds, thousands or dozens and the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_EIGHTY: Final = re.compile(r"\bcuatre[ -]vingts?\b")
"""As folded, q being c."""
_ARTICLE: Final = re.compile(r"\ban? (?=(?:hundred|thousand|dozen)\b)")
_APART: Final = re.compile(r" ?-? ?")
_AND: Final = frozenset(["and", "y", "et", "e", "i", "und", "ta", "te", "dhe", "ve"])
_ARABIC_AND: Final = "و"
_UNITS: Final = range(1, 10)
_TEENS: Final = range(10, 20)
_TENS: Final = range(20, 100, 10)
_WITH_TEENS: Final = (60, 80)
"""Soixante-dix, quatre-vingt-dix."""
_HUNDRED, _THOUSAND, _DOZEN = 100, 1000, 12


class Words(NamedTuple):
    """Folded words of numbers."""

    numbers: Mapping[str, int]
    dozens: frozenset[str]
    """Those that stand for 12 behind another number."""


class Written(NamedTuple):
    """A text with figures in the place of words."""

    text: str
    round: bool
    """Whether one of them counts in dozens."""


class _Token(NamedTuple):
    word: str
    begin: int
    end: int


def words(figures: Mapping[str, Iterable[str]], dozens: Iterable[str]) -> Words:
    """The words of numbers, and German's compounds of a unit and tens; `figures` has them by number."""
    numbers = {word: int(number) for number, each in figures.items() for word in each}
    units = {word: number for word, number in numbers.items() if number in _UNITS}
    tens = {word: number for word, number in numbers.items() if number in _TENS}
    compounds = {
        f"{unit}und{ten}": units[unit] + tens[ten]
        for unit in (*units, "ein")
        for ten in tens
        if unit in units
    }
    hundreds = {f"{unit}hundert": 100 * number for unit, number in units.items()}
    return Words({**compounds, **hundreds, **numbers, "cuatrevingt": 80}, frozenset(dozens))


def in_figures(text: str, known: Words) -> Written:
    """Write a folded text's numbers in figures; a word that is none stays."""
    text = _ARTICLE.sub("", _EIGHTY.sub("cuatrevingt", text))
    reader = _Reader(text, known)
    made, place, counts_in_dozens, at = [], 0, False, 0
    while at < len(reader.tokens):
        value, behind = reader.number(at)
        if value is None:
            at += 1
            continue
        counts_in_dozens |= reader.is_dozen(behind - 1)
        made += [text[place : reader.tokens[at].begin], str(value)]
        place, at = reader.tokens[behind - 1].end, behind
    return Written("".join((*made, text[place:])), counts_in_dozens)


class _Reader:
    """Reads numbers from a place among the words of a text: the value, and the place behind it."""

    def __init__(self, text: str, known: Words) -> None:
        self.text, self.known = text, known
        self.tokens = [_Token(each[0], each.start(), each.end()) for each in _WORD.finditer(text)]

    def is_dozen(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].word in self.known.dozens

    def value(self, at: int) -> int:
        """Of one word; 0 where it is no number."""
        return self.known.numbers.get(self.tokens[at].word, 0) if at < len(self.tokens) else 0

    def number(self, at: int) -> tuple[int | None, int]:
        value, behind = self._below_thousand(at)
        if not value and self.value(at) == _THOUSAND:
            value, behind = 1, at
        elif not value and self.is_dozen(at):
            return _DOZEN, at + 1
        if not value:
            return None, at
        if self._beside(behind) and self.is_dozen(behind):
            return value * _DOZEN, behind + 1
        if (behind == at or self._beside(behind)) and self.value(behind) == _THOUSAND:
            return self._with_rest(value * _THOUSAND, behind + 1, self._below_thousand)
        return value, behind

    def _below_thousand(self, at: int) -> tuple[int, int]:
        value = self.value(at)
        if value in _UNITS and self._beside(at + 1) and self.value(at + 1) == _HUNDRED:
            return self._with_rest(value * _HUNDRED, at + 2, self._below_hundred)
        if value % _HUNDRED == 0 and _HUNDRED <= value < _THOUSAND:
            return self._with_rest(value, at + 1, self._below_hundred)
        return self._below_hundred(at)

    def _below_hundred(self, at: int) -> tuple[int, int]:
        value = self.value(at)
        if value in _TENS:
            rest = self._behind_and(at + 1)
            of_hundreds = self._beside(rest + 1) and self.value(rest + 1) == _HUNDRED
            if self.value(rest) in _UNITS and not of_hundreds:
                return value + self.value(rest), rest + 1
            if value in _WITH_TEENS and self.value(rest) in _TEENS:
                teen, behind = self._below_hundred(rest)
                return value + teen, behind
            return value, at + 1
        if value == _TEENS[0] and self._beside(at + 1) and self.value(at + 1) in _UNITS:
            return value + self.value(at + 1), at + 2
        if value in _UNITS and self._beside(at + 1):
            tens = self.known.numbers.get(self.tokens[at + 1].word.removeprefix(_ARABIC_AND), 0)
            if tens in _TENS and self.tokens[at + 1].word.startswith(_ARABIC_AND):
                return value + tens, at + 2
        return (value, at + 1) if 0 < value < _HUNDRED else (0, at)

    def _with_rest(self, value: int, at: int, read: Callable[[int], tuple[int, int]]) -> tuple[int, int]:
        rest = self._behind_and(at)
        more, behind = read(rest) if rest < len(self.tokens) else (0, at)
        counts_others = self._beside(behind) and (
            self.value(behind) in (_HUNDRED, _THOUSAND) or self.is_dozen(behind)
        )
        return (value + more, behind) if more and not counts_others else (value, at)

    def _beside(self, at: int) -> bool:
        """Whether a word stands right behind the one before it."""
        if not 0 < at < len(self.tokens):
            return False
        between = self.text[self.tokens[at - 1].end : self.tokens[at].begin]
        return _APART.fullmatch(between) is not None

    def _behind_and(self, at: int) -> int:
        """The place of the word behind, or behind a word for "and"; the end of all where none is."""
        if not self._beside(at):
            return len(self.tokens)
        if self.tokens[at].word in _AND and not self.value(at):
            return at + 1 if self._beside(at + 1) else len(self.tokens)
        return at
