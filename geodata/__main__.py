"""Runs the command line, `python -m geodata`: arguments become words and an exit code."""

from __future__ import annotations

import argparse
import getpass
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Final

from geodata.commands import printing
from geodata.errors import GeodataError
from geodata.library import files

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {
    "inspect": ("inspecting", "say what a file is and what would become of every row; save nothing"),
    "layouts": ("layouts", "the layouts of files that are recognised, with the codebook of each"),
    "import": ("importing", "save a file in the library"),
    "append": ("appending", "add a file of the same layout to a dataset, as a new version of it"),
    "sample": ("sample", "put a dataset of invented events into the library, for trying things out"),
    "list": ("browsing", "the datasets of the library"),
    "show": ("browsing", "what a dataset is, its versions and its refused rows"),
    "diff": ("browsing", "what changed between two versions"),
    "export": ("browsing", "write what is shown to a file"),
    "hot-spots": ("hot_spots", "where records lie closer together than chance would put them"),
    "matches": ("matches", "pairs of records of two datasets that may be one event"),
    "together": ("together", "put several datasets together, to be asked as one"),
    "regions": ("regions", "how many records, or killed, are certainly and possibly in each region"),
    "boundaries": ("boundaries", "files of regions that the library keeps: add, list"),
    "compare": ("compare", "what two filters show beside each other, and whether chance explains it"),
    "summarise": (
        "summarising",
        "add up records, fatalities or a column, by months, actors or anything else",
    ),
    "cite": ("citing", "how a view is cited, as text or for a reference manager"),
    "freeze": ("freezing", "write the map of a view as one HTML file that needs no server"),
    "describe": ("changing", "change what a dataset says of itself"),
    "readers": ("readers", "who may see a dataset where the library is served; options change that"),
    "rename": ("changing", "give a dataset another name"),
    "delete": ("changing", "take a dataset with all its versions away"),
    "undelete": ("changing", "bring back what was deleted; without TOKEN, list it"),
    "verify": ("maintaining", "check every version against its hashes"),
    "backup": ("maintaining", "write all datasets into one archive"),
    "restore": ("maintaining", "put back from an archive what is missing or damaged"),
    "withdraw": ("maintaining", "take back a dataset or a version; without NAME, list what is withdrawn"),
    "purge": (
        "maintaining",
        "erase for good what was deleted and what was withdrawn; nothing brings it back",
    ),
    "publish": ("publishing", "load a dataset into PostgreSQL, Spark's tables or a folder of DuckDB files"),
    "geocode": ("geocode", "find places for incidents without coordinates"),
    "gazetteer": ("gazetteer", "the place names that are known offline"),
    "basemap": ("basemap", "base maps and reference layers that are shown offline"),
    "check": ("check", "say which rows of a dataset's tables are refused or inconsistent, and why"),
    "safe-copy": ("safe_copy", "make a publication-safe copy of a dataset: coarser, later, with less in it"),
    "keys": ("keys", "keys by which scripts ask the server: add, list, revoke"),
    "log": ("log", "who changed what in the library, the newest first"),
    "settings": ("settings", "the server's settings, and where each came from"),
}
"""Each command, the module of `commands` that adds and runs it, and what it does.

Only the module that is asked for is imported: all of them bring DuckDB, GeoPandas and openpyxl with them.
"""
CHANGES: Final = (
    *(
        "import",
        "append",
        "sample",
        "describe",
        "rename",
        "delete",
        "undelete",
        "restore",
        "withdraw",
        "purge",
        "geocode",
    ),
    *("keys", "readers", "safe-copy", "boundaries", "matches"),
)
"""Commands that change the library, which its log says, each as it left the dataset's name and version.

A command says itself whether it changed something where its exit code does not: it may be 1 beside a change.
"""
_TOLD: Final = ("new_name", "doing", "id", "note", "role", "dataset", "token", "reason")
"""Arguments that the log tells, beside the dataset's name and the version; `did`: what a command did."""


def main(arguments: Sequence[str] | None = None, *, program: str = "python -m geodata") -> int:
    """Run one command; the exit code is 0 if all is well, 1 if not, 2 on misuse (by argparse)."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Cyrillic letters shows their numbers instead of ending in an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = _understood(program, sys.argv[1:] if arguments is None else arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
        if given.command in CHANGES and getattr(given, "changed", code == 0):
            _write_down(given)
    except GeodataError as error:
        printing.complain_of(error)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, _engine_error()) as error:
        reason = files.system_reason(error)
        if reason is None:
            raise  # a bug, which looks like one
        printing.complain(f"The system refused ({reason}). Check free space and rights, then try again.")
        return 1
    return code


def _understood(program: str, arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments; a command that gets one too many says how it is used itself."""
    parser = _parser(program, arguments)
    given, rest = parser.parse_known_args(arguments)
    if rest:
        usage = argparse.ArgumentParser(prog=f"{program} {given.command}", usage=given.usage, add_help=False)
        usage.error(f"unrecognized arguments: {' '.join(rest)}")
    return given


def _user() -> str:
    """The name of whoever runs the command, or the number where a container gives them none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _write_down(given: argparse.Namespace) -> None:
    """Who changed what, in the library's log."""
    from geodata.library import change_log  # noqa: PLC0415 - most commands change nothing

    said = [*getattr(given, "did", []), *filter(None, (getattr(given, each, None) for each in _TOLD))]
    change_log.record(
        who=_user(),
        act=given.command,
        source="command line",
        dataset=getattr(given, "name", None) or "",
        version=getattr(given, "version", None) or "",
        about="; ".join(map(str, said)),
    )


def _engine_error() -> type[Exception]:
    """Asked for when something failed, by what has imported it already."""
    import duckdb  # noqa: PLC0415 - takes long, and most commands that are right never need it

    return duckdb.Error


def _parser(program: str, arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Knows the command that is asked for in full, or of all of them what they do."""
    parser = argparse.ArgumentParser(prog=program, description="Work with datasets of incidents.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    if arguments and arguments[0] in COMMANDS:
        importlib.import_module(f"geodata.commands.{COMMANDS[arguments[0]][0]}").add(commands)
        own = commands.choices[arguments[0]]
        own.set_defaults(usage=own.format_usage().removeprefix("usage: ").strip())
    else:
        for name, (_, words) in COMMANDS.items():
            commands.add_parser(name, help=words)
    return parser


if __name__ == "__main__":
    sys.exit(main())
