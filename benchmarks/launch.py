"""A script and a dataset's description in, a running Streamlit server out: `python -m benchmarks.launch`.

Only in this process the library also knows the dataset, so that the same `app.py` serves it without files.
"""

from __future__ import annotations

import sys

from streamlit.web import cli

from benchmarks import data
from geodata import library
from geodata.errors import UnknownDatasetError
from geodata.model import Dataset


def register(dataset: Dataset) -> None:
    """Let the library of this process load `dataset` by its name."""
    load = library.load

    def load_registered(name: str, version: str | None = None) -> Dataset:
        if name != dataset.name:
            return load(name, version)
        if version not in (None, dataset.version):
            raise UnknownDatasetError(name, version, (dataset.name,))
        return dataset

    library.load = load_registered


def main(script: str, description: str, port: str) -> None:
    register(data.load(description))
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    cli.main(["run", script, *options], prog_name="streamlit")


if __name__ == "__main__":
    main(*sys.argv[1:])
