"""Writes a synthetic dataset, in pieces, as a version in a library's folder, as `saving` would write it."""

from __future__ import annotations

import io
import json
import secrets
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from benchmarks import synthetic
from geodata import model
from geodata.index import duckdb_file, star_schema
from geodata.ingest.choices import Choices
from geodata.library import files as library_files
from geodata.library import hashes, manifests, parquet, paths

WRITTEN: Final = 2
"""Raise it when a version is written in another way and its records stay the same."""
CACHE: Final = Path(__file__).parents[1] / ".cache" / "benchmarks"
GROWING: Final = ("incidents", "participations", "sources")
"""Tables of which every piece has a part: a row group each."""
COUNTED: Final = {
    "incidents": list(star_schema.VOCABULARIES),
    "participations": ["row", "actor", "role"],
    "sources": ["incident", "source", "publisher"],
}
"""What `star_schema.counts_of` looks at."""
_COMPRESSION: Final = "zstd"


def library(n: int) -> Path:
    """A library that holds the synthetic dataset of `n` records alone; written once, cached between runs."""
    root = CACHE / f"generator-{synthetic.GENERATOR}-{WRITTEN}" / str(n)
    folder = root / synthetic.name_of(n)
    if not (folder / paths.DESCRIPTION).is_file():
        _write(n, folder)
    index = folder / synthetic.version_of(n) / duckdb_file.FILE
    if not index.is_file():
        _index(n, index)
    return root


def _write(n: int, folder: Path) -> None:
    begin = time.perf_counter()
    print(f"writing {n:,} synthetic records, once", file=sys.stderr, flush=True)
    beside = CACHE / f"unfinished-{secrets.token_hex(4)}"
    version = beside / synthetic.version_of(n)
    try:
        (version / paths.ORIGINAL).mkdir(parents=True)
        counts = _write_tables(n, version)
        _describe(n, version, counts)
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    print(f"written in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


def _write_tables(n: int, version: Path) -> dict[str, int]:
    """Parquet files, one a table."""
    writers: dict[str, pq.ParquetWriter] = {}
    counts = dict.fromkeys(model.TABLE_COLUMNS, 0)
    try:
        for number, piece in enumerate(synthetic.pieces(n)):
            if not number:
                shared = {
                    name: getattr(piece, name, None) for name in model.TABLE_COLUMNS if name not in GROWING
                }
                parquet.write(shared, version)  # the others empty: they are written over
                counts.update({name: 0 if table is None else len(table) for name, table in shared.items()})
            for name in GROWING:
                table = _arrow(name, getattr(piece, name))
                if name not in writers:
                    path = version / f"{name}.parquet"
                    writers[name] = pq.ParquetWriter(path, table.schema, compression=_COMPRESSION)
                writers[name].write_table(table.cast(writers[name].schema), row_group_size=len(table))
                counts[name] += len(table)
            _say(counts["incidents"], n)
    finally:
        for writer in writers.values():
            writer.close()
    return counts


def _index(n: int, index: Path) -> None:
    """The index of a version, from its files; as `duckdb_file` writes it, without reading them whole."""
    begin = time.perf_counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for lines in _row_groups(index.parent, COUNTED):
        for name, counted in star_schema.counts_of(SimpleNamespace(**lines)).items():
            counts[name].update(counted)
    duckdb_file.write(index, _read(n, index.parent), star_schema.in_order(counts))
    print(f"index made in {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


def _read(n: int, version: Path) -> Iterator[model.Dataset]:
    """The pieces as they were written."""
    shared = parquet.read(version, tuple(name for name in model.TABLE_COLUMNS if name not in GROWING))
    shared.pop("warnings")
    for found in _row_groups(version, dict.fromkeys(GROWING)):
        found["incidents"]["geometry"] = shapely.from_wkb(found["incidents"]["geometry"])
        yield model.Dataset(
            name=synthetic.name_of(n),
            version=version.name,
            info=synthetic.info_of(n),
            **{name: model.typed(name, table) for name, table in found.items()},
            **shared,
        )


def _row_groups(version: Path, columns: Mapping[str, list[str] | None]) -> Iterator[dict[str, pd.DataFrame]]:
    """The tables' parts of one piece after the other; some columns of them, or all."""
    files = {name: pq.ParquetFile(version / f"{name}.parquet") for name in columns}
    for number in range(files["incidents"].num_row_groups):
        yield {name: file.read_row_group(number, columns[name]).to_pandas() for name, file in files.items()}


def _arrow(name: str, lines: Any) -> pa.Table:
    table = model.typed(name, lines)
    if name != "incidents":
        return pa.Table.from_pandas(table, preserve_index=False)
    whole = io.BytesIO()
    table.to_parquet(whole, index=False, schema_version="1.1.0")
    found = pq.read_table(whole)
    # What GeoParquet says of the geometries: not the box, which would be that of the first piece.
    said = json.loads(found.schema.metadata[b"geo"])
    said["columns"]["geometry"].pop("bbox", None)
    return found.replace_schema_metadata({**found.schema.metadata, b"geo": json.dumps(said).encode()})


def _describe(n: int, version: Path, counts: dict[str, int]) -> None:
    path = version / paths.ORIGINAL / "generator.json"
    path.write_bytes(synthetic.original(n))
    info = synthetic.info_of(n)
    original = manifests.Original(path.name, path.name, **hashes.of_file(path))
    manifest = manifests.Manifest(
        version=version.name,
        model=model.MODEL_VERSION,
        layout=synthetic.LAYOUT,
        choices=Choices(timezone=info.timezone).to_dict(),
        timezone=info.timezone,
        tool="benchmarks",
        saved=manifests.now(),
        originals=(original,),
        counts={"rows_in": n, "accepted": n, **counts},
        files=hashes.of(version),
        sequence=1,
    )
    manifests.write(version, manifest)
    library_files.write_json(version.parent / paths.DESCRIPTION, manifests.description(info))


def _say(done: int, n: int) -> None:
    if n > synthetic.PIECE:
        print(f"  {done:,} of {n:,}", file=sys.stderr, flush=True)
