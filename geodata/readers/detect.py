"""Detects a file's format by its content, by its name only in doubt, and reads its raw table."""

from __future__ import annotations

import stat
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.errors import shown
from geodata.limits import Limits
from geodata.readers import archives, packed, several, xml_trees
from geodata.readers.raw import ALL, Job, NoChoices, Note, RawFile

if TYPE_CHECKING:
    import zipfile

    from geodata.readers import foreign_packages
    from geodata.readers.raw import ReadingChoices

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IN_R: Final = 'In R, write the table with write.csv(x, "events.csv", row.names = FALSE), and choose that.'
_REFUSED_MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0", "an old (.xls) or encrypted workbook", "Save it as XLSX without a password."),
    (b"BZh", "packed with bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "packed with xz", "Unpack it first."),
    (b"7z\xbc\xaf", "packed with 7-Zip", "Unpack it first."),
    (b"Rar!", "packed with RAR", "Unpack it first."),
    *(
        (magic, "of R's own format", _IN_R)
        for magic in (b"RDX2", b"RDX3", b"RDA2", b"RDA3", b"X\n\0\0\0", b"A\n3\n")
    ),
    (b"$FL2", "a file of SPSS (.sav)", "Save it in SPSS as CSV, or as Stata's .dta."),
    (b"$FL3", "a packed file of SPSS (.zsav)", "Save it in SPSS as CSV, or as Stata's .dta."),
    (b"\x89HDF", "of the format HDF5", "Write the table as CSV or Parquet."),
    (b"\0\x01\0\0Standard", "a database of Access", "Export its table as CSV or XLSX."),
    (b"{\\rtf", "a document (RTF)", "Choose the table it was made from."),
    (b"%PDF", "a PDF document", "Choose the table it was made from."),
    (b"\x89PNG", "a picture", "Choose a file with a table in it."),
    (b"\xff\xd8\xff", "a picture", "Choose a file with a table in it."),
    (b"GIF8", "a picture", "Choose a file with a table in it."),
    (b"\x7fELF", "a program", "Choose a file with a table in it."),
    (b"FEA1", "of the first Feather format, which is no longer read", "Write it as Feather 2 or Parquet."),
    (b"MZ\x90", "a program", "Choose a file with a table in it."),
    (
        b"\x00\x00\x27\x0a",
        "a shapefile without its other parts",
        "Pack .shp, .shx, .dbf and .prj into one ZIP.",
    ),
)
_R_ENDINGS: Final = (".rds", ".rdata", ".rda")
"""R packs its files, mostly with gzip: what is in them is told by the name."""
_ARROW: Final = (b"ARROW1", b"\xff\xff\xff\xff")
"""An Arrow (Feather) file, and an Arrow stream, whose first message is its schema."""
_STATA: Final = b"<stata_dta>"
_OLD_STATA: Final = range(102, 116)
_HEAD: Final = 65_536
_BEGINNING: Final = 4_096
SUFFIXES: Final = {
    "csv": ("csv",),
    "tsv": ("tsv", "gdelt"),
    "tab": ("tsv", "gdelt"),
    "txt": ("csv", "tsv", "gdelt"),
    "xlsx": ("xlsx",),
    "xlsm": ("xlsx",),
    **{name: (name,) for name in ("geojson", "kml", "kmz", "gpx", "gpkg", "fgb", "umap")},
    **dict.fromkeys(
        ("json", "topojson", "js"), ("json", "geojson", "umap", "kepler", "topojson", "esrijson")
    ),
    **dict.fromkeys(("jsonl", "ndjson", "geojsonl", "geojsons"), ("json", "geojson")),
    "parquet": ("parquet", "geoparquet"),
    "geoparquet": ("parquet", "geoparquet"),
    "dta": ("dta",),
    **dict.fromkeys(("arrow", "arrows", "feather", "ipc"), ("arrow", "geoarrow")),
    **dict.fromkeys(("zip", *packed.ENDINGS), ()),
}
"""What a readable file's name may end with → the formats expected then; none where any may be inside."""
_MEMBERS: Final = SUFFIXES.keys() - {"xlsx", "xlsm", "kml", "kmz", "zip", *packed.ENDINGS, "txt", "js"}
"""What a table in an archive of several files may end with: a .txt there tells about the others."""
_SHAPES_ONLY: Final = (".geojson", ".topojson", ".umap", ".geojsonl", ".geojsons")
_OBJECTS_TOO: Final = (".json", ".jsonl", ".ndjson", ".js")
_TABLES: Final = tuple(f".{suffix}" for suffix, formats in SUFFIXES.items() if {"csv", "tsv"} & {*formats})


def read(
    path: Path,
    *,
    name: str,
    choices: ReadingChoices | None = None,
    limits: Limits | None = None,
    scratch: Path | None = None,
) -> RawFile:
    """Read one file.

    Parameters
    ----------
    path
        Where the bytes are.
    name
        What the file is called, for messages and in doubt about what it is; never used as a path.
    choices
        Sheet or layer, encoding and delimiter, as far as somebody chose them.
    limits
        The most it may ask for; from the environment if none are given.
    scratch
        An empty folder for what has to be unpacked, and for the cells of large files, which stay in memory
        without one; a ZIP file is unpacked beside `path` then.

    Raises
    ------
    UnusableFileError
        If the file as a whole cannot be read; its `code` says why.
    """
    job = Job(name, limits or Limits(), choices or NoChoices(), scratch)
    _check_file(path, job)
    if job.choices.table == ALL:
        return several.all_of(lambda table, folder: _read(path, _asked(job, table), folder), job)
    return _read(path, job, scratch)


def _asked(job: Job, table: str | None) -> Job:
    asked = job.choices
    return replace(
        job, choices=NoChoices(table, asked.encoding, asked.delimiter, asked.header_row, asked.crs)
    )


def _read(path: Path, job: Job, scratch: Path | None) -> RawFile:
    name, job = job.file, replace(job, scratch=scratch)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    folder = scratch or path.parent
    if name.lower().endswith(_R_ENDINGS):
        raise job.unusable("unsupported", "it is of R's own format", _IN_R)
    if kind := packed.kind(head):
        packed.unpack(path, kind, folder / "unpacked", job)
        job, path = replace(job, file=packed.inner_name(name)), folder / "unpacked"
        head = _inner_head(path, job)
    elif head.startswith(_ZIP):
        return _with_note_on_name(_zipped(path, job, folder), name)
    return _with_note_on_name(_plain(path, head, job), job.file)


def _inner_head(path: Path, job: Job) -> bytes:
    """The first bytes of what was unpacked, which has to be a file of its own."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise job.unusable("empty", "there is nothing in it", "Choose another file.")
    if head.startswith(_ZIP) or packed.kind(head):
        next_step = "Unpack it, and send the table in it by itself."
        raise job.unusable("unsupported", "it is an archive within an archive", next_step)
    return head


def _check_file(path: Path, job: Job) -> None:
    try:
        found = path.stat()
    except OSError as error:
        problem = "it is not there" if isinstance(error, FileNotFoundError) else "it cannot be opened"
        raise job.unusable("unreadable", problem, "Check its name, and that it may be read.") from None
    if not stat.S_ISREG(found.st_mode):
        raise job.unusable("unreadable", "it is no file", "Choose a file.")
    if found.st_size == 0:
        raise job.unusable("empty", "there is nothing in it", "Choose another file.")
    if found.st_size > job.limits.bytes_in:
        raise job.too_large(f"{found.st_size:,} bytes", f"{job.limits.bytes_in:,} bytes", "bytes_in")


def _plain(path: Path, head: bytes, job: Job) -> RawFile:
    for magic, what, next_step in _REFUSED_MAGIC:
        if head.startswith(magic):
            raise job.unusable("unsupported", f"it is {what}", next_step)
    return _binary(path, head, job) or _text(path, head, job)


def _binary(path: Path, head: bytes, job: Job) -> RawFile | None:
    # Each format's libraries are loaded for files of that format only: a CSV does not wait for GDAL.
    if head.startswith(b"PAR1"):
        from geodata.readers import parquet_tables  # noqa: PLC0415

        return parquet_tables.read(path, job)
    if head.startswith(_ARROW):
        from geodata.readers import arrow_files  # noqa: PLC0415

        return arrow_files.read(path, job)
    if _is_stata(head):
        from geodata.readers import stata  # noqa: PLC0415

        return stata.read(path, job)
    return _of_gdal(path, head, job) if head.startswith((b"SQLite format 3\0", b"fgb")) else None


def _of_gdal(path: Path, head: bytes, job: Job) -> RawFile:
    from geodata.readers import gdal_tables, own_geopackages  # noqa: PLC0415

    kind = "fgb" if head.startswith(b"fgb") else "gpkg"
    if kind == "gpkg" and job.choices.table is None and own_geopackages.is_ours(path):
        return own_geopackages.read(path, job)
    return gdal_tables.read(path, kind, job)


def _text(path: Path, head: bytes, job: Job) -> RawFile:
    start = _text_start(head)
    if start.startswith("<"):
        return _xml(path, start, job)
    from geodata.readers import json_tables, text_tables  # noqa: PLC0415

    if start.startswith(("{", "[")) and not _is_table_by_name(job.file, start):
        return json_tables.read(path.read_bytes(), job)
    if _is_json_by_name(job.file, start):
        if json_tables.is_script(start):
            return json_tables.read(path.read_bytes(), job)
        begin = shown(" ".join(start.split())[:40])
        found = f"it is no JSON, as its name says: it begins with '{begin}', not with {{ or ["
        raise job.unusable("malformed", found, "Save it again, whole, from the program it came from.")
    return text_tables.read_file(path, job)


def _is_stata(head: bytes) -> bool:
    """Formats before 117 begin with their number, the order of bytes, and two bytes that say little."""
    old = len(head) > 8 and head[0] in _OLD_STATA and head[1] in (0, 1, 2) and head[2:4] in (b"\1\0", b"\0\0")
    return old or head.startswith(_STATA)


def _text_start(head: bytes) -> str:
    """The first characters, as far as they matter for distinguishing formats."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore").lstrip("\ufeff \t\r\n")
    if head[1:2] == b"\0" or head[:1] == b"\0":
        head = head.replace(b"\0", b"")
    return head.decode("utf-8-sig", errors="replace").lstrip("\ufeff \t\r\n\x1e")


def _is_table_by_name(name: str, start: str) -> bool:
    """A CSV whose first column is named `[…]` is told by its name, and by its first line being no JSON."""
    return name.lower().endswith(_TABLES) and start[1:2] not in ('"', "{", "[", "\n", "\r", " ")


def _is_json_by_name(name: str, start: str) -> bool:
    """Whether the name says JSON: a table under such a name is read only where nothing looks like objects."""
    lower = name.lower()
    return lower.endswith(_SHAPES_ONLY) or (lower.endswith(_OBJECTS_TOO) and "{" in start[:_BEGINNING])


def _xml(path: Path, start: str, job: Job) -> RawFile:
    root = xml_trees.root_name(start)
    if root in ("html", "table", "body") or start[:20].lower().startswith("<!doctype html"):
        next_step = (
            "Open it in a spreadsheet program and save it as CSV or XLSX, or fetch the data themselves."
        )
        raise job.unusable("unsupported", "it is a web page (HTML), neither KML nor GPX", next_step)
    if root == "gpx":
        from geodata.readers import gpx  # noqa: PLC0415

        return gpx.read(path, job)
    if root == "kml" or (root is None and job.file.lower().endswith(".kml")):
        from geodata.readers import kml  # noqa: PLC0415

        return kml.read(path.read_bytes(), job)
    if "<!DOCTYPE" in start[:2000] and not start[:2000].lower().startswith("<!doctype html"):
        xml_trees.parse(path.read_bytes(), job)
    found = f"it is XML with the outermost element <{shown(root or '?')}>, neither KML nor GPX"
    raise job.unusable("unsupported", found, "Save the data as KML, GPX, GeoJSON or CSV.")


def _zipped(path: Path, job: Job, scratch: Path) -> RawFile:
    from geodata.readers import data_packages, foreign_packages, zipped  # noqa: PLC0415

    with archives.opened(path, job) as archive:
        if zipped.is_workbook(archive):
            from geodata.readers import workbooks  # noqa: PLC0415

            return workbooks.read(path, job)
        members = archives.members(archive)
        if any(one.filename.lower().endswith(".kml") for one in members):
            return zipped.kmz(archive, job)
        if zipped.is_shapefile(archive):
            return zipped.shapefile(archive, scratch, job)
        if data_packages.is_ours(archive, job):
            return data_packages.read(archive, job)
        if described := foreign_packages.description(archive, job):
            return foreign_packages.read(archive, described, job, _reader(archive, scratch))
        return _tables_in(archive, members, scratch, job)


def _reader(archive: zipfile.ZipFile, scratch: Path) -> foreign_packages.Reader:
    return lambda member, job, before: _member(archive, member, scratch, job, before)


def _tables_in(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], scratch: Path, job: Job) -> RawFile:
    """Read the only table of an archive, as publishers of large ones pack them, or the tables in it."""
    if len(members) == 1:
        raw = _member(archive, members[0], scratch, job)
        words = f"The only file in the archive is read: '{shown(members[0].filename)}'."
        return _noted(raw, Note("members", words))
    found = [one for one in members if _ending(one.filename) in _MEMBERS]
    if any(_ending(one.filename) in ("gdbtable", "gdbtablx") for one in members):
        words = "it is a file geodatabase of Esri, which is not read"
        raise job.unusable("unsupported", words, "Export its layer as GeoPackage, GeoJSON or CSV.")
    if not found:
        listed = ", ".join(f"'{shown(one.filename)}'" for one in members[:5]) or "nothing"
        words = f"the archive holds no workbook, KML or shapefile, and not one single table: {listed}"
        raise job.unusable("unsupported", words, "Unpack it, and send the table in it by itself.")
    if len(found) == 1:
        raw = _member(archive, found[0], scratch, job)
        words = f"The only table in the archive is read: '{shown(found[0].filename)}'."
        return _noted(raw, Note("members", words))

    def part(name: str, member: zipfile.ZipInfo) -> several.Part:
        return several.Part(name, lambda job: _member(archive, member, scratch, _of_member(job)))

    names = archives.names_of(found)
    return several.table_of([part(*each) for each in zip(names, found, strict=True)], job)


def _of_member(job: Job) -> Job:
    """The choices for a member: which of them was a choice among the members."""
    return _asked(job, None)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, scratch: Path, job: Job, before: bytes = b""
) -> RawFile:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        inner = Path(folder) / "member"
        archives.unpack(archive, member, inner, job, before=before)
        one = replace(job, file=member.filename)
        return _plain(inner, _inner_head(inner, one), one)


def _ending(name: str) -> str:
    return name.lower().rpartition(".")[2]


def _with_note_on_name(raw: RawFile, name: str) -> RawFile:
    ending = name.lower().rpartition(".")[2]
    expected = SUFFIXES.get(ending)
    if expected and raw.format not in expected:
        words = (
            f"The name ends in .{ending}, but the content is of the format {raw.format}: the content counts."
        )
        return _noted(raw, Note("format", words))
    return raw


def _noted(raw: RawFile, note: Note) -> RawFile:
    return replace(raw, notes=(note, *raw.notes))
