"""The account of an import: every row is accepted or refused, whatever it holds, and nothing changes."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_files import draft, others, raw_file

from geodata.errors import UnusableFileError
from geodata.ingest import row_order
from geodata.ingest.choices import Choices
from geodata.layouts import drafting
from geodata.readers.raw import Note, refused_frame

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *("", "1", "00123", "2023-09-24", "03/04/2023", "24.9.2023", "42.97", "20,78", "0", "-91", "181"),
            *(
                "42.97, 20.78",
                "POINT (20 42)",
                "1,234",
                "3-5",
                "nan",
                "inf",
                "site",
                "{{7*7}}",
                "\x00",
                "é\u0301",
            ),
        ]
    ),
)
COLUMNS = ("id", "date", "end", "lat", "lon", "coordinates", "wkt", "place", "killed", "source", "other")


@settings(max_examples=60)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), min_size=1, max_size=8))
def test_accepted_and_refused_rows_are_all_rows(rows) -> None:
    made = draft(rows)
    assert len(made.tables["incidents"]) == made.accepted
    assert set(made.rejected["row"]) <= set(range(2, len(rows) + 2))
    assert made.tables["incidents"]["id"].is_unique
    ordered = row_order.in_row_order(made.tables)
    assert len(ordered["incidents"]) == made.accepted


@settings(max_examples=60)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), min_size=1, max_size=8))
def test_every_cell_of_an_accepted_row_is_found_in_the_model_or_as_it_was(rows) -> None:
    made = draft(rows)
    refused = set(made.rejected["row"])
    accepted = [row for number, row in enumerate(rows, start=2) if number not in refused]
    for place, (row, (_, found)) in enumerate(
        zip(accepted, made.tables["incidents"].iterrows(), strict=True)
    ):
        own = others(made, place)
        for name, cell in row.items():
            if cell == "" or own.get(name) == cell:
                continue
            meaning = made.mapping_proposed.get(name)
            if meaning in ("latitude", "longitude"):
                written = {"latitude": found["lat"], "longitude": found["lon"]}[meaning]
                assert (
                    abs(float(cell.strip().replace(",", ".")) - written) < 1e-12
                    or "wkt" in made.mapping_proposed.values()
                )
            elif meaning == "place":
                places = made.tables["places"]
                assert cell in places["name_en"].tolist()
            else:
                assert cell in found.astype(object).tolist(), (name, meaning)


@pytest.mark.parametrize(
    "bad", [{"date": "20x3-02-11"}, {"latitude": "142.1"}, {"fatalities": "1,200"}, {"longitude": "east"}]
)
def test_of_a_hundred_thousand_rows_exactly_the_bad_ones_are_refused(bad: dict[str, str]) -> None:
    random = Random(3)  # noqa: S311 - the same rows each time are what is wanted
    n = 100_000
    wrong = {1 + number * (n - 1) // 101 for number in range(101)}
    rows = [
        {
            "id": f"{number:06}",
            "date": f"2023-{1 + number % 12:02}-{1 + number % 28:02}",
            "latitude": f"{random.uniform(41.8, 43.3):.5f}",
            "longitude": f"{random.uniform(20.0, 21.8):.5f}",
            "fatalities": str(number % 3),
            **(bad if number in wrong else {}),
        }
        for number in range(n)
    ]
    raw = raw_file(rows)
    made = drafting.prepare(raw)
    assert (made.rows_in, made.accepted) == (100_000, 99_899)
    assert set(made.rejected["row"]) == {number + 2 for number in wrong}
    assert set(made.rejected["field"]) == set(bad)


def test_a_refused_row_comes_with_its_original_and_its_further_faults() -> None:
    made = draft([{"id": "1", "date": "soon", "lat": "99", "lon": "20"}])
    (row,) = made.rejected.to_dict("records")
    assert (row["row"], row["field"]) in ((2, "lat"), (2, "date"))
    assert " Also " in row["reason"]
    assert json.loads(row["original"]) == {"id": "1", "date": "soon", "lat": "99", "lon": "20"}


def test_rows_that_the_reader_refused_count_as_refused() -> None:
    refused = refused_frame([(3, "", "", "Five cells, but the header has two.", "[]")])
    made = drafting.prepare(
        raw_file([{"id": "1", "date": "2023"}, {"id": "1", "date": "2023"}], refused=refused)
    )
    assert (made.rows_in, made.accepted, len(made.rejected)) == (3, 1, 2)  # one row is an exact copy


def test_what_the_reader_decided_is_among_the_warnings() -> None:
    made = drafting.prepare(
        raw_file([{"id": "1", "date": "2023"}], notes=(Note("encoding", "Read as Windows-1250."),))
    )
    report = made.report("csv")
    assert report["warnings"][0] == {
        "row": None,
        "field": "encoding",
        "value": "",
        "reason": "Read as Windows-1250.",
    }
    assert report["error"] is None
    assert json.loads(json.dumps(report)) == report


def test_a_file_without_columns_is_unusable() -> None:
    with pytest.raises(UnusableFileError, match="no columns"):
        drafting.prepare(raw_file([]))


def test_the_same_file_and_choices_give_the_same_draft() -> None:
    rows = [{"date": "2023-09-24", "place": "Banjska", "actor": "B; A"}]
    one, two = draft(rows), draft(rows, Choices())
    assert one.choices_used.canonical() == two.choices_used.canonical()
    assert (
        one.tables["incidents"]
        .drop(columns="geometry")
        .equals(two.tables["incidents"].drop(columns="geometry"))
    )
