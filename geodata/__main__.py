"""Arguments of `python -m geodata` in, words and an exit code out: the command line."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geodata import library
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

LONGEST_VALUE = 80
"""Characters of a value that are printed; the file has the rest."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 if all is well, 1 if not, 2 on misuse (by argparse)."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Cyrillic letters shows their numbers instead of ending in an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="python -m geodata", description="Work with datasets of incidents.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    given = parser.parse_args(arguments)
    code: int = given.run(given)
    return code


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "check",
        help="say which rows of a dataset's tables are refused, and why",
        description="Read a dataset's folder and account for every row: rows in = accepted + refused.",
        epilog="Exit code: 0 nothing was refused, 1 rows were refused or a folder is unusable, 2 misuse.",
    )
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="FOLDER",
        help="folders with a dataset.toml (default: the built-in case)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="count warnings, such as incidents without a source, as refusals",
    )
    parser.set_defaults(run=_check)


def _check(given: argparse.Namespace) -> int:
    results = [_check_folder(folder, strict=given.strict) for folder in given.folders or [library.CASE]]
    return 0 if all(results) else 1


def _check_folder(folder: Path, *, strict: bool) -> bool:
    try:
        found, checked = library.check_folder(folder)
    except GeodataError as error:
        print(_printable(str(error)), file=sys.stderr)
        return False
    print(f"{found.description.name}, version {library.version_of(found)[:12]}")
    for file, rows_in in checked.rows_in.items():
        accepted = len(checked.accepted[file])
        refused = int((checked.rejected["file"] == file).sum())
        print(f"  {file:<20} {rows_in:>7} rows = {accepted} accepted + {refused} refused")
    _print_remarks(checked.rejected, "refused")
    _print_remarks(checked.warnings, "warning")
    return checked.rejected.empty and (checked.warnings.empty or not strict)


def _print_remarks(remarks: pd.DataFrame, word: str) -> None:
    for remark in remarks.to_dict("records"):
        field = f" {remark['field']} '{_shortened(remark['value'])}'" if remark["field"] else ""
        print(_printable(f"{word}: {remark['file']}:{remark['row']}{field} {remark['reason']}"))


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"


def _printable(text: str) -> str:
    """Control characters as escapes: a cell cannot move the cursor, or colour the terminal."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


if __name__ == "__main__":
    sys.exit(main())
