"""Adds base maps and reference layers to the library, lists and removes them.

    <library>/.basemaps/<key>/basemap.json     what it is, as it was read and said when it was added
    <library>/.basemaps/<key>/tiles.pmtiles    the archive as it came, or
    <library>/.basemaps/<key>/layer.geojson    the reference layer's shapes

The file that `INCIDENTS_BASEMAP` names is one of them, and stays where it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from geodata import settings
from geodata.basemaps import archives, reference_layers
from geodata.errors import (
    BadNameError,
    BaseMapError,
    GeodataError,
    NameTakenError,
    NoBaseMapError,
    SettingsError,
)
from geodata.library import files, paths
from geodata.library.placing import beside, writing
from geodata.values.folding import fold

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.basemaps.archives import Bounds

FOLDER: Final = ".basemaps"
DESCRIPTION: Final = "basemap.json"
FILES: Final = {"vector": "tiles.pmtiles", "raster": "tiles.pmtiles", "layer": "layer.geojson"}
QUIET: Final = "-quiet"
"""Ends the key of a vector base map's second style, and no name of its own."""
COLOUR: Final = "#b3541e"
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_LONGEST_NAME: Final = 80

Kind = Literal["vector", "raster", "layer"]


@dataclass(frozen=True)
class BaseMap:
    """One that is here."""

    key: str
    name: str
    """What people read; not to be trusted."""
    kind: Kind
    """Vector or raster tiles, or a reference layer."""
    attribution: str
    """May be HTML; not to be trusted."""
    bounds: Bounds
    """West, south, east, north: degrees, EPSG:4326."""
    path: Path
    stamp: str
    """Another one whenever the file's content may be another."""
    min_zoom: int = 0
    max_zoom: int = 0
    layers: tuple[str, ...] = ()
    """Of vector tiles."""
    colour: str = ""
    """Of a reference layer, #rrggbb."""


def add(
    path: Path,
    *,
    name: str | None = None,
    attribution: str | None = None,
    colour: str | None = None,
    table: str | None = None,
) -> BaseMap:
    """Check a file and keep a copy: a PMTiles archive, else a reference layer. The same name replaces.

    Parameters
    ----------
    name
        What people read; the file's name if none.
    attribution
        Whose map it is; what the archive says if none.
    colour
        Of a reference layer, `#rrggbb`.
    table
        The layer of a GeoPackage that has several.

    Raises
    ------
    GeodataError
        If the file cannot be used, or the name cannot be; nothing is kept then.
    """
    name = (name or path.stem).strip()
    key = _key(name)
    with writing():
        paths.root().mkdir(parents=True, exist_ok=True)
        with beside() as work:
            ready = work / "version"
            described = (
                _archive(path, ready, attribution)
                if _is_archive(path)
                else _layer(path, ready, colour, table)
            )
            if attribution:
                described["attribution"] = attribution.strip()
            files.write_json(ready / DESCRIPTION, {"name": name, **described})
            _replace(ready, work / "before", key)
    return _saved(root() / key)


def listed() -> list[BaseMap]:
    """All that can be shown: what `INCIDENTS_BASEMAP` names, then what was added, by key.

    One whose description cannot be read is left out; one whose file is gone is not: the map says so.
    """
    host = from_settings()
    found = [] if host is None else [host]
    for folder in paths.children(root()):
        if paths.NAME.fullmatch(folder.name) and (host is None or folder.name != host.key):
            try:
                found.append(_saved(folder))
            except (GeodataError, KeyError, TypeError, ValueError):
                continue
    return found


def find(key: str, stamp: str) -> BaseMap:
    """The one of this key, in this state.

    Raises
    ------
    NoBaseMapError
        If there is none, or its file has changed.
    """
    for each in listed():
        if each.key == key and each.stamp == stamp:
            return each
    raise NoBaseMapError(key)


def remove(key: str) -> None:
    """Take one that was added away; raises `NoBaseMapError` if there is none."""
    folder = root() / key
    if not paths.NAME.fullmatch(key) or not folder.is_dir():
        raise NoBaseMapError(key)
    with writing(), beside() as work:
        folder.rename(work / "before")


def from_settings() -> BaseMap | None:
    """The file that `INCIDENTS_BASEMAP` names; raises `SettingsError` if it never was usable.

    What it was when it was first read stays known, so that a map can say that it is gone.
    """
    path = settings.current().basemap
    if path is None:
        return None
    described = _described_once(path)
    return BaseMap(**{**described, "path": path, "stamp": _stamp(path)})


def root() -> Path:
    """The folder of what was added, which may not be there yet."""
    return paths.root() / FOLDER


@lru_cache(maxsize=8)
def _described_once(path: Path) -> dict[str, Any]:
    try:
        archive = archives.read(path)
        if not archive.attribution:
            raise _unattributed(path.name)
    except BaseMapError as error:
        raise SettingsError("INCIDENTS_BASEMAP", str(error), "a PMTiles file was expected") from None
    return {"key": _key(path.stem), "name": path.stem, **asdict(archive)}


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(archives.MAGIC)) == archives.MAGIC or path.suffix == ".pmtiles"
    except OSError:
        return False  # the sandbox says why


def _archive(path: Path, ready: Path, attribution: str | None) -> dict[str, Any]:
    copy = ready / FILES["vector"]
    _copy(path, copy)
    archive = archives.read(copy, name=path.name)
    if not archive.attribution and not attribution:
        raise _unattributed(path.name)
    return asdict(archive)


def _copy(path: Path, to: Path) -> None:
    try:
        stream = path.open("rb")
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise BaseMapError(
            path.name, f"it cannot be read ({problem})", "Check its name and its rights"
        ) from None
    with stream, to.open("xb") as target:
        shutil.copyfileobj(stream, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())


def _layer(path: Path, ready: Path, colour: str | None, table: str | None) -> dict[str, Any]:
    if colour is not None and not _COLOUR.fullmatch(colour):
        raise BaseMapError(path.name, f"'{colour}' is no colour", "Write it as #b3541e")
    content, bounds = reference_layers.read(path, table=table)
    files.write_text(ready / FILES["layer"], content)
    return {"kind": "layer", "attribution": "", "bounds": bounds, "colour": (colour or COLOUR).lower()}


def _replace(ready: Path, before: Path, key: str) -> None:
    """Put a finished folder in its place; what stood there goes with the rest of `before`'s folder."""
    folder = root() / key
    folder.parent.mkdir(exist_ok=True)
    if folder.exists():
        folder.rename(before)
    ready.rename(folder)
    files.fsync_folder(folder.parent)


def _saved(folder: Path) -> BaseMap:
    said = files.read_json(folder / DESCRIPTION)
    path = folder / FILES[said["kind"]]
    west, south, east, north = (float(corner) for corner in said["bounds"])
    return BaseMap(
        folder.name,
        str(said["name"]),
        said["kind"],
        str(said["attribution"]),
        (west, south, east, north),
        path,
        _stamp(path),
        int(said.get("min_zoom", 0)),
        int(said.get("max_zoom", 0)),
        tuple(str(layer) for layer in said.get("layers", ())),
        str(said.get("colour", "")),
    )


def _stamp(path: Path) -> str:
    try:
        known = path.stat()
        state = [known.st_size, known.st_mtime_ns, known.st_ino]
    except OSError:
        state = []
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def _key(name: str) -> str:
    letters = name.lower() if name.isascii() else fold(name)  # which spells an English q another way
    key = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-")
    if not name or len(name) > _LONGEST_NAME or not paths.NAME.fullmatch(key):
        raise BadNameError(name)
    if key.endswith(QUIET):
        raise NameTakenError(name, f"'{QUIET[1:]}' at its end means a style")
    return key


def _unattributed(file: str) -> BaseMapError:
    next_step = "Add it with `python -m geodata basemap add FILE --attribution …`"
    return BaseMapError(file, "it does not say whose map it is", next_step)
