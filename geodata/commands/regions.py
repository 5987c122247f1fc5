"""Runs `regions`: what a dataset has in each region, certainly and possibly, printed or written as CSV."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.commands import printing
from geodata.commands.browsing import selected

if TYPE_CHECKING:
    import argparse


_LINES: Final = 20


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "regions",
        description="Count records, or people killed, in each region: certainly, where all that is known of "
        "their place lies in one, and possibly, where some of it touches; also by people and by area.",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "boundaries",
        metavar="BOUNDARIES",
        help="'countries', which are built in (Natural Earth), the name of boundaries that the library has "
        "(python -m geodata boundaries list), or a file of polygons: GeoJSON, GeoPackage, "
        "KML, TopoJSON, a shapefile in a ZIP; GADM, geoBoundaries and COD-AB as they come",
    )
    parser.add_argument(
        "--measure",
        default="records",
        metavar="WHAT",
        help="what is counted: records, fatalities, injured, or a column of numbers of the file",
    )
    parser.add_argument("--filter", default="", metavar="QUERY", help="as for export: 'from=2023-09-24'")
    for field in ("name", "code", "parent", "population"):
        parser.add_argument(
            f"--{field}",
            dest=f"column_{field}",
            metavar="COLUMN",
            help=f"the file's column of the regions' {field}, instead of the one recognised",
        )
    parser.add_argument("--layer", metavar="LAYER", help="of a file with several")
    parser.add_argument("--all", action="store_true", help="also regions in which nothing possibly lies")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help="write all lines as CSV, '-' to the terminal; with their outlines if it ends with .geojson",
    )
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    from geodata import measures  # noqa: PLC0415 - the usage of a command need not wait for DuckDB
    from geodata.exporters import region_tables  # noqa: PLC0415 - as above
    from geodata.query import region_sets, regions  # noqa: PLC0415 - as above
    from geodata.readers import boundaries  # noqa: PLC0415 - as above

    opened, wanted = selected(given)
    columns = {name: getattr(given, f"column_{name}") for name in boundaries.FIELDS}
    drawn = region_sets.read(given.boundaries, layer=given.layer, **columns)
    measure = measures.measure(given.measure)
    found, prefix = regions.regions(opened, drawn, wanted, measure=measure), regions.prefix(measure)
    lines = found if given.all else found[found["records_possible"] > 0]
    lines = lines.sort_values(
        [f"{prefix}_possible", f"{prefix}_certain", "name"], ascending=[False, False, True]
    )
    if given.to is not None:
        if given.to.suffix.lower() in (".geojson", ".json"):
            lines.attrs = found.attrs
            return 0 if printing.written(given.to, region_tables.to_geojson(lines)) else 1
        text = lines.drop(columns="geometry").to_csv(index=False)
        return 0 if printing.written_or_said(given.to, text) else 1
    about = dict(found.attrs)
    if given.json:
        plain = lines.drop(columns="geometry").replace([math.inf], math.nan).astype(object)
        printing.say_json({**about, "regions": plain.where(plain.notna(), None).to_dict("records")})
        return 0
    for line in lines.head(_LINES).drop(columns="geometry").to_dict("records"):
        printing.say(_said(line, prefix, measure.name))
    if len(lines) > _LINES:
        printing.say(f"… and {len(lines) - _LINES:,} more: --to FILE writes all.")
    shown, outside = about["records"], about["outside"]
    printing.say(f"{shown:,} records are shown; {outside:,} of them lie in no region, or nobody knows where.")
    licence = f" ({about['licence']})" if about["licence"] else ""
    printing.say(f"Borders: {about['drawn_by']}{licence}. {about['note']}")
    return 0


def _said(line: dict[Any, Any], prefix: str, measure: str) -> str:
    certain, possible = (f"{line[f'{prefix}_{bound}']:,.0f}" for bound in ("certain", "possible"))
    pair = certain if certain == possible else f"{certain}–{possible}"
    parent = f" ({line['parent']})" if isinstance(line["parent"], str) else ""
    rates = [
        f"{line[f'{prefix}_certain_per_{of}']:.2f}–{line[f'{prefix}_possible_per_{of}']:.2f} {words}"
        for of, words in (("100_000", "per 100,000 people"), ("1000_km2", "per 1,000 km²"))
        if not math.isnan(line[f"{prefix}_possible_per_{of}"])
    ]
    missing = line["records_without_figure"]
    unknown = f"; {missing:,} records give no figure" if measure != "records" and missing else ""
    return f"{line['name']}{parent}: {pair} {measure}; {', '.join(rates)}{unknown}"
