"""Unpacks the one table in a ZIP file: a shapefile's parts, or a KMZ's KML, under names of ours."""

from __future__ import annotations

import codecs
import contextlib
from typing import TYPE_CHECKING, Final

from geodata.errors import shown
from geodata.readers import archives, encodings, gdal_tables, kml
from geodata.readers.raw import Job, NoChoices, Note, RawFile

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SHAPEFILE_MAGIC: Final = b"\x00\x00\x27\x0a"


def kmz(archive: zipfile.ZipFile, job: Job) -> RawFile:
    """Read the first KML of a KMZ, as its standard says; its pictures are not looked at."""
    found = [one for one in archives.members(archive) if one.filename.lower().endswith(".kml")]
    first = next((one for one in found if one.filename.lower() == "doc.kml"), found[0])
    return kml.read(archives.content(archive, first, job), job, format_="kmz")


def shapefile(archive: zipfile.ZipFile, folder: Path, job: Job) -> RawFile:
    """Read a zipped shapefile, the one asked for if there are several.

    Raises
    ------
    UnusableFileError
        If a part is missing, or no shapefile has the name asked for.
    """
    stems = _stems(archive)
    names = {stem.rsplit("/", 1)[-1]: stem for stem in stems}
    if len(names) < len(stems):
        names = {stem: stem for stem in stems}
    if job.choices.table is not None and job.choices.table not in names:
        there = ", ".join(f"'{shown(name)}'" for name in names)
        found = f"no layer named '{shown(job.choices.table)}'. The file has: {there}"
        raise job.unusable("layer-missing", found, "Choose one of its layers.")
    chosen = job.choices.table or next(iter(names))
    parts = stems[names[chosen]]
    missing = [part for part in _PARTS[:3] if part not in parts]
    if missing:
        found = f"the shapefile '{shown(chosen)}' lacks its part {', '.join(missing)}"
        raise job.unusable("malformed", found, "Pack .shp, .shx, .dbf and .prj together.")
    for part in (one for one in _PARTS if one in parts):
        archives.unpack(archive, parts[part], folder / f"layer{part}", job)
    with (folder / "layer.shp").open("rb") as stream:
        if stream.read(4) != _SHAPEFILE_MAGIC:
            found = f"'{shown(chosen)}.shp' is no shapefile"
            raise job.unusable("malformed", found, "Save it again from the program it came from.")
    encoding, notes = _encoding(folder, job)
    inner = Job(job.file, job.limits, NoChoices(crs=job.choices.crs))
    raw = gdal_tables.read(folder / "layer.shp", "shp", inner, encoding=encoding, system=_system(folder))
    table = chosen if job.choices.table or len(names) == 1 else None
    return RawFile(
        "shp",
        tuple(names) if len(names) > 1 else (),
        table if len(names) > 1 else None,
        raw.rows,
        raw.geometry,
        raw.refused,
        (*notes, *raw.notes),
        file=job.file,
    )


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether there is a workbook's own part in it."""
    return any(one.filename.removeprefix("/") == "xl/workbook.xml" for one in archive.infolist())


def is_shapefile(archive: zipfile.ZipFile) -> bool:
    """Whether there is a .shp in it."""
    return any(".shp" in parts for parts in _stems(archive).values())


def _stems(archive: zipfile.ZipFile) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """The parts of each shapefile, by its path without ending."""
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for one in archives.members(archive):
        stem, dot, ending = one.filename.replace("\\", "/").rpartition(".")
        if dot + ending.lower() in _PARTS:
            found.setdefault(stem, {})[dot + ending.lower()] = one
    return {stem: parts for stem, parts in found.items() if ".shp" in parts}


def _system(folder: Path) -> str | None:
    path = folder / "layer.prj"
    return path.read_bytes().decode("utf-8", errors="replace").strip() if path.is_file() else None


def _encoding(folder: Path, job: Job) -> tuple[str, tuple[Note, ...]]:
    """The encoding of a shapefile's table: chosen, said in its .cpg if that fits, or guessed."""
    if job.choices.encoding:
        encodings.decode(b"", job, job.choices.encoding)
        return job.choices.encoding, ()
    content = (folder / "layer.dbf").read_bytes()
    begin = int.from_bytes(content[8:10], "little")
    cells = content[begin:].replace(b"\0", b" ").replace(b"\x1a", b" ")
    said = _said_encoding(folder)
    if cells.isascii() or (said and _is_text_in(cells, said)):
        return (said or "utf-8").upper(), ()
    decoded = encodings.decode(cells, job)
    words = "The shapefile does not say its encoding, or says a wrong one: it is read as UTF-8."
    return decoded.encoding.upper(), decoded.notes or (Note("encoding", words),)


def _said_encoding(folder: Path) -> str | None:
    """Python's name for what a .cpg says: `UTF-8`, `1250`, `ANSI 1252`, `ISO-8859-2`."""
    path = folder / "layer.cpg"
    if not path.is_file():
        return None
    words = path.read_bytes()[:100].decode("ascii", errors="replace").split()
    number = words[-1] if words and words[-1].isdecimal() else ""
    for name in ("-".join(words), f"cp{number}", "utf-8" if number == "65001" else ""):
        with contextlib.suppress(LookupError, ValueError):
            return codecs.lookup(name).name if name else None
    return None


def _is_text_in(cells: bytes, encoding: str) -> bool:
    try:
        cells.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True
