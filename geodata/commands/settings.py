"""Runs `settings`: what the server's environment variables are for, hold, and where that comes from."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
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
    parser.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help="check the file that the service uses, such as /etc/incident-map/settings, instead of this "
        "shell's environment",
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    if given.file is None:
        return _settings(given)
    text = given.file.read_text(encoding="utf-8")
    before = dict(os.environ)
    try:
        for name in [each for each in before if each.startswith(settings.PREFIX)]:
            del os.environ[name]
        os.environ.update(assigned(text))
        return _settings(given)
    finally:
        os.environ.clear()
        os.environ.update(before)


def assigned(text: str) -> dict[str, str]:
    """The variables that a file gives a systemd unit: a line each, in quotes or without."""
    found = {}
    for line in text.replace("\\\n", "").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith(("#", ";")):
            value = value.strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            found[name.strip()] = value[1:-1] if quoted else value
    return found


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
    for remark in server_settings.remarks():
        printing.complain(str(remark))
    return 0
