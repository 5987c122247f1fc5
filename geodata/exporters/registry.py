"""The kinds of file that what is shown can be taken away as: suffix, media type, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.exporters import kml, layers, tabular, xlsx

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.store import Store

Write = Callable[["Store", "Filters"], bytes | Iterable[bytes]]


class Format(NamedTuple):
    """A kind of file."""

    media_type: str
    write: Write
    """All of it at once, or in blocks."""


FORMATS: Final[dict[str, Format]] = {
    "csv": Format("text/csv; charset=utf-8", tabular.to_csv),
    "geojson": Format("application/geo+json", tabular.to_geojson),
    "gpkg": Format("application/geopackage+sqlite3", layers.to_geopackage),
    "parquet": Format("application/vnd.apache.parquet", layers.to_geoparquet),
    "kml": Format("application/vnd.google-earth.kml+xml", kml.to_kml),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.to_xlsx),
}
"""By the file's suffix. The first four are read back as they were; KML and XLSX are for looking at."""


def blocks(suffix: str, store: Store, filters: Filters) -> Iterable[bytes]:
    """The file, piece by piece."""
    written = FORMATS[suffix].write(store, filters)
    return (written,) if isinstance(written, bytes) else written
