"""Says which older versions still show what a new version has no more, and how that is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.commands import printing
from geodata.library import catalog, paths

if TYPE_CHECKING:
    from geodata.library.manifests import Manifest


def say_still_shown(name: str) -> None:
    """Print it of a dataset whose newest version was saved just now; nothing if no record went."""
    newest, *older = catalog.versions(name)
    if not older:
        return
    gone = _ids(name, older[0]) - _ids(name, newest)
    if not gone:
        return
    showing = [each for each in older if gone & _ids(name, each)]
    records = "1 record" if len(gone) == 1 else f"{len(gone):,} records"
    printing.say(
        f"Not in this version any more: {records} of the one before. Older versions still show them, each at "
        "its own address. To take that back, withdraw each of them:"
    )
    for each in showing:
        printing.say(
            f"  python -m geodata withdraw {name} --version {each.version[:12]} --reason …"
            f"    (of {each.saved[:10]})"
        )
    printing.say(
        f"then `python -m geodata purge {name}`, make a new backup and delete the older ones "
        "(docs/hosting.md, 'Take one record back')."
    )


def _ids(name: str, version: Manifest) -> set[str]:
    folder = paths.folder_of(name)
    if folder is None:
        return set()
    try:
        table = pq.read_table(folder / version.version / "incidents.parquet", columns=["id"])
    except (OSError, pa.ArrowException):  # damaged, which `verify` says: it shows nothing
        return set()
    return set(table["id"].to_pylist())
