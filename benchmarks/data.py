"""Makes a dataset in a library's folder of its description: servers are started on it, queries put to it.

`case`, `synthetic:1000000`, a dataset's folder, or any file that the library can import.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow.parquet as pq

from benchmarks import writing
from benchmarks.synthetic import name_of
from geodata.ingest.choices import Choices
from geodata.library import catalog, manifests, paths, saving
from geodata.limits import Limits
from geodata.model import Info
from geodata.query import store
from geodata.query.store import Store
from geodata.readers import dataset_folder
from geodata.sandbox import parent

if TYPE_CHECKING:
    from geodata.ingest.draft import Draft

CASE: Final = "case"
SYNTHETIC: Final = "synthetic:"

LIMITS: Final = Limits(
    bytes_in=4_000_000_000,
    bytes_unpacked=16_000_000_000,
    rows=50_000_000,
    memory_bytes=12_000_000_000,
    wall_s=1800,
)
"""Wider than a server's: whoever measures a file has chosen it."""
_ROUNDS: Final = 5
"""Of answers: each may leave further questions."""


@dataclass(frozen=True)
class Given:
    """A dataset that is measured: its name, and the library that holds it."""

    name: str
    library: Path

    @property
    def environment(self) -> dict[str, str]:
        """With which a server finds it."""
        return {**os.environ, "INCIDENTS_LIBRARY": str(self.library)}

    @property
    def query(self) -> str:
        """Of the page that shows it."""
        return f"?dataset={self.name}"

    def enter(self) -> None:
        """Let the library of this process be the one that holds it."""
        os.environ["INCIDENTS_LIBRARY"] = str(self.library)

    def opened(self) -> Store:
        self.enter()
        return store.opened(self.name)

    @property
    def version(self) -> str:
        self.enter()
        return catalog.current(self.name)

    @property
    def folder(self) -> Path | None:
        """Its version's folder, of Parquet files; none for folders of CSV tables."""
        place = self.library / self.name
        return place / self.version if paths.is_saved(place) else None

    @property
    def timezone(self) -> str:
        self.enter()
        manifest = None if self.folder is None else manifests.manifest(self.folder)
        return catalog.load(self.name).info.timezone if manifest is None else manifest.timezone

    def table(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Columns of one of the model's tables, as the peers are given them."""
        if self.folder is not None:
            return pq.read_table(self.folder / f"{name}.parquet", columns=list(columns)).to_pandas()
        self.enter()
        return pd.DataFrame(getattr(catalog.load(self.name), name)[list(columns)])

    def __len__(self) -> int:
        if self.folder is None:
            return len(self.table("incidents", ("id",)))
        return int(pq.read_metadata(self.folder / "incidents.parquet").num_rows)


@cache
def given(description: str) -> Given:
    """The dataset that a description names; what has to be made for it is gone after this process.

    Raises
    ------
    GeodataError
        If a file cannot be imported as it is.
    """
    if description.startswith(SYNTHETIC):
        n = int(description.removeprefix(SYNTHETIC))
        return Given(name_of(n), writing.library(n))
    root = _temporary()
    if description == CASE:
        return Given(paths.DEFAULT, root)
    path = Path(description).resolve()
    folder = path if path.is_dir() else path.parent
    if (folder / dataset_folder.DESCRIPTION).is_file() and (path == folder or path.suffix == ".toml"):
        name = dataset_folder.describe(folder).name
        (root / name).symlink_to(folder)
        return Given(name, root)
    if path.is_dir() and paths.is_saved(path):
        (root / path.name).symlink_to(path)
        return Given(path.name, root)
    return Given(_imported(path, root), root)


def _imported(path: Path, root: Path) -> str:
    """Save a file in the library `root`; what it leaves open is answered by the first that is offered."""
    os.environ["INCIDENTS_LIBRARY"] = str(root)
    choices = Choices()
    for _ in range(_ROUNDS):
        with parent.prepare(path, name=path.name, choices=choices, limits=LIMITS) as prepared:
            draft = prepared.draft()
            if not draft.questions:
                info = Info(path.stem, f"Imported from {path.name}.", choices.timezone, "", "", "")
                name = saving.suggested_name(path.stem)
                return saving.save(prepared, prepared.original, name=name, info=info, file=path.name)[0]
            choices = _answered(choices, draft)
    raise SystemExit(f"{path.name} leaves open: {', '.join(each.words for each in draft.questions)}")


def _answered(choices: Choices, draft: Draft) -> Choices:
    taken: dict[str, Any] = {}
    mapping = {**draft.mapping_proposed, **choices.mapping}
    for question in draft.questions:
        if not question.options:
            continue
        answer = question.options[0]
        print(f"{question.words} Taken: {answer}", file=sys.stderr, flush=True)
        if question.field == "mapping":
            mapping[answer] = question.about
        else:
            taken[question.field] = answer
    return replace(choices, mapping=mapping, **taken)


def _temporary() -> Path:
    root = Path(tempfile.mkdtemp(prefix="benchmarks-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root
