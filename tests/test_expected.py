"""What an exact researcher must get from each shared file, as `EXPECTED.md` beside the files says."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import expected
import pytest
from expected_files import FILES, Expected, check, needs_shared_files

TABLES = [
    importlib.import_module(f"expected.{each.name}") for each in pkgutil.iter_modules(expected.__path__)
]
EXPECTED: list[Expected] = [each for table in TABLES for each in table.EXPECTED]


@needs_shared_files()
@pytest.mark.parametrize("case", EXPECTED, ids=str)
def test_a_shared_file_says_what_an_exact_researcher_must_get(case: Expected, tmp_path: Path) -> None:
    check(case, FILES, tmp_path)
