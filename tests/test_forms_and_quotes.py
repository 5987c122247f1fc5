"""Seen in public files: a form's blank rows in several blocks, quotation marks behind backslashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from raw_files import draft

from geodata import readers
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting

NAMES = "date,title,country,month,year,lat,lon,deaths,total,source,url\n"
ROWS = "".join(f"2023-09-{1 + n % 30:02},A {n},Aland,September,2023,42.9,20.7,1,1,B,C\n" for n in range(60))
BLANK = ",,Aland,January,1900,,,0,0,,\n" * 5 + ",,,January,1900,,,0,0,,\n" * 4 + ",,,,,,,0,0,,\n" * 3


def drafted(folder: Path, text: str) -> Draft:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return drafting.prepare(readers.read(path, name="a.csv", choices=Choices()), Choices())


def test_blank_rows_of_a_form_that_was_filled_in_by_blocks_are_no_incidents(tmp_path: Path) -> None:
    made = drafted(tmp_path, NAMES + ROWS + BLANK)
    assert (made.rows_in, made.accepted) == (60, 60)
    told = " ".join(made.warnings["reason"])
    assert all(f"{count} rows at the end" in told for count in (3, 4, 5))


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_quotation_mark_behind_a_backslash_is_one_within_the_cell(tmp_path: Path, delimiter: str) -> None:
    lines = ['"date"|"title"|"lat"|"lon"', r'"2023-09-24"|"They said \"go\"|and went"|"42.9"|"20.7"']
    lines += [
        '"2023-09-25"|"B ""quoted"""|"42.9"|"20.7"',
        r'"2023-09-26"|"A' + "\n" + r'\"b\""|"42.9"|"20.7"',
    ]
    lines += ['"2023-09-27"|"C"|"42.9"|"20.7"', '"2023-09-28"|"D" broken"|"42.9"|"20.7"']
    made = drafted(tmp_path, "\n".join(lines).replace("|", delimiter) + "\n")
    titles = made.tables["incidents"]["title"].tolist()
    assert titles == [f'They said "go"{delimiter}and went', 'B "quoted"', 'A\n"b"', "C"]
    assert made.rejected["row"].tolist() == [7]
    assert "In 2 rows (2, 4) backslashes stand before quotation marks" in " ".join(made.warnings["reason"])


@pytest.mark.parametrize("name", ["Cidade, UF", "Ort bzw. Wegstrecke"])
def test_columns_that_name_a_place_with_more_words(name: str) -> None:
    made = draft([{"date": "2023-09-24", name: "Olinda, PE"}, {"date": "2023-09-25", name: "Curitiba, PR"}])
    assert made.tables["incidents"]["place"].notna().all()
    assert made.mapping_proposed[name] == "place"


def test_an_empty_part_of_a_shape_costs_the_others_nothing(tmp_path: Path) -> None:
    lines = {"type": "MultiLineString", "coordinates": [[[20.7, 42.9], [20.8, 42.9]], [], []]}
    feature = {"type": "Feature", "properties": {"name": "A", "date": "2023-09-24"}, "geometry": lines}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    raw = readers.read(path, name="a.geojson", choices=Choices())
    assert raw.geometry is not None
    assert shapely.get_num_geometries(raw.geometry[0]) == 1
    assert not [note for note in raw.notes if note.code == "shapes"]
