"""Imports that a test can kill: for each line on stdin a process of its own keeps the same draft.

It says `PID` when it begins and `PID done` when the version is kept. Forked, because starting Python anew
takes longer than the import.
"""

from __future__ import annotations

import os
import sys

from drafts import INFO, draft

from geodata.library import saving


def main() -> None:
    prepared = draft(int(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            print(os.getpid(), flush=True)
            saving.save(prepared, line.encode() * 100_000, name="killed", info=INFO)
            print(os.getpid(), "done", flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
