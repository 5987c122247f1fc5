"""Runs `import`: saves a file in the library, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata import settings
from geodata.commands import asking, choosing, printing, several_files
from geodata.commands.still_shown import say_still_shown
from geodata.errors import GeodataError, MappingError
from geodata.library import catalog, paths, placing, readers, saving
from geodata.library.readers import Readers
from geodata.model import Info
from geodata.sandbox import parent

if TYPE_CHECKING:
    import argparse

    from geodata.commands.several_files import Source
    from geodata.ingest.choices import Choices

DESCRIBED = (
    *("title", "description", "licence", "citation", "note", "accessed"),
    *("headline", "standfirst", "source_line"),
)

LOST = (
    "its description was lost or damaged and is written anew. Who might see it was lost too: nobody but who "
    "runs the server does, until `python -m geodata readers` says otherwise."
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "import",
        description="Read a file in the sandbox and save what was accepted, with the original bytes.",
        epilog="Exit code: 0 it is saved, 1 it is not, 2 misuse.",
    )
    choosing.add(parser, several=True)
    parser.add_argument("--name", help="the dataset's name, a-z, 0-9 and - (default: from the file's name)")
    parser.add_argument(
        "--new-version",
        action="store_true",
        help="save it as a new version of the dataset that has this name",
    )
    parser.add_argument(
        "--readers",
        choices=readers.WAYS,
        default=readers.PUBLIC,
        help="who may see a new dataset where the library is served to others (default: everybody)",
    )
    describing(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_import)


def describing(parser: argparse.ArgumentParser) -> None:
    """Add what a dataset says of itself."""
    for name in DESCRIBED:
        option, said = name.replace("_", "-"), name.replace("_", " ")
        parser.add_argument(f"--{option}", help=f"the dataset's {said}", default=None)


def _import(given: argparse.Namespace) -> int:
    try:
        choices = choosing.choices(given)
    except GeodataError as error:
        return _failed(error, given, code=2 if isinstance(error, MappingError) else 1)
    try:
        return _save(given, choices)
    except GeodataError as error:
        return _failed(error, given, code=1)


def _save(given: argparse.Namespace, choices: Choices) -> int:
    source = several_files.source_of(given.file)
    name = given.name or choices.name or saving.suggested_name(source.stem)
    with parent.prepare(
        source.content,
        name=source.name,
        choices=choices,
        limits=settings.limits_of_commands(),
        progress=printing.progress(),
    ) as prepared:
        report = prepared.report
        if report["questions"] and not given.json:
            asking.say(report["questions"])
        before = catalog.versions(name) if name in catalog.names() else ()
        lost = bool(before) and placing.lacks_description(paths.root() / name)
        info = _info(given, source, choices, report["layout"])
        name, version = saving.save(
            prepared,
            prepared.originals or prepared.original,
            name=name,
            info=info,
            file=source.name,
            new_version_of=name if given.new_version else None,
            seen_by=Readers(given.readers),
        )
    new = version not in [each.version for each in before]
    given.name, given.version = name, version  # for the log of changes, as all commands do
    given.did = [source.name if new else f"{source.name}, which was there"]
    if given.json:
        counts = {"rows_in": report["rows_in"], "accepted": report["accepted"]}
        printing.say_json({"dataset": name, "version": version, "new": new, **counts, "error": None})
        return 0
    words = ("a new version of" if before else "saved as") if new else "already saved as"
    printing.say(f"{source.name}: {words} '{name}', version {version[:12]}")
    if lost:
        printing.say(f"'{name}': {LOST}")
    refused = len(report["rejected"])
    printing.say(f"{report['rows_in']} rows = {report['accepted']} accepted + {refused} refused")
    printing.say_remarks(report["rejected"], "refused")
    printing.say_remarks(report["warnings"], "warning")
    if new and before:
        say_still_shown(name)
    return 0


def _info(given: argparse.Namespace, source: Source, choices: Choices, layout: str) -> Info:
    said = {name: getattr(given, name) or "" for name in DESCRIBED}
    said["title"] = said["title"] or choices.title or source.stem
    said["description"] = said["description"] or f"Imported from {source.name}, layout {layout}."
    return Info(timezone=choices.timezone, **said)


def _failed(error: GeodataError, given: argparse.Namespace, *, code: int) -> int:
    if given.json:
        nothing = {"dataset": None, "version": None, "new": False, "rows_in": 0, "accepted": 0}
        printing.say_json({**nothing, "error": printing.error_object(error)})
    else:
        printing.complain_of(error)
    return code
