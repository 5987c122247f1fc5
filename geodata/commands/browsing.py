"""Runs `list`, `show`, `diff` and `export`: says what the library holds, and writes it to files."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.commands import printing, together
from geodata.commands import readers as readers_command
from geodata.errors import GeodataError, UnknownDatasetError
from geodata.exporters import registry
from geodata.filters import PARAMS
from geodata.library import catalog, diff, folders, paths, readers

if TYPE_CHECKING:
    import argparse

    from geodata.filters import Filters
    from geodata.query.store import Store


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    listing = commands.add_parser("list")
    listing.set_defaults(run=_list)
    showing = commands.add_parser("show")
    showing.set_defaults(run=_show)
    differing = commands.add_parser(
        "diff",
        description="Compare two versions of a dataset; without them, the current one with the one before.",
    )
    differing.set_defaults(run=_diff)
    exporting = commands.add_parser("export")
    exporting.set_defaults(run=_export)
    for parser in (showing, differing, exporting):
        parser.add_argument("name", metavar="NAME")
    differing.add_argument("old", nargs="?", metavar="OLD", help="a version, or its first characters")
    differing.add_argument("new", nargs="?", metavar="NEW", help="likewise (default: the current one)")
    exporting.add_argument("to", type=Path, metavar="FILE", help="ends with " + ", ".join(registry.FORMATS))
    exporting.add_argument(
        "--format", choices=registry.FORMATS, help="instead of what the file's name ends with"
    )
    exporting.add_argument(
        "--filter",
        default="",
        metavar="QUERY",
        help=f"as in the page's address: 'kind=site&q=bridge'; its names are {', '.join(PARAMS)}",
    )
    for parser in (showing, exporting):
        parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    for parser in (listing, showing, differing):
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _list(given: argparse.Namespace) -> int:
    found, wrong, restricted = [], [*folders.problems()], dict[str, str]()
    for name in catalog.names():
        wrong += catalog.problems(name)
        try:
            versions, current = catalog.versions(name), catalog.load(name)
            seen_by = replace(readers.of(name), mark="")  # which signed links name: nothing to print
            if seen_by != readers.ALL:
                restricted[name] = readers_command.words(seen_by, current.info.timezone)
            found.append(
                {
                    "name": name,
                    "title": current.info.title,
                    "version": current.version,
                    "versions": max(len(versions), 1),
                    "incidents": len(current.incidents),
                    "read_only": not versions,
                    "readers": {"who": seen_by.who, "people": [*seen_by.people], "until": seen_by.until},
                }
            )
        except GeodataError as damage:  # it alone: the others are listed
            wrong += [damage] if str(damage) not in map(str, wrong) else []
    if given.json:
        problems = [printing.error_object(error) for error in wrong]
        printing.say_json({"datasets": found, "problems": problems})
        return 0
    _say_list(found, restricted)
    for error in wrong:
        printing.complain(str(error))
    if not any(map(paths.is_saved, paths.children(paths.root()))):
        printing.complain(f"Nothing was imported into this library yet. {printing.which_library()}")
    return 0


def _say_list(found: list[dict[str, Any]], restricted: dict[str, str]) -> None:
    for each in found:
        versions = f"{each['versions']} version{'s' * (each['versions'] != 1)}"
        printing.say(f"{each['name']:<24} {each['incidents']:>8} incidents, {versions}: {each['title']}")
        if each["name"] in restricted:
            printing.say(f"{'':<24} seen by {restricted[each['name']]}")


def _show(given: argparse.Namespace) -> int:
    version = resolved(given.name, given.version)
    dataset = catalog.load(given.name, version)
    manifests = catalog.versions(given.name)
    shown = next((each for each in manifests if each.version == dataset.version), None)
    rejected = _records(dataset.rejected)
    if given.json:
        printing.say_json(
            {
                "name": dataset.name,
                "version": dataset.version,
                "info": asdict(dataset.info),
                "incidents": len(dataset.incidents),
                "manifest": None if shown is None else asdict(shown),
                "versions": [{"version": each.version, "saved": each.saved} for each in manifests],
                "rejected": rejected,
            }
        )
        return 0
    printing.say(f"{dataset.name}, version {dataset.version}")
    for field, text in asdict(dataset.info).items():
        if text and field != "method":
            printing.say(f"  {field}: {text}")
    printing.say(f"  incidents: {len(dataset.incidents)}")
    if shown is not None:
        counts = shown.counts
        printing.say(
            f"  {counts['rows_in']} rows = {counts['accepted']} accepted + {counts['rejected']} refused"
        )
        printing.say(f"  layout: {shown.layout}, saved {shown.saved[:19]} by {shown.tool}")
        for original in shown.originals:
            printing.say(f"  original: {original.name}, {original.bytes} bytes, SHA-256 {original.sha256}")
    for each in manifests:
        printing.say(f"  version {each.version[:12]}, saved {each.saved[:19]}")
    printing.say_remarks(rejected, "refused")
    return 0


def _diff(given: argparse.Namespace) -> int:
    versions = [each.version for each in catalog.versions(given.name)]
    new = resolved(given.name, given.new) or catalog.current(given.name)
    older = versions[versions.index(new) + 1 :] if new in versions else []
    old = resolved(given.name, given.old) or (older[0] if older else new)
    found = diff.compare(catalog.load(given.name, old), catalog.load(given.name, new))
    counts = {name: getattr(found, name) for name in ("added", "removed", "changed", "same")}
    if given.json:
        rows = found.rows.to_dict("records")
        printing.say_json({"dataset": given.name, "old": old, "new": new, **counts, "rows": rows})
        return 0
    printing.say(f"{given.name}: {old[:12]} → {new[:12]}")
    printing.say(", ".join(f"{count} {word}" for word, count in counts.items()))
    for line in found.rows.head(printing.MOST_REMARKS).to_dict("records"):
        values = f"'{printing.shortened(line['old'])}' → '{printing.shortened(line['new'])}'"
        printing.say(f"{line['change']}: {line['id']} {line['field']} {values}")
    if len(found.rows) > printing.MOST_REMARKS:
        printing.say(f"… and {len(found.rows) - printing.MOST_REMARKS} more (all of them with --json)")
    return 0


def _export(given: argparse.Namespace) -> int:
    suffix = given.format or given.to.suffix.lower().removeprefix(".")
    if suffix not in registry.FORMATS:
        known = ", ".join(registry.FORMATS)
        printing.complain(f"{given.to.name}: the name has to end with one of {known}.")
        return 2
    opened, wanted = selected(given)
    blocks = registry.blocks(suffix, opened, wanted)
    if str(given.to) == "-":
        for block in blocks:
            sys.stdout.buffer.write(block)
        return 0
    try:
        with given.to.open("wb") as stream:
            stream.writelines(blocks)
        if suffix == "csv":
            from geodata.exporters import tabular  # noqa: PLC0415 - as above

            beside = given.to.with_name(f"{given.to.name}-metadata.json")
            beside.write_bytes(tabular.to_csv_metadata(opened, wanted, given.to.name))
    except OSError as error:
        printing.complain_of_file(given.to, error)
        return 1
    return 0


def selected(given: argparse.Namespace) -> tuple[Store, Filters]:
    """The dataset and version that a command was given, and its filter, which fits it.

    Raises
    ------
    FilterError
        If the filter is none, or names a column that this version has not.
    UnknownDatasetError, WithdrawnError
        As `resolved`.
    """
    from geodata import filters  # noqa: PLC0415 - the usage of a command need not wait for DuckDB
    from geodata.query import fitting, store  # noqa: PLC0415 - as above

    wanted = filters.from_query(given.filter)
    opened = store.opened(given.name, resolved(given.name, given.version))
    fitting.check(opened, wanted)
    return opened, wanted


def resolved(name: str, version: str | None) -> str | None:
    """The whole of a version's name, of which the first characters were given.

    Raises
    ------
    UnknownDatasetError
        If no version, or more than one, begins so.
    WithdrawnError
        If the one that begins so was withdrawn.
    """
    if version is None:
        if paths.is_joint(name):
            together.made(name)
        return None
    for each in catalog.withdrawn(name):
        if each.version is None or each.version.startswith(version.lower()):
            raise each.error()
    known = [each.version for each in catalog.versions(name)] or [catalog.current(name)]
    found = [each for each in known if each.startswith(version.lower())]
    if len(found) != 1:
        raise UnknownDatasetError(name, version, tuple(each[:12] for each in known))
    return found[0]


def _records(remarks: Any) -> list[dict[str, Any]]:
    found = remarks.astype(object).where(remarks.notna(), None)
    return [dict(each) for each in found.to_dict("records")]
