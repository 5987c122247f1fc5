"""Imports that a test can kill, each a version of the same draft: see `forked_changes`.

Where the dataset is there, a file is added to its others, as `append` does.
"""

from __future__ import annotations

import sys

from drafts import INFO, draft
from forked_changes import serve

from geodata.library import catalog, paths, saving
from geodata.sandbox.parent import File


def main() -> None:
    prepared = draft(int(sys.argv[1]))

    def save(line: str) -> None:
        content = line.encode() * 100_000
        if paths.is_saved(paths.root() / "killed"):
            files = (*catalog.originals("killed"), File("more.csv", content))
            saving.save(prepared, files, name="killed", info=INFO, new_version_of="killed")
        else:
            saving.save(prepared, content, name="killed", info=INFO)

    serve(save)


if __name__ == "__main__":
    main()
