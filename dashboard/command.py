"""Runs the program `incident-map`: opens the dashboard, or does what `python -m geodata` does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.__main__ import main as work_with_datasets

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).resolve().parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the dashboard where nothing or only options are given, such as `--server.port 8502`.

    Anything else is a command of `python -m geodata`, whose exit code is handed back.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and (not given[0].startswith("-") or given[0] in ("-h", "--help")):
        return work_with_datasets(given, program="incident-map")
    return _open(given)


def launcher() -> Path:
    """The file with the `st.App`: `setup.py` puts it beside this one, a checkout has it at its top."""
    beside = HERE / "app.py"
    return beside if beside.is_file() else HERE.parent / "app.py"


def _open(options: Sequence[str]) -> int:
    from streamlit.web import cli  # noqa: PLC0415 - takes a second, which no command need wait for

    sys.argv = ["streamlit", "run", str(launcher()), *options]
    cli.main(prog_name="incident-map", standalone_mode=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
