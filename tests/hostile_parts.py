"""What hostile files are made of: archives, workbooks, databases and shapes that are broken on purpose."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
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


def zipped(members: dict[str, bytes], more: dict[zipfile.ZipInfo, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, **(more or {})}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def lying(archive: bytes, size: int, said: int) -> bytes:
    """The same archive, saying everywhere that its member is small."""
    return archive.replace(struct.pack("<I", size), struct.pack("<I", said))


def overlapping() -> bytes:
    """A thousand entries for the same packed bytes (after David Fifield, "A better zip bomb", 2019)."""
    archive = zipped({"a000.csv": bytes(900_000)})
    begin = archive.index(b"PK\x01\x02")
    entry, end = archive[begin:-22], archive[-22:]
    entries = b"".join(entry.replace(b"a000.csv", b"a%03d.csv" % n) for n in range(400))
    counts = struct.pack("<HHII", 400, 400, len(entries), begin)
    return archive[:begin] + entries + end[:8] + counts + b"\0\0"


def workbook(changed: dict[str, str | bytes] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["id", "date", "latitude", "longitude"])
    book.active.append(["a", "2023-09-24", 42.9, 20.7])
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in (changed or {}).items():
        members[name] = content.encode() if isinstance(content, str) else content
    return zipped(members)


def far_cell() -> bytes:
    cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        f"</row>{cell}</sheetData></worksheet>"
    )
    return workbook({"xl/worksheets/sheet1.xml": sheet})


def parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def geoparquet(shapes: list[bytes] | None = None, crs: object = None) -> bytes:
    cells = shapes or list(POINTS.geometry.to_wkb())
    column = {"encoding": "WKB", "geometry_types": [], **({"crs": crs} if crs is not None else {})}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = pa.table(
        {"id": ["a", "b", "c"], "date": ["2023-09-24"] * 3, "geometry": pa.array(cells, pa.binary())}
    )
    return parquet(table.replace_schema_metadata({"geo": json.dumps(geo)}))


def written(scratch: Path, driver: str) -> bytes:
    path = scratch / f"made-{driver.split(maxsplit=1)[0].lower()}.{'gpkg' if driver == 'GPKG' else 'fgb'}"
    path.unlink(missing_ok=True)
    POINTS.to_file(path, driver=driver, layer="layer")
    return path.read_bytes()


def shapefile(scratch: Path) -> dict[str, bytes]:
    folder = scratch / "shapefile"
    folder.mkdir(exist_ok=True)
    POINTS.to_file(folder / "layer.shp", driver="ESRI Shapefile")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def changed(content: bytes, scratch: Path, change: Callable[[sqlite3.Connection], None]) -> bytes:
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


def rename_to_a_template(database: sqlite3.Connection) -> None:
    name = f"{TEMPLATE}'; DROP TABLE layer; --"
    database.execute("DROP TABLE IF EXISTS rtree_layer_geom")
    database.execute(f'ALTER TABLE layer RENAME TO "{name}"')
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents"):
        database.execute(f"UPDATE {table} SET table_name = ?", (name,))  # noqa: S608 - names of ours
    database.execute("DELETE FROM gpkg_extensions")


def changed_gpkg(content: bytes, scratch: Path, shape: bytes) -> bytes:
    return changed(
        content, scratch, lambda database: database.execute("UPDATE layer SET geom = ?", (shape,)) and None
    )


def grid(canary: Path) -> str:
    return (
        'BOUNDCRS[SOURCECRS[GEOGCRS["x",DATUM["x",ELLIPSOID["x",6378137,298.25]],CS[ellipsoidal,2],AXIS["lat",north],'
        'AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],TARGETCRS[GEOGCRS["W",DATUM["w",ELLIPSOID['
        '"w",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],ANGLEUNIT["degree",'
        '0.0174532925199433]]],ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",ID["EPSG",9615]],PARAMETERFILE['
        f'"Latitude and longitude difference file","{canary}"]]]'
    )


def grid_json(canary: Path) -> object:
    import pyproj

    return pyproj.CRS.from_wkt(grid(canary)).to_json_dict()


def with_wrong_bytes(content: bytes, seed: int) -> bytes:
    rng, changed = random.Random(seed), bytearray(content)  # noqa: S311 - no secret
    for _ in range(max(8, len(changed) // 200)):
        changed[rng.randrange(12, len(changed) - 8)] = rng.randrange(256)
    return bytes(changed)


def gpx_with_schema(address: str) -> bytes:
    instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    point = '<wpt lat="42.9" lon="20.7"><name>a</name></wpt>'
    return (
        f'<gpx version="1.1" {instance} xsi:schemaLocation="{address} {address}/a.xsd">{point}</gpx>'.encode()
    )
