"""Prints the names of a random sample of mutants, so many of each room: see docs/mutation-testing.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

ROOMS = ("query", "ingest", "values")
SEED = 20261128


def sample(folder: Path, number: int) -> list[str]:
    """`number` mutants of each room, of those that mutmut has written below `folder`; the same each time."""
    names = sorted(
        name
        for path in folder.rglob("*.meta")
        for name in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    )
    random = Random(SEED)  # noqa: S311 - the same mutants each time are what is wanted
    rooms = ([name for name in names if name.startswith(f"geodata.{room}.")] for room in ROOMS)
    return [name for room in rooms for name in random.sample(room, min(number, len(room)))]


if __name__ == "__main__":
    print("\n".join(sample(Path("mutants"), int(sys.argv[1]))))
