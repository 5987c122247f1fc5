"""Imports that a test can kill, each a version of the same draft: see `forked_changes`."""

from __future__ import annotations

import sys

from drafts import INFO, draft
from forked_changes import serve

from geodata.library import paths, saving


def main() -> None:
    prepared = draft(int(sys.argv[1]))

    def save(line: str) -> None:
        there = "killed" if paths.is_saved(paths.root() / "killed") else None
        content = line.encode() * 100_000
        saving.save(prepared, content, name="killed", info=INFO, new_version_of=there)

    serve(save)


if __name__ == "__main__":
    main()
