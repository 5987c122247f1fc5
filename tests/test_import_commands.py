"""`inspect` and `import` account for every row of a file, through the sandbox, in words and as JSON."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from forked_changes import left_by_a_sweep

import geodata
from geodata.__main__ import main
from geodata.filters import Filters
from geodata.index import star_schema
from geodata.library import catalog, folders, management, paths
from geodata.query import answers, store

ROOT = Path(__file__).parents[1]
UCDP = ROOT.parent / "shared" / "data" / "ucdp_ged231_car"
KEYS = ["format", "layout", "rows_in", "accepted", "rejected", "warnings", "questions", "error"]

GOOD = """id,date,latitude,longitude,title,place
00123,2023-09-24,42.97333,20.78083,Ambush,Banjska
2,2023-09-25,95,20.8,Wrong,Nowhere
3,2023-09-26,,,Only a name,Banjskë
"""
UNDECIDED = "id,date,lat,lon\n1,03/04/2023,42.9,20.8\n2,05/06/2023,42.8,20.7\n"

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "Strikes 2023.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def inspected(capsys: Printed, *arguments: str, code: int = 0) -> dict:
    assert main(["inspect", "--json", *arguments]) == code
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert printed.err == ""
    found = json.loads(printed.out)
    assert list(found) == KEYS
    return found


def test_inspect_accounts_for_every_row(capsys: Printed, good: Path) -> None:
    found = inspected(capsys, str(good))
    assert (found["format"], found["layout"], found["error"]) == ("csv", "mapped", None)
    assert (found["rows_in"], found["accepted"], len(found["rejected"])) == (3, 2, 1)
    refused = found["rejected"][0]
    assert list(refused) == ["row", "field", "value", "reason"]
    assert (refused["row"], refused["field"], refused["value"]) == (3, "latitude", "95")


def test_inspect_tells_people_the_same_and_the_proposed_mapping(
    capsys: Printed, good: Path, tmp_path: Path
) -> None:
    mapping, refusals = tmp_path / "m.toml", tmp_path / "refused.csv"
    options = ["--save-mapping", str(mapping), "--refusals", str(refusals)]
    assert main(["inspect", str(good), *options]) == 0
    printed = capsys.readouterr().out
    assert "3 rows = 2 accepted + 1 refused" in printed
    assert "column: latitude → latitude" in printed
    assert "refused: row 3: latitude '95'" in printed
    assert '"latitude" = "latitude"' in mapping.read_text(encoding="utf-8")
    assert refusals.read_text(encoding="utf-8").startswith("row,field,value,reason,original\n3,latitude,95,")
    assert inspected(capsys, str(good), "--mapping", str(mapping))["accepted"] == 2


def test_an_ambiguous_file_asks_and_the_answer_is_taken(capsys: Printed, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(UNDECIDED)
    found = inspected(capsys, str(path))
    assert [each["field"] for each in found["questions"]] == ["date_order"]
    assert list(found["questions"][0]) == ["field", "question", "options", "examples"]
    assert main(["import", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "nothing-to-save"
    assert catalog.names() == ("northern-kosovo",)
    assert inspected(capsys, str(path), "--date-order", "day-first")["questions"] == []
    assert main(["import", str(path), "--date-order", "day-first", "--name", "d"]) == 0
    assert set(geodata.load("d")["start"].dt.month) == {4, 6}
    assert catalog.versions("d")[0].choices["date_order"] == "day-first"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (None, "gone.csv"),
        (b"", "empty.csv"),
        (b"\x00\x01\x02" * 100, "x.bin"),
        (b"PK\x03\x04rubbish", "x.xlsx"),
    ],
)
def test_what_cannot_be_read_is_an_error_object_with_a_code_and_words(
    capsys: Printed, tmp_path: Path, content: bytes | None, name: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    found = inspected(capsys, str(tmp_path / name), code=1)
    assert (found["rows_in"], found["accepted"]) == (0, 0)
    assert list(found["error"]) == ["code", "message"]
    assert name in found["error"]["message"]
    assert str(tmp_path) not in found["error"]["message"]
    assert main(["import", str(tmp_path / name)]) == 1
    assert capsys.readouterr().err.startswith(name)


def test_a_mapping_that_cannot_be_is_misuse(capsys: Printed, good: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("layout : what")
    for mapping in (tmp_path / "m.toml", tmp_path / "none.toml"):
        found = inspected(capsys, str(good), "--mapping", str(mapping), code=2)
        assert found["error"]["message"].startswith(("the file", "none.toml", "The"))


def test_import_saves_what_was_accepted_with_the_original(capsys: Printed, good: Path) -> None:
    assert main(["import", str(good), "--title", "Strikes", "--accessed", "2024-05-01", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["dataset"], said["new"], said["accepted"]) == ("strikes-2023", True, 2)
    assert len(geodata.load("strikes-2023")) == 2
    assert "00123" in set(geodata.load("strikes-2023")["id"])
    dataset = catalog.load("strikes-2023", said["version"])
    assert (dataset.info.title, dataset.info.accessed) == ("Strikes", "2024-05-01")
    assert dataset.rejected["row"].tolist() == [3]
    assert catalog.original("strikes-2023").read_bytes() == GOOD.encode()
    assert catalog.versions("strikes-2023")[0].originals[0].name == "Strikes 2023.csv"
    assert len(store.opened("strikes-2023", said["version"])) == 2
    assert main(["import", str(good)]) == 0
    assert "already saved as 'strikes-2023'" in capsys.readouterr().out


def test_names_without_coordinates_are_geocoded_from_the_command_line(capsys: Printed, good: Path) -> None:
    assert main(["import", str(good), "--name", "s"]) == 0
    assert main(["geocode", "s", "--accept"]) == 0
    assert "* case:banjska" in capsys.readouterr().out
    found = geodata.load("s").set_index("id").loc["3"]
    assert (found["lon"], found["lat"], found["location_class"]) == (20.78083, 42.97333, "settlement")


@pytest.mark.skipif(not UCDP.is_dir(), reason="the file is not part of the project")
def test_ucdp_has_the_same_1848_rows_from_geojson_and_flatgeobuf(capsys: Printed) -> None:
    for suffix, more in (("geojson", []), ("fgb", ["--new-version"])):
        found = inspected(capsys, str(UCDP / f"GEDEvent_v23_1.{suffix}"))
        assert (found["format"], found["layout"]) == (suffix, "ucdp")
        assert (found["rows_in"], found["accepted"], found["rejected"]) == (1848, 1848, [])
        assert main(["import", str(UCDP / f"GEDEvent_v23_1.{suffix}"), "--name", "car", *more]) == 0
        capsys.readouterr()
    assert main(["diff", "car", "--json"]) == 0
    differences = json.loads(capsys.readouterr().out)
    assert (differences["same"], differences["changed"]) == (1848, 0)
    opened = store.opened("car")
    country = opened.dataset.incidents["location_class"] == "country"
    assert country.any()
    drawn = star_schema.drawable(opened.dataset)
    assert not drawn[country.to_numpy()].any()
    assert answers.counts(opened, Filters()).drawn == drawn.sum()


def test_kill_9_at_random_points_of_a_whole_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    """The command with its reading child; test_saving kills the writing itself more finely."""
    path = tmp_path / "big.csv"
    lines = [f"{number},2023-09-{number % 28 + 1:02d},42.9,20.{number % 90 + 10},t" for number in range(5000)]
    path.write_text("id,date,latitude,longitude,title\n" + "\n".join(lines))
    command = [sys.executable, "-m", "geodata", "import", str(path), "--name", "killed"]
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    duration = time.perf_counter() - began
    for point in random.Random(9).sample(range(50, 105), 4):  # noqa: S311 - the same points each time
        management.delete("killed") if "killed" in catalog.names() else None
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=os.environ) as running:
            time.sleep(duration * point / 100)
            running.send_signal(signal.SIGKILL)
        assert folders.problems() == ()
        if "killed" in catalog.names():
            assert len(catalog.load("killed").incidents) == 5000
        else:
            assert not (paths.root() / "killed").exists()
        assert left_by_a_sweep(paths.root()) == []
