"""Runs `inspect`: says what a file is, what its columns seem to mean, and what would become of every row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata import settings
from geodata.commands import asking, choosing, printing
from geodata.errors import GeodataError
from geodata.sandbox import parent

if TYPE_CHECKING:
    import argparse

    from geodata.ingest.choices import Choices

NOTHING: Final[dict[str, Any]] = {
    "format": None,
    "layout": None,
    "rows_in": 0,
    "accepted": 0,
    "rejected": [],
    "warnings": [],
    "questions": [],
    "error": None,
}
"""The report on a file about which nothing can be said; every report has these members and no others."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "inspect",
        description="Read a file in the sandbox and account for every row: rows in = accepted + refused.",
        epilog="Exit code: 0 something was accepted, 1 nothing was, 2 misuse.",
    )
    choosing.add(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument(
        "--save-mapping", type=Path, metavar="M.toml", help="write the choices and the proposed mapping there"
    )
    parser.add_argument("--refusals", type=Path, metavar="FILE.csv", help="write every refusal there")
    parser.set_defaults(run=_inspect)


def _inspect(given: argparse.Namespace) -> int:
    try:
        choices = choosing.choices(given)
    except GeodataError as error:
        return _failed(error, given, code=2)
    try:
        return _report(given, choices)
    except GeodataError as error:
        return _failed(error, given, code=1)


def _report(given: argparse.Namespace, choices: Choices) -> int:
    with parent.prepare(
        given.file,
        name=given.file.name,
        choices=choices,
        limits=settings.limits_of_commands(),
        progress=printing.progress(),
    ) as prepared:
        report: dict[str, Any] = {**NOTHING, **{name: prepared.report[name] for name in NOTHING}}
        if report["error"] is None and (given.save_mapping or given.refusals or not given.json):
            draft = prepared.draft()
            proposed = dict(draft.mapping_proposed)
            if given.save_mapping:
                _write(given.save_mapping, draft.choices_used, proposed)
            if given.refusals:
                draft.rejected.to_csv(given.refusals, index=False)
        else:
            proposed = {}
    if given.json:
        printing.say_json(report)
    else:
        _say(report, given.file.name, proposed)
    return 0 if report["accepted"] else 1


def _failed(error: GeodataError, given: argparse.Namespace, *, code: int) -> int:
    if given.json:
        printing.say_json({**NOTHING, "error": printing.error_object(error)})
    else:
        printing.complain(str(error))
    return code


def _say(report: dict[str, Any], file: str, proposed: dict[str, str]) -> None:
    if report["error"]:
        printing.complain(report["error"]["message"])
        return
    printing.say(f"{file}: {report['format']}, layout '{report['layout']}'")
    refused = len(report["rejected"])
    printing.say(f"{report['rows_in']} rows = {report['accepted']} accepted + {refused} refused")
    for column, meaning in proposed.items():
        printing.say(f"column: {column} → {meaning}")
    asking.say(report["questions"])
    printing.say_remarks(report["rejected"], "refused")
    printing.say_remarks(report["warnings"], "warning")


def _write(path: Path, choices: Any, proposed: dict[str, str]) -> None:
    found = choices if choices.mapping or not proposed else replace(choices, mapping=proposed)
    path.write_text(found.to_toml(), encoding="utf-8")
