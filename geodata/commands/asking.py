"""Prints what a file leaves open: each question, its answers in words, and how they are given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geodata.commands import printing
from geodata.ingest import answers

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(questions: Iterable[dict[str, Any]]) -> None:
    """Print questions as `Question.to_dict` gives them."""
    for question in questions:
        printing.say(f"question: {question['question']}")
        if question["field"] == "mapping":
            _say_columns(question)
        elif question["options"] or question["field"] == "year":
            _say_answers(question)
        if question["examples"]:
            printing.say(f"  for example: {', '.join(map(printing.shortened, question['examples']))}")


def _say_answers(question: dict[str, Any]) -> None:
    """The option, and what each answer means where it does not speak for itself."""
    field, options = question["field"], question["options"]
    listed = f", one of: {', '.join(options)}" if options else ""
    if field == "year":
        listed = f" {options[0]}, if it is that one" if options else " and its four figures"
    printing.say(f"  answer with --{field.replace('_', '-')}{listed}")
    for option in options:
        if (words := answers.label(field, option)) != option:
            printing.say(f"    {option}: {words}")


def _say_columns(question: dict[str, Any]) -> None:
    """How a column, or a pair of them, is chosen: in a file, not by its name on the command line."""
    options, pairs, meant = question["options"], question.get("pairs", []), question.get("pair_of", ())
    if options:
        printing.say(f"  the column is one of: {', '.join(options)}")
    lines = "a line as" if options else "two lines as"
    printing.say(
        f"  write the choices to a file with --save-mapping M.toml, add below [mapping] there {lines}"
    )
    for option in options[:1]:
        printing.say(f'    {json.dumps(option, ensure_ascii=False)} = "{question["about"]}"')
    for number, pair in enumerate(pairs):
        if options and "start" in meant:
            printing.say("  or, if one is when it began and the other when it ended,")
        elif options or number:
            printing.say("  or")
        for name, meaning in zip(pair, meant, strict=True):
            printing.say(f'    {json.dumps(name, ensure_ascii=False)} = "{meaning}"')
    if question.get("optional"):
        what = "when" if question["about"] == "date" else "where"
        printing.say(f"  or none, if none of them says {what} it happened,")
    printing.say("  and give the file with --mapping M.toml")
