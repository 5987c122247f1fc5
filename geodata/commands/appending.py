"""Runs `append`: adds a file of the same layout to a dataset, as a new version of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geodata import settings
from geodata.commands import asking, choosing, printing
from geodata.commands.still_shown import say_still_shown
from geodata.errors import GeodataError, MappingError
from geodata.library import appending

if TYPE_CHECKING:
    import argparse

    from geodata.ingest.choices import Choices
    from geodata.library.appending import Added, Base

_ROWS = ("older", "refused")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "append",
        description="Add a file of the same layout to a dataset: events that it has not are added, those "
        "that it has otherwise are changed, and a list of ids (ACLED's deleted events) takes them out. The "
        "version before stays as it is.",
        epilog="Exit code: 0 it is saved or was there already, 1 it is not, 2 misuse.",
    )
    parser.add_argument("name", metavar="NAME")
    choosing.add(parser)
    parser.add_argument("--version", help="the version to add to (default: the current one)")
    parser.add_argument("--dry-run", action="store_true", help="say what would become of it, save nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_append)


def _append(given: argparse.Namespace) -> int:
    try:
        choices = choosing.choices(given)
        base = appending.base_of(given.name, given.version)
        if base.ends_with(given.file):
            return _there(given, base)
        return _look_and_save(given, base, choices)
    except GeodataError as error:
        if given.json:
            printing.say_json({"dataset": None, "version": None, "error": printing.error_object(error)})
        else:
            printing.complain_of(error)
        return 2 if isinstance(error, MappingError) else 1


def _look_and_save(given: argparse.Namespace, base: Base, choices: Choices) -> int:
    looked = appending.looked_at(
        base,
        given.file,
        file=given.file.name,
        choices=choices,
        limits=settings.limits_of_commands(),
        progress=printing.progress(),
    )
    with looked as added:
        saves = not (given.dry_run or added.changes_nothing)
        version = appending.save(added)[1] if saves else None
        given.version, given.changed, given.did = version, version is not None, [given.file.name]
        _say(given, added, version)
    return 0


def _there(given: argparse.Namespace, base: Base) -> int:
    version, given.changed = base.manifest.version, False
    if given.json:
        printing.say_json({"dataset": given.name, "version": version, "new": False, "error": None})
    else:
        printing.say(f"{given.file.name}: already added to '{given.name}', version {version[:12]}")
    return 0


def _say(given: argparse.Namespace, added: Added, version: str | None) -> None:
    report: dict[str, Any] = added.prepared.report
    if given.json:
        counts = {name: report[name] for name in ("rows_in", "accepted", "rejected", "questions")}
        said = {"dataset": given.name, "version": version, "new": version is not None, **counts}
        printing.say_json({**said, "changes": dict(added.changes), "error": None})
        return
    file = given.file.name
    if version is not None:
        printing.say(f"{file}: added to '{given.name}', version {version[:12]}")
    elif added.changes_nothing:
        printing.say(f"{file}: '{given.name}' has every event of it already; nothing was saved")
    else:
        printing.say(f"{file}: nothing was saved; without --dry-run this would become of '{given.name}'")
    events = ", ".join(f"{n:,} {name}" for name, n in added.changes.items() if name not in _ROWS)
    rows = ", ".join(f"{added.changes[name]:,} {name}" for name in _ROWS)
    printing.say(f"events: {events}")
    printing.say(f"rows left out: {rows}")
    printing.say_remarks(
        [each for each in report["rejected"] if added.is_of_new(each.get("file"))], "refused"
    )
    asking.say(report["questions"])
    printing.say_remarks(
        [each for each in report["warnings"] if added.is_of_new(each.get("file"))], "warning"
    )
    if version is not None:
        say_still_shown(given.name)
