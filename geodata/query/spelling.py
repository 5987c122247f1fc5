"""Suggests another spelling where a search finds nothing: the nearest words that the dataset itself has."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geodata.index import star_schema
from geodata.query import answers
from geodata.values.folding import NAME_COLUMNS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store

MOST_TITLES: Final = 20_000
"""Records whose titles are looked through for words; names of actors and places come first."""
MOST_WORDS: Final = 20_000
_SHORTEST: Final = 4
"""Letters of a word that may be misspelled: of shorter ones too many are alike."""
_ALIKE: Final = 0.72
_NEAREST: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")


def suggestion(store: Store, filters: Filters) -> tuple[str, int] | None:
    """What may have been meant by `filters.text`, and how many records it finds with the other filters.

    Only what finds something is suggested; each word that no word of the dataset begins with is replaced by
    the nearest one, which is looked for among at most `MOST_WORDS`.
    """
    if not filters.text:
        return None
    words: Mapping[str, str] = store.cached("words", lambda: _words(store))
    for nearest in range(_NEAREST):
        text = _WORD.sub(lambda found: _replaced(found[0], words, nearest), filters.text)  # noqa: B023 - used at once
        if text == filters.text:
            return None
        if found := answers.counts(store, replace(filters, text=text)).shown:
            return text, found
    return None


def _replaced(word: str, words: Mapping[str, str], nearest: int) -> str:
    folded = fold(word)
    if len(folded) < _SHORTEST or any(each.startswith(folded) for each in words):
        return word
    near = difflib.get_close_matches(folded, words, n=_NEAREST, cutoff=_ALIKE)
    return words[near[min(nearest, len(near) - 1)]] if near else word


def _words(store: Store) -> dict[str, str]:
    """Folded words → as the dataset spells them most often, the most frequent first."""
    spelled: dict[str, Counter[str]] = {}
    for text in _texts(store):
        for word in _WORD.findall(text):
            if len(word) >= _SHORTEST:
                spelled.setdefault(fold(word), Counter())[word] += 1
    often = sorted(spelled, key=lambda word: -spelled[word].total())[:MOST_WORDS]
    return {word: spelled[word].most_common(1)[0][0] for word in often}


def _texts(store: Store) -> Iterator[str]:
    yield from store.statistics.actor_names
    yield from store.words["event_type"]
    places = store.ask_table("places", _names)
    for column in places:
        yield from _given(places[column])
    yield from _given(store.ask_table("records", _titles, MOST_TITLES)["title"])


def _given(values: Any) -> Iterator[str]:
    return (value for value in star_schema.plain(values).tolist() if isinstance(value, str))


def _names(places: ir.Table) -> ir.Table:
    return places.select(*NAME_COLUMNS.values()).limit(MOST_TITLES)


def _titles(records: ir.Table, limit: int) -> ir.Table:
    return records.select("row", "title").order_by("row").limit(limit).select("title")
