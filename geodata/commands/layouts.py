"""Runs `layouts`: lists the layouts of files that are known, with the codebook of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.commands import printing

if TYPE_CHECKING:
    import argparse

_ALWAYS = {
    "own": "an export of this program",
    "mapped": "any table, by a mapping of its columns (inspect --save-mapping, then --mapping)",
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "layouts",
        description="The layouts that are recognised by their columns, or chosen with --layout NAME: who "
        "publishes such files, under which licence, and the codebook that says what their columns mean.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    # Registering all layouts brings pandas with it, which the usage of a command need not wait for.
    from geodata.layouts import registry  # noqa: PLC0415
    from geodata.layouts.descriptions import DESCRIPTIONS  # noqa: PLC0415

    found = []
    for name in registry.NAMES:
        known = DESCRIPTIONS.get(name)
        said = {"layout": name, "files": known.publisher if known else _ALWAYS.get(name, "")}
        also = ("codebook", "licence", "address")
        found.append({**said, **{each: getattr(known, each) if known else "" for each in also}})
    if given.json:
        printing.say_json(found)
        return 0
    for each in found:
        printing.say(f"{each['layout']}: {each['files']}")
        for about in ("codebook", "licence", "address"):
            if each[about]:
                printing.say(f"  {about}: {each[about]}")
    return 0
