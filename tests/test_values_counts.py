"""Numbers of people in words: low, best and high as far as a text says them, in several languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft, incident, lines, others, table

from geodata.ingest.choices import Choices
from geodata.values import counts


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("4", None, 4, None),
        ("2.0", None, 2, None),
        ("2,0", None, 2, None),
        ("1 200", None, 1200, None),
        ("1\u00a0200", None, 1200, None),
        ("1\u202f200\u202f000", None, 1_200_000, None),
        ("\u00a015", None, 15, None),
        ("١٥", None, 15, None),
        ("~15", None, 15, None),
        ("approx. 15", None, 15, None),
        ("15?", None, 15, None),
        ("cerca de 15", None, 15, None),
        ("environ 15", None, 15, None),
        ("oko 15", None, 15, None),
        ("околу 15", None, 15, None),
        ("около 15", None, 15, None),
        ("близько 15", None, 15, None),
        ("rreth 15", None, 15, None),
        ("yaklaşık 15", None, 15, None),
        ("حوالي 15", None, 15, None),
        (">10", 11, None, None),
        ("more than 10", 11, None, None),
        ("preko 10", 11, None, None),
        ("plus de 10", 11, None, None),
        ("أكثر من 10", 11, None, None),
        ("10'dan fazla", 11, None, None),
        ("10+", 10, None, None),
        ("at least 10", 10, None, None),
        ("не менее 10", 10, None, None),
        ("të paktën 10", 10, None, None),
        ("up to 10", None, None, 10),
        ("less than 5", None, None, 4),
        ("manje od 5", None, None, 4),
        ("3-5", 3, None, 5),
        ("10 to 12", 10, None, 12),
        ("between five and seven", 5, None, 7),
        ("od 3 do 5", 3, None, 5),
        ("от 3 до 5", 3, None, 5),
        ("approx. 15-20", 15, None, 20),
        ("4 (incl. 1 woman)", None, 4, None),
        ("5 (2 children)", None, 5, None),
        ("5 people, including 2 children", None, 5, None),
        ("15 [1]", None, 15, None),
        ("five", None, 5, None),
        ("dozens", 12, None, None),
        ("dozens of civilians", 12, None, None),
        ("tens of thousands", 10_000, None, None),
        ("desetine", 10, None, None),
        ("десятки", 10, None, None),
        ("مئات", 100, None, None),
        ("a dozen", None, 12, None),
        ("nobody", None, 0, None),
    ],
)
def test_a_number_of_people_is_read_as_far_as_its_words_say_it(text, low, best, high) -> None:
    told = counts.told(text)
    assert tuple(told.people) == (low, best, high)
    assert not told.fault


@pytest.mark.parametrize(
    "text",
    [
        "some",
        "few",
        "unknown",
        "12%",
        "4.5",
        "-3",
        "5-3",
        "3 (5)",
        "2 + 1",
        "1/2",
        "x",
        "N",
        *("10 soldiers and 2 civilians", "5 injured", "three (4)", "9" * 12, "1e3", "4 " * 60),
    ],
)
def test_what_says_no_number_is_none_and_is_remarked_on(text: str) -> None:
    told = counts.told(text, of=counts.KILLED)
    assert tuple(told.people) == (None, None, None)
    assert told.said
    assert not told.fault


def test_whose_word_stands_behind_a_number_decides_whether_it_is_that_number() -> None:
    assert counts.told("5 injured", of=counts.INJURED).people.best == 5
    assert counts.told("5 killed", of=counts.KILLED).people.best == 5
    assert counts.told("5 killed", of=counts.INJURED).people.best is None
    assert counts.told("7 ubijenih", of=counts.KILLED).people.best == 7


@pytest.mark.parametrize("text", ["1,200", "1.500", "over 1,000"])
def test_a_mark_between_thousands_is_a_fault_until_somebody_says_which_it_is(text: str) -> None:
    assert counts.told(text).fault == counts.AMBIGUOUS
    assert not counts.told(text, ".").fault


def test_thousands_are_read_and_decimals_are_no_people_once_the_mark_is_said() -> None:
    assert counts.told("1,200", ".").people.best == 1200
    assert counts.told("1.500", ",").people.best == 1500
    assert counts.told("over 1,000", ".").people.low == 1001
    assert counts.told("1.500", ".").people.best is None


@given(st.text(max_size=40), st.sampled_from([None, ".", ","]))
def test_any_text_is_a_number_or_is_remarked_on(text: str, mark: str | None) -> None:
    told = counts.told(text, mark)
    known = any(each is not None for each in told.people)
    assert known or told.said or told.fault or not text.strip()


ROWS = table(
    """
date;title;lat;lon;killed;injured
2023-09-24;A;42.9;20.8;~15;10+
2023-09-25;B;42.9;20.8;3-5;several
2023-09-26;C;42.9;20.8;1,200;1
""",
    ";",
)


def test_words_are_remarked_on_by_row_and_stay_among_the_files_own_columns() -> None:
    made = draft(ROWS[:2])
    assert made.accepted == 2
    assert incident(made)["fatalities_best"] == 15
    assert incident(made, 1)["injured"] is None
    assert (others(made)["killed"], others(made, 1)["injured"]) == ("~15", "several")
    ranges = [("injured", 10.0, None, None), ("injured", 2.0, None, None)]
    assert lines(made, "quantities", "what", "low", "best", "high") == ranges
    said = {(row, field): words for row, field, words in made.warnings[["row", "field", "reason"]].values}
    assert said[2, "killed"].startswith("Approximate")
    assert said[3, "injured"].startswith("Says that there were more than one")


def test_the_decimal_mark_is_asked_with_the_cells_that_leave_it_open() -> None:
    made = draft(ROWS)
    (question,) = made.questions
    assert (question.field, question.options, question.examples) == ("decimal", (".", ","), ("1,200",))
    assert made.rejected["field"].tolist() == ["killed"]
    answered = draft(ROWS, Choices(decimal="."))
    assert (answered.questions, answered.accepted) == ((), 3)
    assert incident(answered, 2)["fatalities_best"] == 1200


@pytest.mark.parametrize(
    "word",
    [
        *("none", "None", "no", "nil", "ninguno", "ninguna", "aucun", "aucune", "keine", "nenhum", "nessuno"),
        *("nema", "нема", "nijedan", "asnjë", "нет", "немає", "yok", "لا يوجد", "لا"),
    ],
)
def test_a_word_for_none_stays_unknown_in_every_language_and_is_quoted(word: str) -> None:
    cells = ("3", word, "0")
    made = draft([{"title": f"Raid {n}", "deaths": each} for n, each in enumerate(cells)])
    assert [incident(made, row)["fatalities_best"] for row in range(3)] == [3, None, 0]
    told = made.warnings[made.warnings["field"] == "deaths"]
    assert len(told) == 1
    assert word in " ".join(told[["value", "reason"]].iloc[0])
    assert "ay say that there were none" in told["reason"].iloc[0]


@pytest.mark.parametrize(
    "word",
    [
        *(
            "zero",
            "nobody",
            "no deaths",
            "none killed",
            "nadie",
            "sin víctimas",
            "personne",
            "aucun mort",
            "niemand",
        ),
        *("nula", "niko", "нико", "bez žrtava", "askush", "asnjë viktimë", "ноль", "без жертв"),
        *("загиблих немає", "нуль", "صفر", "لا أحد", "لا ضحايا"),
    ],
)
def test_what_can_only_mean_that_there_were_none_is_nought(word: str) -> None:
    made = draft([{"title": f"Raid {n}", "deaths": each} for n, each in enumerate(("3", word))])
    assert incident(made, 1)["fatalities_best"] == 0
    assert "Read as 0." in made.warnings["reason"].tolist()


def test_a_column_of_words_for_none_is_one_of_counts_all_the_same() -> None:
    made = draft([{"title": f"Raid {n}", "poginuli": each} for n, each in enumerate(("nema", "nema", "3"))])
    assert incident(made, 2)["fatalities_best"] == 3
