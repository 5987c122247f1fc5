"""Runs `publish`: loads a dataset version into the store that servers answer from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.commands import printing
from geodata.commands.browsing import resolved
from geodata.engines import addresses
from geodata.library import catalog
from geodata.query import publishing

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "publish",
        description="All of it or nothing: a server that reads there (INCIDENTS_STORE) never sees a part.",
        epilog="Exit code: 0 it is there, 1 it is not, 2 misuse.",
    )
    parser.add_argument("name", metavar="DATASET", help="a dataset of the library")
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="postgres://user@host/database, spark://local[2]/folder, spark://host:7077/folder or "
        "duckdb:///folder",
    )
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.add_argument("--replace", action="store_true", help="load it again if it is there already")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_publish)


def _publish(given: argparse.Namespace) -> int:
    address = addresses.parse(given.to)
    dataset = catalog.load(given.name, resolved(given.name, given.version))
    loaded = publishing.publish(dataset, address, replace=given.replace, progress=printing.progress())
    if given.json:
        version = dataset.version
        printing.say_json(
            {"dataset": dataset.name, "version": version, "to": address.shown, "loaded": loaded}
        )
        return 0
    words = "published to" if loaded else "was there already:"
    printing.say(f"'{dataset.name}', version {dataset.version[:12]}, {words} {address.shown}")
    return 0
