"""A last row that only adds up those above it is no incident, whether a word says so or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata import readers
from geodata.readers.raw import RawFile

HEADER = "District,Date,Place,Lat,Lon,Deaths,Injured,Source"
ABOVE = """A,3 May 2024,P1,-6.75,26.95,1,10,x
A,4 May 2024,P2,-6.7,26.9,4,,y
B,9 May 2024,P3,-6.6,26.8,2,20,z"""


def read(tmp_path: Path, last: str, *, above: str = ABOVE, header: str = HEADER) -> RawFile:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{above}\n{last}\n", encoding="utf-8")
    return readers.read(path, name=path.name)


@pytest.mark.parametrize(
    "last",
    [
        "TOTAL,,,,,7-9,,",
        "Grand total,,,,,7 – 9,,",
        "TOTAL,,,,,7-9,30-31,",
        "Total for May,,,,,6-8,,",
        ",Total for May,,,,5-7,,",
        "Ukupno,,,,,7-9,,",
        ",,,,,7,,",
        ",,,,,7,30,",
        ",,,,,,30,",
        ",,,,,7,,\n,,,,,,,",
        ",,,,,7,,\nAll figures are provisional,,,,,,,",
    ],
)
def test_what_only_adds_up_is_refused_as_a_total(last: str, tmp_path: Path) -> None:
    raw = read(tmp_path, last)
    assert raw.refused["row"].tolist() == [5]
    assert raw.refused["reason"].tolist() == ["This row sums up the rows above it: it is no incident."]
    assert len(raw.rows) == 3 + ("provisional" in last)


@pytest.mark.parametrize(
    "last",
    [
        ",,,,,8,,",
        ",,,,,8,30,",
        ",,,,,7,31,",
        ",,,,,7,1.5,",
        ",5 May 2024,,,,7,30,",
        ",,P4,,,7,30,",
        ",,,,,7,30,w",
        ",,,-6.5,26.7,7,30,",
        ",,,,,7-9,,",
        "Total for May,,,,,8-9,,",
        "Total blackout,,P4,,,7-9,,",
        "Totality,,,,,7-9,,",
    ],
)
def test_a_row_with_anything_of_its_own_stays(last: str, tmp_path: Path) -> None:
    raw = read(tmp_path, last)
    assert (len(raw.rows), len(raw.refused)) == (4, 0)


def test_beside_rounded_sums_a_large_exact_one_tells(tmp_path: Path) -> None:
    header, above = "Date,Place,Killed,Injured,Cost", "3 May,A,10,11,1.4\n4 May,B,12,13,2.4\n5 May,C,9,1,3"
    assert len(read(tmp_path, ",,31,30,", above=above, header=header).refused) == 1
    assert not len(read(tmp_path, ",,30,30,", above=above, header=header).refused)
    assert not len(read(tmp_path, ",,31,25,42.5", above=above, header=header).refused)
    assert not len(read(tmp_path, ",,31,7,", above=above, header=header).refused), "less than one above"


def test_ranges_above_a_range_are_added_up_by_both_ends(tmp_path: Path) -> None:
    above = "A,3 May,1-2\nB,4 May,4\nC,6 May,2–3"
    header = "District,Date,Deaths"
    assert len(read(tmp_path, "Total for May,,7-9", above=above, header=header).refused) == 1
    assert not len(read(tmp_path, "Total for May,,10-11", above=above, header=header).refused)


@pytest.mark.parametrize(
    ("header", "above", "last"),
    [
        ("No,Date,Place", "1,3 May,A\n2,4 May,B", "3,,"),
        ("Year,Place,Deaths", "2019,A,3\n2020,B,4", "2021,,7"),
        ("Year,Place,Deaths", "1000,A,3\n1021,B,4", "2021,,8"),
        ("Place,Deaths", "A,7", ",7"),
        ("Place,Deaths,Age", "A,1,\nB,2,", ",3,30"),
        ("Place,Date,Deaths", "A,3 May,1\nB,4 May,4\n,,2\nC,6 May,1\nD,6 May,1\nE,6 May,1", ",,10"),
        ("Deaths,Injured", "1,2\n3,4", "4,6"),
        ("Place,Deaths", "A,0\nB,0", ",0"),
        ("Place,Deaths,Age", "A,10,40\nB,20,50\nC,30,60", ",60,45"),
    ],
    ids=["numbered", "years", "no sum", "one", "one above none", "others like it", "no text", "none", "own"],
)
def test_other_rows_of_numbers_alone_stay(header: str, above: str, last: str, tmp_path: Path) -> None:
    raw = read(tmp_path, last, above=above, header=header)
    assert not len(raw.refused)
    assert len(raw.rows) == above.count("\n") + 2
