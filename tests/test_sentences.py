"""Every sentence of the interface that tells a number tells one in the singular, and more in the plural."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from components.text import strings

NEVER_ONE = {
    "map.map.more_than_here",
    "downloads.too_many",
    "datasets.together_help",
    "map.compare.side.other",
}
"""Sentences whose number is a limit of ours, or of a kind of file, or has no noun of its own."""


def sentences(entry: Any, key: str = "") -> Iterator[tuple[str, str, int]]:
    """Key, sentence and the number for which it is said: 1 or, of a form for several, 2."""
    if isinstance(entry, dict):
        for name, each in entry.items():
            yield from sentences(each, f"{key}.{name}" if key else name)
    else:
        form = key.rpartition(".")[2]
        yield key, entry, 2 if form == "other" else 1


ALL = [each for language in strings.languages() for each in sentences(strings.words(language))]
BY_KEY = {key: sentence for key, sentence, _ in ALL}


def nouns() -> dict[str, str]:
    """Plural → singular, from the sentences that have both."""
    found = {}
    for key, other in BY_KEY.items():
        if not key.endswith(".other"):
            continue
        one = set(re.findall(r"\w+", BY_KEY[key.removesuffix("other") + "one"]))
        found |= {
            word: word[:-1] for word in re.findall(r"\w+", other) if word not in one and word[:-1] in one
        }
    return found


def wrong(sentence: str, n: int) -> list[str]:
    """Nouns that do not agree with the number before them, up to two words between."""
    told = re.sub(r"\{\w+\}", str(n), sentence)
    plural = "|".join(nouns())
    unfit = plural if n == 1 else "|".join(nouns().values())
    return re.findall(rf"\b{n} (?:(?!of )[a-z]+ ){{0,2}}(?:{unfit})\b(?! (?:{plural})\b)", told)


def test_the_nouns_that_are_counted_are_known() -> None:
    assert {"records", "incidents", "rows", "places", "versions"} <= set(nouns())


@pytest.mark.parametrize(("key", "sentence", "n"), [each for each in ALL if each[0] not in NEVER_ONE])
def test_a_number_and_its_noun_agree(key: str, sentence: str, n: int) -> None:
    assert not wrong(sentence, n), key


@pytest.mark.parametrize(
    ("sentence", "n"), [("{n} records lie", 1), ("{n} other version", 2), ("{shown} of {total} records", 1)]
)
def test_a_wrong_sentence_is_noticed(sentence: str, n: int) -> None:
    assert wrong(sentence, n)


def test_the_number_chooses_the_form() -> None:
    told = strings.say("differences.found", n=1, removed=0, changed=2)
    assert told == "1 record added, 0 removed, 2 changed since then."
