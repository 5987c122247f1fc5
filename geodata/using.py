"""Writes the lines by which QGIS, R, Python, Excel or a shell open a view: an address, and what reads it.

The address holds the version, so that it gives the same records for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.filters import Filters
    from geodata.model import Dataset

_DIGITS: Final = 12
"""Of a version, in the id of its collection: see docs/connect.md."""
_STREAMED: Final = "/vsicurl_streaming/"
"""Has GDAL read an address from its beginning to its end: exports are written while they are sent."""


class Place(NamedTuple):
    """Where a view is had from."""

    server: str
    """The address of the page, a slash at its end."""
    dataset: str
    version: str
    query: str
    """The filter as in an address."""

    def file(self, suffix: str) -> str:
        """The address of a file of what is shown."""
        address = f"{self.server}data/{self.dataset}/{self.version}/export.{suffix}"
        return f"{address}?{self.query}" if self.query else address


class Program(NamedTuple):
    """A program, the language of its lines, and how they are written."""

    title: str
    language: str | None
    write: Callable[[Place], str]


def _qgis(place: Place) -> str:
    return (
        "Layer > Add Layer > Add Vector Layer, File, Vector dataset:\n"
        f"{_STREAMED}{place.file('geojson')}\n\n"
        "all records, asked for as you pan: Layer > Add Layer > Add WFS / OGC API - Features Layer, URL\n"
        f"{place.server}ogc\n"
        f"and there the layer {place.dataset}@{place.version[:_DIGITS]}"
    )


def _python(place: Place) -> str:
    return f'import geopandas\n\nincidents = geopandas.read_file("{place.file("geojson")}")'


def _r(place: Place) -> str:
    return f'library(sf)\n\nincidents <- st_read("{_STREAMED}{place.file("geojson")}")'


def _excel(place: Place) -> str:
    return (
        "let\n"
        f'    file = Web.Contents("{place.file("csv")}"),\n'
        '    table = Csv.Document(file, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),\n'
        "    incidents = Table.PromoteHeaders(table, [PromoteAllScalars = true])\n"
        "in\n"
        "    incidents"
    )


def _shell(place: Place) -> str:
    return f"curl --fail --location --output incidents.csv '{place.file('csv')}'"


PROGRAMS: Final = (
    Program("QGIS", None, _qgis),
    Program("R", "r", _r),
    Program("Python", "python", _python),
    Program("Excel", None, _excel),
    Program("curl", "bash", _shell),
)


def place(server: str, dataset: Dataset, filters: Filters) -> Place:
    """Where a view of a dataset is had from."""
    return Place(server, dataset.name, dataset.version, filters.to_query())
