"""What people write once for several rows, as a ditto or in merged cells, belongs to each of them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from expected_files import drafted
from raw_files import draft, incident, span

from geodata import readers
from geodata.ingest.draft import Draft
from geodata.values import dittos

MARKS = (
    '"',
    "〃",
    "”",
    "idem",
    "Same",
    "same day",
    "isto",
    "isti dan",
    "исто",
    "исти дан",
    "njësoj",
    "то же",
)
OTHERS = (
    "того же дня",
    "те саме",
    "того ж дня",
    "même jour",
    "lo mismo",
    "mismo día",
    "نفس اليوم",
    "wie oben",
)


def said(made: Draft) -> list[str]:
    return [
        f"{field}: {why}" for field, why in zip(made.warnings["field"], made.warnings["reason"], strict=True)
    ]


@pytest.mark.parametrize("mark", [*MARKS, *OTHERS])
def test_a_ditto_is_what_stands_above_it_and_is_said(mark: str) -> None:
    dates = ("2023-09-24", mark, mark, "2023-09-25")
    made = draft([{"title": f"Raid {n}", "Datum": each} for n, each in enumerate(dates)])
    days = [(span(made, row)[0] or "")[:10] for row in range(4)]
    assert days == ["2023-09-24", "2023-09-24", "2023-09-24", "2023-09-25"]
    words = (
        f"Datum: 2 cells say that it is the same as in the row above: {mark} (2). Read as what stands there."
    )
    assert words in said(made)


def test_dittos_are_read_in_every_column_and_below_nothing_they_are_nothing() -> None:
    cells = (("same", '"'), ("2023-09-24", "Zvečan"), ("", "〃"), ("idem", "Lipjan"))
    made = draft([{"title": f"Raid {n}", "date": a, "place": b} for n, (a, b) in enumerate(cells)])
    assert [span(made, row)[2] for row in range(4)] == ["unknown", "day", "unknown", "unknown"]
    assert [incident(made, row)["place"] for row in range(4)] == [None, "zvecan", "zvecan", "lipjan"]
    assert made.rejected.empty


@pytest.mark.parametrize("text", ["x", "Samedan", "idem est", "-", "''", "Isto more", "id", "тот"])
def test_other_texts_are_no_dittos(text: str) -> None:
    assert not dittos.is_ditto(text)


def test_a_merged_cell_belongs_to_all_its_rows_but_a_number_may_be_of_all_together(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["date", "place", "lat", "lon", "deaths", "title"],
        ["2023-09-24", "Zvečan", 42.9, 20.8, 12, "A"],
        [None, None, None, None, None, "B"],
        [None, "Lipjan", 42.5, 21.1, 1, "C"],
        ["2023-09-25", "Lipjan", 42.5, 21.1, 2, "D"],
    ):
        sheet.append(line)
    for merged in ("A2:A4", "B2:B3", "C2:C3", "D2:D3", "E2:E3"):
        sheet.merge_cells(merged)
    path = tmp_path / "merged.xlsx"
    book.save(path)
    made = drafted(path, tmp_path)
    assert (made.accepted, len(made.rejected)) == (4, 0)
    assert [(span(made, row)[0] or "")[:10] for row in range(4)] == ["2023-09-24"] * 3 + ["2023-09-25"]
    found = [incident(made, row) for row in range(4)]
    assert [each["place"] for each in found] == ["zvecan", "zvecan", "lipjan", "lipjan"]
    assert [each["lat"] for each in found] == [42.9, 42.9, 42.5, 42.5]
    assert [each["fatalities_best"] for each in found] == [12, None, 1, 2]
    notes = " ".join(said(made))
    assert "Cells of 'date', 'place', 'lat', 'lon' are merged over several rows" in notes
    assert "Cells of 'deaths' (such as 12) with a number are merged" in notes


def test_merged_titles_groups_and_columns_fill_no_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["Report", None, None],
        ["when", "where", "title"],
        ["2023", "Zvečan", None],
        ["2022", "b", "C"],
    ):
        sheet.append(line)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:C3")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    raw = readers.read(path, name=path.name)
    assert raw.rows["title"].tolist() == ["", "C"]
    assert not any(note.code == "merged" for note in raw.notes)
