"""Runs `readers`: says who may see a dataset where the library is served to others, and changes that."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from geodata import entries
from geodata.commands import printing
from geodata.library import catalog, management, manifests, placing, readers

if TYPE_CHECKING:
    from geodata.library.readers import Readers

_WORDS = {
    readers.PUBLIC: "everybody",
    readers.UNLISTED: "who has a link, and editors",
    readers.MEMBERS: "members who log in",
    readers.PRIVATE: "nobody else than admins",
}
_BEFORE = "editors, the people named and who has a link"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "readers",
        description="Say who may see a dataset where the library is served to others. Options change that; "
        "what no option names stays.",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--who", choices=readers.WAYS)
    parser.add_argument(
        "--people",
        nargs="*",
        metavar="WHO",
        help="those who see it whatever --who says: e-mail addresses, @domains, group:names; none to name "
        "nobody",
    )
    parser.add_argument(
        "--until",
        type=_day,
        default=argparse.SUPPRESS,
        metavar="DATE",
        help="others see it from this day on (2027-01-31, 00:00 in the dataset's zone), or 'none'",
    )
    parser.set_defaults(run=_readers)


def words(said: Readers, zone: str = "UTC") -> str:
    """Who may see a dataset, in words; an embargo ends at a moment of the zone."""
    parts = [_WORDS[said.who], *said.people]
    who = "; and ".join([parts[0], *filter(None, [", ".join(parts[1:])])])
    if said.until is None:
        return who
    return f"{who}; from {readers.moment(said.until, zone)} on, before that only by {_BEFORE}"


def zone_of(name: str) -> str:
    """The time zone of a dataset's current version; UTC where no version can be read."""
    found = catalog.versions(name)
    return found[0].timezone if found else "UTC"


def _day(text: str) -> date | None:
    return None if text == "none" else date.fromisoformat(text)


def _readers(given: argparse.Namespace) -> int:
    folder = management.editable_folder(given.name)
    manifests.described(folder, "UTC")  # a lost description is mended first, by `describe`
    before = readers.of_folder(folder)
    zone = zone_of(given.name)
    said = _changed(before, given, zone)
    given.changed, given.did = said != before, [said.who]
    if said != before:
        with placing.writing():
            readers.write(folder, said)
    printing.say(f"'{given.name}' may be seen by {words(said, zone)}.")
    return 0


def _changed(said: Readers, given: argparse.Namespace, zone: str) -> Readers:
    if given.who is not None:
        said = replace(said, who=given.who)
    if given.people is not None:
        said = replace(said, people=tuple(dict.fromkeys(entries.split(" ".join(given.people)))))
        readers.check_people(said.people)
    if hasattr(given, "until"):
        end = None if given.until is None else datetime.combine(given.until, time(), ZoneInfo(zone))
        said = replace(said, until=None if end is None else end.timestamp())
    return said
