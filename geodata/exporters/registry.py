"""Lists the kinds of file that what is shown can be taken away as: one line for each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote_plus

from geodata.exporters import columns, data_package, geojson, geopackage, geoparquet, kml, tabular, xlsx
from geodata.values.folding import fold

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.model import Dataset
    from geodata.query.store import Store

Write = Callable[["Store", "Filters"], Iterator[bytes]]
"""The file in blocks, so that memory does not grow with it."""


class Format(NamedTuple):
    """A kind of file."""

    title: str
    """Its name for people."""
    media_type: str
    write: Write
    packed: bool = False
    """Whether its bytes are compressed already."""


NUMBER: Final = 3
"""Part of what tells caches whether they have a file already: raise it when files of any kind change."""
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Final[dict[str, Format]] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", tabular.to_csv),
    "xlsx": Format("Excel", _WORKBOOK, xlsx.to_xlsx, packed=True),
    "geojson": Format("GeoJSON", "application/geo+json", geojson.to_geojson),
    "gpkg": Format("GeoPackage", "application/geopackage+sqlite3", geopackage.to_geopackage),
    "parquet": Format("GeoParquet", "application/vnd.apache.parquet", geoparquet.to_geoparquet, packed=True),
    "kml": Format("KML", "application/vnd.google-earth.kml+xml", kml.to_kml),
    "zip": Format("Data Package", "application/zip", data_package.to_data_package, packed=True),
}
"""By the file's suffix. GeoJSON, GeoPackage, GeoParquet and Data Package are read back as they were, a CSV as
far as its words tell; KML and XLSX are for looking at."""


def blocks(suffix: str, store: Store, filters: Filters) -> Iterator[bytes]:
    """The file, piece by piece."""
    return FORMATS[suffix].write(store, filters)


LONGEST_FILTER: Final = 60
"""Letters of a filter in a file's name: with the dataset's it has to fit into what file systems take."""


def file_name(suffix: str, dataset: Dataset, filters: Filters) -> str:
    """Dataset, version and filter as the name of a file, in letters that no system and no header quotes.

    A filter of which something does not fit is told apart by its hash; a private upload's name stays secret,
    because whoever knows it sees the upload.
    """
    name = _safe(columns.public_name(dataset))
    return f"{name}-{dataset.version[:12]}-{_filter_name(filters.to_query())}.{suffix}"


def _filter_name(query: str) -> str:
    written = unquote_plus(query)
    name = _safe(written)
    spelled = name == re.sub("[=&]", "-", written)
    if len(name) <= LONGEST_FILTER and spelled:
        return name or "all"
    return f"{name[:LONGEST_FILTER].strip('-')}-{hashlib.sha256(query.encode()).hexdigest()[:8]}".lstrip("-")


def _safe(text: str) -> str:
    latin = "".join(char if char.isascii() else fold(char) for char in text.lower())
    return re.sub("[^a-z0-9]+", "-", latin).strip("-")
