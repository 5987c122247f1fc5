"""White space around and within types of events and actors' names is not part of them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft, incident, others

from geodata.ingest.choices import Choices
from geodata.values import texts

PLAIN = "US drone strike"
LOOSE = [f"{PLAIN}\n", f" {PLAIN}", "US  drone strike", "US drone\tstrike", "US\u00a0drone strike\r\n"]


@pytest.mark.parametrize("loose", LOOSE)
def test_types_that_differ_by_white_space_are_one_and_the_text_is_kept(loose: str) -> None:
    rows = [{"title": "A", "event type": PLAIN}, {"title": "B", "event type": loose}]
    made = draft(rows)
    assert made.tables["incidents"]["event_type"].tolist() == [PLAIN, PLAIN]
    assert others(made, 1)["event type"] == loose


def test_a_type_without_such_is_not_kept_twice() -> None:
    made = draft([{"title": "A", "event type": PLAIN}])
    assert incident(made)["event_type"] == PLAIN
    assert "event type" not in others(made)


@pytest.mark.parametrize("loose", LOOSE)
def test_actors_that_differ_by_white_space_are_one(loose: str) -> None:
    rows = [{"title": "A", "actor": PLAIN}, {"title": "B", "actor": f"{loose}; Group  B"}]
    made = draft(rows, Choices(mapping={"title": "title", "actor": "actor"}))
    assert sorted(made.tables["actors"]["name"]) == ["Group B", PLAIN]
    assert len(made.tables["participations"]) == 3


@given(st.lists(st.text(alphabet="ab \t\n\u00a0\u2003\u2028", max_size=8), max_size=5))
def test_single_spaces_are_those_of_split(cells: list[str]) -> None:
    given_cells = pd.Series(cells, dtype="str")
    made = texts.single_spaced(given_cells)
    assert made.tolist() == [" ".join(cell.split()) for cell in cells]
    assert texts.single_spaced(made) is made
