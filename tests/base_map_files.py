"""Makes small base maps of northern Kosovo: vector tiles by GDAL, pictures by Pillow, packed by `pmtiles`.

GDAL writes one layer an archive; the tiles of several are joined end to end, as their format allows.
"""

from __future__ import annotations

import gzip
import io
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pyogrio
from PIL import Image, ImageDraw
from pmtiles.reader import MmapSource, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from shapely.geometry import LineString, Point, box

if TYPE_CHECKING:
    from pathlib import Path

WEST, SOUTH, EAST, NORTH = BOUNDS = (20.55, 42.75, 21.15, 43.25)
ATTRIBUTION: Final = '© <a href="https://example.org/tests">the tests</a>'
MAX_ZOOM: Final = 12

IBAR = [(20.62, 42.97), (20.72, 42.96), (20.80, 42.93), (20.86, 42.90), (20.84, 42.84), (20.80, 42.80)]
ROAD = [(20.87, 42.88), (20.80, 42.95), (20.78, 42.97), (20.72, 43.05), (20.66, 43.14)]
STREETS = [[(20.775, 42.970), (20.787, 42.976)], [(20.778, 42.977), (20.785, 42.968)]]
PLACES = {
    "Mitrovica": (20.866, 42.891, "Митровица"),
    "Zvečan": (20.838, 42.905, "Звечан"),
    "Banjska": (20.781, 42.973, "Бањска"),
    "Leposavić": (20.803, 43.104, "Лепосавић"),
    "Zubin Potok": (20.690, 42.914, "Зубин Поток"),
}


def vector(path: Path, *, layers: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    """An archive of vector tiles: land, a wood, a lake, roads, houses and places in the Protomaps schema."""
    tiles: dict[int, bytes] = defaultdict(bytes)
    layers = protomaps_layers() if layers is None else layers
    for name, rows in layers.items():
        single = path.with_name(f"{name}-alone.pmtiles")
        frame = gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326").to_crs("EPSG:3857")
        pyogrio.write_dataframe(frame, single, layer=name, driver="PMTiles", MINZOOM=0, MAXZOOM=MAX_ZOOM)
        with single.open("rb") as stream:
            for place, packed in all_tiles(MmapSource(stream)):
                tiles[zxy_to_tileid(*place)] += gzip.decompress(packed)
        single.unlink()
    described = {"vector_layers": [{"id": name, "fields": {}} for name in layers]}
    packed = {number: gzip.compress(content, mtime=0) for number, content in tiles.items()}
    return _written(path, packed, TileType.MVT, Compression.GZIP, described)


def raster(path: Path, *, zooms: range = range(7, 12)) -> Path:
    """An archive of pictures, each of which says which tile it is."""
    tiles = {}
    for zoom in zooms:
        (left, top), (right, bottom) = _tile(WEST, NORTH, zoom), _tile(EAST, SOUTH, zoom)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                tiles[zxy_to_tileid(zoom, x, y)] = _picture(f"{zoom}/{x}/{y}")
    return _written(path, tiles, TileType.PNG, Compression.NONE, {})


def protomaps_layers() -> dict[str, list[dict[str, Any]]]:
    """Features by layer, with the properties by which the Protomaps styles choose."""
    return {
        "earth": [{"kind": "earth", "geometry": box(*BOUNDS)}],
        "landuse": [{"kind": "forest", "geometry": Point(20.66, 43.02).buffer(0.05)}],
        "water": [
            {"kind": "lake", "geometry": box(20.56, 42.93, 20.64, 42.97)},
            {"kind": "river", "geometry": LineString(IBAR).buffer(0.002)},
        ],
        "roads": [
            {"kind": "highway", "name": "Ibar road", "geometry": LineString(ROAD)},
            *({"kind": "minor_road", "name": "", "geometry": LineString(street)} for street in STREETS),
        ],
        "buildings": [
            {"kind": "building", "geometry": box(20.779 + d, 42.972, 20.7795 + d, 42.9724)}
            for d in (0, 0.001)
        ],
        "places": [
            {"kind": "locality", "min_zoom": 6, "name": serbian, "name:en": name, "geometry": Point(lon, lat)}
            for name, (lon, lat, serbian) in PLACES.items()
        ],
    }


def reference_layer(path: Path) -> Path:
    """A GeoJSON of one area and one point."""
    shapes = [box(20.7, 42.85, 20.95, 43.0), Point(20.83, 42.93)]
    features = [
        {"type": "Feature", "properties": {"title": "<b>no</b>"}, "geometry": shape.__geo_interface__}
        for shape in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def _written(
    path: Path, tiles: dict[int, bytes], kind: TileType, packing: Compression, described: dict[str, Any]
) -> Path:
    with write(str(path)) as writer:
        for number in sorted(tiles):
            writer.write_tile(number, tiles[number])
        corners = zip(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), BOUNDS, strict=True)
        header = {name: round(corner * 1e7) for name, corner in corners}
        writer.finalize(
            {**header, "tile_type": kind, "tile_compression": packing},
            {"name": "tests", "attribution": ATTRIBUTION, **described},
        )
    return path


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    x, y = gpd.GeoSeries([Point(lon, lat)], crs="EPSG:4326").to_crs("EPSG:3857")[0].coords[0]
    half = 20037508.342789244
    return int((x + half) / (2 * half) * 2**zoom), int((half - y) / (2 * half) * 2**zoom)


def _picture(text: str) -> bytes:
    image = Image.new("RGB", (256, 256), "#dde8d4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 255, 255), outline="#7a9468")
    draw.text((12, 12), text, fill="#334422")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
