"""Loads incidents as a GeoDataFrame: `geodata.load("northern-kosovo")`, or the path of a dataset's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.filters import Filters

__all__ = ["load"]


def load(name_or_path: str | Path, filters: Filters | None = None) -> gpd.GeoDataFrame:
    """Load the incidents of a dataset, or those that pass the filters.

    Parameters
    ----------
    name_or_path
        A name out of `library.catalog.names()`; or a folder that holds a dataset.toml, as a `Path` or
        as text with a slash in it (`"./my-data"`).
    filters
        What is wanted; none for everything. Both go through the one filter engine, `query.answers`.

    Returns
    -------
    A frame of your own with `model.INCIDENT_COLUMNS`, EPSG:4326, one row each, by start; and `extra`, the
    texts of the file's other columns as a JSON object.

    Raises
    ------
    GeodataError
        If there is no such dataset, or its files cannot be used.
    """
    # Imported here: `import geodata` (in a script, in --help) does not wait for DuckDB and GeoPandas.
    from geodata.filters import Filters  # noqa: PLC0415
    from geodata.library import catalog, folders  # noqa: PLC0415
    from geodata.query import answers, store  # noqa: PLC0415

    text = str(name_or_path)
    is_path = isinstance(name_or_path, Path) or "/" in text or "\\" in text
    dataset = folders.load_folder(Path(text)) if is_path else catalog.load(text)
    opened = store.open(dataset)
    found = answers.rows(opened, filters or Filters())
    return found.assign(extra=answers.own_columns(opened, found["row"]))
