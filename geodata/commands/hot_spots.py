"""Runs `hot-spots`: where records lie closer together than chance would put them, or are more than usual."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.commands import printing
from geodata.commands.browsing import selected

if TYPE_CHECKING:
    import argparse

    from geodata.query.hot_spots import HotSpots

_LINES: Final = 20
_RESOLUTIONS: Final = (3, 4, 5, 6, 7, 8)
_WRITTEN: Final = {".csv": "", ".geojson": "GeoJSON", ".gpkg": "GPKG"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "hot-spots",
        description="Find hot and cold spots among the records that a filter shows (Getis-Ord Gi* on "
        "hexagons); with --usual, where they are more or fewer than in the days before.",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--filter", default="", metavar="QUERY", help="as for export: 'kind=incident'")
    parser.add_argument(
        "--size",
        type=int,
        choices=_RESOLUTIONS,
        help="resolution of H3: 3 (12,000 km² a hexagon) to 8 (0.7 km²); without it the finest that fits",
    )
    parser.add_argument(
        "--measure", choices=("records", "fatalities"), default="records", help="what is summed up"
    )
    parser.add_argument(
        "--usual", action="store_true", help="beside the days before the filter's, by from=…&to=…"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="ends with " + ", ".join(_WRITTEN))
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    from geodata.query import hot_spots  # noqa: PLC0415 - the usage of a command need not wait for DuckDB

    opened, wanted = selected(given)
    if given.usual:
        found = hot_spots.unusual(opened, wanted, resolution=given.size)
    else:
        found = hot_spots.hot_spots(opened, wanted, resolution=given.size, measure=given.measure)
    if given.to is not None:
        return _written(found, given.to)
    told = found.cells[found.cells["found"] != ""]
    printing.say(f"{len(told):,} of {len(found.cells):,} hexagons stand out")
    if len(told):
        columns = told.drop(columns="geometry").head(_LINES)
        printing.say(columns.to_string(index=False, float_format=lambda number: f"{number:.4g}"))
    if len(told) > _LINES:
        printing.say(f"… and {len(told) - _LINES:,} more (all of them with --to FILE)")
    for note in notes(found):
        printing.say(note)
    return 0


def notes(found: HotSpots) -> list[str]:
    """What was counted and left out, and the method."""
    said = {
        "records are counted": found.counted,
        "of them do not say how precisely they are placed": found.radius_unknown,
        "are placed less precisely than a hexagon and left out": found.too_coarse,
        "give no number and are left out": found.without_number,
    }
    return [*(f"{n:,} {words}." for words, n in said.items() if n), found.method]


def _written(found: HotSpots, to: Path) -> int:
    kind = to.suffix.lower()
    if kind not in _WRITTEN:
        printing.complain(f"{to.name}: the name has to end with one of {', '.join(_WRITTEN)}.")
        return 2
    try:
        if kind == ".csv":
            text = found.cells.drop(columns="geometry").to_csv(index=False)
            to.write_text(text, encoding="utf-8", newline="")
        else:
            found.cells.to_file(to, driver=_WRITTEN[kind])
    except OSError as error:
        printing.complain_of_file(to, error)
        return 1
    for note in notes(found):
        printing.say(note)
    return 0
