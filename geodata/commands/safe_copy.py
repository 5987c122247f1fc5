"""Runs `safe-copy`: makes a publication-safe copy of a dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geodata.commands import printing
from geodata.commands.readers import words, zone_of
from geodata.commands.still_shown import say_still_shown
from geodata.library import catalog, readers, safe_copies
from geodata.library.readers import Readers

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "safe-copy",
        description="Make a publication-safe copy, a dataset of its own: coarser, later, with less in it. "
        "Event types, actors' names, casualties and confidence go along as they are, unless --keep says "
        "otherwise.",
    )
    parser.add_argument("exact", metavar="NAME", help="the dataset that is copied")
    parser.add_argument("name", metavar="COPY", help="the copy's name")
    parser.add_argument("--cells-km", type=float, metavar="KM", help="default: 10")
    parser.add_argument("--column", metavar="NAME", help="say the district alone, which this column names")
    parser.add_argument("--delay-days", type=int, metavar="N", help="leave out the last N days")
    parser.add_argument(
        "--keep",
        action="append",
        choices=safe_copies.KEPT,
        help=f"what goes along, repeatable (default: {', '.join(safe_copies.USUAL)})",
    )
    parser.add_argument("--title", default="", help="the copy's title")
    parser.add_argument(
        "--new-version",
        action="store_true",
        help="COPY is there: this is a new version of it, made in the same way",
    )
    parser.add_argument(
        "--readers",
        choices=readers.WAYS,
        help="who may see a new copy where the library is served to others (default: unlisted, which is "
        "editors alone until somebody makes a link)",
    )
    parser.set_defaults(run=_copy)


def _copy(given: argparse.Namespace) -> int:
    if given.new_version and given.readers:
        printing.complain(
            f"A new version is seen by those who see '{given.name}': leave --readers out, and say it by "
            f"`python -m geodata readers {given.name} --who {given.readers}`."
        )
        return 2
    usual = safe_copies.done_to(given.name) if given.new_version else safe_copies.Safety()
    said: dict[str, Any] = {
        "cells_km": given.cells_km,
        "column": given.column,
        "delay_days": given.delay_days,
        "keep": tuple(given.keep) if given.keep else None,
    }
    safety = replace(usual, **{name: value for name, value in said.items() if value is not None})
    of = given.name if given.new_version else None
    before = catalog.current(of) if of else None
    made = safe_copies.make(
        catalog.load(given.exact),
        safety,
        name=given.name,
        title=given.title,
        new_version_of=of,
        seen_by=Readers(given.readers or readers.UNLISTED),
    )
    given.name, given.version, given.did = made, catalog.current(made), [f"of {given.exact}"]
    printing.say(f"'{made}' has {len(catalog.load(made).incidents)} records.")
    info = catalog.load(made).info
    printing.say(f"{info.description} {info.note}")
    once = safe_copies.once(catalog.load(made))
    printing.say(
        "Texts that go along stand as they are in the exact dataset (event types and actors' names too). Of "
        f"one record alone are {once.places} places, {once.days} days, {once.event_types} event types and "
        f"{once.actors} actors: who knows of it tells by them which it is."
    )
    seen_by = readers.of(made)
    printing.say(f"It may be seen by {words(seen_by, zone_of(made))}.")
    if not given.new_version and seen_by.who != readers.PUBLIC:
        printing.say(f"Read it, then open it to all: python -m geodata readers {made} --who public")
    if before not in (None, given.version):
        say_still_shown(made)
    return 0
