"""Runs `compare`: what two filters of a dataset show beside each other, printed or written as CSV."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.commands import printing
from geodata.commands.browsing import resolved

if TYPE_CHECKING:
    import argparse


_LINES: Final = 20
_PERIODS: Final = ("before", "year-before")
_FIELDS: Final = ("actor", "event_type", "kind", "location_class", "confidence", "publisher")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "compare",
        description="Compare the records that one filter shows with those of another: certainly and possibly "
        "inside, their change, and whether chance alone would explain it.",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("filter", metavar="QUERY", help="as for export: 'from=2023-09-01&to=2023-09-30'")
    parser.add_argument(
        "than",
        metavar="THAN",
        help=f"another such filter; or {_PERIODS[0]}, as many days right before; or {_PERIODS[1]}",
    )
    parser.add_argument("--by", choices=_FIELDS, help="a line for each value of this field")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write all lines as CSV, '-' to the terminal")
    parser.add_argument("--version", metavar="V", help="a version, or its first characters")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    from geodata import filters  # noqa: PLC0415 - the usage of a command need not wait for DuckDB
    from geodata.query import comparing, fitting, store  # noqa: PLC0415 - as above

    opened = store.opened(given.name, resolved(given.name, given.version))
    first = filters.from_query(given.filter)
    periods = dict(zip(_PERIODS, (comparing.period_before, comparing.year_before), strict=True))
    second = periods[given.than](first) if given.than in periods else filters.from_query(given.than)
    if second is None:
        printing.complain(f"'{given.than}' needs a first and a last day in the filter: from=…&to=…")
        return 2
    for each in (first, second):
        fitting.check(opened, each)
    found = comparing.compared(opened, first, second, given.by)
    table = found.whole if given.by is None else found.lines
    if given.to is not None:
        return 0 if printing.written_or_said(given.to, table.to_csv(index=False)) else 1
    if given.json:
        finite = table.replace([math.inf], math.nan).astype(object)
        lines = finite.where(finite.notna(), None).to_dict("records")
        about = {"than": second.to_query(), "shared": found.shared, "days": found.days}
        printing.say_json({**about, "sites_left_out": found.sites_left_out, "lines": lines})
        return 0
    printing.say(f"A: {first.to_query() or 'everything'}")
    printing.say(f"B: {second.to_query() or 'everything'}")
    for line in [*found.whole.to_dict("records"), *found.lines.head(_LINES).to_dict("records")]:
        printing.say(_said(line))
    for note in _notes(found, len(found.lines)):
        printing.say(note)
    return 0


def _said(line: dict[Any, Any]) -> str:
    a, b = (_pair(line[f"{each}_certain"], line[f"{each}_possible"]) for each in "ab")
    ratio = ""
    if line["ratio_low"] == line["ratio_low"]:  # not a number equals nothing
        ratio = (
            f", × {line['ratio']:.2f} ({line['ratio_low']:.2f}–{line['ratio_high']:.2f}), q = {line['q']:.3f}"
        )
    return f"{line['label'] or 'all records'}: A {a}, B {b}, {line['change']:+,}{ratio}"


def _pair(certain: int, possible: int) -> str:
    return f"{certain:,}" if certain == possible else f"{certain:,}–{possible:,}"


def _notes(found: Any, lines: int) -> list[str]:
    from geodata.query import comparing  # noqa: PLC0415 - as above

    notes = []
    if lines > _LINES:
        notes.append(f"… and {lines - _LINES:,} more lines (all of them with --to FILE or --json)")
    if found.of_events:
        notes.append("Counted are events: a total counts as so many as it says.")
    if found.sites_left_out:
        notes.append(f"{found.sites_left_out:,} standing sites pass every date and are in neither.")
    if found.shared:
        notes.append(
            f"{found.shared:,} records are certainly in both: what chance would do is not told of them."
        )
    return [*notes, comparing.METHOD]
