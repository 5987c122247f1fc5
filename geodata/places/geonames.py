"""Reads GeoNames dumps into a SQLite file in the library that finds every feature by each of its names.

A dump is a country's file from https://download.geonames.org/export/dump/ (`XK.txt`, or the zip with it), tab
separated, UTF-8, without header; its readme there names the columns.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from geodata.errors import GazetteerError
from geodata.library import paths
from geodata.library.placing import writing
from geodata.places import precision
from geodata.places.candidates import Candidate
from geodata.values.folding import fold

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE: Final = "gazetteer.sqlite"
COLUMNS: Final = 19
_LARGEST_DUMP: Final = 4_000_000_000  # bytes; all countries together had 1.7 GB in 2024
_BATCH: Final = 5_000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS dump (name TEXT PRIMARY KEY, sha256 TEXT, features INTEGER, added TEXT);
CREATE TABLE IF NOT EXISTS feature (
    id INTEGER PRIMARY KEY, name TEXT, names TEXT, lat REAL, lon REAL, class TEXT, code TEXT, country TEXT,
    population INTEGER, dump TEXT);
CREATE TABLE IF NOT EXISTS name (folded TEXT, feature INTEGER, PRIMARY KEY (folded, feature)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_feature ON name (feature);
CREATE INDEX IF NOT EXISTS feature_dump ON feature (dump);
"""

_KINDS: Final = {
    "A": "administrative area",
    "H": "water",
    "L": "area",
    "P": "populated place",
    "R": "road or railway",
    "S": "building or spot",
    "T": "mountain or terrain",
    "U": "undersea",
    "V": "forest or heath",
}
_CODES: Final = {"MSTY": "monastery", "RSTN": "railway station", "MT": "mountain", "STM": "stream"}


@dataclass(frozen=True)
class Dump:
    """A GeoNames file that was added."""

    name: str
    features: int
    added: str
    skipped: int = 0
    """Lines that are no features, of the file just added."""


def add(path: Path, progress: Callable[[float, str], None] | None = None) -> Dump:
    """Read a GeoNames dump into the gazetteer, all of it or nothing; adding it again replaces it.

    Raises
    ------
    GazetteerError
        If the file is no GeoNames dump, or cannot be read.
    LibraryError
        If the library cannot be written.
    """
    with _lines(path) as (name, size, lines), writing():
        paths.root().mkdir(parents=True, exist_ok=True)
        with _database(write=True) as database:
            return _read(database, name, size, lines, progress)


def dumps() -> list[Dump]:
    """The dumps that were added, by name."""
    with _database() as database:
        if database is None:
            return []
        return [
            Dump(*line) for line in database.execute("SELECT name, features, added FROM dump ORDER BY name")
        ]


def remove(name: str) -> None:
    """Take a dump out again.

    Raises
    ------
    GazetteerError
        If it was never added.
    """
    if name not in [each.name for each in dumps()]:
        raise GazetteerError(name, "no such file was added", "See `python -m geodata gazetteer list`")
    with _database(write=True) as database:
        _forget(database, name)


def named(text: str, *, longer: bool = False) -> list[Candidate]:
    """The features of which a name is `text`, folded; or, if `longer`, begins with it and goes on."""
    # What begins with the name and a space sorts before the name and the next character, "!".
    between = (f"{text} ", f"{text}!") if longer else (text, f"{text}\0")
    ask = (
        "SELECT DISTINCT f.id, f.name, f.names, f.lon, f.lat, f.class, f.code, f.country, f.population "
        "FROM name JOIN feature f ON f.id = feature WHERE folded >= ? AND folded < ? "
        "ORDER BY f.class != 'P', f.population DESC, f.id LIMIT 200"
    )
    with _database() as database:
        rows = [] if database is None else database.execute(ask, between).fetchall()
    return [_feature(*row, exact=not longer) for row in rows]


def _feature(  # noqa: PLR0913, PLR0917 - a row of the table
    number: int,
    name: str,
    names: str,
    lon: float,
    lat: float,
    class_: str,
    code: str,
    country: str,
    population: int,
    *,
    exact: bool,
) -> Candidate:
    location_class, uncertainty_m = precision.of_feature(class_, code, population)
    return Candidate(
        id=f"geonames:{number}",
        name=name,
        location_class=location_class,
        lon=lon,
        lat=lat,
        uncertainty_m=uncertainty_m,
        source=f"GeoNames {number}, CC BY 4.0",
        country=country,
        kind=_CODES.get(code, _KINDS.get(class_, "place")),
        names=_by_language(name, names.split("\n"), country),
        exact=exact,
    )


def _by_language(name: str, others: list[str], country: str) -> dict[str, str]:
    """The dump does not say which language a name is in; only the script of Serbian names does."""
    cyrillic = [each for each in others if re.search("[Ѐ-ӿ]", each)]
    serbian = [each for each in cyrillic if country in ("XK", "RS", "ME", "BA")]
    return {"en": name, **({"sr-Cyrl": serbian[0]} if serbian else {})}


# The file ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _database(*, write: bool = False) -> Iterator[sqlite3.Connection]:
    """The gazetteer's file, changed all or not at all; none to read from where none was added."""
    path = paths.root() / FILE
    if not write and not path.is_file():
        yield None  # type: ignore[misc]
        return
    try:
        database = sqlite3.connect(
            path if write else f"{path.resolve().as_uri()}?mode=ro", uri=not write, timeout=30
        )
        with contextlib.closing(database):
            if write:
                database.executescript(_SCHEMA)
            with database:
                yield database
    except sqlite3.Error as error:
        step = "Delete it and add the dumps again"
        raise GazetteerError(FILE, f"the gazetteer's file cannot be used ({error})", step) from None


@contextlib.contextmanager
def _lines(path: Path) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """A dump's name, its size and its lines; of a zip, those of the text with the zip's own name."""
    step = "Give a country's file from GeoNames, such as XK.txt or XK.zip"
    try:
        with contextlib.ExitStack() as stack:
            if zipfile.is_zipfile(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
                member = archive.getinfo(f"{path.stem}.txt")
                stream: io.BufferedIOBase = stack.enter_context(archive.open(member))  # type: ignore[assignment]
                size = member.file_size
            else:
                stream = stack.enter_context(path.open("rb"))
                size = path.stat().st_size
            if size > _LARGEST_DUMP:
                raise GazetteerError(path.name, f"{size} bytes are more than any dump has", step)
            yield f"{path.stem}.txt", size, iter(lambda: stream.readline(1_000_000), b"")
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        if isinstance(error, GazetteerError):
            raise
        problem = getattr(error, "strerror", None) or "no such text in the archive"
        raise GazetteerError(path.name, f"the file cannot be read ({problem})", step) from None


def _read(
    database: sqlite3.Connection,
    name: str,
    size: int,
    lines: Iterator[bytes],
    progress: Callable[[float, str], None] | None,
) -> Dump:
    _forget(database, name)
    digest, done, features, skipped = hashlib.sha256(), 0, 0, 0
    rows: list[tuple[object, ...]] = []
    folded: list[tuple[str, int]] = []

    def flush() -> None:
        ids = [(row[0],) for row in rows]
        database.executemany("DELETE FROM name WHERE feature = ?", ids)
        database.executemany("INSERT OR REPLACE INTO feature VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
        database.executemany("INSERT OR IGNORE INTO name VALUES (?,?)", folded)
        rows.clear()
        folded.clear()
        if progress:
            progress(min(1.0, done / max(size, 1)), f"{features} places of {name}")

    for line in lines:
        digest.update(line)
        done += len(line)
        found = _parsed(line, name)
        if found is None:
            skipped += 1
            if skipped > 100 and skipped > features:
                break
            continue
        features += 1
        rows.append(found[0])
        folded += found[1]
        if len(rows) >= _BATCH:
            flush()
    if not features or skipped > features:
        raise GazetteerError(
            name,
            f"{skipped} of {skipped + features} lines are no places of GeoNames: 19 columns separated by "
            "tabs were expected",
            "Give a country's file from GeoNames, such as XK.txt",
        )
    flush()
    added = datetime.now(UTC).isoformat(timespec="seconds")
    database.execute("INSERT INTO dump VALUES (?,?,?,?)", (name, digest.hexdigest(), features, added))
    return Dump(name, features, added, skipped)


def _parsed(line: bytes, dump: str) -> tuple[tuple[object, ...], list[tuple[str, int]]] | None:
    try:
        cells = line.decode().rstrip("\r\n").split("\t")
        number, name, ascii_name, alternates = int(cells[0]), cells[1], cells[2], cells[3]
        lat, lon = float(cells[4]), float(cells[5])
        population = int(cells[14] or 0)
    except (ValueError, IndexError):
        return None
    if len(cells) != COLUMNS or not name or not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    others = [each for each in alternates.split(",") if each]
    row = (number, name, "\n".join(others), lat, lon, cells[6], cells[7], cells[8], population, dump)
    return row, [(each, number) for each in {fold(text) for text in (name, ascii_name, *others)} if each]


def _forget(database: sqlite3.Connection, dump: str) -> None:
    database.execute("DELETE FROM name WHERE feature IN (SELECT id FROM feature WHERE dump = ?)", (dump,))
    database.execute("DELETE FROM feature WHERE dump = ?", (dump,))
    database.execute("DELETE FROM dump WHERE name = ?", (dump,))
