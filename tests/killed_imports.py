"""Imports that a test can kill: for each line on stdin a process of its own saves the same draft.

It says `PID` when it begins and `PID done` when the version is saved. Forked, because starting Python anew
takes longer than the import.
"""

from __future__ import annotations

import os
import sys

from drafts import INFO, draft

from geodata.library import paths, saving


def main() -> None:
    prepared = draft(int(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            print(os.getpid(), flush=True)
            there = "killed" if paths.is_saved(paths.root() / "killed") else None
            content = line.encode() * 100_000
            saving.save(prepared, content, name="killed", info=INFO, new_version_of=there)
            print(os.getpid(), "done", flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
