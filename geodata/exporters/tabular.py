"""Writes what is shown as CSV (RFC 4180), a line for each record.

Texts are written exactly as they are: nothing is put before a text that begins with "=", so a spreadsheet may
take one for a formula. Import such a file as text; do not open a stranger's by a click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.exporters import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store


def to_csv(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as CSV (RFC 4180, UTF-8), in blocks; one line each.

    Times are UTC, half-open; `geometry` is well-known text; the nested tables are JSON in a cell each; every
    line repeats dataset, version, zone, licence, citation and filter, so that copied lines keep them.
    """
    header = True
    for frame in columns.frames(store, filters):
        shapes = [None if shape is None else shape.wkt for shape in frame["geometry"]]
        frame["geometry"] = pd.Series(shapes, dtype=object)
        yield frame.to_csv(index=False, header=header, lineterminator="\r\n").encode()
        header = False
