"""Runs `log`: prints who changed what in the library and when."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from geodata.commands import printing
from geodata.library import change_log

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "log", description="Who changed what in the library and when, the newest first."
    )
    parser.add_argument("--most", type=int, default=100, metavar="N", help="how many changes (default: 100)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_log)


def _log(given: argparse.Namespace) -> int:
    found = change_log.latest(given.most)
    if given.json:
        printing.say_json({"changes": [asdict(each) for each in found]})
        return 0
    for each in found:
        what = " ".join(filter(None, (each.act, each.dataset, each.version[:12], each.about)))
        printing.say(
            f"{each.when[:16].replace('T', ' ')}  {each.who or 'at the machine'} ({each.source}): {what}"
        )
    return 0
