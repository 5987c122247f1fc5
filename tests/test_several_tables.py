"""Zips of several tables and others' Data Packages: asked which, joined, or read as they are described."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from readings import codes, read

from geodata.errors import UnusableFileError
from geodata.ingest.choices import Choices
from geodata.layouts import drafting
from geodata.readers.raw import placed

ONE = "id,date,latitude,longitude\n1,2023-05-01,42.9,20.8\n2,2023-05-02,42.8,99999\n"
TWO = "id,latitude,longitude,date\n3,42.9,20.8,2024-05-01\n4,42.9\n"


def zipped(**members: str | bytes) -> bytes:
    return archive(members)


def archive(members: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def test_tables_of_the_same_columns_are_one_and_refusals_name_their_file(tmp_path: Path) -> None:
    content = archive(
        {"y/2023.csv": ONE, "y/2024.csv": TWO, "y/readme.txt": "Two years.", "y/codes.pdf": "%PDF"}
    )
    raw = read(content, "a.zip", tmp_path)
    assert raw.rows["id"].tolist() == ["1", "2", "3"]
    assert raw.rows["date"].tolist() == ["2023-05-01", "2023-05-02", "2024-05-01"]
    assert raw.notes[0].words == "2 tables with the same columns are read as one: 2023.csv, 2024.csv."
    assert [placed(row, raw.parts) for row in raw.rows.index] == [
        ("2023.csv", 2),
        ("2023.csv", 3),
        ("2024.csv", 2),
    ]
    made = drafting.prepare(raw, Choices())
    assert (made.rows_in, made.accepted) == (4, 2)
    assert made.rejected[["file", "row", "field"]].to_numpy().tolist() == [
        ["2023.csv", 3, "longitude"],
        ["2024.csv", 3, ""],
    ]


def test_an_id_in_two_of_the_tables_is_told_with_both_places(tmp_path: Path) -> None:
    again = ONE.replace("2,2023-05-02,42.8,99999", "1,2023-05-02,42.8,20.9")
    raw = read(zipped(a=b"", **{"a.csv": ONE.replace("99999", "20.7"), "b.csv": again}), "a.zip", tmp_path)
    made = drafting.prepare(raw, Choices(mapping={"id": "id", "date": "date"}))
    reasons = made.rejected.set_index(["file", "row"])["reason"]
    assert reasons["b.csv", 3].startswith("The same as in row 2 of 'a.csv': give each row its own")
    assert reasons["b.csv", 2].startswith("An exact copy of row 2 of 'a.csv'")


def test_tables_of_other_columns_are_asked_for(tmp_path: Path) -> None:
    content = archive({"events.csv": ONE, "codes.csv": "code,words\n1,town\n"})
    raw = read(content, "a.zip", tmp_path / "a")
    assert (raw.tables, raw.table, list(raw.rows["id"])) == (("events.csv", "codes.csv"), None, ["1", "2"])
    assert [question.field for question in drafting.prepare(raw).questions] == ["table"]
    chosen = read(content, "a.zip", tmp_path / "b", table="codes.csv")
    assert (chosen.table, list(chosen.rows["words"])) == ("codes.csv", ["town"])
    with pytest.raises(UnusableFileError, match=r"no table named 'x'.*'events.csv', 'codes.csv'"):
        read(content, "a.zip", tmp_path / "c", table="x")


def test_a_table_beside_what_is_no_table_is_the_only_one(tmp_path: Path) -> None:
    raw = read(archive({"ged.csv": ONE, "LICENSE.txt": "CC BY", "a.png": b"\x89PNG"}), "a.zip", tmp_path)
    assert raw.notes[0].words == "The only table in the archive is read: 'ged.csv'."


# Data Packages


def package(members: dict[str, Any], *resources: dict[str, Any], folder: str = "") -> bytes:
    said = {"name": "p", "title": "Raids", "resources": list(resources)}
    return archive(
        {f"{folder}datapackage.json": json.dumps(said)} | {folder + k: v for k, v in members.items()}
    )


def test_a_package_is_read_as_its_description_says(tmp_path: Path) -> None:
    text = "nr;Datum;lat;lon;mesto\nA1;2024-05-01;42.9;20.8;Niš\nA2;2024-05-02;-;-;Čačak\n"
    raids = {
        "name": "raids",
        "path": "data/raids.csv",
        "encoding": "windows-1250",
        "dialect": {"delimiter": ";"},
        "schema": {"primaryKey": "nr", "missingValues": ["", "-"], "fields": [{"name": "nr"}]},
    }
    content = package({"data/raids.csv": text.encode("cp1250")}, raids, folder="raids-1.0/")
    raw = read(content, "a.zip", tmp_path)
    assert raw.rows["mesto"].tolist() == ["Niš", "Čačak"]
    assert raw.rows["lat"].tolist() == ["42.9", ""]
    assert raw.key == "nr"
    assert raw.notes[0].words == "The table is read as the Data Package describes it: Raids."
    assert "2 cells are empty, as the description says of -." in [note.words for note in raw.notes]
    made = drafting.prepare(raw)
    assert made.tables["incidents"]["id"].tolist() == ["A1", "A2"]


def test_a_table_in_pieces_and_without_a_line_of_names(tmp_path: Path) -> None:
    fields = [{"name": name} for name in ("id", "date", "lat", "lon")]
    resource = {
        "name": "e",
        "path": ["a.csv", "b.csv"],
        "dialect": {"header": False},
        "schema": {"fields": fields},
    }
    lines = {"a.csv": "1,2024-05-01,42.9,42.9\n", "b.csv": "2,2024-05-02,42.8,20.9\n3,4\n"}
    raw = read(package(lines, resource), "a.zip", tmp_path)
    assert raw.rows["lon"].tolist() == ["42.9", "20.9"]
    assert [placed(row, raw.parts) for row in (*raw.rows.index, *raw.refused["row"])] == [
        ("a.csv", 1),
        ("b.csv", 1),
        ("b.csv", 2),
    ]


def test_a_package_of_several_tables_asks_by_their_names(tmp_path: Path) -> None:
    resources = [{"name": "events", "path": "e.csv"}, {"name": "codes", "path": "c.csv"}]
    content = package({"e.csv": ONE, "c.csv": "code,words\n1,town\n"}, *resources)
    assert read(content, "a.zip", tmp_path / "a").tables == ("events", "codes")
    assert list(read(content, "a.zip", tmp_path / "b", table="codes").rows) == ["code", "words"]


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({"path": "../../etc/passwd.csv"}, "none of the tables that its datapackage.json names"),
        ({"path": "https://example.org/a.csv"}, "none of the tables that its datapackage.json names"),
        ({"path": "a.csv", "dialect": {"quoteChar": "'"}}, "other quotation marks"),
        ({"path": "a.csv", "dialect": {"header": False}}, "has no line of names"),
        ({"path": "a.csv", "encoding": "klingon"}, "klingon"),
        ({"path": ["a.csv", 7]}, "none of the tables"),
    ],
)
def test_what_a_description_cannot_ask_for(resource: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=words):
        read(package({"a.csv": ONE}, {"name": "a", **resource}), "a.zip", tmp_path)


def test_half_a_zip_and_a_broken_description_are_said(tmp_path: Path) -> None:
    content = archive({"a.csv": ONE * 50, "b.csv": TWO * 50})
    with pytest.raises(UnusableFileError, match="it cannot be unpacked"):
        read(content[: len(content) // 2], "a.zip", tmp_path / "a")
    with pytest.raises(UnusableFileError, match=r"its datapackage.json is no JSON"):
        read(archive({"datapackage.json": "{", "a.csv": ONE}), "a.zip", tmp_path / "b")
    bomb = archive({"a.csv": ONE, "b.csv": ONE + "\n" * 9_000_000})
    with pytest.raises(UnusableFileError) as caught:
        read(bomb, "a.zip", tmp_path / "c")
    assert caught.value.code == "bomb"


def test_the_limit_of_rows_counts_all_tables_together(tmp_path: Path) -> None:
    raw = read(archive({"a.csv": ONE, "b.csv": ONE}), "a.zip", tmp_path)
    assert codes(raw) == ["members"] * 2
    assert "2 of the 2 rows of 'a.csv' stand in 'b.csv' as well" in raw.notes[1].words
    assert raw.rows_in == 4


def test_a_column_called_time_class_is_no_obstacle(tmp_path: Path) -> None:
    raw = read("id,date,time_class\na,2024-05-01,day\nb,2024-05-02,month\n", "a.csv", tmp_path)
    assert drafting.prepare(raw).accepted == 2
