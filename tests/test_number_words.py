"""Numbers of people that are spelled out, in the languages that columns are guessed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft, incident, others

from geodata.values import counts

ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    if number < 20:
        return ONES[number - 1]
    if number < 100:
        rest = number % 10
        return TENS[number // 10 - 2] + (f"-{ONES[rest - 1]}" if rest else "")
    unit, word = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % unit
    return f"{spelled(number // unit)} {word}" + (
        f" {'and ' if rest < 100 else ''}{spelled(rest)}" if rest else ""
    )


@given(st.integers(1, 99_999))
def test_every_english_number_is_read(number: int) -> None:
    assert counts.told(spelled(number)).people == (None, number, None)
    assert counts.told(f"at least {spelled(number)} people").people == (number, None, None)


@given(st.integers(1, 999), st.integers(1, 999))
def test_two_numbers_never_run_into_one(first: int, last: int) -> None:
    low, high = sorted((first, last))
    assert counts.told(f"{spelled(low)} to {spelled(high)}").people == (low, None, high)
    assert counts.told(f"between {spelled(low * 100)} and {spelled(high * 100)}").people == (
        low * 100,
        None,
        high * 100,
    )


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (3, "three killed|tri|tres muertos|trois morts|drei Tote|три человека|троє|tre|üç|ثلاثة|три"),
        (15, "fifteen|quince|quinze|fünfzehn|petnaest|петнаесет|pesëmbëdhjetë|пятнадцать|п'ятнадцять|on beş"),
        (17, "seventeen|diecisiete|dix-sept|siebzehn|sedamnaest|shtatëmbëdhjetë|семнадцать|on yedi"),
        (25, "twenty-five|twenty five|veinticinco|vingt-cinq|fünfundzwanzig|dvadeset pet|dvadeset i pet"),
        (25, "дваесет и пет|njëzet e pesë|двадцать пять|двадцять п'ять|yirmi beş|خمسة وعشرون|vinte e cinco"),
        (21, "twenty-one|veintiún|vingt et un|einundzwanzig|dvadeset jedan|двадцать один|двадцять один"),
        (71, "seventy-one|setenta y uno|soixante et onze|einundsiebzig|sedamdeset jedan"),
        (97, "ninety-seven|quatre-vingt-dix-sept|siebenundneunzig|noventa y siete|девяносто семь"),
        (
            120,
            "one hundred and twenty|a hundred and twenty|ciento veinte|cent vingt|sto dvadeset|сто двадцать",
        ),
        (
            200,
            "two hundred|doscientos|deux cents|zweihundert|dvesta|dvije stotine|двести|двісті|iki yüz|dyqind",
        ),
        (2000, "two thousand|dos mil|deux mille|zwei tausend|dve hiljade|две тысячи|iki bin"),
    ],
)
def test_a_number_is_read_in_the_languages_of_columns(number: int, texts: str) -> None:
    found = {text: counts.told(text, of=counts.KILLED).people for text in texts.split("|")}
    assert found == dict.fromkeys(found, (None, number, None))


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        *(("a dozen", None, 12, None), ("two dozen", None, 24, None), ("dos docenas", None, 24, None)),
        *(
            ("more than a dozen", 13, None, None),
            ("at least two dozen", 24, None, None),
            ("up to a dozen", None, None, 12),
        ),
        *(
            ("several dozen", 12, None, None),
            ("несколько десятков", 10, None, None),
            ("several hundred", 100, None, None),
        ),
        *(("several", 2, None, None), ("nekoliko", 2, None, None), ("несколько человек", 2, None, None)),
        *(
            ("plusieurs", 2, None, None),
            ("a few", 2, None, None),
            ("many people", 2, None, None),
            ("a couple", None, 2, None),
        ),
        *(
            ("over a hundred", 101, None, None),
            ("twenty-thirty", 20, None, 30),
            ("three or four", 3, None, 4),
        ),
        *(("three (3)", None, 3, None), ("two police officers", None, 2, None), ("killed: 3", None, 3, None)),
    ],
)
def test_words_around_a_spelled_number_mean_what_they_mean_around_figures(text, low, best, high) -> None:
    assert counts.told(text, of=counts.KILLED).people == (low, best, high)


@pytest.mark.parametrize(
    "text", ["4 killed, 5 injured", "four dead and five hurt", "5 wounded; 4 killed", "4 muertos y 5 heridos"]
)
def test_killed_and_injured_in_one_cell_are_told_apart(text: str) -> None:
    assert counts.told(text, of=counts.KILLED).people.best == 4
    assert counts.told(text, of=counts.INJURED).people.best == 5
    assert counts.told(text).people.best is None


@pytest.mark.parametrize("text", ["one two", "five soldiers and two civilians", "three (4)", "two houses"])
def test_words_that_say_no_one_number_stay_unknown(text: str) -> None:
    assert counts.told(text, of=counts.KILLED).people == (None, None, None)


def test_the_words_stay_among_the_files_own_columns() -> None:
    made = draft(
        [{"title": f"Raid {n}", "deaths": each} for n, each in enumerate(("3", "twenty-five killed"))]
    )
    assert (incident(made, 1)["fatalities_best"], others(made, 1)["deaths"]) == (25, "twenty-five killed")
