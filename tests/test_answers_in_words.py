"""What is asked, its answers and what was not read are said in words that a researcher understands."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_files import draft
from streamlit.testing.v1 import AppTest

from geodata.__main__ import main
from geodata.ingest import answers, choices

OPTIONS = [
    *(("date_order", each) for each in choices.DATE_ORDERS),
    *(("open_end", each) for each in (choices.GOES_ON, choices.FIRST_DAY, "2024-01-31")),
    *(("pair_order", each) for each in choices.PAIR_ORDERS),
    *(("negative_codes", each) for each in choices.NEGATIVE_CODES),
    *(("row_is", each) for each in choices.ROW_IS),
    *(("decimal", each) for each in (".", ",")),
]


@pytest.mark.parametrize(("field", "answer"), OPTIONS)
def test_every_answer_that_is_a_code_has_words_for_people(field: str, answer: str) -> None:
    assert " " in answers.label(field, answer)


def test_an_answer_that_is_the_files_own_speaks_for_itself() -> None:
    assert answers.label("mapping", "Datum") == "Datum"
    assert answers.label("crs", "EPSG:32634") == "EPSG:32634"


def test_an_import_at_the_command_line_says_what_is_asked_why_and_how_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    path = tmp_path / "a.csv"
    path.write_text("title,date\nRaid,03/04/2023\n", encoding="utf-8")
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr()
    words = "In 'date' dates can be read in two ways: does the day or the month come first?"
    assert f"question: {words}" in said.out
    assert "answer with --date-order, one of: day-first, month-first" in said.out
    assert "month-first: the month comes first: 03/04/2023 is the 4th of March" in said.out
    assert f'Nothing was saved: it is still to be answered: "{words}" (for example: 03/04/2023).' in said.err


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"date": "2023-09-24", "time": "dusk?"}, "The time 'dusk?' was not read: the day is kept"),
        (
            {"date": "2023-09-24 14:30 EST"},
            "The time was not read, as EST is no zone that is known, or several",
        ),
    ],
)
def test_a_time_that_was_not_read_is_not_called_approximate(row: dict[str, str], words: str) -> None:
    said = draft([row]).warnings["reason"].tolist()
    assert any(each.startswith(words) for each in said), said
    assert not any("approximate" in each for each in said)


def asks() -> None:
    from raw_files import draft

    from components.importing.mapping_form import open_questions
    from geodata.ingest.choices import Choices

    rows = [{"title": "Raid", "date": "03/04/2023"}, {"title": "Post", "date": "since 2023-09-29"}]
    open_questions("key", draft(rows, Choices()))


def test_the_page_offers_answers_in_words() -> None:
    app = AppTest.from_function(asks, default_timeout=60).run()
    assert not app.exception
    offered = [option for radio in app.radio for option in radio.options]
    assert any(option.startswith("the day comes first") for option in offered), offered
    assert any(option.startswith("nobody says until when") for option in offered), offered
    assert not {*offered} & {"day-first", "goes-on", "first-day"}
