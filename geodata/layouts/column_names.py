"""Says which fields a column's name may mean, the surest first: all of it, part of it, or one word."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geodata.values import hemispheres
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

Words = tuple[str, ...]

WHOLE: Final = 0
BESIDE: Final = 1
"""Words that change nothing stand beside it."""
ONE_WORD: Final = 2
"""One word means the field, whatever the others say."""
THE_EVENT, UNKNOWN, ELSEWHERE = range(3)
"""Whose position it is, by the words beside it: the event's, that of what nobody knows here, or not its."""
WEAK_FROM: Final = 1
"""Of latitude and longitude, from which line of phrases on a name counts only beside its partner."""
_LONGEST: Final = 12
"""A name of more words is a sentence, of which one word is looked at alone."""
_MOST_OF_PART: Final = 4
_TOLLS: Final = ("fatalities", "injured")
"""Fields that have a lowest and a highest figure beside them."""
_PLURAL: Final = re.compile(r"(?<=[^\W\d_])\((?:e?s|es|en|e|i|a|и|ы|і)\)")
"""Attacker(s)"""
_CAMEL: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)")


class Meaning(NamedTuple):
    """What a name may mean, and how surely: the lower the numbers, the surer."""

    level: int
    line: int
    """Which line of the field's phrases it is."""
    field: str
    rest: Words
    """The words beside those that mean it."""


def words_of(column: str) -> Words:
    """The words of a name, folded: `EventDate`, `event_date` and `Event date` have the same."""
    tidy = _CAMEL.sub(" ", _PLURAL.sub("", unicodedata.normalize("NFC", str(column)))).replace("'", " ")
    return tuple(re.findall(r"[^\W_]+", fold(tidy)))


@lru_cache(maxsize=4_096)
def meanings(column: str) -> tuple[Meaning, ...]:
    """The fields that a name may mean, the surest first; none for most names."""
    words = words_of(column)
    if not words:
        return ()
    found: dict[str, Meaning] = {}
    for each in (*_by_phrase(words), *_by_word(words)):
        if each.field not in found or each < found[each.field]:
            found[each.field] = each
    return tuple(sorted(found.values()))


def _by_phrase(words: Words) -> Iterator[Meaning]:
    phrases = _phrases()
    for field, line in phrases.get("".join(words), ()):
        yield Meaning(WHOLE, line, field, ())
    if len(words) > _LONGEST:
        return
    for begin in range(len(words)):
        for end in range(begin + 1, len(words) + 1):
            if end - begin == len(words):
                continue
            rest = (*words[:begin], *words[end:])
            for field, line in phrases.get("".join(words[begin:end]), ()):
                yield from _with(rest, field, line)


def _with(rest: Words, field: str, line: int) -> Iterator[Meaning]:
    """What a phrase means with these words beside it."""
    left = [word for word in rest if word not in _filling(field)]
    bound = (_bound(rest) or _bound(left)) if field in _TOLLS else None
    if bound:
        yield Meaning(BESIDE, line, bound.replace("fatalities", field), ())
    elif not left:
        yield Meaning(BESIDE, line, field, ())


def _bound(words: Sequence[str]) -> str | None:
    """What words make of a column of people, if each is of such: "low estimate", "best estimate"."""
    told = {_bounds().get(word) for word in words}
    bounds = told - {"fatalities"} or told
    return next(iter(bounds), None) if len(bounds) == 1 else None


def _by_word(words: Words) -> Iterator[Meaning]:
    for field, strong in _strong().items():
        for place, word in enumerate(words):
            if word in strong and len(words) > 1:
                yield Meaning(ONE_WORD, 0, field, (*words[:place], *words[place + 1 :]))


def is_part(column: str, field: str) -> bool:
    """Whether a name may say a field of some people only: "killed civilians", or "victims"."""
    words = words_of(column)
    plain = [word for word in words if word not in _filling(field)]
    if _perhaps(field) & {"".join(words), "".join(plain)}:
        return True
    if not 1 < len(words) <= _MOST_OF_PART or any(each.field == field for each in meanings(column)):
        return False
    sure = {phrase for phrase, told in _phrases().items() if (field, 0) in told}
    left = [[word for word in each if word not in _filling(field)] for each in _around(words, sure)]
    return any(
        0 < len(each) < _MOST_OF_PART - 1 and not any(word in _bounds() for word in each) for each in left
    )


def _around(words: Words, phrases: Collection[str]) -> list[Words]:
    """The words beside each of these phrases that stands among them."""
    return [
        (*words[:begin], *words[end:])
        for begin in range(len(words))
        for end in range(begin + 1, len(words) + 1)
        if "".join(words[begin:end]) in phrases
    ]


def of_area(column: str, what: str) -> int | None:
    """How surely a column names the `country` or the `area` of a place: 0 is the surest, None not at all."""
    return _areas(what).get("".join(words_of(column)))


def counts_events(column: str) -> bool:
    """Whether a column's name may say that it counts events."""
    return "".join(words_of(column)) in _totals()


def whose(meaning: Meaning) -> int:
    """Of whom a column of degrees is, by the words beside it: `THE_EVENT`, `UNKNOWN` or `ELSEWHERE`."""
    if meaning.level < ONE_WORD:
        return THE_EVENT
    if says_elsewhere(meaning.rest):
        return ELSEWHERE
    known = _filling(meaning.field) | _event_words()
    return THE_EVENT if all(word in known or word.isdecimal() for word in meaning.rest) else UNKNOWN


def says_elsewhere(words: Words) -> bool:
    """Whether words say a place that need not be where it happened: a capital, a shore, a home."""
    return any(word in _elsewhere() for word in words)


def is_hemisphere(word: str, field: str) -> bool:
    """Whether a word beside a column of degrees only says which hemisphere it is: `Latitude (S)`."""
    return word in _hemispheres(field)


def is_weak(meaning: Meaning) -> bool:
    """Whether a column of degrees counts only beside its partner."""
    return meaning.level == ONE_WORD or meaning.line >= WEAK_FROM


@cache
def _table() -> dict[str, Any]:
    """`column_words.toml`."""
    return tomllib.loads(resources.files("geodata.layouts").joinpath("column_words.toml").read_text("utf-8"))


@cache
def _areas(what: str) -> Mapping[str, int]:
    phrases = _listed(_table()["areas"][what])
    return {"".join(phrase): rank for rank, phrase in reversed(list(enumerate(phrases)))}


@cache
def _totals() -> frozenset[str]:
    return frozenset("".join(phrase) for phrase in _listed(_table()["totals"]["events"]))


@cache
def _phrases() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Phrase without spaces → fields and lines: `placename` is `place name`."""
    found: dict[str, list[tuple[str, int]]] = {}
    for field, lines in _table()["phrases"].items():
        for line, text in enumerate(lines):
            for phrase in _listed(text):
                known = found.setdefault("".join(phrase), [])
                if field not in [each for each, _ in known]:
                    known.append((field, line))
    return {phrase: tuple(each) for phrase, each in found.items()}


@cache
def _filling(field: str) -> frozenset[str]:
    like = "fatalities" if field.startswith(_TOLLS) else field
    texts = (_table()["beside"]["any"], _table()["beside"].get(like, ""))
    return frozenset(word for text in texts for phrase in _listed(text) for word in phrase) | _hemispheres(
        field
    )


@cache
def _hemispheres(field: str) -> frozenset[str]:
    """The folded words for the hemispheres of latitudes, or of longitudes."""
    letters = {"latitude": "NS", "longitude": "EW"}.get(field, "")
    single = {"longitude": ("o",)}.get(field, ())
    return frozenset((*hemispheres.words(letters), *letters.casefold(), *single)) if letters else frozenset()


@cache
def _elsewhere() -> frozenset[str]:
    return frozenset(word for phrase in _listed(_table()["degrees"]["elsewhere"]) for word in phrase)


@cache
def _event_words() -> frozenset[str]:
    return frozenset(word for phrase in _listed(_table()["degrees"]["event"]) for word in phrase)


@cache
def _perhaps(field: str) -> frozenset[str]:
    """Phrases without spaces for people of whom not all need be meant: victims, casualties."""
    return frozenset("".join(phrase) for phrase in _listed(_table()["perhaps"].get(field, "")))


@cache
def _strong() -> Mapping[str, frozenset[str]]:
    return {
        field: frozenset(word for phrase in _listed(text) for word in phrase)
        for field, text in _table()["strong"].items()
    }


@cache
def _bounds() -> Mapping[str, str]:
    return {
        word: field
        for field, text in _table()["bounds"].items()
        for phrase in _listed(text)
        for word in phrase
    }


def _listed(text: str) -> list[Words]:
    phrases = (tuple(re.findall(r"[^\W_]+", fold(each.replace("'", " ")))) for each in text.split(","))
    return [phrase for phrase in phrases if phrase]
