"""Gives a synthetic dataset ten columns of its own, as a file might have them, in another index."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks import synthetic, writing
from benchmarks.data import Given
from geodata.engines.embedded import DuckDB
from geodata.index import attributes, duckdb_file
from geodata.index.statistics import Statistics
from geodata.query.store import Store

WORDS: Final = {"sub type": 25, "disorder": 5, "admin 1": 27, "admin 2": 120, "admin 3": 1000, "scale": 12}
"""Columns of words, and how many; in one of ten records nothing stands."""
NUMBERS: Final = {"population": 5000, "time precision": 3, "geo precision": 3, "witnesses": 40}
"""Columns of whole numbers below these."""
COLUMNS: Final = (*WORDS, *NUMBERS)
_NUMBER: Final = 1
"""Raise it when the columns change."""


def frame(n: int, seed: int = synthetic.SEED) -> pd.DataFrame:
    """The columns, a line a row: the same for the same number of rows."""
    random = np.random.default_rng([seed, n])
    found: dict[str, pd.Series] = {}
    for name, most in WORDS.items():
        words = [f"{name} {number}" for number in range(most)]
        codes = np.minimum((random.pareto(1.0, n) * most / 20).astype(np.int64), most - 1)
        codes[random.random(n) < 0.1] = -1
        found[name] = pd.Series(pd.Categorical.from_codes(codes, words))
    for name, most in NUMBERS.items():
        found[name] = pd.Series(random.integers(0, most, n))
    return pd.DataFrame(found)


def opened(given: Given) -> Store:
    """The dataset with these columns; made once, and cached as its library is."""
    whole = given.opened()
    n = len(given)
    path = writing.CACHE / f"own-columns-{_NUMBER}-{synthetic.GENERATOR}-{n}-{duckdb_file.NUMBER}.duckdb"
    if not path.is_file():
        _write(given, path, n)
    engine = DuckDB(path)
    return Store(whole.dataset, engine, Statistics.read(engine))


def _write(given: Given, path: Path, n: int) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        shutil.copyfile(given.library / given.name / given.version / duckdb_file.FILE, beside)
        columns = frame(n)
        texts = {
            name: pa.array(columns[name].astype("str").where(columns[name].notna(), None)) for name in WORDS
        }
        arrays = [*texts.values(), *(pa.array(columns[name]) for name in NUMBERS)]
        kinds = [*((name, "text") for name in WORDS), *((name, "integer") for name in NUMBERS)]
        table, _ = attributes.place_of(0)
        own = {attributes.place_of(number)[1]: each for number, each in enumerate(arrays)}
        with duckdb.connect(str(beside)) as connection:
            connection.register("lines", pa.table({"row": pa.array(np.arange(n, dtype=np.int32)), **own}))
            connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM lines")  # noqa: S608 - our name
            said = json.loads(connection.execute("SELECT json FROM facts").fetchall()[0][0])
            said["own_columns"] = kinds
            connection.execute("UPDATE facts SET json = ?", [json.dumps(said)])
            connection.execute("CHECKPOINT")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
