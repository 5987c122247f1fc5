"""Numbers as people write them: exact, or refused; a separator of thousands is never guessed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.values import numbers


def count(text: str, decimal: str | None = None) -> tuple[int | None, ...] | str:
    found, why = numbers.counts(pd.Series([text], dtype="str"), decimal)
    return str(why[0]) or tuple(found[0])


def decimal(text: str, mark: str | None = None) -> float | str:
    values, why = numbers.decimals(pd.Series([text], dtype="str"), mark)
    return str(why[0]) or float(values[0])


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("4", None, 4, None),
        ("4.0", None, 4, None),
        ("", None, None, None),
        ("3-5", 3, None, 5),
        ("3 – 5", 3, None, 5),
        ("10+", 10, None, None),
        ("at least 10", 10, None, None),
        ("up to 10", None, None, 10),
    ],
)
def test_a_toll_is_read_as_far_as_it_says_something(text: str, low: int, best: int, high: int) -> None:
    assert count(text) == (low, best, high)


@pytest.mark.parametrize("text", ["1,234", "1.234", "1 234", "1'234"])
def test_thousands_are_refused_until_somebody_says_which_mark_is_the_decimal_one(text: str) -> None:
    assert "choose the file's decimal mark" in count(text)


def test_thousands_are_read_where_the_mark_was_chosen() -> None:
    assert count("1,234", ".") == (None, 1234, None)
    assert count("1.234", ",") == (None, 1234, None)
    assert "choose" in count("1.234", ".")
    assert decimal("1.234,5", ",") == 1234.5
    assert decimal("1,234.5", ".") == 1234.5


@pytest.mark.parametrize("text", ["several", "-3", "4.5", "1e3", "5-3", "9" * 12, "4" + " " * 200])
def test_what_is_no_number_of_people_is_refused(text: str) -> None:
    assert isinstance(count(text), str)


def test_a_comma_is_no_decimal_mark_until_somebody_says_so() -> None:
    assert "decimal mark" in decimal("2,5")
    assert decimal("2,5", ",") == 2.5
    assert "has no meaning" in decimal("2.55,1", ",")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_is_read_exactly(value: float) -> None:
    assert decimal(repr(value)) == value


@given(st.text(max_size=30), st.sampled_from([None, ".", ","]))
def test_any_text_is_a_number_or_a_reason(text: str, mark: str | None) -> None:
    assert isinstance(count(text, mark), (str, tuple))
    assert isinstance(decimal(text, mark), (str, float))
    assert np.isnan(decimal("", mark))
