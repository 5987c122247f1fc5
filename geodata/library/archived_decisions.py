"""Takes what people decided of pairs of records into an archive, and puts back what the library lacks of it.

An entry is {"datasets": [id, id], "pairs": [[record, record, decision], …]}, as in `.matches`. Of a record
that no version here has, or only one that was withdrawn, nothing is told, by an archive or out of one.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow.parquet as pq

from geodata.errors import GeodataError
from geodata.library import catalog, decisions, files, identities, manifests, paths, withdrawals

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = dict[str, Any]


class Decided(NamedTuple):
    """What was put back."""

    a: str
    b: str
    number: int
    """Of pairs of these datasets that were not decided here."""


def taken(names: Iterable[str]) -> list[Entry]:
    """What was decided of records of these datasets and of the built-in case."""
    here, found = _Here(names), []
    for path in paths.children(paths.root() / decisions.FOLDER):
        if path.suffix == ".json":
            entry = files.read_json(path)
            if is_one(entry) and (pairs := here.pairs(entry)):
                found.append({"datasets": entry["datasets"], "pairs": pairs})
    return found


def put_back(entries: Iterable[Entry], names: Iterable[str]) -> list[Decided]:
    """Keep what is not decided here yet of datasets with these names and of the case; what is, stays.

    Raises
    ------
    LibraryError
        If the library's folder cannot be written.
    """
    here, done = _Here(names), []
    for entry in entries:
        if pairs := here.pairs(entry):
            a, b = (here.names[each] for each in entry["datasets"])
            there = decisions.of(a, b)
            new = {(one, two): said for one, two, said in pairs if (one, two) not in there}
            if number := decisions.keep(a, b, new):
                done.append(Decided(a, b, number))
    return done


def is_one(entry: object) -> bool:
    """Whether this says what was decided of two datasets."""
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(key), list) for key in ("datasets", "pairs")
    ):
        return False
    texts = [entry["datasets"], *entry["pairs"]]
    return all(isinstance(each, list) and all(isinstance(text, str) for text in each) for each in texts) and (
        [len(each) for each in texts] == [2, *[3] * len(entry["pairs"])]
    )


class _Here:
    """Datasets by their ids, and which records they have."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = {identities.of(each): each for each in (*names, paths.DEFAULT)}
        self._records: dict[str, set[str]] = {}

    def pairs(self, entry: Entry) -> list[list[str]]:
        """Those of an entry of which both records are here."""
        if not set(entry["datasets"]) <= set(self.names):
            return []
        a, b = (self._of(each) for each in entry["datasets"])
        return [
            [one, two, said]
            for one, two, said in entry["pairs"]
            if one in a and two in b and said in decisions.WORDS
        ]

    def _of(self, id_: str) -> set[str]:
        if id_ not in self._records:
            self._records[id_] = _records(self.names[id_])
        return self._records[id_]


def _records(name: str) -> set[str]:
    """The ids of all records that any version of a dataset has which is given out."""
    folder = paths.folder_of(name)
    found: set[str] = set()
    with contextlib.suppress(GeodataError, OSError, ValueError):
        if folder is None or not paths.is_saved(folder):
            return set(catalog.load(name).incidents["id"])
        for version in manifests.version_folders(folder) if withdrawals.of(folder) is None else ():
            if withdrawals.of(version) is None:
                found |= set(pq.read_table(version / "incidents.parquet", columns=["id"])["id"].to_pylist())
    return found
