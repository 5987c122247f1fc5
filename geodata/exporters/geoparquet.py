"""Writes what is shown as GeoParquet 1.1: the records with what belongs to them as JSON texts."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from geodata import model
from geodata.exporters import columns, nested
from geodata.exporters.files import Pieces
from geodata.exporters.selection import Block, Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.filters import Filters
    from geodata.query.store import Store

METADATA: Final = "incident_map"
"""Where the file says where it comes from: a JSON object under this key."""

_ROW_GROUP: Final = 20_000
_CODED: Final = (
    *("kind", "event_type", "time_class", "place", "location_class", "confidence", "start", "end"),
    *(nested.ZONE, *columns.ORIGIN, *nested.LOCAL, nested.PLACE),
)
"""Columns whose values repeat: to look for that in the others costs more than it saves."""
_MOMENT: Final = pa.timestamp("us", "UTC")


def to_geoparquet(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as GeoParquet 1.1, in blocks."""
    said, seen, pieces = columns.about(store, filters), _Seen(), Pieces()
    blocks = Selection(store, filters).blocks()
    group = [_table(next(blocks), seen)]
    with pq.ParquetWriter(
        pa.PythonFile(pieces, "w"), group[0].schema, compression="zstd", use_dictionary=list(_CODED)
    ) as writer:
        yield from pieces.taken()  # the file has begun: nobody waits for a whole group
        for block in blocks:
            if sum(map(len, group)) >= _ROW_GROUP:
                yield from _written(writer, group, pieces)
                group = []
            group.append(_table(block, seen))
        yield from _written(writer, group, pieces)
        writer.add_key_value_metadata(seen.metadata() | {METADATA.encode(): columns.as_json(said).encode()})
    yield from pieces.taken()


def _written(writer: pq.ParquetWriter, group: list[pa.Table], pieces: Pieces) -> Iterator[bytes]:
    writer.write_table(pa.concat_tables(group), row_group_size=2 * _ROW_GROUP)
    yield from pieces.taken()


def _table(block: Block, seen: _Seen) -> pa.Table:
    """The block's columns, its geometry as well-known binary."""
    records = block.records
    seen.add(records)
    flat = {name: records[name] for name in nested.names(block)}
    flat |= {name: _moments(records[name]) for name in ("start", "end")}
    flat |= {"row": pc.cast(records["row"], pa.int64()), **nested.local(block), **block.distances}
    texts = nested.documents(block)
    repeated = {name: pc.cast(each, pa.string()) for name, each in columns.origin(block).items()}
    found = {**flat, **{name: pc.cast(each, pa.string()) for name, each in texts.items()}, **repeated}
    return pa.table({**found, "geometry": records["geometry"]})


def _moments(microseconds: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(pc.cast(microseconds, pa.int64()), _MOMENT)


class _Seen:
    """Which geometries went by: their kinds, and the box around them."""

    def __init__(self) -> None:
        self._kinds, self._boxes = set[str](), list[npt.NDArray[np.float64]]()

    def add(self, records: pa.Table) -> None:
        """Look at those of some records."""
        x, y = (records[name].drop_null().to_numpy() for name in ("x", "y"))
        if len(x):
            self._kinds.add("Point")
            self._boxes.append(np.array([x.min(), y.min(), x.max(), y.max()]))
        others = gpd.GeoSeries(shapely.from_wkb(records["shape"].drop_null().to_numpy()))
        if len(others):
            self._kinds |= set(others.geom_type + np.where(others.has_z, " Z", ""))
            self._boxes.append(np.asarray(others.total_bounds))

    def metadata(self) -> dict[bytes, bytes]:
        """What GeoParquet says of them."""
        stream = io.BytesIO()
        gpd.GeoDataFrame(geometry=[], crs=model.CRS).to_parquet(stream, index=False, schema_version="1.1.0")
        geo = json.loads(pq.read_metadata(stream).metadata[b"geo"])
        geo["columns"]["geometry"] |= {"geometry_types": sorted(self._kinds), **self._bbox()}
        return {b"geo": json.dumps(geo).encode()}

    def _bbox(self) -> dict[str, Any]:
        boxes = np.array(self._boxes).reshape(-1, 4)
        west, south, east, north = boxes[np.isfinite(boxes[:, 0])].T
        if not len(west):
            return {}
        return {"bbox": [float(each) for each in (west.min(), south.min(), east.max(), north.max())]}
