"""A search finds words, numbers, phrases, ids, sources and the file's columns; it mends a spelling."""

from __future__ import annotations

import pandas as pd
import pytest
from datasets import small_dataset
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft

from geodata import model
from geodata.filters import Filters
from geodata.ingest import row_order
from geodata.model import Dataset
from geodata.query import answers, claims, spelling, store
from geodata.values import searching
from geodata.values.folding import fold
from geodata.values.searching import sought

ROWS = [
    {
        "id": "AB-7/x",
        "date": "2011-05-01",
        "title": "Shots in Town 12",
        "type": "Armed clash",
        "summary": "Two men are known",
        "actor": "Mayor",
        "source": "Mayor",
        "cause": "on route B9",
    },
    {
        "id": "CD-8",
        "date": "2012-05-01",
        "title": "Road closed in 2012",
        "source": "Evening Herald",
        "cause": "convoy, 100% blocked",
    },
]
CLAIMS = [
    ("CD-8", "vehicles", "two", None, "Evening Herald"),
    ("CD-8", "vehicles", "three", "A driver", None),
    ("CD-8", "hour", "noon", "A driver", None),
    ("AB-7/x", "shots", "Many", "Mayor", None),
    ("AB-7/x", "shots", "many", "A neighbour", None),
]


def dataset() -> Dataset:
    tables = row_order.in_row_order(draft(ROWS).tables)
    tables["claims"] = pd.DataFrame(CLAIMS, columns=list(model.CLAIM_COLUMNS))
    typed = {name: model.typed(name, table) for name, table in tables.items()}
    empty = model.typed("rejected", None)
    return Dataset(name="x", version="1" * 64, info=small_dataset(3).info, rejected=empty, **typed)


SEARCHED = dataset()


def found(text: str) -> set[str]:
    """Titles that a search finds among a few records."""
    return set(answers.rows(store.open(SEARCHED), Filters(text=text))["title"])


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Town 12", {"Shots in Town 12"}),
        ("12", {"Shots in Town 12"}),
        ("9", {"Shots in Town 12"}),
        ("b9", {"Shots in Town 12"}),
        ("2012", {"Road closed in 2012"}),
        ("hots", set()),
        ("clo", {"Road closed in 2012"}),
        ('"closed in 2012"', {"Road closed in 2012"}),
        ('"closed 2012"', set()),
        ('"Shots in Tow"', set()),
        ('"shots in" 12', {"Shots in Town 12"}),
        ("AB-7/x", {"Shots in Town 12"}),
        ("armed", {"Shots in Town 12"}),
        ('"Armed clash"', {"Shots in Town 12"}),
        ("Evening Herald", {"Road closed in 2012"}),
        ("convoy", {"Road closed in 2012"}),
        ("100%", {"Road closed in 2012"}),
        ('"Herald Kosovo"', set()),
        ('"Town 12 Two"', set()),
        ('"Two men"', {"Shots in Town 12"}),
        ('"are known Mayor"', set()),
    ],
)
def test_words_are_found_at_their_beginning_numbers_whole_and_phrases_as_they_stand(text, titles) -> None:
    assert found(text) == titles


@given(st.lists(st.text("ab1-% ", min_size=1, max_size=8), min_size=1, max_size=4), st.data())
def test_any_part_between_spaces_is_found_by_itself_and_as_a_phrase(parts: list[str], data) -> None:
    text = " ".join(parts)
    words = text.split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    phrase = " ".join(words[first : last + 1])
    (searched,) = searching.searched([fold(text)]).to_pylist()
    assert all(term in searched for term in sought(f'"{phrase}"'))
    assert all(term in searched for term in sought(phrase))


def test_disputed_records_are_those_of_which_different_values_are_claimed() -> None:
    shown = answers.rows(store.open(SEARCHED), Filters(disputed=True))["title"]
    assert list(shown) == ["Road closed in 2012"]
    assert claims.disputed(store.open(SEARCHED), Filters()) == 1
    listed = claims.rival_claims(store.open(SEARCHED), Filters())
    assert listed["value"].tolist() == ["two", "three"]
    assert listed["number"].tolist() == [1, pd.NA]
    assert claims.rival_claims(store.open(SEARCHED), Filters(text="Town")).empty


def test_a_misspelled_word_is_offered_as_the_dataset_spells_it_with_what_it_finds() -> None:
    opened = store.open(SEARCHED)
    assert spelling.suggestion(opened, Filters(text="Rode closd 2012")) == ("Road closed 2012", 1)
    assert spelling.suggestion(opened, Filters(text="xyzzy")) is None
    assert spelling.suggestion(opened, Filters(text="closed")) is None
    assert spelling.suggestion(opened, Filters(text="closd", kinds=("site",))) is None
