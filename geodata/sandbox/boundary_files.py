"""Reads a stranger's file of boundaries in the sandbox: its areas, mended, and what its columns say.

The worker confines itself before it loads this module.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import readers
from geodata.limits import Limits
from geodata.readers import boundaries
from geodata.readers.boundaries import Outlined
from geodata.readers.raw import CRS_ASKED, NoChoices, no_geometries
from geodata.sandbox import handover, parent

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.sandbox.worker import Order

TASK: Final = "geodata.sandbox.boundary_files:outlined"
_AREAS: Final = "areas.arrow"
_AREA: Final = "area_km2"
"""Beside the file's own columns, which are handed over as `column 0`, `column 1` …"""


def read(content: Path | bytes, *, name: str, layer: str | None = None) -> Outlined:
    """Read a file, or its bytes; what its columns mean is still to be said.

    Parameters
    ----------
    name
        What its owner calls it.
    layer
        Which of several; without it the first one that has rows.

    Raises
    ------
    UnusableFileError
        If it cannot be read; BoundariesError's words, if it has no areas.
    """
    said, folder = parent.run(TASK, content, name=name, choices={"table": layer})
    try:
        frame = handover.read_table(Path(folder.name) / "work" / _AREAS)
        with (Path(folder.name) / "upload").open("rb") as upload:
            digest = hashlib.file_digest(upload, "sha256").hexdigest()
        columns = pd.DataFrame(frame.drop(columns=["geometry", _AREA]))
        columns = columns.set_axis([str(each) for each in said["names"]], axis=1)
        return Outlined(
            name,
            columns.copy(),
            np.asarray(frame["geometry"], object).copy(),
            frame[_AREA].to_numpy(float).copy(),
            digest,
            tuple(map(str, said["layers"])),
            None if said["layer"] is None else str(said["layer"]),
            int(said["refused"]),
            tuple(map(str, said["converted"])),
        )
    finally:
        folder.cleanup()


def outlined(order: Order, progress: Callable[[float, str], None]) -> Any:
    """Read the file's areas; they lie in `work`, what else there is to say is the answer."""
    progress(0.1, "reading the file")
    scratch = order.work / "unpacked"
    scratch.mkdir()
    layer = order.choices["table"]
    choices, limits = NoChoices(table=layer), Limits(**order.limits)
    raw = readers.read(order.upload, name=order.name, choices=choices, limits=limits, scratch=scratch)
    given = no_geometries(len(raw.rows)) if raw.geometry is None else raw.geometry
    found = boundaries.outlined(order.name, raw.rows, given, digest="")
    names = [*found.columns]
    numbered = found.columns.set_axis([f"column {number}" for number in range(len(names))], axis=1)
    frame = gpd.GeoDataFrame(numbered, geometry=found.outlines, crs=4326).assign(**{_AREA: found.area_km2})
    handover.write_table(frame, order.work / _AREAS)
    shutil.rmtree(scratch)
    return {
        "names": names,
        "layers": list(raw.tables),
        "layer": raw.table or (raw.tables[0] if raw.tables else None),
        "refused": raw.rows_in - len(found.outlines),
        "converted": [note.words for note in raw.notes if note.code in ("crs", CRS_ASKED)],
    }
