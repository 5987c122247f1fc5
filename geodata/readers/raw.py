"""What every reader hands out: one file's rows as text, before anybody asks what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

REFUSED_COLUMNS = ("row", "field", "value", "reason", "original")


@dataclass(frozen=True)
class Note:
    """Something the reader decided, or left out, that the researcher should know."""

    code: str
    words: str


def nothing_refused() -> pd.DataFrame:
    """The table of refusals of a file that was read whole."""
    text = {column: "str" for column in REFUSED_COLUMNS if column != "row"}
    return pd.DataFrame(columns=list(REFUSED_COLUMNS)).astype({**text, "row": "int64"})


@dataclass(frozen=True, eq=False)
class RawFile:
    """One file, or one of its tables, as it was read: text and shapes, no value changed."""

    format: str
    """csv, tsv, gdelt, xlsx, json, geojson, kml, kmz, gpx, gpkg, fgb, shp, geoparquet or parquet."""
    tables: tuple[str, ...]
    """Sheets or layers to choose from."""
    table: str | None
    """The one that was read."""
    rows: pd.DataFrame
    """Every cell as the text that stands in the file, `""` where empty. The index is the number by which a
    researcher finds the row: line in a CSV, row of a sheet, feature from 1 elsewhere; each once."""
    geometry: npt.NDArray[np.object_] | None = None
    """The rows' shapes (shapely, EPSG:4326; None where a row has none), for formats that have them."""
    refused: pd.DataFrame = field(default_factory=nothing_refused)
    """Rows that the reader could not make anything of: `REFUSED_COLUMNS`, `original` being JSON text."""
    notes: tuple[Note, ...] = ()
    extra_tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Further tables of the same file that belong to the rows, such as timemap's sources."""

    @property
    def rows_in(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + len(self.refused)

    def column(self, name: str) -> pd.Series[Any]:
        """One column's texts."""
        return self.rows[name]
