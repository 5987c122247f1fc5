"""Runs `matches`: pairs of records of two datasets that may be one event, for a person to decide on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.commands import printing
from geodata.commands.browsing import resolved

if TYPE_CHECKING:
    import argparse

_LINES: Final = 20


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "matches",
        description="Find pairs of records, one of each dataset, that may be the same event: by time, "
        "distance beside both radii, actors, types and fatalities. Nothing is merged: the file's column "
        "'decision' is for a person to fill in (same, different, unsure).",
    )
    parser.add_argument("name", metavar="A")
    parser.add_argument("other", metavar="B")
    parser.add_argument("--days", type=float, default=1.0, help="at most so long apart (default: 1)")
    parser.add_argument("--km", type=float, default=25.0, help="at most so far apart (default: 25)")
    parser.add_argument("--filter", default="", metavar="QUERY", help="which records of A, as for export")
    parser.add_argument("--other-filter", default="", metavar="QUERY", help="which records of B")
    parser.add_argument(
        "--best", action="store_true", help="only pairs in which neither has a likelier partner"
    )
    parser.add_argument(
        "--decisions",
        type=Path,
        metavar="FILE",
        help="keep what stands in the column 'decision' of such a file, by a_id and b_id; --to FILE alone "
        "writes along what was decided",
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="write all pairs as CSV")
    parser.set_defaults(run=_run)


def _kept(given: argparse.Namespace) -> int:
    import csv  # noqa: PLC0415 - as below

    from geodata.library import catalog, decisions, paths, placing  # noqa: PLC0415 - as below

    for name in (given.name, given.other):
        catalog.check_name(name)
    try:
        with given.decisions.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.DictReader(stream))
    except (OSError, ValueError, csv.Error) as error:
        printing.complain(f"{given.decisions.name} cannot be read: {error}.")
        return 1
    if not lines or not {"a_id", "b_id", "decision"} <= set(lines[0]):
        printing.complain(f"{given.decisions.name}: it has to have the columns a_id, b_id and decision.")
        return 1
    said = {(each["a_id"], each["b_id"]): each["decision"].strip().casefold() for each in lines}
    with placing.writing():
        new = decisions.keep(given.name, given.other, {pair: each for pair, each in said.items() if each})
    there = [*decisions.of(given.name, given.other).values()]
    counts = ", ".join(f"{there.count(word):,} {word}" for word in decisions.WORDS)
    printing.say(f"{new:,} decisions are new. Of {given.name} and {given.other} are decided: {counts}.")
    printing.say(
        f"Open together, '{paths.joint_of((given.name, given.other))}' says in the column 'double_of' which "
        "records tell of an event that another one tells of: --filter 'column=double_of=' leaves them out."
    )
    given.did, given.changed = [f"{new} decisions on {given.other}"], bool(new)
    return 0


def _run(given: argparse.Namespace) -> int:
    if given.decisions is not None:
        return _kept(given)
    given.changed = False
    from geodata import filters  # noqa: PLC0415 - the usage of a command need not wait for DuckDB
    from geodata.query import fitting, matching, store  # noqa: PLC0415 - as above

    stores = [store.opened(name, resolved(name, None)) for name in (given.name, given.other)]
    wanted = [filters.from_query(query) for query in (given.filter, given.other_filter)]
    for each, chosen in zip(stores, wanted, strict=True):
        fitting.check(each, chosen)
    found = matching.matches(stores[0], wanted[0], stores[1], wanted[1], days=given.days, km=given.km)
    pairs = found.pairs[found.pairs["best"]] if given.best else found.pairs
    if given.to is not None and not printing.written(given.to, pairs.to_csv(index=False).encode("utf-8-sig")):
        return 1
    a, b = found.compared
    printing.say(
        f"{a:,} records of {given.name} beside {b:,} of {given.other}: {len(pairs):,} pairs may be one event"
    )
    for name, n in zip((given.name, given.other), found.left_out, strict=True):
        if n:
            printing.say(f"{n:,} of {name} say too little of where or when (no point, ± 50 km, over 31 days)")
    for pair in pairs.head(0 if given.to is not None else _LINES).to_dict("records"):
        printing.say(f"{pair['score']:.2f}  {pair['a_id']} = {pair['b_id']}?  {pair['reasons']}")
    if given.to is None and len(pairs) > _LINES:
        printing.say(f"… and {len(pairs) - _LINES:,} more (all of them with --to FILE)")
    return 0
