"""Runs `verify`, `backup`, `restore`, `withdraw` and `purge`: looks after the library and takes data back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.commands import printing
from geodata.commands.browsing import resolved
from geodata.errors import withdrawn_thing
from geodata.library import archive_names, archives, management, paths, purging, restoring, verifying

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from geodata.library.archives import Report

_WELL: Final = ("whole", "withdrawn")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    verify = commands.add_parser(
        "verify",
        description="Read all of the library: hashes, tables and numbers of lines. Changes nothing.",
        epilog="Exit code: 0 everything is whole, 1 something is not.",
    )
    verify.add_argument("name", nargs="?", metavar="NAME", help="this dataset alone")
    verify.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    verify.set_defaults(run=_verify)
    backup = commands.add_parser(
        "backup",
        description="Write a tar file, while the server runs. Private uploads and deletions are not in it.",
        epilog="Exit code: 0 all of it is in the archive, 1 not all, or no archive was written. An archive "
        "in which something is missing gets a name of its own, ….incomplete.tar, and replaces none.",
    )
    backup.add_argument(
        "to",
        metavar="TO",
        help="a file, an address such as s3://bucket/name.tar (fsspec), or with --keep a folder",
    )
    backup.add_argument(
        "--keep",
        type=_count,
        metavar="N",
        help="write a dated archive into the folder TO, and once it is whole remove all but the newest N",
    )
    backup.set_defaults(run=_backup)
    restore = commands.add_parser(
        "restore",
        description="Check all of an archive first; nothing that differs is overwritten.",
        epilog="Exit code: 0 all of it is in the library, 1 something was refused, or missing in the "
        "archive.",
    )
    restore.add_argument("archive", metavar="FROM", help="a file, or an address such as s3://bucket/name.tar")
    restore.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NAME[/VERSION]",
        help="what is not taken from it, such as what was withdrawn since; repeatable",
    )
    restore.set_defaults(run=_restore)
    withdraw = commands.add_parser(
        "withdraw",
        description="Its addresses say that it was withdrawn, when and why, and give nothing out any more.",
    )
    withdraw.add_argument("name", nargs="?", metavar="NAME")
    withdraw.add_argument("--version", metavar="V", help="this version alone, or its first characters")
    withdraw.add_argument(
        "--reason",
        default="",
        help="what people are told, so name nobody; of what is withdrawn already, what they are told instead",
    )
    withdraw.add_argument("--undo", action="store_true", help="give it out again, if it was not purged")
    withdraw.set_defaults(run=_withdraw)
    purge = commands.add_parser(
        "purge",
        description="Erase for good what was deleted and what was withdrawn; nothing brings it back. Without "
        "NAME or an option it lists that, and erases nothing.",
    )
    purge.add_argument(
        "names", nargs="*", metavar="NAME", help="what was deleted or withdrawn of these datasets"
    )
    purge.add_argument(
        "--older-than", type=_days, metavar="DAYS", help="what was deleted or withdrawn at least so long ago"
    )
    purge.add_argument("--all", action="store_true", help="all of it, also what was deleted a moment ago")
    purge.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")
    purge.set_defaults(run=_purge)


def _verify(given: argparse.Namespace) -> int:
    found = list(verifying.verify(given.name))
    well = all(each.state in _WELL for each in found)
    if given.json:
        printing.say_json({"whole": well, "findings": [asdict(each) for each in found]})
        return 0 if well else 1
    for each in found:
        printing.say(f"{each.state:<9} {each.dataset:<24} {each.version[:12]:<12} {each.said}")
        if each.advice:
            printing.say(f"{'':<9} → {each.advice}")
    wrong = sum(each.state not in _WELL for each in found)
    printing.say(f"{len(found)} looked at, {wrong} with something wrong")
    return 0 if well else 1


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _backup(given: argparse.Namespace) -> int:
    folder = None if given.keep is None else Path(given.to)
    if folder is not None and not folder.is_dir():
        printing.complain(f"--keep writes into a folder: '{given.to}' is none.")
        return 1
    to = given.to if folder is None else str(folder / archive_names.dated(datetime.now(UTC)))
    made = archives.backup(to)
    _tell(made.reports)
    if not made.whole:
        missing = sum(not each.well for each in made.reports)
        printing.complain(
            f"Not whole: {missing} missing, see above. It is {made.to}; earlier archives are as they were. "
            "Mend or withdraw what is damaged (verify says how)."
        )
        return 1
    printing.say(f"Whole: {made.to}")
    for path in [] if folder is None else archive_names.old(folder, given.keep):
        path.unlink()
        printing.say(f"Removed, beyond the newest {given.keep}: {path.name}")
    return 0


def _restore(given: argparse.Namespace) -> int:
    found = restoring.restore(given.archive, given.without)
    _tell(found)
    said = [each.said for each in found]
    given.did = sorted({each.dataset for each in found if each.said == restoring.RESTORED})
    given.changed = bool(given.did)
    missing = sum(each.startswith(restoring.MISSING) for each in said)
    others = sum(not each.well for each in found) - missing
    printing.say(
        f"{said.count(restoring.RESTORED)} brought back, {said.count(restoring.THERE)} there already, "
        f"{missing} missing in the archive, {others} refused."
    )
    return 0 if all(each.well for each in found) else 1


def _tell(reports: Iterable[Report]) -> None:
    for each in reports:
        printing.say(f"{each.dataset:<24} {each.version[:12]:<12} {each.said}")


def _withdraw(given: argparse.Namespace) -> int:
    if given.name is None:
        given.changed = False
        for each in management.withdrawn():
            printing.say(str(each.error()))
        return 0
    if given.undo:
        version = _withdrawn_version(given.name, given.version)
        management.reinstate(given.name, version)
        given.version, given.did = version, ["given out again"]  # for the log of changes
        printing.say(f"{withdrawn_thing(given.name, version)} is given out again.")
        return 0
    version = _withdrawn_version(given.name, given.version)
    if given.reason and management.reword_withdrawal(given.name, version, reason=given.reason):
        given.version, given.did = version, ["worded anew"]
        printing.say(f"{withdrawn_thing(given.name, version)} was withdrawn already, and is worded anew.")
        _say_told(given.name, version)
        printing.say("The log of changes, which editors see, keeps the former wording; so do older backups.")
        return 0
    if version is not None and not paths.VERSION.fullmatch(version):  # a damaged one is in no list
        version = resolved(given.name, version)
    management.withdraw(given.name, version, reason=given.reason)
    given.version = version
    undo = "--undo" if version is None else f"--version {version[:12]} --undo"
    printing.say(
        f"{withdrawn_thing(given.name, version)} is withdrawn; {undo} takes that back until it is purged."
    )
    _say_told(given.name, version)
    return 0


def _say_told(name: str, version: str | None) -> None:
    """What readers are told of a withdrawal, which is for everybody who has an address of it."""
    for each in management.withdrawn():
        if (each.name, each.version) == (name, version):
            printing.say(f"Who had an address of it reads: {each.error()}")
    printing.say(
        "Let the reason name nobody, and nothing of what was taken back; the same command with another "
        "--reason words it anew, also after a purge."
    )


def _withdrawn_version(name: str, version: str | None) -> str | None:
    """The whole name of a version that is withdrawn, which no list has any more; else as given."""
    if version is None:
        return None
    found = [
        each.version
        for each in management.withdrawn()
        if each.name == name and (each.version or "").startswith(version.lower())
    ]
    return found[0] if len(found) == 1 else version


def _days(text: str) -> float:
    days = float(text)
    if not 0 <= days < float("inf"):
        raise ValueError(text)
    return days


def _purge(given: argparse.Namespace) -> int:
    chosen = bool(given.names or given.all) or given.older_than is not None
    what: dict[str, Any] = {"names": given.names, "older_than_days": given.older_than or 0}
    known = purging.erasable(**what)
    if unknown := set(given.names) - {each.name for each in known}:
        printing.complain(
            f"Nothing was erased: of '{min(unknown)}' nothing is deleted or withdrawn (so long)."
        )
        return 1
    if not chosen or given.dry_run or not known:
        given.changed = False
        _say_erased([each.said for each in known], "would be erased" if chosen else "can be erased")
        if known and not chosen:
            printing.say("Nothing was erased: name datasets, or --older-than DAYS, or --all.")
        return 0
    given.did = purging.purge(**what)
    _say_erased(given.did, "erased")
    return 0


def _say_erased(found: list[str], word: str) -> None:
    for each in found:
        printing.say(f"{word}: {each}")
    if not found:
        printing.say("There is nothing to erase.")
