"""The command line browses, changes and exports what the library holds, for people and as JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from drafts import INFO, draft, drafted
from test_gazetteer import dump
from test_geocoding import tables

from geodata.__main__ import main
from geodata.exporters import registry
from geodata.library import catalog, saving


@pytest.fixture(autouse=True)
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def versions() -> tuple[str, str]:
    """A dataset "mine" in two versions, the older first."""
    old = saving.save(draft(10), b"old", name="mine", info=INFO, file="mine.csv")[1]
    new = saving.save(draft(20), b"new", name="", info=INFO, file="mine.csv", new_version_of="mine")[1]
    return old, new


Printed = pytest.CaptureFixture[str]


def asked(capsys: Printed, *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def asked_json(capsys: Printed, *arguments: str, code: int = 0) -> dict:
    printed = asked(capsys, *arguments, "--json", code=code)
    assert printed.count("\n") == 1
    return json.loads(printed)


def test_list_tells_each_dataset_with_its_versions(capsys: Printed, versions: tuple[str, str]) -> None:
    found = asked_json(capsys, "list")["datasets"]
    assert [each["name"] for each in found] == ["northern-kosovo", "mine"]
    assert found[1] == {
        "name": "mine",
        "title": "A title",
        "version": versions[1],
        "versions": 2,
        "incidents": 20,
        "read_only": False,
        "readers": {"who": "public", "people": [], "until": None},
    }
    assert "mine                           20 incidents, 2 versions: A title" in asked(capsys, "list")


def test_show_tells_origin_counts_and_refusals(capsys: Printed, versions: tuple[str, str]) -> None:
    found = asked_json(capsys, "show", "mine", "--version", versions[0][:8])
    assert found["version"] == versions[0]
    assert found["manifest"]["counts"]["rejected"] == 1
    assert found["rejected"][0]["reason"] == "no date"
    assert [each["version"] for each in found["versions"]] == list(reversed(versions))
    printed = asked(capsys, "show", "mine")
    assert "21 rows = 20 accepted + 1 refused" in printed
    assert "refused: mine.csv:row 7: date 'soon' no date" in printed
    assert "incidents: " in asked(capsys, "show", "northern-kosovo")


def test_diff_compares_the_last_two_versions_or_those_named(
    capsys: Printed, versions: tuple[str, str]
) -> None:
    old, new = versions
    found = asked_json(capsys, "diff", "mine")
    assert (found["old"], found["new"]) == (old, new)
    assert found["added"] + found["changed"] + found["same"] == 20
    assert len(found["rows"]) > 0
    back = asked_json(capsys, "diff", "mine", new[:10], old[:10])
    assert (back["removed"], back["added"]) == (found["added"], 0)
    assert f"mine: {old[:12]} → {new[:12]}" in asked(capsys, "diff", "mine")


@pytest.mark.parametrize("suffix", registry.FORMATS)
def test_export_writes_what_the_files_name_ends_with(
    capsys: Printed, versions: tuple[str, str], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"out.{suffix}"
    assert asked(capsys, "export", "mine", str(path), "--filter", "kind=site") == ""
    sites = int((catalog.load("mine").incidents["kind"] == "site").sum())
    assert sites
    if suffix == "csv":
        found = len(list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))))
        assert "dc:license" in path.with_name("out.csv-metadata.json").read_text(encoding="utf-8")
    elif suffix == "parquet":
        found = len(gpd.read_parquet(path))
    elif suffix == "zip":
        with zipfile.ZipFile(path) as archive:
            found = len(pd.read_csv(archive.open("incidents.csv")))
    elif suffix == "xlsx":
        found = len(pd.read_excel(path, sheet_name="incidents", engine="calamine"))
    elif suffix == "kml":
        found = path.read_text(encoding="utf-8").count("<Placemark>")
    else:
        found = len(gpd.read_file(path, layer="incidents") if suffix == "gpkg" else gpd.read_file(path))
    assert found == sites


def test_export_of_an_old_version_and_of_no_known_kind(
    capsys: Printed, versions: tuple[str, str], tmp_path: Path
) -> None:
    asked(capsys, "export", "mine", str(tmp_path / "x.csv"), "--version", versions[0][:12])
    assert len(pd.read_csv(tmp_path / "x.csv")) == 10
    assert main(["export", "mine", str(tmp_path / "x.docx")]) == 2
    assert "has to end with one of csv, xlsx, geojson" in capsys.readouterr().err
    assert main(["export", "mine", str(tmp_path / "none" / "x.csv")]) == 1
    assert "cannot be written (No such file" in capsys.readouterr().err


def test_datasets_are_described_renamed_deleted_and_brought_back(
    capsys: Printed, versions: tuple[str, str]
) -> None:
    asked(capsys, "describe", "mine", "--title", "Better", "--accessed", "2024-06-01")
    asked(capsys, "rename", "mine", "yours")
    info = catalog.load("yours").info
    assert (info.title, info.accessed, info.licence) == ("Better", "2024-06-01", "CC0-1.0")
    token = asked(capsys, "delete", "yours").split("undelete ")[1].split("`")[0]
    assert catalog.names() == ("northern-kosovo",)
    assert token in asked(capsys, "undelete")
    assert asked(capsys, "undelete", token) == "'yours' is back.\n"
    assert catalog.current("yours") == versions[1]


def test_errors_are_words_and_the_code_is_one(capsys: Printed, versions: tuple[str, str]) -> None:
    for arguments, words in (
        (["show", "nowhere"], "Choose one of: northern-kosovo, mine"),
        (["show", "mine", "--version", "00"], "no dataset 'mine' in version 00"),
        (["delete", "northern-kosovo"], "only read here"),
        (["undelete", "0-0"], "nothing to bring back"),
        (["gazetteer", "add", "gone.txt"], "cannot be read"),
        (["export", "mine", "x.csv", "--filter", "from=soon"], "a day such as 2023-09-24"),
        (["export", "mine", "x.csv", "--filter", "kind=site&text=Oakland"], "Was 'q' meant?"),
        (["export", "mine", "x.csv", "--filter", "kinds"], "Was 'kind' meant?"),
    ):
        assert main(arguments) == 1
        assert words in capsys.readouterr().err


def test_geocode_offers_and_changes_nothing_unless_told(capsys: Printed, tmp_path: Path) -> None:
    asked(capsys, "gazetteer", "add", str(dump(tmp_path / "XK.txt")))
    version = saving.save(drafted(tables()), b"x", name="places", info=INFO)[1]
    found = asked_json(capsys, "geocode", "places", code=1)
    assert [each["id"] for each in found["offered"]["Banjskë"]] == [
        "geonames:792911",  # the nearer of the two villages to the incident that has coordinates
        "case:banjska",
        "geonames:792840",
    ]
    assert (found["unknown"], found["chosen"], found["version"]) == (["Geneva [US]"], {}, None)
    assert asked_json(capsys, "geocode", "places", "--accept", code=1)["chosen"] == {}, "three of one name"
    assert catalog.current("places") == version
    printed = asked(capsys, "geocode", "places", "--choose", "Banjskë=geonames:792911", code=1)
    assert "* geonames:792911" in printed
    rows = catalog.load("places").incidents.set_index("id")
    assert rows.loc["1", "lat"] == 42.85861
    assert catalog.current("places") != version
    assert main(["geocode", "places", "--choose", "Geneva [US]=test:1"]) == 1
    assert "was offered nothing" in capsys.readouterr().err


def test_the_gazetteer_is_filled_listed_asked_and_emptied(capsys: Printed, tmp_path: Path) -> None:
    assert asked(capsys, "gazetteer", "add", str(dump(tmp_path / "XK.txt"))) == "XK.txt: 7 places\n"
    assert asked(capsys, "gazetteer", "list").startswith("XK.txt                       7 places")
    printed = asked(capsys, "gazetteer", "find", "Peja", "--country", "Kosovo")
    assert printed.startswith(
        "geonames:784759  Peć, populated place (settlement), 42.65913, 20.28828 ± 5000 m"
    )
    assert asked(capsys, "gazetteer", "find", "Atlantis", code=1) == ""
    asked(capsys, "gazetteer", "remove", "XK.txt")
    assert asked(capsys, "gazetteer", "list") == ""


@pytest.mark.parametrize(
    "arguments", [["inspect"], ["import"], ["diff"], ["gazetteer"], ["inspect", "x", "--date-order", "odd"]]
)
def test_misuse_ends_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
