"""Runs `sample`: puts a second dataset of invented events into the library, without the network."""

from __future__ import annotations

import argparse
from typing import Final

from geodata import settings
from geodata.commands import printing
from geodata.ingest import invented
from geodata.library import saving
from geodata.model import Info
from geodata.sandbox import parent

RECORDS: Final = 2_000
SEED: Final = 14
MOST: Final = 300_000
NAME: Final = "sample"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "sample",
        description="Make a file of invented events in the columns of UCDP GED, and import it as any other: "
        "for trying scale, precisions and regions. It is the same for the same seed and needs no network.",
        epilog="Exit code: 0 it is saved, 1 it is not, 2 misuse.",
    )
    parser.add_argument("--records", type=_records, default=RECORDS, help=f"how many (default: {RECORDS})")
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"another seed, other events (default: {SEED})"
    )
    parser.add_argument("--name", default=NAME, help=f"the dataset's name (default: {NAME})")
    parser.set_defaults(run=_sample)


def _records(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"'{text}': a whole number from 1 to {MOST} was expected")
    return int(text)


def _sample(given: argparse.Namespace) -> int:
    file = f"invented-{given.records}-{given.seed}.csv"
    content = invented.events(given.records, given.seed)
    limits = settings.limits_of_commands()
    with parent.prepare(content, name=file, limits=limits, progress=printing.progress()) as prepared:
        accepted = prepared.report["accepted"]
        info = described(given.records, given.seed)
        name, version = saving.save(prepared, prepared.original, name=given.name, info=info, file=file)
    given.name, given.version = name, version
    printing.say(f"{accepted} invented events: saved as '{name}', version {version[:12]}")
    printing.say(f"In the dashboard choose '{info.title}', or open /?dataset={name}")
    return 0


def described(records: int, seed: int) -> Info:
    """What the dataset says of itself: above all, that it is invented."""
    return Info(
        title=f"Invented events: a sample of {records}",
        description="Events that never were, on islands that do not exist, for trying scale, precisions and "
        "regions. The columns are those of UCDP GED.",
        timezone="UTC",
        licence="CC0-1.0",
        citation=f"Incident Map: invented events, {records} records, seed {seed}.",
        note="Everything in this dataset is invented: events, islands, names and tolls.",
    )
