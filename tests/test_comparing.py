"""Two filters beside each other: counts equal those of each alone, and chance is told as the method says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import geodata
from geodata.__main__ import main
from geodata.chance import rate_ratios
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.library import catalog
from geodata.query import answers, comparing, store

JUNE = Filters(start=date(2023, 6, 1), end=date(2023, 6, 30))
SEPTEMBER = Filters(start=date(2023, 9, 1), end=date(2023, 9, 30))


@pytest.fixture(scope="module")
def case():
    return store.open(catalog.load("northern-kosovo"))


def test_june_against_september_counts_what_each_month_alone_counts(case):
    found = comparing.compared(case, SEPTEMBER, JUNE, "actor")

    for side, filters in (("a", SEPTEMBER), ("b", JUNE)):
        moving = replace(filters, kinds=("incident", "deployment", "statement"))
        assert found.whole[f"{side}_possible"].item() == answers.counts(case, moving).shown
        alone = answers.top(case, moving, "actor", limit=None).set_index("value")["count"]
        listed = found.lines.set_index("value")[f"{side}_possible"]
        assert listed[listed > 0].to_dict() == alone.to_dict()
    assert found.days == (30, 30)
    assert found.sites_left_out == answers.counts(case, Filters(kinds=("site",))).shown


def test_lines_come_by_the_size_of_their_change(case):
    found = comparing.compared(case, SEPTEMBER, JUNE, "event_type").lines

    assert found["change"].abs().is_monotonic_decreasing
    assert (found["change_low"] <= found["change"]).all()
    assert (found["change"] <= found["change_high"]).all()
    assert (found["a_certain"] <= found["a_possible"]).all()


def test_records_in_both_are_no_two_samples(case):
    kfor = Filters(actors=("kfor",))
    found = comparing.compared(case, Filters(), kfor)

    assert found.shared == answers.counts(case, kfor).shown > 0
    assert np.isnan(found.whole["p"].item())


def test_equal_filters_and_unknown_fields_are_refused(case):
    with pytest.raises(FilterError, match="another filter than what is shown"):
        comparing.compared(case, JUNE, JUNE)
    with pytest.raises(FilterError, match="one of actor, event_type"):
        comparing.compared(case, JUNE, SEPTEMBER, "colour")


def test_periods_before_are_as_long_and_end_right_before():
    assert comparing.period_before(SEPTEMBER) == Filters(start=date(2023, 8, 2), end=date(2023, 8, 31))
    leap = Filters(start=date(2024, 2, 29), end=date(2024, 3, 1))
    assert comparing.year_before(leap) == Filters(start=date(2023, 2, 28), end=date(2023, 3, 1))
    assert comparing.period_before(Filters(start=date(2023, 1, 1))) is None


def test_a_period_of_another_length_is_compared_by_day(case):
    half = replace(SEPTEMBER, end=date(2023, 9, 15))
    found = comparing.compared(case, half, JUNE).whole.iloc[0]

    assert found["ratio"] == pytest.approx(found["a_certain"] / 15 / (found["b_certain"] / 30))


@given(
    st.integers(0, 400),
    st.integers(0, 400),
    st.floats(0.5, 400),
    st.floats(0.5, 400),
)
def test_the_interval_is_that_of_scipys_binomial_test(one, two, days, others):
    found = rate_ratios.compared([one], [two], exposure=(days, others))
    if one + two == 0:
        assert np.isnan(found.ratio[0])
        assert np.isnan(found.p[0])
        return
    share = stats.binomtest(one, one + two, days / (days + others)).proportion_ci(0.95, "exact")
    for ours, theirs in ((found.low[0], share.low), (found.high[0], share.high)):
        ratio = theirs / (1 - theirs) * others / days if theirs < 1 else np.inf
        assert ours == pytest.approx(ratio, rel=1e-6)
    assert found.low[0] <= found.ratio[0] <= found.high[0]
    # what the interval says and what the test says agree: a ratio of one lies outside just where p < 0.05
    assert (found.p[0] < 0.05) == (not found.low[0] <= 1 <= found.high[0]) or found.p[0] == pytest.approx(
        0.05
    )


def test_a_figure_that_others_published():
    """Przyborowski and Wilenski's kind of case: 11 against 3 in equal times, worked out by hand."""
    found = rate_ratios.compared([11], [3])

    assert found.p[0] == pytest.approx(2 * sum(stats.binom.pmf(range(11, 15), 14, 0.5)))
    assert found.ratio[0] == pytest.approx(11 / 3)


def test_the_command_and_python_say_the_same(capsys, tmp_path):
    query = "from=2023-09-01&to=2023-09-30"
    assert (
        main(
            ["compare", "northern-kosovo", query, "from=2023-06-01&to=2023-06-30", "--by", "actor", "--json"]
        )
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    frame = geodata.compare("northern-kosovo", SEPTEMBER, JUNE, by="actor")
    assert [line["value"] for line in told["lines"]] == frame["value"].tolist()

    assert main(["compare", "northern-kosovo", query, "before", "--to", str(tmp_path / "all.csv")]) == 0
    assert (tmp_path / "all.csv").read_text(encoding="utf-8").startswith("value,label,a_certain,a_possible")

    assert main(["compare", "northern-kosovo", "actor=kfor", "before"]) == 2
    assert "needs a first and a last day" in capsys.readouterr().err


def test_the_command_says_its_method(capsys):
    assert (
        main(["compare", "northern-kosovo", "from=2023-09-01&to=2023-09-30", "year-before", "--by", "kind"])
        == 0
    )
    said = capsys.readouterr().out
    assert "B: from=2022-09-01&to=2022-09-30" in said
    assert "conditional test of two Poisson rates" in said
    assert "standing sites pass every date" in said


def test_a_table_for_the_terminal_has_a_line_a_row(capsys):
    assert (
        main(
            [
                "compare",
                "northern-kosovo",
                "from=2023-09-01&to=2023-09-30",
                "before",
                "--by",
                "kind",
                "--to",
                "-",
            ]
        )
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("value,label,")
    assert len(lines) == 1 + len(
        geodata.compare("northern-kosovo", SEPTEMBER, comparing.period_before(SEPTEMBER), "kind")
    )
