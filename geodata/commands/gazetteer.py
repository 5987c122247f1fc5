"""Runs `gazetteer`: adds GeoNames dumps, lists and removes them, and looks a name up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.commands import printing
from geodata.places import gazetteer, geonames

if TYPE_CHECKING:
    import argparse

    from geodata.places.candidates import Candidate


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "gazetteer",
        description="The case's places are always there; dumps come from download.geonames.org/export/dump.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="read a country's file, such as XK.txt or XK.zip")
    adding.add_argument("file", type=Path, metavar="FILE")
    adding.set_defaults(run=_add)
    listing = actions.add_parser("list", help="the files that were added")
    listing.set_defaults(run=_list)
    removing = actions.add_parser("remove", help="take a file's places out again")
    removing.add_argument("file", metavar="NAME")
    removing.set_defaults(run=_remove)
    finding = actions.add_parser("find", help="the places that a name may mean")
    finding.add_argument("name", metavar="NAME")
    finding.add_argument("--country", default="", help="a hint: XK, or Kosovo")
    finding.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    finding.set_defaults(run=_find)


def _add(given: argparse.Namespace) -> int:
    found = geonames.add(given.file, printing.progress())
    skipped = f", {found.skipped} lines are no places" if found.skipped else ""
    printing.say(f"{found.name}: {found.features} places{skipped}")
    return 0


def _list(_: argparse.Namespace) -> int:
    for each in geonames.dumps():
        printing.say(f"{each.name:<20} {each.features:>9} places, added {each.added}")
    return 0


def _remove(given: argparse.Namespace) -> int:
    geonames.remove(given.file)
    return 0


def _find(given: argparse.Namespace) -> int:
    found = gazetteer.candidates(given.name, country=given.country)
    if given.json:
        printing.say_json([each.to_dict() for each in found])
    else:
        for each in found:
            printing.say(line(each))
    return 0 if found else 1


def line(candidate: Candidate) -> str:
    """A candidate on one line."""
    where = f"{candidate.lat:.5f}, {candidate.lon:.5f} ± {candidate.uncertainty_m:.0f} m"
    what = f"{candidate.kind or 'place'} ({candidate.location_class})"
    return f"{candidate.id}  {candidate.name}, {what}, {where}: {candidate.why}"
