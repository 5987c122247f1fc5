"""The log of changes: every command that changes something, by dataset and version, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_regions_on_the_page import own_file

from geodata.__main__ import CHANGES, main
from geodata.errors import LibraryError
from geodata.library import catalog, change_log, management

ROWS = "id,date,latitude,longitude,title\n1,2023-09-24,42.97,20.78,Ambush\n"
MORE = "id,date,latitude,longitude,title\n2,2023-09-25,42.98,20.79,Search\n"
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "strikes.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "later.csv").write_text(MORE, encoding="utf-8")
    return tmp_path / "library"


def logged() -> list[tuple[str, str, str]]:
    """Act, dataset and version of each entry, the latest first."""
    return [(each.act, each.dataset, each.version) for each in change_log.latest()]


def test_an_import_is_logged_with_dataset_version_and_file(tmp_path: Path) -> None:
    assert main(["import", str(tmp_path / "strikes.csv")]) == 0
    (change,) = change_log.latest()
    assert (change.act, change.dataset, change.version) == ("import", "strikes", catalog.current("strikes"))
    assert change.about == "strikes.csv"
    assert main(["import", str(tmp_path / "strikes.csv")]) == 0
    assert change_log.latest()[0].about == "strikes.csv, which was there"


def test_every_command_that_changes_something_names_the_dataset(tmp_path: Path, library: Path) -> None:
    assert main(["import", str(tmp_path / "strikes.csv")]) == 0
    first = catalog.current("strikes")
    assert main(["append", "strikes", str(tmp_path / "later.csv")]) == 0
    second = catalog.current("strikes")
    assert first != second
    assert main(["backup", str(tmp_path / "all.tar")]) == 0
    commands = [
        (["sample", "--records", "20", "--name", "made"], "made"),
        (["describe", "strikes", "--title", "Strikes"], "strikes"),
        (["readers", "strikes", "--who", "members"], "strikes"),
        (["safe-copy", "strikes", "coarse", "--cells-km", "10"], "coarse"),
        (["matches", "strikes", "made", "--decisions", str(tmp_path / "decided.csv")], "strikes"),
        (["rename", "strikes", "raids"], "strikes"),
        (["withdraw", "raids", "--version", first[:8], "--reason", "wrong"], "raids"),
        (["withdraw", "raids", "--version", first[:8], "--undo"], "raids"),
        (["delete", "raids"], "raids"),
        (["undelete", ""], "raids"),
        (["delete", "made"], "made"),
        (["purge", "made"], ""),
        (["delete", "coarse"], "coarse"),
        (["restore", str(tmp_path / "all.tar")], ""),
        (["keys", "add", "nightly", "--dataset", "raids"], ""),
        (["boundaries", "add", str(tmp_path / "parts.geojson")], "parts"),
    ]
    (tmp_path / "parts.geojson").write_bytes(own_file())
    (tmp_path / "decided.csv").write_text("a_id,b_id,decision\n1,e7,different\n", encoding="utf-8")
    for number, (command, dataset) in enumerate(commands, 1):
        given = [management.deletions()[0].token if each == "" else each for each in command]
        assert main(given) == 0, given
        entries = logged()
        assert len(entries) == 2 + number, given
        assert entries[0][:2] == (command[0], dataset), given
    versions = {act: version for act, _, version in reversed(logged()) if version}
    assert versions["append"] == second
    assert versions["import"] == versions["withdraw"] == first
    assert versions["safe-copy"]
    assert versions["sample"]
    about = {change.act: change.about for change in change_log.latest()}
    assert about["restore"] == "strikes"
    assert about["purge"]
    tried = {command[0] for command, _ in commands} | {"import", "append"}
    assert set(CHANGES) - tried == {"geocode"}, "see below"


def test_what_changes_nothing_is_not_logged(tmp_path: Path) -> None:
    assert main(["import", str(tmp_path / "strikes.csv")]) == 0
    assert main(["backup", str(tmp_path / "all.tar")]) == 0
    before = logged()
    for command in (
        ["append", "strikes", str(tmp_path / "later.csv"), "--dry-run"],
        ["append", "strikes", str(tmp_path / "strikes.csv")],
        ["describe", "strikes"],
        ["readers", "strikes"],
        ["geocode", "strikes"],
        ["withdraw"],
        ["undelete"],
        ["purge"],
        ["purge", "--all", "--dry-run"],
        ["keys", "list"],
        ["restore", str(tmp_path / "all.tar")],
    ):
        assert main(command) == 0, command
        assert logged() == before, command


def test_a_change_is_logged_though_something_else_is_left_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`geocode` ends with 1 where one name has no candidate, and has placed the others."""
    from geodata.commands import geocode
    from geodata.places.geocoding import Located

    assert main(["import", str(tmp_path / "strikes.csv")]) == 0
    located = Located(unknown=("Geneva",))
    monkeypatch.setattr(geocode.geocoding, "locate", lambda *_, **__: located)
    monkeypatch.setattr(geocode, "_chosen", lambda *_: {"Banjska": object()})
    monkeypatch.setattr(geocode.new_version, "with_places", lambda *_: ("strikes", "f" * 64))
    monkeypatch.setattr(geocode, "_say", lambda *_: None)
    assert main(["geocode", "strikes", "--accept"]) == 1
    assert logged()[0] == ("geocode", "strikes", "f" * 64)


def test_an_empty_library_says_which_it_is_and_how_another_is_named(
    library: Path, capsys: Printed, tmp_path: Path
) -> None:
    words = f"The library is {library}, which is not there yet; the environment variable INCIDENTS_LIBRARY"
    assert main(["list"]) == 0
    said = capsys.readouterr()
    assert f"Nothing was imported into this library yet. {words}" in said.err
    assert "northern-kosovo" in said.out
    later = str(tmp_path / "later.csv")
    for command in (
        ["show", "strikes"],
        ["export", "strikes", str(tmp_path / "x.csv")],
        ["diff", "strikes"],
        ["append", "strikes", later],
        ["rename", "strikes", "raids"],
        ["verify", "strikes"],
        ["import", later, "--name", "strikes", "--new-version"],
    ):
        assert main(command) == 1, command
        said = capsys.readouterr()
        assert words in said.err, command
        assert "Traceback" not in said.err
    assert main(["import", str(tmp_path / "strikes.csv")]) == 0
    capsys.readouterr()
    assert main(["list"]) == 0
    assert "The library is" not in capsys.readouterr().err
    assert main(["show", "raids"]) == 1
    assert f"The library is {library}; the environment" in capsys.readouterr().err


def test_an_entry_that_a_full_disk_cut_off_takes_no_other_along(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_log.record(who="a", act="first", source="page")
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, line: write(handle, line[:20]))
        with pytest.raises(LibraryError, match="This was done, and is not in the log of changes"):
            change_log.record(who="a", act="cut off", source="page")
    change_log.record(who="a", act="last", source="page")
    assert [each.act for each in change_log.latest()] == ["last", "first"]
    assert (library / ".access" / change_log.FILE).read_text().count("\n") == 3
