"""Runs `basemap`: adds PMTiles archives and reference layers, lists and removes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.basemaps import collection
from geodata.commands import printing

if TYPE_CHECKING:
    import argparse

    from geodata.basemaps.collection import BaseMap


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "basemap",
        description="A base map is a PMTiles file; a reference layer is GeoJSON or a GeoPackage.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="check a file and keep a copy; the same name replaces")
    adding.add_argument("file", type=Path, metavar="FILE")
    adding.add_argument("--name", help="what people read in the list of layers")
    adding.add_argument("--attribution", help="whose map it is; without it, what the PMTiles file says")
    adding.add_argument("--colour", help="of a reference layer, such as #b3541e")
    adding.add_argument("--layer", help="of a GeoPackage that has several")
    adding.set_defaults(run=_add)
    listing = actions.add_parser("list", help="what was added, and what INCIDENTS_BASEMAP names")
    listing.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    listing.set_defaults(run=_list)
    removing = actions.add_parser("remove", help="take one away, by the first word of its line in the list")
    removing.add_argument("key", metavar="KEY")
    removing.set_defaults(run=_remove)


def _add(given: argparse.Namespace) -> int:
    added = collection.add(
        given.file,
        name=given.name,
        attribution=given.attribution,
        colour=given.colour,
        table=given.layer,
    )
    printing.say(_line(added))
    return 0


def _list(given: argparse.Namespace) -> int:
    found = collection.listed()
    if given.json:
        printing.say_json({"basemaps": [_object(each) for each in found]})
    else:
        for each in found:
            printing.say(_line(each))
    return 0


def _remove(given: argparse.Namespace) -> int:
    collection.remove(given.key)
    return 0


def _line(each: BaseMap) -> str:
    what = f"reference layer, {each.colour}" if each.kind == "layer" else _tiles(each)
    where = ", ".join(f"{corner:.3f}" for corner in each.bounds)
    gone = "" if each.path.is_file() else "; ITS FILE IS GONE"
    return f"{each.key}  {each.name}: {what}; {where}; {each.attribution or 'no attribution'}{gone}"


def _tiles(each: BaseMap) -> str:
    return f"{each.kind} tiles, zoom {each.min_zoom} to {each.max_zoom}"


def _object(each: BaseMap) -> dict[str, object]:
    return {
        "key": each.key,
        "name": each.name,
        "kind": each.kind,
        "bounds": list(each.bounds),
        "min_zoom": each.min_zoom,
        "max_zoom": each.max_zoom,
        "attribution": each.attribution,
        "colour": each.colour,
        "here": each.path.is_file(),
    }
