"""Runs `boundaries`: keeps files of regions in the library, and lists what it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.commands import printing

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "boundaries",
        description="Boundaries are regions with names: whatever is counted can be counted in them. They "
        "have versions and readers as datasets have: describe, readers, rename, delete, withdraw, verify and "
        "backup take their names too.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="keep a file of polygons")
    adding.add_argument("file", type=Path, metavar="FILE", help="GeoJSON, GeoPackage, KML, TopoJSON, a ZIP")
    adding.add_argument("--name", metavar="NAME", help="as filters call them (default: made from the title)")
    adding.add_argument("--title", metavar="TEXT", help="as people read them (default: the file's name)")
    adding.add_argument("--licence", metavar="TEXT", help="without it, what its publisher is known to give")
    adding.add_argument("--drawn-by", metavar="WHO", help="needed where no publisher is recognised")
    adding.add_argument("--note", default="", metavar="TEXT", help="which lines are disputed")
    adding.add_argument(
        "--new-version-of", metavar="NAME", help="add it to these, whose title, licence and note stay"
    )
    for field in ("name", "code", "parent", "population"):
        adding.add_argument(
            f"--column-{field}",
            metavar="COLUMN",
            help=f"the file's column of the regions' {field}, instead of the one recognised",
        )
    adding.add_argument("--layer", metavar="LAYER", help="of a file with several")
    adding.set_defaults(run=_add)
    listing = actions.add_parser("list", help="what there is")
    listing.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    listing.set_defaults(run=_list)


def _add(given: argparse.Namespace) -> int:
    from geodata.errors import BoundariesError  # noqa: PLC0415 - the usage of a command need not wait
    from geodata.library import boundary_sets, saving  # noqa: PLC0415 - as above
    from geodata.model import Info  # noqa: PLC0415 - as above
    from geodata.readers import boundaries, region_columns  # noqa: PLC0415 - as above

    found = boundaries.opened(given.file, given.layer)
    publisher = region_columns.publisher(found.names)
    if not (given.drawn_by or publisher.name or given.new_version_of):
        raise BoundariesError(given.file.name, "nobody knows who drew it", "Say so with --drawn-by.")
    said = {name: getattr(given, f"column_{name}") for name in boundaries.FIELDS}
    fields = {**region_columns.guessed(found.names, said["name"]), **{k: v for k, v in said.items() if v}}
    title = given.title or given.file.stem
    name, version = boundary_sets.save(
        found,
        fields,
        given.file,
        name=given.name or saving.suggested_name(title),
        info=Info(
            title=title,
            description="",
            timezone="UTC",
            licence=given.licence or publisher.licence,
            citation="",
            note=given.note,
            source_line=given.drawn_by or publisher.name,
        ),
        new_version_of=given.new_version_of,
    )
    given.name, given.version, given.changed = name, version, True
    told = ", ".join(f"{field} from '{column}'" for field, column in fields.items() if column)
    printing.say(f"{len(found.outlines):,} regions: saved as '{name}', version {version[:12]} ({told})")
    if found.refused:
        printing.say(f"{found.refused:,} rows have no area, or one that cannot be read: they are left out.")
    return 0


def _list(given: argparse.Namespace) -> int:
    given.changed = False
    from geodata.library import boundary_sets  # noqa: PLC0415 - as above

    found = {name: boundary_sets.load(name) for name in boundary_sets.names()}
    if given.json:
        said = [
            {
                "name": name,
                "version": each.version,
                "regions": len(each),
                "drawn_by": each.drawn_by,
                "licence": each.licence,
                "note": each.note,
            }
            for name, each in found.items()
        ]
        printing.say_json({"boundaries": said})
        return 0
    for name, each in found.items():
        licence = each.licence or "licence not stated"
        printing.say(
            f"{name}  {len(each):,} regions, drawn by {each.drawn_by}; {licence}; {each.version[:12]}"
        )
    return 0
