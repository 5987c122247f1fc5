"""A layout that is chosen by force, columns that are chosen in a file, and remarks that say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from geodata import readers
from geodata.__main__ import main
from geodata.errors import UnusableFileError
from geodata.ingest import alike_remarks
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.jobs import preview
from geodata.layouts import drafting, registry
from geodata.layouts.descriptions import DESCRIPTIONS

HALF = "event_date,event_type,actor1,latitude,longitude\n2023-09-24,Battles,Army of A,42.9,20.8\n"
TWO_DATES = "entered,checked,title\n2023-09-24,2023-09-30,A\n2023-09-25,2023-09-25,B\n"

Printed = pytest.CaptureFixture[str]


def drafted(folder: Path, text: str, **choices: object) -> Draft:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    chosen = Choices(**choices)  # type: ignore[arg-type]
    return drafting.prepare(readers.read(path, name=path.name, choices=chosen), chosen)


@pytest.mark.parametrize("layout", [name for name in registry.NAMES if name != registry.MAPPED])
def test_a_layout_without_its_columns_names_one_that_is_missing(layout: str, tmp_path: Path) -> None:
    with pytest.raises(
        UnusableFileError, match=f"layout {layout} have a column '[^']+', which it lacks"
    ) as caught:
        drafted(tmp_path, HALF, layout=layout)
    assert caught.value.code == "columns"
    assert "Leave the layout out" in str(caught.value)


def test_the_layout_that_fits_is_suggested(tmp_path: Path) -> None:
    text = HALF.replace("event_date", "event_id_cnty,event_date", 1).replace("2023-", "X1,2023-", 1)
    assert drafted(tmp_path, text).layout == "acled"
    with pytest.raises(UnusableFileError, match="those of the layout acled: choose that"):
        drafted(tmp_path, text, layout="ucdp")


def test_a_layout_that_refuses_half_of_the_rows_may_be_the_wrong_one(tmp_path: Path) -> None:
    names = "event_id_cnty,event_date,event_type,actor1,latitude,longitude,geo_precision\n"
    row = "X{n},2023-09-24,Battles,A,{lat},20.8,1\n"
    good, bad = (row.replace("{lat}", lat) for lat in ("42.9", "95"))
    lines = [(good if n % 2 else bad).replace("{n}", str(n)) for n in range(6)]
    made = drafted(tmp_path, names + "".join(lines))
    assert any("3 of 6 rows are refused as the layout acled" in words for words in made.warnings["reason"])
    made = drafted(tmp_path, names + "".join(lines[1:]) + good.replace("{n}", "9"))
    assert not any("are refused as the layout" in words for words in made.warnings["reason"])


def test_a_column_is_chosen_in_a_file_and_start_and_end_are_offered(capsys: Printed, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(TWO_DATES)
    assert main(["inspect", str(path), "--save-mapping", str(tmp_path / "m.toml")]) == 0
    said = capsys.readouterr().out
    assert '"entered" = "date"' in said
    assert '"entered" = "start"\n    "checked" = "end"' in said
    with (tmp_path / "m.toml").open("a") as stream:
        stream.write('"entered" = "start"\n"checked" = "end"\n')
    assert main(["inspect", str(path), "--mapping", str(tmp_path / "m.toml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"] == []
    assert main(["inspect", str(path), "--mapping", "entered"]) == 2
    assert "--mapping takes a file, not a column's name" in capsys.readouterr().err


def test_dates_that_fall_are_no_start_and_end(tmp_path: Path) -> None:
    assert drafted(tmp_path, TWO_DATES).questions[0].pairs == (("entered", "checked"),)
    mixed = TWO_DATES.replace("2023-09-25,2023-09-25", "2023-09-25,2023-09-20")
    assert drafted(tmp_path, mixed).questions[0].pairs == ()


def test_refusals_that_say_the_same_are_one_line(capsys: Printed, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    bad = "".join(f"soon,T{n},91.{n},20\n" for n in range(1204))
    path.write_text("date,title,lat,lon\n2023-09-24,A,42,20\n" + bad + "2023-09-25,B,95,20\n")
    assert main(["inspect", str(path)]) == 0
    refused = [line for line in capsys.readouterr().out.splitlines() if line.startswith("refused")]
    assert len(refused) == 2
    assert refused[0].startswith("refused: 1,204 rows: ")
    assert "(rows 3, 4, 5 …)" in refused[0]
    assert main(["inspect", str(path), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rejected"]) == 1205


def test_few_alike_or_those_about_the_file_are_told_one_by_one() -> None:
    def remark(row: int | None, reason: str, field: str = "lat") -> dict[str, object]:
        return {"row": row, "field": field, "value": "x", "reason": reason}

    few = [remark(n, "no number") for n in range(alike_remarks.FEW)]
    general = [remark(None, "said of the file") for _ in range(9)]
    assert alike_remarks.grouped([*few, *general]) == [*few, *general]
    far = [remark(n, f"{n * 1000:,} km from 'x{n}'") for n in range(1, 6)]
    (group,) = alike_remarks.grouped([*far])
    assert isinstance(group, alike_remarks.Group)
    assert (group.count, group.rows) == (5, (1, 2, 3))
    assert alike_remarks.of_table(pd.DataFrame(far)) == [group]


def test_a_page_gets_the_groups_with_the_first_remarks(tmp_path: Path) -> None:
    text = "date,title\n" + "".join(f"soon,T{n}\n" for n in range(500)) + "2023-09-24,A\n"
    found = preview.of(drafted(tmp_path, text))
    assert [group.count for group in found.groups["refused"]] == [500]
    preview.save(found.draft, tmp_path / "kept")
    kept = preview.load(tmp_path / "kept")
    assert [*kept.groups["refused"]] == [*found.groups["refused"]]


def test_layouts_are_listed_with_their_codebooks(capsys: Printed) -> None:
    assert main(["layouts"]) == 0
    said = capsys.readouterr().out
    assert main(["layouts", "--json"]) == 0
    listed = {each["layout"]: each for each in json.loads(capsys.readouterr().out)}
    assert [*listed] == [*registry.NAMES]
    for name, known in DESCRIPTIONS.items():
        assert known.codebook
        assert listed[name]["codebook"] == known.codebook
        assert f"  codebook: {known.codebook}\n" in said


def test_many_far_positions_are_one_remark_and_few_are_each_told(tmp_path: Path) -> None:
    near = "".join(f"{n},2023-09-24,42.{n:02},20.5\n" for n in range(60))
    for far, remarks in ((30, 1), (3, 3)):
        away = "".join(f"{n},2023-09-24,-33.{n:02},-70.5\n" for n in range(60, 60 + far))
        made = drafted(tmp_path, "id,date,lat,lon\n" + near + away)
        assert made.warnings["reason"].str.contains("from the middle of the others").sum() == remarks
