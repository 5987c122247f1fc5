"""Folding makes every spelling of a name one; a place's names go by language."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.model import LANGUAGES, PLACE_COLUMNS
from geodata.values.folding import NAME_COLUMNS, fold, names


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (("Leposavic", "Leposavić", "Leposaviq", "Лепосавић", "LEPOSAVIĆ", "Leposavic\u0301"), "leposavic"),
        (("Đakovica", "Djakovica", "Ђаковица", "DJAKOVICA"), "djakovica"),
        (("Banjskë", "Banjske"), "banjske"),
        (("Banjska", "Бањска", "БАЊСКА", "Ba\u01ccska"), "banjska"),
        (("Ljubljana", "Љубљана", "\u01c8ubljana"), "ljubljana"),
        (("Džep", "Џеп", "\u01c5ep", "Dzep"), "dzep"),
        (("Zvečan", "Звечан", "Zveçan"), "zvecan"),
        (("Žuč, Šaš", "Жуч, Шаш"), "zuc, sas"),
        (("Jarinje", "Јариње"), "jarinje"),
        (("  North\u00a0\n Mitrovica\t", "north mitrovica"), "north mitrovica"),
        (("Serbia–Kosovo", "Serbia-Kosovo"), "serbia-kosovo"),
        (("Ramë’s", "Rame's"), "rame's"),
        (("Straße", "STRASSE"), "strasse"),
    ],
)
def test_all_spellings_of_a_name_fold_to_one(spellings: tuple[str, ...], folded: str) -> None:
    assert {fold(spelling) for spelling in spellings} == {folded}


def test_different_names_stay_different() -> None:
    assert len({fold(name) for name in ("Banja", "Banje", "Banjska", "Banjica", "Baljska")}) == 5


def test_scripts_that_are_not_folded_keep_their_letters() -> None:
    assert fold("北京 ΑΘΗΝΑ") == "北京 αθηνα"


def test_every_character_there_is_folds_to_something_stable() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    assert [hex(ord(one)) for one in characters if fold(fold(one)) != fold(one)] == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_texts_fold_apart_as_they_fold_together(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}".strip()


def test_a_place_has_its_names_by_language_without_those_it_lacks() -> None:
    place = {"key": "banjska", "name_en": "Banjska", "name_sq": "Banjskë", "name_sr_latn": float("nan")}
    assert names(place) == {"en": "Banjska", "sq": "Banjskë"}


def test_the_languages_and_columns_are_those_of_the_model() -> None:
    assert tuple(NAME_COLUMNS) == LANGUAGES
    assert set(NAME_COLUMNS.values()) <= set(PLACE_COLUMNS)
