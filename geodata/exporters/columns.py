"""Says where an export comes from, and gives the records shown as frames for any flat file.

Every row shown and every column of the model is there, but for `search_text`, which `row_order` makes from
the others. Beside the times in UTC stand those that the page shows, in the dataset's zone. What has no
point stays without: see `selection`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.exporters import escaping, nested
from geodata.exporters.selection import Selection
from geodata.library import joints, paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.exporters.selection import Block
    from geodata.filters import Filters
    from geodata.model import Dataset
    from geodata.query.store import Store


ORIGIN: Final = ("dataset", "dataset_version")


def frames(store: Store, filters: Filters) -> Iterator[pd.DataFrame]:
    """The incidents shown in blocks, a line each, plain values or None.

    `geometry` is a shape; what belongs to an incident is JSON; each line says where it comes from.
    """
    said = about(store, filters)
    for block in Selection(store, filters).blocks():
        columns = nested.flat(block) | nested.documents(block)
        values = {name: column.to_pylist() for name, column in columns.items()}
        frame = pd.DataFrame(values, dtype=object)
        shapes = pd.Series(shapely.from_wkb(block.records["geometry"].to_numpy()), dtype=object)
        yield frame.assign(
            geometry=shapes, **{name: np.full(len(frame), text, object) for name, text in said.items()}
        )


def of_incidents(frame: pd.DataFrame, said: dict[str, str]) -> list[str]:
    """The columns of `frames` without what is `said` of the whole file, but with the zone of local times."""
    return [name for name in frame.columns if name not in said or name == nested.ZONE]


def public_name(dataset: Dataset) -> str:
    """A dataset's name as a file may say it: a private upload's is its secret address."""
    return "upload" if paths.is_private(dataset.name) else dataset.name


def origin(block: Block) -> dict[str, pa.Array]:
    """Of each record the name of its dataset, and the version of that: `ORIGIN`."""
    dataset = block.selection.store.dataset
    versions = joints.versions(dataset) or {public_name(dataset): dataset.version}
    if len(versions) == 1:
        return {
            name: pa.nulls(len(block), escaping.TEXT).fill_null(text)
            for name, text in zip(ORIGIN, *versions.items(), strict=True)
        }
    names = escaping.text(block.attributes[joints.COLUMN])
    known = pa.array(list(versions), escaping.TEXT)
    each = pa.array(list(versions.values()), escaping.TEXT)
    return dict(zip(ORIGIN, (names, each.take(pc.index_in(names, value_set=known))), strict=True))


def about(store: Store, filters: Filters) -> dict[str, str]:
    """Where an export comes from, for its reader."""
    dataset = store.dataset
    return {
        "dataset": public_name(dataset),
        "dataset_version": dataset.version,
        "dataset_title": dataset.info.title,
        nested.ZONE: dataset.info.timezone,
        "licence": dataset.info.licence,
        "citation": dataset.info.full_citation,
        "note": dataset.info.note,
        "filter": filters.to_query() or "none: all records",
    }


def as_json(value: Any) -> str:
    """Strict JSON, with letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
