"""Changes of a library that a test can kill, each by its kind and a number: see `forked_changes`."""

from __future__ import annotations

import sys
from pathlib import Path

from drafts import INFO, draft
from forked_changes import serve

from geodata.library import archives, catalog, management, paths, placing, saving
from geodata.sandbox import parent

TABLE = b"title,date,latitude,longitude\nShots,2023-09-24,42.97,20.78\n"


def change(kind: str, number: int, to: Path) -> None:
    there = "mine" if paths.is_saved(paths.root() / "mine") else None
    content = b"%d" % number * 50_000
    match kind:
        case "save":
            saving.save(draft(3), content, name=f"new-{number}", info=INFO)
        case "append":
            saving.save(draft(3), content, name="mine", info=INFO, new_version_of=there)
        case "private":
            saving.save(draft(3), content, name="", info=INFO, private=True)
        case "delete":
            delete_one()
        case "backup":
            archives.backup(str(to / "backup.tar"))
        case "import":
            with parent.prepare(TABLE, name="t.csv") as prepared:
                saving.save(prepared, prepared.original, name=f"new-{number}", info=INFO, file="t.csv")
        case "sweep":
            placing.sweep()


def delete_one() -> None:
    """Delete a saved dataset, if there is one: what would have saved it may have been killed."""
    names = [each for each in catalog.names() if each.startswith("new-")]
    if names:
        management.delete(names[0])


def main() -> None:
    def made(line: str) -> None:
        kind, number = line.split()
        change(kind, int(number), Path(sys.argv[1]))

    serve(made)


if __name__ == "__main__":
    main()
