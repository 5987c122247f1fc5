"""Adds the options by which a researcher answers what a file leaves open, as the page's questions do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import UnreadableFileError
from geodata.ingest.choices import (
    DATE_ORDERS,
    FIRST_DAY,
    GOES_ON,
    LETTER_O,
    NEGATIVE_CODES,
    PAIR_ORDERS,
    ROW_IS,
    Choices,
)

if TYPE_CHECKING:
    import argparse

_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "table": ("sheet or layer to read", {"metavar": "NAME"}),
    "layout": ("layout of the columns, instead of the one recognised", {"metavar": "NAME"}),
    "date_order": ("what 03/04/2023 means", {"choices": DATE_ORDERS}),
    "year": (
        "year of days that are written without one, such as 24-Sep",
        {"metavar": "2023", "type": int},
    ),
    "open_end": (
        f"what becomes of an interval without an end: {GOES_ON}, the last day of it, or {FIRST_DAY} alone",
        {"metavar": GOES_ON},
    ),
    "pair_order": ("what comes first in a cell with two coordinates", {"choices": PAIR_ORDERS}),
    "row_is": (
        "what a row is: an event, a victim of the event that its id names, or a total of several events",
        {"choices": ROW_IS},
    ),
    "letter_o": ("what O behind degrees says: west (oeste, ouest) or east (Ost)", {"choices": LETTER_O}),
    "negative_codes": ("what -9 means beside -9: no position, or degrees", {"choices": NEGATIVE_CODES}),
    "decimal": ("what begins the decimals", {"choices": (".", ",")}),
    "encoding": ("encoding of the text, instead of the one guessed", {"metavar": "NAME"}),
    "delimiter": ("what separates the cells", {"metavar": "CHARACTER"}),
    "header_row": (
        "line that holds the columns' names, below titles; 0 where none does",
        {"metavar": "LINE", "type": int},
    ),
    "timezone": ("zone of times without an offset (default: UTC)", {"metavar": "Europe/Belgrade"}),
    "crs": (
        "coordinate system of eastings and northings, and of a file that does not say its own",
        {"metavar": "EPSG:32634"},
    ),
}


def add(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Add FILE, `--mapping` and the single choices to a command."""
    if several:
        words = "a file; several of one layout, a pattern or a folder of them become one dataset"
        parser.add_argument("file", type=Path, metavar="FILE", nargs="+", help=words)
    else:
        parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="M.toml",
        help="file of choices, as inspect --save-mapping writes it; options below go before them",
    )
    for name, (words, options) in _OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, help=words, **options)


def choices(given: argparse.Namespace) -> Choices:
    """The choices of a mapping file, if there is one, with those of the options.

    Raises
    ------
    MappingError, UnreadableFileError
        If the mapping file cannot be read, or one of the choices cannot be.
    """
    found = Choices() if given.mapping is None else Choices.from_toml(_text(given.mapping))
    said = {name: getattr(given, name) for name in _OPTIONS if getattr(given, name) is not None}
    return replace(found, **said)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = error.strerror or type(error).__name__
        if not path.suffix:
            problem += (
                "; --mapping takes a file, not a column's name: inspect --save-mapping M.toml writes one, in "
                "which columns are given their meanings"
            )
        raise UnreadableFileError(path.name, problem) from None
    except UnicodeDecodeError:
        raise UnreadableFileError(path.name, "no text in UTF-8") from None
