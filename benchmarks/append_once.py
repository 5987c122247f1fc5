"""Adds a file to what `import_once` saved: `python -m benchmarks.append_once FILE LIBRARY` prints seconds.

From the file to the first page of the new version's records: read with what is there, saved, indexed, asked.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks.data import LIMITS
from geodata.filters import Filters
from geodata.library import appending
from geodata.query import answers, store

if __name__ == "__main__":
    path, library = map(Path, sys.argv[1:])
    os.environ["INCIDENTS_LIBRARY"] = str(library)
    begun = time.perf_counter()
    with appending.looked_at(appending.base_of("measured"), path, file=path.name, limits=LIMITS) as added:
        name, version = appending.save(added)
    first = answers.rows(store.opened(name, version), Filters(), limit=50)
    print(round(time.perf_counter() - begun, 2) if len(first) else "nothing was saved")
