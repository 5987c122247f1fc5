"""The two Serbian alphabets spell one name."""

from __future__ import annotations

import pytest

from geodata.values.transliteration import latin, same


@pytest.mark.parametrize(
    ("written_latin", "written_cyrillic"),
    [
        ("Banjska", "Бањска"),
        ("Camp Ljubovija, DŽEP", "Цамп Љубовија, ЏЕП"),
        ("Žerovnica / Đakovica", "Жеровница / Ђаковица"),
        ("Kosovo (i Metohija)", "Косово (и Метохија)"),
        ("Gnjilane", "Гњилане"),
        ("ǈubljana", "Љубљана"),
        ("Z\u030cdrelo", "Ждрело"),  # ž as two characters
    ],
)
def test_a_name_in_both_alphabets_is_the_same(written_latin: str, written_cyrillic: str) -> None:
    assert same(written_latin, written_cyrillic)


@pytest.mark.parametrize(
    ("written_latin", "written_cyrillic"),
    [
        ("Leposavic", "Лепосавић"),
        ("Banska", "Бањска"),
        ("Mitrovica", "Северна Митровица"),
        ("Raška", "Raska"),
    ],
)
def test_another_spelling_is_not(written_latin: str, written_cyrillic: str) -> None:
    assert not same(written_latin, written_cyrillic)


def test_what_is_not_serbian_cyrillic_stays() -> None:
    assert latin("Бонд 2023, ый") == "bond 2023, ый"
