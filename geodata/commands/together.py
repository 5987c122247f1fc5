"""Runs `together`: puts datasets together so that they are asked as one, and says under what name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata import settings
from geodata.commands import printing
from geodata.library import catalog, joining, paths

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "together",
        description=f"Put two to {paths.MOST_TOGETHER} datasets together. Other commands, page and Python "
        "then take the name that is printed, such as 'acled~ucdp': each record says in the column 'dataset' "
        "whose it is. Nothing is merged: one event may stand in several of them.",
    )
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.set_defaults(run=_together)


def _together(given: argparse.Namespace) -> int:
    name = paths.joint_of(given.names)
    if not paths.is_joint(name):
        printing.complain(f"Name two to {paths.MOST_TOGETHER} different datasets of the library.")
        return 2
    made(name)
    dataset = catalog.load(name)
    printing.say(f"{name}: {len(dataset.incidents):,} records, version {dataset.version[:12]}")
    printing.say(
        "One event may stand in several of them: sums count it each time. 'matches' finds such pairs."
    )
    return 0


def made(name: str) -> None:
    """See that datasets which a command names together are so, in their current versions."""
    joining.make(name, most=settings.limits_of_commands().rows)
