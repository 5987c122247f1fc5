"""Runs `settings`: what the server's environment variables are for, hold, and where that comes from."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from geodata import server_settings, settings
from geodata.commands import printing

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "settings",
        description="Every INCIDENTS_… environment variable; a secret is shown as dots. Where something "
        "keeps the server from starting, that is said instead.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_settings)


def _settings(given: argparse.Namespace) -> int:
    if wrong := server_settings.problems():
        for error in wrong:
            printing.complain(str(error))
        return 1
    found = settings.listed()
    if given.json:
        printing.say_json({"settings": [asdict(each) for each in found]})
        return 0
    for each in found:
        printing.say(f"{each.variable} = {each.value or '(not set)'}   [{each.source}]")
        printing.say(f"    {each.purpose}")
    return 0
