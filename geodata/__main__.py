"""Runs the command line, `python -m geodata`: arguments become words and an exit code."""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING

import duckdb

from geodata.commands import (
    basemap,
    browsing,
    changing,
    check,
    gazetteer,
    geocode,
    importing,
    inspecting,
    maintaining,
    printing,
    publishing,
    settings,
)
from geodata.errors import GeodataError
from geodata.library import files

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    inspecting,
    importing,
    browsing,
    changing,
    maintaining,
    publishing,
    geocode,
    gazetteer,
    basemap,
    check,
    settings,
)


def main(arguments: Sequence[str] | None = None, *, program: str = "python -m geodata") -> int:
    """Run one command; the exit code is 0 if all is well, 1 if not, 2 on misuse (by argparse)."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Cyrillic letters shows their numbers instead of ending in an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog=program, description="Work with datasets of incidents.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except GeodataError as error:
        printing.complain(str(error))
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, duckdb.Error) as error:
        reason = files.system_reason(error)
        if reason is None:
            raise  # a bug, which looks like one
        printing.complain(f"The system refused ({reason}). Check free space and rights, then try again.")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
