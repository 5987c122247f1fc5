"""Turns a GeoJSON file or a GeoPackage into the GeoJSON that a browser draws over a base map.

Shapes alone are kept, in EPSG:4326 and to a hundred-thousandth of a degree (1 m); columns stay behind.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import BaseMapError
from geodata.sandbox import parent

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.sandbox.worker import Order

TASK: Final = "geodata.basemaps.reference_layers:convert"
FORMATS: Final = ("geojson", "gpkg")
MOST_CORNERS: Final = 300_000
"""Of all shapes together: what is more is a job for tiles."""
_STEP: Final = 1e-5  # degrees
_RESULT: Final = "layer.geojson"

Bounds = tuple[float, float, float, float]


def read(path: Path, *, table: str | None = None) -> tuple[str, Bounds]:
    """Read the file in the sandbox.

    Parameters
    ----------
    table
        The layer of a GeoPackage that has several.

    Returns
    -------
    GeoJSON, and what it covers: west, south, east, north in degrees.

    Raises
    ------
    GeodataError
        If the file cannot be read, is of another format, or has more than `MOST_CORNERS`.
    """
    answer, folder = parent.run(TASK, path, name=path.name, choices={"table": table})
    with folder as private:
        if problem := answer.get("problem"):
            raise BaseMapError(path.name, *problem)
        west, south, east, north = answer["bounds"]
        return (Path(private) / "work" / _RESULT).read_text(encoding="utf-8"), (west, south, east, north)


def convert(order: Order, progress: Callable[[float, str], None]) -> dict[str, Any]:
    """Read the order's file and write its shapes beside; runs in the sandbox."""
    import shapely  # noqa: PLC0415  confined before it is loaded

    from geodata import readers  # noqa: PLC0415  confined before they are loaded
    from geodata.ingest.choices import Choices  # noqa: PLC0415  confined before they are loaded
    from geodata.limits import Limits  # noqa: PLC0415  confined before they are loaded

    progress(0.1, "reading the file")
    scratch = order.work / "unpacked"
    scratch.mkdir()
    choices = Choices.from_dict({name: value for name, value in order.choices.items() if value})
    raw = readers.read(
        order.upload, name=order.name, choices=choices, limits=Limits(**order.limits), scratch=scratch
    )
    if raw.format not in FORMATS or raw.geometry is None:
        return {"problem": ["it is neither GeoJSON nor a GeoPackage with shapes", "Save it as one of them"]}
    if raw.table is None and raw.tables:
        return {"problem": [f"it has the layers {', '.join(raw.tables)}", "Choose one with --layer"]}
    shapes = shapely.set_precision(raw.geometry, _STEP, mode="pointwise")
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(shapes):
        return {"problem": ["there is no shape in it", "Choose another layer or file"]}
    if (corners := int(shapely.get_num_coordinates(shapes).sum())) > MOST_CORNERS:
        found = f"its shapes have {corners:,} corners, more than {MOST_CORNERS:,}"
        return {"problem": [found, "Simplify them, or make a PMTiles file of them"]}
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(one)}
        for one in shapely.to_geojson(shapes)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    (order.work / _RESULT).write_text(text, encoding="utf-8")
    return {"bounds": shapely.total_bounds(shapes).tolist()}
