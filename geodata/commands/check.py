"""Runs `check`: accounts for every row of a dataset's folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from geodata.commands.printing import complain, printable, shortened
from geodata.errors import GeodataError
from geodata.ingest import consistency
from geodata.library import folders, paths

if TYPE_CHECKING:
    import argparse

    import pandas as pd


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check",
        description="Read a dataset's folder and account for every row: rows in = accepted + refused. Then "
        "hold the accepted rows against one another: sources, confidence, times, radii, spellings. Records "
        "that look alike are named, to be looked at.",
        epilog="Exit code: 0 nothing to mend, 1 rows were refused or are inconsistent, or a folder is "
        "unusable, 2 misuse.",
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
    results = [_check_folder(folder, strict=given.strict) for folder in given.folders or [paths.CASE]]
    return 0 if all(results) else 1


def _check_folder(folder: Path, *, strict: bool) -> bool:
    try:
        found, checked = folders.check_folder(folder)
    except GeodataError as error:
        complain(str(error))
        return False
    print(f"{found.description.name}, version {folders.version_of(found)[:12]}")
    for file, rows_in in checked.rows_in.items():
        accepted = len(checked.accepted[file])
        refused = int((checked.rejected["file"] == file).sum())
        print(f"  {file:<20} {rows_in:>7} rows = {accepted} accepted + {refused} refused")
    _print_remarks(checked.rejected, "refused")
    _print_remarks(checked.warnings, "warning")
    faults = consistency.faults(checked.accepted, ZoneInfo(found.description.info.timezone))
    _print_remarks(faults, "error")
    _print_remarks(consistency.alike(checked.accepted), "look")
    return checked.rejected.empty and faults.empty and (checked.warnings.empty or not strict)


def _print_remarks(remarks: pd.DataFrame, word: str) -> None:
    for remark in remarks.to_dict("records"):
        field = f" {remark['field']} '{shortened(remark['value'])}'" if remark["field"] else ""
        print(printable(f"{word}: {remark['file']}:{remark['row']}{field} {remark['reason']}"))
