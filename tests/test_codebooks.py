"""Each layout reads rows made to its publisher's codebook, as the codebook says."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import codebooks
import pytest
from expected_files import Expected, check

from geodata.layouts import registry

FOLDER = Path(__file__).parent / "codebooks"
TABLES = {
    each.name: importlib.import_module(f"codebooks.{each.name}")
    for each in pkgutil.iter_modules(codebooks.__path__)
}
EXPECTED: list[Expected] = [each for table in TABLES.values() for each in table.EXPECTED]


@pytest.mark.parametrize("case", EXPECTED, ids=str)
def test_rows_made_to_a_codebook_are_read_as_the_codebook_says(case: Expected, tmp_path: Path) -> None:
    check(case, FOLDER, tmp_path)


def test_every_layout_of_a_publisher_has_rows_made_to_its_codebook() -> None:
    # Exports of this program are made and read again by the tests of exports.
    read = {case.layout for case in EXPECTED if case.layout}
    assert read == {*registry.NAMES} - {"own", "mapped"}


def test_every_file_of_rows_is_looked_at() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.suffix not in {".py", ".pyc"}} - {"__pycache__"}
    assert files == {case.file for case in EXPECTED}
