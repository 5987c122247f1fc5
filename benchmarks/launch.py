"""Runs `streamlit run` with what the page imports imported before: `python -m benchmarks.launch SCRIPT …`.

So that the memory of a server that has answered nobody is that of its program, and no visit adds to it.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import pyarrow as pa
from streamlit.web import cli

import api
import components
import geodata
from geodata.engines.embedded import DuckDB

STORY = "components.page.script"
"""It is no module but the page: importing it would run it."""
PROGRAMS = ("geodata.__main__", "geodata.commands")


def import_everything() -> None:
    for package in (geodata, api, components):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != STORY and not module.name.startswith(PROGRAMS):
                importlib.import_module(module.name)
    # Ibis imports what speaks to an engine only when there is something to say.
    engine = DuckDB()
    engine.create("nothing", pa.table({"row": [0]}))
    engine.run(engine.compile(engine.table("nothing")))
    engine.close()


if __name__ == "__main__":
    import_everything()
    cli.main(["run", *sys.argv[1:]], prog_name="streamlit")
