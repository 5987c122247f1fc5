"""Runs `settings`: what the server's environment variables are for, hold, and where that comes from."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata import server_settings, settings
from geodata.commands import printing

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

_LIBRARY: Final = f"{settings.PREFIX}LIBRARY"
"""The unit sets it beside the file; whoever checks the file may say it too."""


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
        "shell's environment; where this names INCIDENTS_LIBRARY, what the file says of it too",
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    if given.file is None:
        return _settings(given)
    try:
        text = given.file.read_text(encoding="utf-8")
    except OSError as error:
        printing.complain(f"{given.file}: {error.strerror}. Name the file that holds the server's settings.")
        return 1
    if wrong := [*_no_settings(text)]:
        for line in wrong:
            printing.complain(f"{given.file}: {line}")
        return 1
    before = dict(os.environ)
    try:
        for name in [each for each in before if each.startswith(settings.PREFIX) and each != _LIBRARY]:
            del os.environ[name]
        said = assigned(text)
        os.environ.update(said)
        return _settings(given, said)
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


def _no_settings(text: str) -> Iterator[str]:
    """Lines that would be passed over in silence: the server would run otherwise than they say."""
    for line in text.replace("\\\n", "").splitlines():
        name, equals, _ = line.strip().partition("=")
        name = name.strip()
        if not name or name.startswith(("#", ";")):
            continue
        if not equals or " " in name:
            yield f"'{line.strip()}' is no setting; one is written INCIDENTS_ACCESS=public."
        elif not name.startswith(settings.PREFIX) and (
            near := get_close_matches(name, settings.variables(), 1, 0.85)
        ):
            yield f"the server has no '{name}'. Was '{near[0]}' meant?"


def _settings(given: argparse.Namespace, said: Mapping[str, str] | None = None) -> int:
    if wrong := server_settings.problems():
        for error in wrong:
            printing.complain(str(error))
        return 1
    found = settings.listed()
    if said is not None:
        file = str(given.file)
        found = [replace(each, source=file) if said.get(each.variable) else each for each in found]
    if given.json:
        printing.say_json({"settings": [asdict(each) for each in found]})
        return 0
    for each in found:
        printing.say(f"{each.variable} = {each.value or '(not set)'}   [{each.source}]")
        printing.say(f"    {each.purpose}")
    if said is not None and _LIBRARY not in os.environ:
        return 0  # the unit names the library, so that nothing can be said about what is in it
    for remark in server_settings.remarks():
        printing.complain(str(remark))
    return 0
