"""Changes of a library that a test can kill: a line on stdin names one, a process of its own makes it.

It says its `PID` when it begins and `PID done` when it is through. Forked, because starting Python anew takes
longer than the change.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from drafts import INFO, draft

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
            names = [each for each in catalog.names() if each.startswith("new-")]
            management.delete(names[0])
        case "backup":
            archives.backup(str(to / "backup.tar"))
        case "import":
            with parent.prepare(TABLE, name="t.csv") as prepared:
                saving.save(prepared, prepared.original, name=f"new-{number}", info=INFO, file="t.csv")
        case "sweep":
            placing.sweep()


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        kind, number = line.split()
        pid = os.fork()
        if pid == 0:
            print(os.getpid(), flush=True)
            change(kind, int(number), Path(sys.argv[1]))
            print(os.getpid(), "done", flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
