"""Runs a command of `python -m geodata` on a library, within the tests' process: Python starts but once."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.__main__ import main


def command(library: Path, *arguments: str) -> None:
    """What people do at the command line; it is to go well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(library))
        assert main([*arguments]) == 0, arguments
