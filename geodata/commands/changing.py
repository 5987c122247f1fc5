"""Runs `describe`, `rename`, `delete` and `undelete`: changes saved datasets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.commands import printing
from geodata.commands.importing import DESCRIBED, LOST, describing
from geodata.library import management, placing

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    describe = commands.add_parser("describe")
    describe.add_argument("name", metavar="NAME")
    describing(describe)
    describe.set_defaults(run=_describe)
    rename = commands.add_parser("rename")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new_name", metavar="NEW_NAME")
    rename.set_defaults(run=_rename)
    delete = commands.add_parser("delete")
    delete.add_argument("name", metavar="NAME")
    delete.set_defaults(run=_delete)
    undelete = commands.add_parser("undelete")
    undelete.add_argument("token", nargs="?", metavar="TOKEN")
    undelete.set_defaults(run=_undelete)


def _describe(given: argparse.Namespace) -> int:
    said = {field: getattr(given, field) for field in DESCRIBED if getattr(given, field) is not None}
    lost = placing.lacks_description(management.editable_folder(given.name))
    if not said and not lost:
        given.changed = False
        printing.say(f"Nothing of '{given.name}' is changed: no option says what it says of itself now.")
        return 0
    management.describe(given.name, replace(management.described(given.name), **said))
    if lost:
        printing.say(f"'{given.name}': {LOST}")
    for field, text in said.items():
        printing.say(f"'{given.name}' has its {field.replace('_', ' ')} now: {printing.shortened(text)}")
    return 0


def _rename(given: argparse.Namespace) -> int:
    management.rename(given.name, given.new_name)
    return 0


def _delete(given: argparse.Namespace) -> int:
    token = management.delete(given.name)
    undo = f"is deleted; `python -m geodata undelete {token}` brings it back" if token else "is erased"
    printing.say(f"'{given.name}' {undo}.")
    return 0


def _undelete(given: argparse.Namespace) -> int:
    if given.token is None:
        given.changed = False
        for each in management.deletions():
            printing.say(f"{each.token}  {each.name}, deleted {each.deleted:%Y-%m-%d %H:%M} UTC")
        return 0
    given.name = management.undelete(given.token)
    printing.say(f"'{given.name}' is back.")
    return 0
