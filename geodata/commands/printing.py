"""Prints for commands: lines that a terminal shows as they are, JSON, progress, and errors in words."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import UnknownDatasetError
from geodata.ingest import alike_remarks
from geodata.library import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from geodata.errors import GeodataError

LONGEST_VALUE: Final = 80
"""Characters of a value that are printed; the file has the rest."""
MOST_REMARKS: Final = 40
"""Lines of refusals and of warnings that are printed; `--json` and `--refusals` have all."""


def say(text: str = "") -> None:
    """Print a line, with escapes in place of control characters."""
    print(printable(text))


def complain(text: str) -> None:
    """Print a line where errors go."""
    print(printable(text), file=sys.stderr)


def complain_of(error: GeodataError) -> None:
    """Print an error's words, and which library was looked at where a dataset was not in it."""
    complain(str(error))
    if isinstance(error, UnknownDatasetError):
        complain(which_library())


def which_library() -> str:
    """Which library the command looks at, and how another is named."""
    root = paths.root()
    there = "" if root.is_dir() else ", which is not there yet"
    return f"The library is {root}{there}; the environment variable INCIDENTS_LIBRARY names another."


def written(to: Path, content: bytes) -> bool:
    """Write a file, or say why that cannot be."""
    try:
        to.write_bytes(content)
    except OSError as error:
        complain_of_file(to, error)
        return False
    return True


def complain_of_file(to: Path, error: OSError) -> None:
    """Say why a file cannot be written."""
    complain(f"{to.name}: the file cannot be written ({error.strerror or type(error).__name__}).")


def written_or_said(to: Path, text: str) -> bool:
    """The same of a text, whose lines `-` prints."""
    if str(to) == "-":
        for line in text.rstrip("\n").split("\n"):
            say(line)
        return True
    return written(to, text.encode())


def say_json(value: Any) -> None:
    """Print one JSON value on one line."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def printable(text: str) -> str:
    """Control characters as escapes: a cell cannot move the cursor, or colour the terminal."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


def shortened(value: object) -> str:
    """The beginning of a value."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def say_remarks(remarks: Iterable[dict[str, Any]], word: str, *, file: str = "") -> None:
    """Print refusals or warnings, those that say the same in one line; the first `MOST_REMARKS` lines."""
    found = alike_remarks.grouped(remarks)
    for remark in found[:MOST_REMARKS]:
        if isinstance(remark, alike_remarks.Group):
            named = f"{remark.file or file}: " if remark.file or file else ""
            say(f"{word}: {named}{replace(remark, value=shortened(remark.value)).words}")
            continue
        named = remark.get("file") or file
        where = f"{named}:" if named else ""
        row = "" if remark["row"] is None else f"row {remark['row']}: "
        field = f"{remark['field']} '{shortened(remark['value'])}' " if remark["field"] else ""
        say(f"{word}: {where}{row}{field}{remark['reason']}")
    if len(found) > MOST_REMARKS:
        say(f"… and {len(found) - MOST_REMARKS} more (all of them with --json)")


def progress() -> Callable[[float, str], None]:
    """What shows on a terminal how far something is; nothing in a script."""
    shown = sys.stderr.isatty()

    def show(share: float, words: str) -> None:
        if shown:
            end = "\n" if share >= 1 else ""
            print(f"\r\033[K{share:4.0%} {printable(words)[:60]}", end=end, file=sys.stderr, flush=True)

    return show


def error_object(error: GeodataError) -> dict[str, str]:
    """An error for programs: a code that stays, and words."""
    return {"code": error.code, "message": str(error)}
