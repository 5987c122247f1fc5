"""The rules that rows are examined by, each at its edges: what is refused, and in which words."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geodata.ingest.row_rules import Rows, together
from geodata.readers.delimited import RawTable

NOTHING = pd.DataFrame(columns=["row", "cells", "original"])


def rows(file: str = "a.csv", ragged: pd.DataFrame = NOTHING, **columns: list[str]) -> Rows:
    """A table whose lines are 2, 3, …, as in a file with a header."""
    table = pd.DataFrame(columns, dtype="str")
    table.index = pd.RangeIndex(2, len(table) + 2)
    return Rows(RawTable(file, table, ragged))


def refused(examined: Rows) -> list[tuple[int, str, str, str]]:
    found = examined.rejected()[["row", "field", "value", "reason"]]
    return list(found.itertuples(index=False, name=None))


def lines(examined: Rows) -> list[int]:
    return [row for row, *_ in refused(examined)]


def test_a_number_may_lie_on_its_bounds_and_not_beyond() -> None:
    examined = rows(a=["0", "10", "-0.1", "10.5", "x", "", "1e1", "1.5e2", "1,5", "nan"])
    examined.number("a", at_least=0, at_most=10, what="metres, such as 5")
    assert [each[::3] for each in refused(examined)] == [
        (4, "Less than 0: has to be metres, such as 5."),
        (5, "More than 10: has to be metres, such as 5."),
        (6, "Has to be a number with a decimal point: metres, such as 5."),
        (9, "More than 10: has to be metres, such as 5."),
        (10, "Has to be a number with a decimal point: metres, such as 5."),
        (11, "Has to be a number with a decimal point: metres, such as 5."),
    ]


def test_a_count_is_whole_and_not_below_zero() -> None:
    examined = rows(a=["0", "999999999", "", "1.0", "-1", "1000000000", " 1"])
    examined.count("a")
    assert lines(examined) == [5, 6, 7, 8]


def test_low_best_and_high_may_be_equal_or_missing_and_must_not_fall() -> None:
    examined = rows(
        low=["1", "2", "", "3", "", "x"],
        best=["1", "1", "2", "", "", "1"],
        high=["1", "3", "1", "2", "", "0"],
    )
    examined.ordered("low", "best", "high")
    assert [each[:2] for each in refused(examined)] == [(3, "low"), (4, "best"), (5, "low"), (7, "best")]
    assert refused(examined)[0][3] == "More than 'best': low, best and high have to rise."
    assert refused(examined)[2][3] == "More than 'high': low, best and high have to rise."


def test_all_rows_with_one_id_are_refused_and_the_first_five_others_named() -> None:
    examined = rows(id=["x"] * 7 + ["y"], a=[*map(str, range(8))])
    examined.identified_by("id")
    assert lines(examined) == list(range(2, 9))
    words = "give each row its own, or take the repetition out."
    assert refused(examined)[0][3] == f"The same as in rows 3, 4, 5, 6, 7 …: {words}"
    assert refused(examined)[6][3] == f"The same as in rows 2, 3, 4, 5, 6 …: {words}"
    pair = rows(id=["x", "x"], a=["1", "2"])
    pair.identified_by("id")
    assert refused(pair)[0][3] == f"The same as in row 3: {words}"


def test_of_rows_that_are_the_same_in_every_cell_the_first_is_kept() -> None:
    examined = rows(id=["x", "x", "y", "y", "y", "z"], a=["1", "1", "1", "1", "2", "1"])
    examined.identified_by("id")
    copy = "An exact copy of row {}: every cell is the same, and it counts once."
    assert [(each[0], each[3]) for each in refused(examined) if each[0] in (3, 5)] == [
        (3, copy.format(2)),
        (5, copy.format(4)),
    ]
    assert lines(examined) == [3, 4, 5, 6]
    beside = rows(id=["x", "x", "x"], a=["1", "1", "1"])
    beside.identified_by("id", beside=lambda places: [(b"p", b"q", b"p")[place] for place in places])
    assert lines(beside) == [2, 3, 4]
    assert "exact copy of row 2" in refused(beside)[2][3]


def test_the_first_of_equal_rows_stays_and_the_others_name_it() -> None:
    examined = rows(a=["1", "2", "1", "1"], b=["x", "x", "x", "y"])
    examined.not_repeated("a", "b")
    assert refused(examined) == [(4, "a", "1", "Repeats row 2 (a, b): take one of the two out.")]


@pytest.mark.parametrize(
    ("optional", "expected", "words"), [(False, [3, 4], "yes, no."), (True, [4], "yes, no, or nothing.")]
)
def test_an_empty_word_is_one_only_where_it_may_be_missing(
    *, optional: bool, expected: list[int], words: str
) -> None:
    examined = rows(a=["yes", "", "Yes"])
    examined.one_of("a", ("yes", "no"), optional=optional)
    assert lines(examined) == expected
    assert refused(examined)[-1][3] == f"Has to be one of: {words}"


def test_a_reference_says_whether_its_target_is_missing_or_refused() -> None:
    targets = rows("b.csv", id=["x", "y"])
    targets.refuse_row(3, "id", "wrong")
    examined = rows(b=["x", "y", "z", ""])
    examined.refers("b", targets, "id")
    assert [each[::3] for each in refused(examined)] == [
        (3, "It names row 3 of b.csv, which was refused: correct that first."),
        (4, "B.csv has no such id: add it there, or correct it here."),
        (5, "Empty: it has to name a row of b.csv."),
    ]
    may_be_empty = rows(b=["x", ""])
    may_be_empty.refers("b", targets, "id", optional=True)
    assert refused(may_be_empty) == []


def test_a_row_is_refused_once_with_all_its_reasons_and_each_reason_once() -> None:
    examined = rows(a=["1", "2"], b=["x", "y"])
    for _ in range(2):
        examined.refuse_row(2, "a", "are the two exchanged?")
        examined.refuse_row(2, "b", "wrong")
    assert examined.refused == 1
    assert examined.accepted.index.tolist() == [3]
    assert refused(examined) == [(2, "a", "1", "Are the two exchanged? Also b: Wrong.")]


def test_what_was_accepted_is_asked_anew_after_each_refusal() -> None:
    examined = rows(a=["1", "2", "3"])
    assert len(examined.accepted) == 3
    examined.refuse(examined["a"] == "2", "a", lambda value: f"no {value}")
    assert examined.accepted["a"].tolist() == ["1", "3"]
    assert refused(examined) == [(3, "a", "2", "No 2.")]


def test_a_refused_row_has_no_warnings_and_the_others_keep_theirs_by_line() -> None:
    examined = rows(a=["1", "2", "3"], c=["", "", ""])
    examined.knows_columns(["a"])
    examined.warn_row(4, "a", "odd", "3")
    examined.warn(examined["a"] != "3", "a", "even odder")
    examined.refuse_row(3, "a", "wrong")
    found = examined.warnings()
    assert found[["file", "row", "field", "value", "reason"]].to_numpy().tolist() == [
        ["a.csv", 1, "c", "", "The layout has no such column: it stays in the file and is shown nowhere."],
        ["a.csv", 2, "a", "1", "Even odder."],
        ["a.csv", 4, "a", "3", "Odd."],
    ]
    assert json.loads(found["original"].iloc[0]) == ["a", "c"]
    assert json.loads(found["original"].iloc[1]) == {"a": "1", "c": ""}


def test_rows_with_too_many_cells_stand_among_the_refused_by_their_line() -> None:
    ragged = pd.DataFrame({"row": [9, 3], "cells": [3, 1], "original": ['["1","2","3"]', '["1"]']})
    examined = rows(ragged=ragged, a=["1", "2", "3"], b=["", "", ""])
    examined.refuse_row(4, "a", "wrong")
    assert lines(examined) == [3, 4, 9]
    assert refused(examined)[2][3].startswith("3 cells, but the header has 2: put a cell that holds a comma")
    assert len(together([examined.rejected(), rows(a=[]).rejected()])) == 3
