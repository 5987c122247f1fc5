"""One record is taken back by the commands that are printed: from its dataset, the copy, and the backup."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.errors import WithdrawnError
from geodata.library import catalog, change_log

HEAD = "id,date,latitude,longitude,title\n"
KEPT = "1,2023-09-24,42.97,20.78,Ambush\n"
TAKEN = "2,2023-09-25,42.98,20.79,Testimony of a witness\n"
Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "all.csv").write_text(HEAD + KEPT + TAKEN, encoding="utf-8")
    (tmp_path / "less.csv").write_text(HEAD + KEPT, encoding="utf-8")
    return tmp_path / "library"


def told(capsys: Printed, *command: str) -> list[list[str]]:
    """Run a command; those that it prints."""
    assert main([*command]) == 0
    lines = [each.strip() for each in capsys.readouterr().out.splitlines()]
    begins = "python -m geodata "
    return [shlex.split(each.removeprefix(begins)) for each in lines if each.startswith(begins)]


def test_a_record_is_taken_back_by_what_the_commands_say(
    tmp_path: Path, library: Path, capsys: Printed
) -> None:
    exact, copy = ["import", str(tmp_path / "all.csv"), "--name", "exact"], ["safe-copy", "exact", "copy"]
    assert not told(capsys, *exact)
    told(capsys, *copy, "--keep", "title")
    first = {name: catalog.current(name) for name in ("exact", "copy")}
    commands = told(capsys, "import", str(tmp_path / "less.csv"), "--name", "exact", "--new-version")
    commands += told(capsys, *copy, "--new-version")
    assert [each[:4] for each in commands] == [
        ["withdraw", name, "--version", first[name][:12]] for name in ("exact", "copy")
    ]
    assert len(catalog.load("copy", first["copy"]).incidents) == 2, "it answers until it is withdrawn"
    for withdraw in commands:
        assert main([*withdraw[:5], "a mistake"]) == 0
        said = capsys.readouterr().out
        assert f"of '{withdraw[1]}' has been withdrawn on" in said
        assert ": a mistake." in said
        assert "Let the reason name nobody" in said
        with pytest.raises(WithdrawnError, match="a mistake"):
            catalog.load(withdraw[1], first[withdraw[1]])
    assert main(["purge", "exact", "copy"]) == 0
    assert main(["backup", str(tmp_path / "new.tar")]) == 0
    held = [tmp_path / "new.tar", *(each for each in library.rglob("*") if each.is_file())]
    assert not [each for each in held if b"Testimony" in each.read_bytes()]
    assert not told(capsys, *copy, "--new-version"), "nothing shows it any more"


def test_another_reason_rewords_a_withdrawal_also_after_a_purge(tmp_path: Path, capsys: Printed) -> None:
    told(capsys, "import", str(tmp_path / "all.csv"), "--name", "exact")
    told(capsys, "import", str(tmp_path / "less.csv"), "--name", "exact", "--new-version")
    old = catalog.versions("exact")[1].version
    withdraw = ["withdraw", "exact", "--version", old[:8]]
    for reason in ("asked by Ana", "a mistake", "a request"):
        assert main([*withdraw, "--reason", reason]) == 0
        assert f": {reason}." in capsys.readouterr().out
        with pytest.raises(WithdrawnError, match=reason) as error:
            catalog.load("exact", old)
        assert "Ana" not in str(error.value) or reason == "asked by Ana"
        assert change_log.latest()[0].about.endswith(reason)
        assert change_log.latest()[0].version == old
        main(["purge", "exact"])
    capsys.readouterr()
    assert main(withdraw) == 1
    assert "withdrawn already" in capsys.readouterr().err


def test_an_added_list_of_the_same_records_says_nothing(tmp_path: Path, capsys: Printed) -> None:
    told(capsys, "import", str(tmp_path / "less.csv"), "--name", "exact")
    assert not told(capsys, "append", "exact", str(tmp_path / "all.csv"))
    assert len(catalog.versions("exact")) == 2
