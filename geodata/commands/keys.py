"""Runs `keys`: makes, lists and revokes the keys by which scripts ask the server over HTTP."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.commands import printing
from geodata.library import catalog, identities, keys

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "keys",
        description="A script sends its key as 'Authorization: Bearer KEY'.",
    )
    doing = parser.add_subparsers(dest="doing", required=True, metavar="add | list | revoke")
    adding = doing.add_parser("add", help="make a key, which is told this once")
    adding.add_argument("note", metavar="NOTE", help="whose it is, or for what")
    adding.add_argument("--role", choices=keys.ROLES, default="visitor", help="default: visitor")
    adding.add_argument(
        "--dataset",
        action="append",
        default=[],
        metavar="NAME",
        help="opens this dataset alone, whoever else may see it (repeatable)",
    )
    adding.add_argument("--days", type=float, default=90, help="how long it opens anything (default: 90)")
    adding.set_defaults(run=_add)
    doing.add_parser("list", help="all keys, without the keys themselves").set_defaults(run=_list)
    revoking = doing.add_parser("revoke", help="end a key at once")
    revoking.add_argument("id", metavar="ID")
    revoking.set_defaults(run=_revoke)


def _add(given: argparse.Namespace) -> int:
    if not 0 < given.days <= keys.LONGEST_DAYS:
        printing.complain(f"--days: more than 0 and at most {keys.LONGEST_DAYS} were expected.")
        return 2
    for name in given.dataset:
        catalog.check_name(name)
    text, key = keys.add(given.note, role=given.role, datasets=tuple(given.dataset), days=given.days)
    given.id = key.id  # for the log of changes
    printing.say(text)
    printing.complain(f"Key {key.id}, until {_day(key.ends)}. It is shown this once and kept nowhere.")
    return 0


def _list(given: argparse.Namespace) -> int:
    given.changed = False
    for key in keys.listed():
        state = "revoked" if key.revoked else "valid" if key.is_valid(time.time()) else "ended"
        opens = ", ".join(map(_called, key.ids, key.datasets)) or "all datasets"
        printing.say(f"{key.id}  {state:<8} {key.role:<12} until {_day(key.ends)}  {opens}: {key.note}")
    return 0


def _called(id_: str, name: str) -> str:
    """A dataset as it is called now, or was."""
    now = identities.name_of(id_) or (name if identities.of(name) == id_ else None)
    return f"'{name}', which is gone" if now is None else now if now == name else f"{now} (was {name})"


def _revoke(given: argparse.Namespace) -> int:
    before = keys.revoke(given.id)
    if before.revoked is not None:
        given.changed = False
        printing.say(f"Key {given.id} was revoked already, on {_day(before.revoked)}.")
        return 0
    printing.say(f"Key {given.id} opens nothing any more.")
    return 0


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
