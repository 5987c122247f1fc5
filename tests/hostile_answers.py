"""What each of the hostile files has to be told: the refusal's code and words of it, or what is read of it.

A file that is refused for another reason than its own would not be refused without that reason.
"""

from __future__ import annotations

from typing import Final

Answer = tuple[str, str]
"""The code and a part of the message; of a file that is read, how many rows are accepted and refused."""

_XML: Final = ("unsupported", "neither KML nor GPX")
_PIPELINE: Final = ("unsupported", "it is a GDAL pipeline, which names other files")
_DECLARED: Final = ("unsupported", "it declares a document type or entities, which can pull in other files")
_LEADS_OUT: Final = ("unsupported", "a path that leads out of it")
_LINK: Final = ("unsupported", "the archive holds a link or a device, 'layer.dbf'")
_SYSTEM: Final = ("crs", "its coordinate system is not known here")
_DENSE: Final = ("bomb", "at most 200 bytes for each packed one")
_ROWS: Final = ("too-large", "more than 1,000,000 rows")
_COLUMNS: Final = ("too-large", "1,000,000 columns: at most 2,000")
_NO_TEXT: Final = ("encoding", "holds a NUL byte, so this is no text")
_DEEP_JSON: Final = ("nesting", "lists and objects within one another, too deep")
_DEEP_XML: Final = ("nesting", "elements within elements, more than 64 deep")
_NO_GEOPACKAGE: Final = ("malformed", "it is a broken GPKG file")
_NO_FLATGEOBUF: Final = ("malformed", "it is a broken FlatGeobuf file")
_NO_PARQUET: Final = ("malformed", "it is a broken Parquet file")
_ALL: Final = ("read", "1 accepted, 0 refused")
_THREE: Final = ("read", "3 accepted, 0 refused")
_ONE_REFUSED: Final = ("read", "0 accepted, 1 refused")

PRETENDERS: Final = {
    **dict.fromkeys(
        [f"VRT named {end}" for end in ("vrt", "csv", "gpkg", "kml", "geojson", "shp", "gpx")], _XML
    ),
    "VRT with a comment before it": _XML,
    "VRT of the network": _XML,
    "VRT with Python": _XML,
    "GDALG": _PIPELINE,
    "GDALG named geojson": _PIPELINE,
    "WFS": _XML,
    "connection text": ("read", "0 accepted, 0 refused"),
    "workbook named csv": _ALL,
    **dict.fromkeys([f"CSV named {end}" for end in ("xlsx", "gpkg", "parquet", "zip")], _ALL),
    "program named csv": ("unsupported", "it is a program"),
    "pickle named parquet": ("encoding", "line 1 holds the byte 0x04, so this is no text"),
}
ENTITIES: Final = {
    "external entity": _DECLARED,
    "external entity of the network": _DECLARED,
    "parameter entity": _DECLARED,
    "external document type": _DECLARED,
    "external entity in UTF-16": _DECLARED,
    "entity bomb": _DECLARED,
    "long entity, often": _DECLARED,
    "entity bomb in GPX": _DECLARED,
    "external entity in GPX": _DECLARED,
    "external entity in a workbook": _DECLARED,
    "XInclude": _ALL,
    "schema of the network": _ALL,
}
ARCHIVES: Final = {
    "paths that lead out": _LEADS_OUT,
    "absolute paths": _LEADS_OUT,
    "a path with backslashes": _LEADS_OUT,
    "a link in a ZIP": _LINK,
    "a link as the only member": _LINK,
    "KML outside its KMZ": _LEADS_OUT,
    "a workbook whose sheet is elsewhere": ("malformed", "it is a broken workbook"),
    "an archive in an archive": ("unsupported", "it is an archive within an archive"),
    "an empty archive": ("unsupported", "not one single table: nothing"),
    "half an archive": ("malformed", "it cannot be unpacked"),
    "a shapefile without its table": ("malformed", "lacks its part .shx, .dbf"),
    "a VRT as shapefile": ("malformed", "'layer.shp' is no shapefile"),
    "a projection that names a file": _SYSTEM,
    "a projection of the network": _SYSTEM,
    "an encoding that is a path": _THREE,
}
BOMBS: Final = {
    "ZIP bomb": _DENSE,
    "ZIP bomb that lies": ("malformed", "it cannot be unpacked (Bad CRC-32"),
    "overlapping members": ("bomb", "members of the archive overlap at 'a001.csv'"),
    "too many members": ("bomb", "20,000 members in the archive: at most 5,000"),
    "XLSX bomb": _DENSE,
    "XLSX bomb in a picture": _DENSE,
    "KMZ bomb": _DENSE,
    "Parquet bomb of one text": ("memory", "more than 1,000 MB of memory"),
    "Parquet bomb of rows": _ROWS,
    "gzip bomb": _DENSE,
    "a cell without end": ("too-large", "line 2 holds a cell of more than 1,000,000 characters"),
    "a quotation without end": _ROWS,
    "a line without end": ("too-large", "line 1 holds a cell of more than 1,000,000 characters"),
    "a million columns": _COLUMNS,
    "a million keys": _COLUMNS,
    "every line opens a quotation": ("malformed", "more than 1,000 lines cannot be split into cells"),
    "only delimiters": ("empty", "all of its cells are empty"),
    "a workbook of one far cell": ("too-large", "1,048,576 rows by 16,384 columns, empty cells included"),
    "an endless number": ("too-large", "a cell of 2,000,000 characters in the column 'id'"),
}
DEEP: Final = {
    "deep lists": _DEEP_JSON,
    "deep lists, closed": _DEEP_JSON,
    "deep objects": _DEEP_JSON,
    "a deep cell": _DEEP_JSON,
    "deep shapes": _DEEP_JSON,
    "deep folders": _DEEP_XML,
    "deep GPX": _DEEP_XML,
    "deep multigeometry": _DEEP_XML,
}
BROKEN: Final = {
    "broken WKB": _THREE,
    "broken WKB in a GeoPackage": _THREE,
    "FlatGeobuf with a huge header": _NO_FLATGEOBUF,
    "FlatGeobuf, cut": _NO_FLATGEOBUF,
    "Parquet with a huge footer": _NO_PARQUET,
    "Parquet of twelve bytes": _NO_PARQUET,
    "GeoPackage, cut": _NO_GEOPACKAGE,
    "a table that claims two thousand million rows": _THREE,
    "a shapefile with endless offsets": ("malformed", "it is a broken ESRI Shapefile file"),
    "NUL bytes": _NO_TEXT,
    "only NUL bytes": _NO_TEXT,
    "NUL in JSON": _ALL,
    "half characters": _ALL,
    "random bytes": _NO_TEXT,
    "numbers beyond all bounds": _ONE_REFUSED,
    "half a UTF-16 file": ("encoding", "line 2 is no text in UTF-16"),
}
LINKS: Final = {
    "crs link": ("crs", "its coordinate system is a link, which is not followed"),
    "crs that is an address": ("crs", "/crs', which is not known here"),
    "crs that names a file": ("crs", "its coordinate system is '+proj=longlat +nadgrids="),
    "crs of a GeoParquet that names a file": _SYSTEM,
    "crs of a GeoParquet that is an address": _SYSTEM,
    "KML network link": _ALL,
    "KMZ network link": _ALL,
    "GPX link": _ALL,
    "addresses in cells": _ALL,
}
TEXTS: Final = {
    "template text in cells": _ALL,
    "template text in the file's name": _ALL,
    "control characters in the file's name": _NO_TEXT,
    "a path as the file's name": _NO_TEXT,
    "template text in a sheet": _ALL,
    "columns named like ours": _ALL,
    "prototype keys": _ALL,
    "terminal codes in cells": _ONE_REFUSED,
}
DATABASES: Final = {
    "a view without end": ("timeout", "too long for its size"),
    "a view that loads a library": _NO_GEOPACKAGE,
    "a view that reads a file": _NO_GEOPACKAGE,
    "a view that opens a file": _NO_GEOPACKAGE,
    "a table of another file": _NO_GEOPACKAGE,
    "a database that is no GeoPackage": _NO_GEOPACKAGE,
    "a layer with a template's name": _THREE,
}

ANSWERS: Final[dict[str, Answer]] = {
    **PRETENDERS,
    **ENTITIES,
    **ARCHIVES,
    **BOMBS,
    **DEEP,
    **BROKEN,
    **LINKS,
    **TEXTS,
    **DATABASES,
}
ANY_ANSWER: Final = {f"x.{end} with wrong bytes" for end in ("fgb", "gpkg", "zip", "parquet", "xlsx")}
"""Files that hold the hour they were made in: which byte is hit, and what comes of it, differs each time."""
