"""Imports one file into a library: `python -m benchmarks.import_once FILE LIBRARY [NAME]` prints seconds.

From the file to the first page of its records: read in the sandbox, saved, indexed, opened, asked.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks.data import LIMITS
from geodata.filters import Filters
from geodata.ingest.choices import Choices
from geodata.library import saving
from geodata.model import Info
from geodata.query import answers, store
from geodata.sandbox import parent

if __name__ == "__main__":
    path, library = map(Path, sys.argv[1:3])
    name = (*sys.argv[3:], "measured")[0]
    os.environ["INCIDENTS_LIBRARY"] = str(library)
    begun = time.perf_counter()
    with parent.prepare(path, name=path.name, choices=Choices(), limits=LIMITS) as prepared:
        info = Info(path.stem, "Made by a seeded generator, to measure speed.", "UTC", "", "", "")
        name, version = saving.save(prepared, prepared.original, name=name, info=info, file=path.name)
    first = answers.rows(store.opened(name, version), Filters(), limit=50)
    print(round(time.perf_counter() - begun, 2) if len(first) else "nothing was saved")
