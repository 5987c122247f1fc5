"""Puts datasets of a library together: `python -m benchmarks.join_once LIBRARY A B` prints the seconds.

From the saved versions to the first page of all their records: joined, saved, indexed, opened, asked.
"""

from __future__ import annotations

import os
import sys
import time

from benchmarks.data import LIMITS
from geodata.filters import Filters
from geodata.library import joining, paths
from geodata.query import answers, store

if __name__ == "__main__":
    library, *names = sys.argv[1:]
    os.environ["INCIDENTS_LIBRARY"] = library
    begun = time.perf_counter()
    joint = paths.joint_of(names)
    version = joining.make(joint, most=LIMITS.rows)
    first = answers.rows(store.opened(joint, version), Filters(), limit=50)
    print(round(time.perf_counter() - begun, 2) if len(first) else "nothing was put together")
