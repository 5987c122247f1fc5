"""Runs `freeze`: writes a view of a dataset as one HTML file that needs neither network nor server."""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata import filters
from geodata.commands import printing
from geodata.commands.browsing import resolved
from geodata.query import fitting, store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

MAP: Final = "components.freezing.frozen_view"
"""Named, not imported: what a map looks like is nothing that `geodata` knows."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "freeze",
        description="Write the map of a dataset, or of what a filter shows, as one HTML file: with filters, "
        "timeline, details and citation, it opens from the disk without network and server.",
    )
    parser.set_defaults(run=_freeze)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--to", required=True, type=Path, metavar="FILE", help="such as map.html")
    parser.add_argument(
        "--filter", default="", metavar="QUERY", help="as in the page's address: 'kind=site&q=bridge'"
    )
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.add_argument(
        "--server",
        metavar="URL",
        default="",
        help="of the page with the live view, to which the file leads if the dataset is public",
    )


def _freeze(given: argparse.Namespace) -> int:
    if given.to.suffix.lower() not in (".html", ".htm"):
        printing.complain(f"{given.to.name}: the name has to end with .html.")
        return 2
    opened = store.opened(given.name, resolved(given.name, given.version))
    wanted = filters.from_query(given.filter)
    fitting.check(opened, wanted)
    pieces = importlib.import_module(MAP).of(opened, wanted, server=given.server)
    try:
        _write(given.to, pieces)
    except OSError as error:
        printing.complain_of_file(given.to, error)
        return 1
    return 0


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    """Write the file whole or not at all; one that is there is replaced at once."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(pieces)
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
