"""The command line: `check` accounts for every row and says so by its exit code."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from dataset_folders import small, write

from geodata.__main__ import COMMANDS, main

if TYPE_CHECKING:
    from pathlib import Path


def test_a_dataset_without_faults_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(write(tmp_path / "a", small()))]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("small, version ")
    assert "  incidents.csv              4 rows = 4 accepted + 0 refused\n" in printed


def test_a_refused_row_is_printed_with_file_row_field_value_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = small()
    tables["incidents.csv"][3]["start"] = "soon"
    assert main(["check", str(write(tmp_path / "a", tables))]) == 1
    printed = capsys.readouterr().out
    assert "4 rows = 3 accepted + 1 refused" in printed
    assert "refused: incidents.csv:5 start 'soon' No date as 2023-09-24" in printed


def test_warnings_count_only_when_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = small()
    tables["citations.csv"] = []
    folder = str(write(tmp_path / "a", tables))
    assert main(["check", folder]) == 0
    assert "warning: incidents.csv:5 id 'd' No source supports it" in capsys.readouterr().out
    assert main(["check", "--strict", folder]) == 1


def test_one_bad_folder_among_several_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path / "a", small())
    assert main(["check", str(tmp_path / "none"), str(good)]) == 1
    printed = capsys.readouterr()
    assert "none: 'dataset.toml'" in printed.err
    assert printed.out.startswith("small, version ")


def test_control_characters_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = small()
    tables["incidents.csv"][3]["kind"] = "\x1b[31m\u202e" + "x" * 500
    assert main(["check", str(write(tmp_path / "a", tables))]) == 1
    printed = capsys.readouterr().out
    assert "\\x1b[31m\\u202e" in printed
    assert "\x1b" not in printed
    assert "x" * 81 not in printed


@pytest.mark.parametrize("arguments", [[], ["chekc"], ["check", "--lenient"]])
def test_misuse_ends_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_the_module_runs_on_a_terminal_without_cyrillic(tmp_path: Path) -> None:
    tables = small()
    tables["incidents.csv"][3]["kind"] = "Бањска"
    ended = subprocess.run(
        [sys.executable, "-m", "geodata", "check", str(write(tmp_path / "a", tables))],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        timeout=60,
    )
    assert ended.returncode == 1
    assert rb"\u0411" in ended.stdout
    assert ended.stderr == b""


HEAVY = ("duckdb", "geopandas", "ibis", "openpyxl", "pandas", "pyarrow")


@pytest.mark.parametrize("argument", ["--help", "settings"])
def test_what_needs_no_data_does_not_wait_for_the_libraries_that_read_it(argument: str) -> None:
    program = (
        "import sys\nfrom geodata.__main__ import main\n"
        f"try:\n    main([{argument!r}])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "[]"
    assert ran.stdout


@pytest.mark.parametrize(("name", "module"), [(name, module) for name, (module, _) in COMMANDS.items()])
def test_every_command_is_added_by_its_module(name: str, module: str) -> None:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    importlib.import_module(f"geodata.commands.{module}").add(commands)
    assert name in commands.choices
    assert {each for each, (its, _) in COMMANDS.items() if its == module} == set(commands.choices)
