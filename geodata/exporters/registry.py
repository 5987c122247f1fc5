"""Lists the kinds of file that what is shown can be taken away as: one line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.exporters import geojson, kml, layers, tabular, xlsx

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

Write = Callable[["Store", "Filters"], bytes | Iterable[bytes]]


class Format(NamedTuple):
    """A kind of file."""

    title: str
    """Its name for people."""
    media_type: str
    write: Write
    """All of it at once, or in blocks."""


_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Final[dict[str, Format]] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", tabular.to_csv),
    "geojson": Format("GeoJSON", "application/geo+json", geojson.to_geojson),
    "gpkg": Format("GeoPackage", "application/geopackage+sqlite3", layers.to_geopackage),
    "parquet": Format("GeoParquet", "application/vnd.apache.parquet", layers.to_geoparquet),
    "kml": Format("KML", "application/vnd.google-earth.kml+xml", kml.to_kml),
    "xlsx": Format("Excel", _WORKBOOK, xlsx.to_xlsx),
}
"""By the file's suffix. The first four are read back as they were; KML and XLSX are for looking at."""


def blocks(suffix: str, store: Store, filters: Filters) -> Iterable[bytes]:
    """The file, piece by piece."""
    written = FORMATS[suffix].write(store, filters)
    return (written,) if isinstance(written, bytes) else written
