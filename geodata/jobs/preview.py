"""Makes what a page needs of a draft before it is saved, without its tables, which may be very large."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geodata.ingest import alike_remarks
from geodata.ingest.alike_remarks import Group
from geodata.places import geocoding
from geodata.sandbox import handover

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from geodata.ingest.draft import Draft
    from geodata.places.candidates import Point
    from geodata.places.geocoding import Wanted

SHOWN_ROWS: Final = 200
"""Refusals and remarks that a page lists of each; a file has all."""
_ABOUT: Final = "preview.json"
KINDS: Final = {"refused": "rejected", "warned": "warnings"}
"""Two kinds of remarks on rows, and the drafts' tables of them."""


@dataclass(frozen=True, eq=False)
class Preview:
    """An import, as it is looked at."""

    draft: Draft
    """Its tables hold at least the records of `first_rows` and what belongs to them."""
    counts: dict[str, int]
    """How many rows were refused and warned about: see `KINDS`."""
    groups: Mapping[str, Sequence[Group]]
    """Of each kind, those that say the same of many rows."""
    wanted: tuple[Wanted, ...]
    """Names of places that have no coordinates."""
    near: Point | None
    """Where the others are, in the middle."""
    folder: Path | None = None
    """Holds a CSV file of all remarks of each kind, where the draft has not all."""

    def csv(self, kind: str) -> bytes:
        """All remarks of a kind, as a file to take away."""
        if self.folder is not None:
            return (self.folder / f"{kind}.csv").read_bytes()
        return _csv(getattr(self.draft, KINDS[kind]))


def of(draft: Draft) -> Preview:
    """A preview of a draft that memory holds anyway."""
    counts = {kind: len(getattr(draft, table)) for kind, table in KINDS.items()}
    groups = {kind: alike_remarks.of_table(getattr(draft, table)) for kind, table in KINDS.items()}
    return Preview(draft, counts, groups, geocoding.wanted(draft.tables), geocoding.hint(draft.tables))


def save(draft: Draft, folder: Path) -> None:
    """Write what a page needs of it into a folder, which is made."""
    folder.mkdir(mode=0o700)
    found = of(draft)
    about = {
        "counts": found.counts,
        "groups": {kind: [asdict(each) for each in groups] for kind, groups in found.groups.items()},
        "wanted": [asdict(each) for each in found.wanted],
        "near": found.near,
    }
    (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
    for kind, table in KINDS.items():
        (folder / f"{kind}.csv").write_bytes(_csv(getattr(draft, table)))
    handover.save(cut(draft), folder)


def load(folder: Path) -> Preview:
    """Read it back."""
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    wanted = tuple(geocoding.Wanted(**each) for each in about["wanted"])
    near = None if about["near"] is None else (about["near"][0], about["near"][1])
    groups = {
        kind: [Group(**{**said, "rows": tuple(said["rows"])}) for said in each]
        for kind, each in about["groups"].items()
    }
    return Preview(handover.load(folder), about["counts"], groups, wanted, near, folder)


def cut(draft: Draft) -> Draft:
    """The draft with the records of its first rows alone, what belongs to them, and the first remarks."""
    tables = dict(draft.tables)
    incidents = tables["incidents"]
    ids = [each.id for each in draft.first_rows if each.id]
    kept: dict[str, Any] = {
        name: _whole(table[table["incident"].isin(ids)] if "incident" in table else table.iloc[:0])
        for name, table in tables.items()
        if name not in ("incidents", "places", "actors")
    }
    kept["incidents"] = _whole(incidents[incidents["id"].isin(ids)])
    for name, key, used in (
        ("places", "key", kept["incidents"]["place"]),
        ("actors", "id", kept["participations"]["actor"]),
    ):
        kept[name] = _whole(tables[name][tables[name][key].isin(used)])
    if "attributes" in tables:  # a row for each incident
        kept["attributes"] = _whole(tables["attributes"].loc[kept["incidents"].index])
    heads = {table: getattr(draft, table).head(SHOWN_ROWS) for table in KINDS.values()}
    return replace(draft, tables={name: kept[name] for name in tables}, **heads)


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """A copy: what it was cut from can go."""
    return table.copy()


def _csv(rows: pd.DataFrame) -> bytes:
    return rows.to_csv(index=False).encode("utf-8-sig")
