"""Runs `summarise`: adds up what is counted, by what is wanted, and writes a table of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata import measures
from geodata.commands import printing
from geodata.commands.browsing import selected
from geodata.exporters import summaries
from geodata.query import region_sums
from geodata.query.sum_groups import MOST_VALUES

if TYPE_CHECKING:
    import argparse

    from geodata.query.sums import Sums

FORMATS: Final = {"csv": summaries.to_csv, "json": summaries.to_json}
"""What a file's name may end with, and what is written then."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "summarise",
        description="Add up what is counted in the records of a dataset: certainly and possibly, and what is "
        "unknown never as zero. A record with two actors stands in the lines of both, one with a vague date "
        "possibly in several periods; the whole, which is said beside, counts each record once.",
    )
    parser.set_defaults(run=_summarise)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="KEY",
        help=f"{', '.join((*measures.PERIODS, *measures.FIELDS))}, or a column of the file; twice for a "
        "period and another",
    )
    parser.add_argument(
        "--boundaries",
        default="",
        metavar="NAME",
        help="whose regions '--by region' means: countries, or boundaries of the library",
    )
    parser.add_argument(
        "--measure",
        default=measures.RECORDS,
        metavar="M",
        help=f"{', '.join(measures.NAMED)}, or a column of the file that holds numbers (default: records)",
    )
    parser.add_argument(
        "--filter", default="", metavar="QUERY", help="as in the page's address: 'kind=site&q=bridge'"
    )
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="ends with csv or json; without it, CSV is printed"
    )
    parser.add_argument(
        "--limit", type=int, default=MOST_VALUES, metavar="N", help="lines for the N greatest values alone"
    )
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")


def _summarise(given: argparse.Namespace) -> int:
    suffix = "csv" if given.to is None else given.to.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        printing.complain(f"{given.to.name}: the name has to end with one of {', '.join(FORMATS)}.")
        return 2
    opened, wanted = selected(given)
    found = region_sums.asked(
        opened,
        wanted,
        measures.measure(given.measure),
        given.by,
        boundaries=given.boundaries,
        limit=max(1, given.limit),
    )
    written = FORMATS[suffix](found)
    if given.to is None:
        sys.stdout.buffer.write(written)
        sys.stdout.flush()
    elif not printing.written(given.to, written):
        return 1
    printing.complain(_whole(found))
    return 0


def _whole(found: Sums) -> str:
    """What all records add up to, each once, and what the lines do not say by themselves."""
    whole = summaries.whole(found)
    told = [
        f"{name} {whole['certain'][name]:,} certainly, {value:,} possibly"
        for name, value in whole["possible"].items()
    ]
    said = [f"The whole, each record once: {'; '.join(told)}."]
    if found.repeated:
        said.append(f"Some records stand in several lines: {found.repeated:,} more than there are.")
    if found.left_out:
        said.append(f"{found.left_out:,} further values have no line.")
    if any(key.is_period and key.name != found.step for key in found.by):
        said.append(f"There would be too many periods: a line is a {found.step}.")
    return " ".join(said)
